//! What is read of the chain's events, by name. Further fields make no difference.

use subxt::{events::DecodeAsEvent, ext::scale_decode::DecodeAsType};

macro_rules! events {
	($($(#[$doc:meta])* $pallet:literal $name:literal => $event:ident {
		$($(#[$field_doc:meta])* $field:ident: $ty:ty,)*
	})*) => {
		$(
			$(#[$doc])*
			#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType)]
			#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
			pub struct $event {
				$($(#[$field_doc])* pub $field: $ty,)*
			}

			impl DecodeAsEvent for $event {
				fn is_event(pallet: &str, event: &str) -> bool {
					pallet == $pallet && event == $name
				}
			}
		)*
	};
}

events! {
	/// A job was submitted.
	"Jobs" "Submitted" => JobSubmitted {
		/// Its number.
		job: u64,
	}

	/// A kernel was registered.
	"Kernels" "Registered" => KernelRegistered {
		/// What is on hold for it, in grains.
		deposit: u128,
	}

	/// A fee was paid.
	"TransactionPayment" "TransactionFeePaid" => FeePaid {
		/// How much, in grains.
		actual_fee: u128,
	}
}
