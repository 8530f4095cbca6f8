//! Names of kernels.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The BLAKE3 hash of a kernel's bytecode.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
pub struct KernelId(pub [u8; 32]);

impl KernelId {
	/// The id of a kernel with this bytecode.
	pub fn of(bytecode: &[u8]) -> Self {
		Self(*blake3::hash(bytecode).as_bytes())
	}
}
