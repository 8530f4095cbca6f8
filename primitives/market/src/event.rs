//! What happens to a job.

use crate::{
	grid::Place,
	money::{Balance, Escrow},
	outcome::{Ending, Fault, Setback},
	verdict::VerdictKind,
};
use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sp_runtime::AccountId32;

/// Something that happened to a job. Whoever has it knows to which.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(serde::Serialize, serde::Deserialize),
	serde(tag = "name", rename_all = "camelCase", rename_all_fields = "camelCase")
)]
#[scale_info(capture_docs = "always")]
pub enum JobEvent<AccountId = AccountId32, BlockNumber = u32> {
	/// It was submitted.
	Submitted {
		/// Who pays.
		requester: AccountId,
		/// Fuel of all passes.
		#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
		fuel: u64,
		/// What is on hold for it.
		escrow: Escrow,
	},
	/// It was given to a provider.
	Assigned {
		/// Which attempt it is, from 1.
		attempt: u32,
		/// Who has it.
		operator: AccountId,
		/// What it is paid, in grains (10^-12 ASY).
		#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
		payment: Balance,
		/// From this block on it is late.
		until: BlockNumber,
	},
	/// The provider committed to the hashes of its results.
	Committed {
		/// In which attempt.
		attempt: u32,
		/// In this block samples are drawn.
		sample_at: BlockNumber,
	},
	/// Samples were drawn.
	Sampled {
		/// In which attempt.
		attempt: u32,
		/// Which workgroups.
		samples: Vec<Place>,
		/// They have to be opened before this block.
		until: BlockNumber,
	},
	/// A sample was opened, and the chain executed it again.
	Opened {
		/// In which attempt.
		attempt: u32,
		/// Which workgroup.
		place: Place,
		/// What came of it.
		verdict: VerdictKind,
	},
	/// All samples were right, and challenges are waited for.
	WindowBegan {
		/// In this block the job is settled.
		settle_at: BlockNumber,
	},
	/// Somebody brought a tile, and the chain executed it again.
	Challenged {
		/// Who brought it.
		challenger: AccountId,
		/// Which workgroup.
		place: Place,
		/// What came of it.
		verdict: VerdictKind,
	},
	/// The requester demanded chunks of an output.
	Demanded {
		/// The output, counted over all passes.
		output: u8,
		/// The first chunk of 1,024 bytes.
		first: u32,
		/// How many chunks.
		count: u32,
		/// They have to be delivered before this block.
		until: BlockNumber,
	},
	/// The provider delivered them.
	Delivered {
		/// The output, counted over all passes.
		output: u8,
		/// The first chunk of 1,024 bytes.
		first: u32,
		/// How many chunks.
		count: u32,
	},
	/// An attempt ended without a result.
	SetBack {
		/// Which attempt.
		attempt: u32,
		/// Whose.
		operator: AccountId,
		/// Why.
		reason: Setback,
	},
	/// A provider lost collateral. Amounts are in grains (10^-12 ASY).
	Slashed {
		/// Which provider.
		operator: AccountId,
		/// What for.
		fault: Fault,
		/// What the provider lost, in grains.
		#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
		slashed: Balance,
		/// What the requester got of it, in grains.
		#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
		compensation: Balance,
		/// What a challenger got of it, in grains.
		#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
		bounty: Balance,
		/// What was burned of it, in grains.
		#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
		burned: Balance,
	},
	/// A provider was paid. Amounts are in grains (10^-12 ASY).
	Paid {
		/// Which provider.
		operator: AccountId,
		/// What the provider got, in grains.
		#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
		earned: Balance,
		/// What authors of kernels got, in grains.
		#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
		royalties: Balance,
		/// What was burned, in grains.
		#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
		burned: Balance,
	},
	/// It is over, and what was left of its escrow went back.
	Ended {
		/// How.
		ending: Ending,
	},
	/// What was due failed: a fault of the chain. `jobs.poke` tries it again.
	Stuck {
		/// The name of the chain's error.
		error: String,
	},
}
