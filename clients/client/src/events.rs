//! What is read of the chain's events, by name. Further fields make no difference.

use subxt::{events::DecodeAsEvent, ext::scale_decode::DecodeAsType};

/// A job was submitted.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct JobSubmitted {
	/// Its number.
	pub job: u64,
}

impl DecodeAsEvent for JobSubmitted {
	fn is_event(pallet: &str, event: &str) -> bool {
		(pallet, event) == ("Jobs", "Submitted")
	}
}

/// A kernel was registered.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct KernelRegistered {
	/// What is on hold for it, in grains.
	pub deposit: u128,
}

impl DecodeAsEvent for KernelRegistered {
	fn is_event(pallet: &str, event: &str) -> bool {
		(pallet, event) == ("Kernels", "Registered")
	}
}

/// A fee was paid.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct FeePaid {
	/// How much, in grains.
	pub actual_fee: u128,
}

impl DecodeAsEvent for FeePaid {
	fn is_event(pallet: &str, event: &str) -> bool {
		(pallet, event) == ("TransactionPayment", "TransactionFeePaid")
	}
}
