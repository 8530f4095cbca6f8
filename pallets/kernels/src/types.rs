//! What is stored.

use crate::Config;
use assay_market::KernelAbout;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	traits::{fungible::Inspect, ConstU32},
	BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use scale_info::TypeInfo;
use sp_runtime::Permill;

/// Money of the runtime's token.
pub type BalanceOf<T> =
	<<T as Config>::Currency as Inspect<<T as frame_system::Config>::AccountId>>::Balance;

/// Bytecode no longer than Touchstone allows.
pub type Bytecode = BoundedVec<u8, ConstU32<{ assay_touchstone::limits::MAX_BYTECODE as u32 }>>;

/// All about a kernel but its bytecode.
#[derive(
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[scale_info(capture_docs = "always", skip_type_params(T))]
pub struct KernelRecord<T: Config> {
	/// Who registered it first.
	pub author: T::AccountId,
	/// Its name and its source.
	pub about: KernelAbout,
	/// The author's part of what providers are paid for running it, in millionths.
	pub royalty: Permill,
	/// What is on hold in the author's account for it, in grains.
	pub deposit: BalanceOf<T>,
	/// Jobs that need it.
	pub uses: u32,
}
