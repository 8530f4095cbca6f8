//! What happened to a job, and in which block.

use crate::{Amount, BlockRef, Count, Ending, Escrow, Job, Place};
use assay_jobs as chain;
use assay_runtime_api::EventView;
use serde::{Deserialize, Serialize};
use sp_runtime::AccountId32;

/// What happened to a job in one block.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BlockEvents {
	/// The block.
	pub block: BlockRef,
	/// What happened, in this order; at least one event.
	pub events: Vec<JobEvent>,
}

/// A notification about a job.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobUpdate {
	/// The best block, or the finalised one in the last notification.
	pub block: BlockRef,
	/// Whether the block is finalised and the job over: nothing comes after it.
	pub last: bool,
	/// What happened in this block.
	pub events: Vec<JobEvent>,
	/// The job after this block; `null` if a fork without it became the best one, or if the chain
	/// has forgotten it.
	pub job: Option<Job>,
}

/// Something that happened to a job.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum JobEvent {
	/// It was submitted.
	Submitted {
		/// Who pays.
		requester: AccountId32,
		/// Lane-operations of all passes.
		fuel: Count,
		/// What is on hold for it.
		escrow: Escrow,
	},
	/// It was given to a provider.
	Assigned {
		/// Which attempt it is.
		attempt: u32,
		/// Who has it.
		operator: AccountId32,
		/// What it is paid.
		payment: Amount,
		/// From this block on it is late.
		until: u32,
	},
	/// The provider has told the hashes of its results.
	Committed {
		/// In which attempt.
		attempt: u32,
		/// In this block samples are drawn.
		sample_at: u32,
	},
	/// Samples were drawn.
	Sampled {
		/// In which attempt.
		attempt: u32,
		/// Which workgroups.
		samples: Vec<Place>,
		/// They have to be opened before this block.
		until: u32,
	},
	/// A sample was opened, and the chain executed it again.
	Opened {
		/// In which attempt.
		attempt: u32,
		/// Which workgroup.
		place: Place,
		/// What came of it.
		verdict: Verdict,
	},
	/// All samples were right, and challenges are waited for.
	WindowBegan {
		/// In this block the job is settled.
		settle_at: u32,
	},
	/// Somebody brought a tile, and the chain executed it again.
	Challenged {
		/// Who brought it.
		challenger: AccountId32,
		/// Which workgroup.
		place: Place,
		/// What came of it.
		verdict: Verdict,
	},
	/// The requester demanded chunks of an output.
	Demanded {
		/// Which output, counted over all passes.
		output: u8,
		/// The first chunk.
		first: u32,
		/// How many.
		count: u32,
		/// They have to be delivered before this block.
		until: u32,
	},
	/// They were delivered.
	Delivered {
		/// Which output, counted over all passes.
		output: u8,
		/// The first chunk.
		first: u32,
		/// How many.
		count: u32,
	},
	/// An attempt ended without a result.
	SetBack {
		/// Which attempt.
		attempt: u32,
		/// Whose.
		operator: AccountId32,
		/// Why.
		reason: Setback,
	},
	/// A provider lost collateral.
	Slashed {
		/// Which provider.
		operator: AccountId32,
		/// What for.
		fault: Fault,
		/// How much.
		slashed: Amount,
		/// What the requester got of it.
		compensation: Amount,
		/// What a challenger got of it.
		bounty: Amount,
		/// What was burned of it.
		burned: Amount,
	},
	/// A provider was paid.
	Paid {
		/// Which provider.
		operator: AccountId32,
		/// How much.
		earned: Amount,
		/// What authors of kernels got.
		royalties: Amount,
		/// What was burned.
		burned: Amount,
	},
	/// It is over, and what was left of its escrow went back.
	Ended {
		/// How.
		ending: Ending,
	},
	/// What was due failed: a fault of the chain. `jobs.poke` tries it again.
	Stuck {
		/// What was wrong.
		error: String,
	},
}

/// What came of executing a workgroup again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
	/// The tile is right.
	Match,
	/// It is outside of the tolerance, but not grossly.
	Inaccurate,
	/// It is wrong.
	Mismatch,
	/// The kernel itself is at fault.
	Void,
}

/// Why an attempt ended without a result.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Setback {
	/// The provider couldn't get an input.
	InputUnavailable,
	/// The provider's own device disagrees with the referee.
	NotReproducible,
	/// The provider can't run the job: its device failed, or it has no room.
	Unable,
	/// No result in time.
	Late,
	/// A tile was outside of the tolerance, but not grossly.
	Inaccurate,
	/// The provider was slashed: a tile was wrong.
	Mismatch,
	/// The provider was slashed: a sample wasn't opened in time.
	NotOpened,
	/// The provider was slashed: demanded chunks weren't delivered in time.
	NotDelivered,
	/// The kernel of a later pass is at fault, or the results that it was fed with.
	Void,
}

/// What a provider is slashed for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Fault {
	/// A tile was wrong.
	Mismatch,
	/// A sample wasn't opened in time.
	NotOpened,
	/// Demanded chunks weren't delivered in time.
	NotDelivered,
}

impl From<EventView<AccountId32, u32>> for JobEvent {
	fn from(event: EventView<AccountId32, u32>) -> Self {
		match event {
			EventView::Submitted { requester, fuel, escrow } => {
				Self::Submitted { requester, fuel: Count(fuel), escrow: escrow.into() }
			},
			EventView::Assigned { attempt, operator, payment, until } => {
				Self::Assigned { attempt, operator, payment: Amount(payment), until }
			},
			EventView::Committed { attempt, sample_at } => Self::Committed { attempt, sample_at },
			EventView::Sampled { attempt, samples, until } => Self::Sampled {
				attempt,
				samples: samples.into_iter().map(Into::into).collect(),
				until,
			},
			EventView::Opened { attempt, place, verdict } => {
				Self::Opened { attempt, place: place.into(), verdict: verdict.into() }
			},
			EventView::WindowBegan { settle_at } => Self::WindowBegan { settle_at },
			EventView::Challenged { challenger, place, verdict } => {
				Self::Challenged { challenger, place: place.into(), verdict: verdict.into() }
			},
			EventView::Demanded { output, first, count, until } => {
				Self::Demanded { output, first, count, until }
			},
			EventView::Delivered { output, first, count } => {
				Self::Delivered { output, first, count }
			},
			EventView::SetBack { attempt, operator, setback } => {
				Self::SetBack { attempt, operator, reason: setback.into() }
			},
			EventView::Slashed { operator, fault, slashed, compensation, bounty, burned } => {
				Self::Slashed {
					operator,
					fault: fault.into(),
					slashed: Amount(slashed),
					compensation: Amount(compensation),
					bounty: Amount(bounty),
					burned: Amount(burned),
				}
			},
			EventView::Paid { operator, earned, royalties, burned } => Self::Paid {
				operator,
				earned: Amount(earned),
				royalties: Amount(royalties),
				burned: Amount(burned),
			},
			EventView::Ended { ending } => Self::Ended { ending: ending.into() },
			EventView::Stuck { error } => {
				Self::Stuck { error: String::from_utf8_lossy(&error).into_owned() }
			},
		}
	}
}

impl From<chain::VerdictKind> for Verdict {
	fn from(told: chain::VerdictKind) -> Self {
		match told {
			chain::VerdictKind::Match => Self::Match,
			chain::VerdictKind::Inaccurate => Self::Inaccurate,
			chain::VerdictKind::Mismatch => Self::Mismatch,
			chain::VerdictKind::Void => Self::Void,
		}
	}
}

impl From<chain::Setback> for Setback {
	fn from(setback: chain::Setback) -> Self {
		use chain::{DeclineReason, Fault};
		match setback {
			chain::Setback::Declined(DeclineReason::InputUnavailable) => Self::InputUnavailable,
			chain::Setback::Declined(DeclineReason::NotReproducible) => Self::NotReproducible,
			chain::Setback::Declined(DeclineReason::Unable) => Self::Unable,
			chain::Setback::Late => Self::Late,
			chain::Setback::Inaccurate => Self::Inaccurate,
			chain::Setback::Slashed(Fault::Mismatch) => Self::Mismatch,
			chain::Setback::Slashed(Fault::NotOpened) => Self::NotOpened,
			chain::Setback::Slashed(Fault::NotDelivered) => Self::NotDelivered,
			chain::Setback::Void => Self::Void,
		}
	}
}

impl From<chain::Fault> for Fault {
	fn from(fault: chain::Fault) -> Self {
		match fault {
			chain::Fault::Mismatch => Self::Mismatch,
			chain::Fault::NotOpened => Self::NotOpened,
			chain::Fault::NotDelivered => Self::NotDelivered,
		}
	}
}
