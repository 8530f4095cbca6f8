//! What is stored.

use crate::Config;
use assay_market::BlobHash;
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

/// What people are told about a kernel.
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
#[scale_info(skip_type_params(T))]
pub struct AboutRecord<T: Config> {
	/// Its name: lower-case letters, digits and `-._/`. Several kernels may have the same.
	pub name: BoundedVec<u8, T::MaxName>,
	/// The blob with its WGSL source. The chain doesn't compile it: who trusts only what they read
	/// compiles it again and compares the id.
	pub source: Option<BlobHash>,
}

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
#[scale_info(skip_type_params(T))]
pub struct KernelRecord<T: Config> {
	/// Who registered it first.
	pub author: T::AccountId,
	/// What people are told about it.
	pub about: AboutRecord<T>,
	/// The author's part of what providers are paid for running it, in millionths.
	pub royalty: Permill,
	/// What is on hold in the author's account for it, in grains.
	pub deposit: BalanceOf<T>,
	/// Jobs that need it.
	pub uses: u32,
}
