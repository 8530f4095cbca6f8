//! What other pallets may ask of the kernels.

use crate::KernelId;
use alloc::vec::Vec;
use assay_touchstone::Program;
use frame_support::pallet_prelude::DispatchResult;
use sp_runtime::Permill;

/// What running a kernel owes its author.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Terms<AccountId> {
	/// Whom.
	pub author: AccountId,
	/// The part of what the provider is paid.
	pub royalty: Permill,
}

/// Finds kernels, and keeps those that jobs need.
pub trait Kernels<AccountId> {
	/// The program of a kernel. Decodes it: the cost is that of its bytecode's length.
	fn program(id: &KernelId) -> Option<Program>;

	/// The bytecode of a kernel.
	fn bytecode(id: &KernelId) -> Option<Vec<u8>>;

	/// What running it owes its author. It may fall later, never rise; jobs keep what they found.
	fn terms(id: &KernelId) -> Option<Terms<AccountId>>;

	/// Keeps a kernel from being removed.
	fn acquire(id: &KernelId) -> DispatchResult;

	/// Lets go of a kernel. Once per [`Kernels::acquire`].
	fn release(id: &KernelId) -> DispatchResult;
}
