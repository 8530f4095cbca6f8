//! Kernels, as the chain knows them.

use crate::{money::Balance, provider::Name};
use alloc::vec::Vec;
use assay_proof::BlobHash;
use assay_touchstone::{FloatMode, Header};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{AccountId32, Permill};

/// The BLAKE3 hash of a kernel's bytecode, what `b3sum` prints.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
#[scale_info(capture_docs = "always")]
pub struct KernelId(#[cfg_attr(feature = "std", serde(with = "crate::json::hex"))] pub [u8; 32]);

impl KernelId {
	/// The id of a kernel with this bytecode.
	pub fn of(bytecode: &[u8]) -> Self {
		Self(*blake3::hash(bytecode).as_bytes())
	}
}

/// What people are told about a kernel.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
#[scale_info(capture_docs = "always")]
pub struct KernelAbout {
	/// Its name: lower-case letters, digits and `-._/`, at most 64 bytes. Several kernels may have the
	/// same.
	#[cfg_attr(feature = "std", serde(with = "crate::json::text"))]
	pub name: Name,
	/// The blob with its WGSL source. The chain doesn't compile it: who trusts only what they read
	/// compiles it again and compares the id.
	pub source: Option<BlobHash>,
}

/// A registered kernel.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
#[scale_info(capture_docs = "always")]
pub struct Kernel<AccountId = AccountId32> {
	/// Its id.
	pub id: KernelId,
	/// Who registered it first.
	pub author: AccountId,
	/// Its name and its source.
	#[cfg_attr(feature = "std", serde(flatten))]
	pub about: KernelAbout,
	/// The author's part of what providers are paid for running it, in millionths.
	pub royalty: Permill,
	/// What is on hold in the author's account for it, in grains (10^-12 ASY).
	#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
	pub deposit: Balance,
	/// Jobs that need it.
	pub uses: u32,
	/// What it takes and makes.
	pub interface: Interface,
	/// Its Touchstone bytecode.
	#[cfg_attr(feature = "std", serde(with = "crate::json::hex"))]
	pub bytecode: Vec<u8>,
}

/// What a kernel takes and makes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(serde::Serialize, serde::Deserialize),
	serde(rename_all = "camelCase")
)]
#[scale_info(capture_docs = "always")]
pub struct Interface {
	/// How floats are meant.
	pub floats: Floats,
	/// Lanes of a workgroup in x, y and z.
	pub workgroup_size: [u32; 3],
	/// Registers of a lane.
	pub registers: u32,
	/// Words of private memory of a lane.
	pub private_words: u32,
	/// Words of workgroup memory.
	pub workgroup_words: u32,
	/// How many inputs it reads.
	pub inputs: u32,
	/// How many outputs it writes.
	pub outputs: u32,
	/// Words of its parameters.
	pub param_words: u32,
}

impl From<&Header> for Interface {
	fn from(header: &Header) -> Self {
		Self {
			floats: header.float_mode.into(),
			workgroup_size: header.workgroup_size.map(u32::from),
			registers: u32::from(header.registers),
			private_words: u32::from(header.private_words),
			workgroup_words: u32::from(header.workgroup_words),
			inputs: u32::from(header.inputs),
			outputs: u32::from(header.outputs),
			param_words: u32::from(header.params),
		}
	}
}

/// How floats are meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(serde::Serialize, serde::Deserialize),
	serde(rename_all = "camelCase")
)]
#[scale_info(capture_docs = "always")]
pub enum Floats {
	/// One result everywhere, bit by bit.
	Strict,
	/// Results within a tolerance.
	Relaxed,
}

impl From<FloatMode> for Floats {
	fn from(mode: FloatMode) -> Self {
		match mode {
			FloatMode::Strict => Self::Strict,
			FloatMode::Relaxed => Self::Relaxed,
		}
	}
}

impl From<Floats> for FloatMode {
	fn from(floats: Floats) -> Self {
		match floats {
			Floats::Strict => Self::Strict,
			Floats::Relaxed => Self::Relaxed,
		}
	}
}

/// What one pass of a kernel takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
#[scale_info(capture_docs = "always")]
pub struct KernelCost {
	/// Fuel of one workgroup.
	#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
	pub workgroup: u64,
	/// Fuel of the whole grid.
	#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
	pub pass: u64,
	/// The author's part of what the provider is paid, in millionths.
	pub royalty: Permill,
}
