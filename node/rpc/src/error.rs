//! Why a request has no answer. The codes are stable.
//!
//! What is wrong with a request's form has JSON-RPC's own code, -32602.

use crate::refusal;
use assay_market::{json::BadJson, BlockRef, JobId};
use jsonrpsee::types::{error::INVALID_PARAMS_CODE, ErrorObject, ErrorObjectOwned};
use serde::{Deserialize, Serialize};

/// Why a request has no answer, as a number that programs know it by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[repr(i32)]
pub enum Code {
	/// There is no such block.
	BlockUnknown = 21_001,
	/// The node hasn't the block's state any more.
	StatePruned = 21_002,
	/// The chain's runtime gave no answer: it is older or newer than the node, or at fault.
	RuntimeFailed = 21_003,
	/// There is no such job, or the chain has forgotten it.
	JobUnknown = 21_010,
	/// The chain would refuse such a job. `data.reason` is the name of the chain's error.
	JobRefused = 21_011,
	/// There is more of something than there may be.
	TooMuch = 21_012,
	/// The account is no provider.
	ProviderUnknown = 21_020,
	/// The account has no pool.
	PoolUnknown = 21_021,
	/// There is no such kernel.
	KernelUnknown = 21_030,
	/// The kernel takes another number of parameters.
	ParametersDiffer = 21_031,
	/// The kernel takes too long to check.
	CheckTooSlow = 21_032,
	/// The check itself failed: a fault of the node's.
	CheckFailed = 21_033,
	/// Bytecode can't be compiled with options: they are fixed in it.
	OptionsMisplaced = 21_034,
	/// The node does this for as many clients as it can.
	Busy = 21_040,
}

impl Code {
	/// All of them.
	pub const ALL: [Self; 14] = [
		Self::BlockUnknown,
		Self::StatePruned,
		Self::RuntimeFailed,
		Self::JobUnknown,
		Self::JobRefused,
		Self::TooMuch,
		Self::ProviderUnknown,
		Self::PoolUnknown,
		Self::KernelUnknown,
		Self::ParametersDiffer,
		Self::CheckTooSlow,
		Self::CheckFailed,
		Self::OptionsMisplaced,
		Self::Busy,
	];

	/// The number.
	pub const fn number(self) -> i32 {
		self as i32
	}

	/// The code with a number.
	///
	/// ```
	/// use assay_rpc::Code;
	///
	/// assert_eq!(Code::of(21_010), Some(Code::JobUnknown));
	/// assert_eq!(Code::of(-32_602), None);
	/// ```
	pub fn of(number: i32) -> Option<Self> {
		Self::ALL.into_iter().find(|code| code.number() == number)
	}
}

/// What comes with [`Code::JobRefused`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
	/// The name of the chain's error.
	pub reason: String,
}

/// A request without an answer: what is wrong, and what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
	/// For programs; none if the request's form is wrong, for which JSON-RPC has a code.
	pub code: Option<Code>,
	/// For people.
	pub message: String,
	/// With [`Code::JobRefused`].
	pub refusal: Option<Refusal>,
}

impl Failure {
	/// A failure without data.
	pub fn new(code: Code, message: impl Into<String>) -> Self {
		Self { code: Some(code), message: message.into(), refusal: None }
	}

	/// There is no such job at a block.
	pub fn unknown_job(at: BlockRef, id: JobId) -> Self {
		Self::new(
			Code::JobUnknown,
			format!(
				"job {id} is unknown at block {}: no such job was submitted yet, or it was over for so \
				 long that the chain has forgotten it",
				at.number
			),
		)
	}

	/// The chain would refuse a job with the error of this name.
	pub fn refused(reason: &str) -> Self {
		let meaning = refusal::meaning(reason);
		Self {
			code: Some(Code::JobRefused),
			message: format!("the chain would refuse this job ({reason}): {meaning}"),
			refusal: Some(Refusal { reason: reason.to_string() }),
		}
	}
}

impl From<BadJson> for Failure {
	fn from(bad: BadJson) -> Self {
		let code = bad.too_much.then_some(Code::TooMuch);
		Self { code, message: bad.to_string(), refusal: None }
	}
}

impl From<Failure> for ErrorObjectOwned {
	fn from(failure: Failure) -> Self {
		let code = failure.code.map_or(INVALID_PARAMS_CODE, Code::number);
		ErrorObject::owned(code, failure.message, failure.refusal)
	}
}
