//! Questions without an answer.

use alloc::string::String;
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// Why the runtime doesn't answer a question about a job or a kernel.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Refused {
	/// The chain would refuse such a job, with the error of this name.
	Job(String),
	/// There is no such kernel.
	KernelUnknown,
	/// The kernel takes another number of parameters.
	ParametersDiffer,
	/// The fuel is beyond 2^64, or a loop's bound beyond 2^32.
	CostUnknown,
}
