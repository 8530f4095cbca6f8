//! The table: what every action does to a job in every stage.

use crate::mock::Error;
use assay_jobs::reports::NotLetIn;

/// An enumeration that knows all its members.
macro_rules! all {
	($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $member:ident,)* }) => {
		$(#[$doc])*
		#[derive(Clone, Copy, PartialEq, Eq, Debug)]
		pub enum $name {
			$($(#[$about])* $member,)*
		}

		impl $name {
			pub const ALL: &'static [$name] = &[$($name::$member,)*];
		}
	};
}

all! {
	/// Where a job is.
	At {
		Queued,
		Assigned,
		Committed,
		Sampled,
		/// One of two samples is open.
		HalfOpened,
		Opened,
		/// Chunks are demanded.
		Demanded,
		Settled,
		Void,
		Cancelled,
		Expired,
		InputUnavailable,
		Irreproducible,
	}
}

/// Stages of jobs that aren't over, and of those that are.
pub const LIVE: usize = 7;
pub const OVER: usize = 6;

all! {
	/// What somebody does, or time.
	Action {
		Cancel,
		CancelByStranger,
		Commit,
		CommitIncomplete,
		CommitOtherAttempt,
		DeclineInput,
		DeclineInputThird,
		DeclineIrreproducible,
		DeclineIrreproducibleThird,
		DeclineUnable,
		DeclineOtherAttempt,
		OpenMatch,
		OpenInaccurate,
		OpenInaccurateThird,
		OpenMismatch,
		OpenVoid,
		/// The first sample, opened or not.
		OpenFirst,
		/// There are two.
		OpenThirdSample,
		OpenOtherAttempt,
		ChallengeMatch,
		ChallengeInaccurate,
		ChallengeInaccurateThird,
		ChallengeMismatch,
		ChallengeVoid,
		ChallengeOtherAttempt,
		Demand,
		DemandByStranger,
		/// The window is over, and no block had room to say so.
		DemandTooLate,
		Deliver,
		DeliverOtherAttempt,
		/// Two blocks pass.
		TwoBlocks,
		/// The block comes in which something is due.
		Due,
		/// It comes, and the job may not be given to anybody any more.
		DueWithoutPatience,
		/// It comes for the last attempt that there may be.
		DueAtLastAttempt,
		PokeEarly,
		/// The block had no room.
		PokeDue,
	}
}

/// What comes of it.
pub enum Cell {
	/// The job is there now.
	To(At),
	/// It isn't even remembered.
	Gone,
	/// A call fails.
	Fails(Error),
	/// A report isn't let in, and would fail if it were.
	KeptOut(NotLetIn, Error),
}

use Action::*;
use At::*;
use Cell::{Fails, Gone, KeptOut, To};

const UNKNOWN: Cell = Fails(Error::JobUnknown);
const KEPT_OUT_UNKNOWN: Cell = KeptOut(NotLetIn::JobUnknown, Error::JobUnknown);
const NOT_ASSIGNED: Cell = KeptOut(NotLetIn::OtherStage, Error::NotAssigned);
const NOT_SAMPLED: Cell = KeptOut(NotLetIn::OtherStage, Error::NotSampled);
const NOT_OPENED: Cell = Fails(Error::NotOpened);
const KEPT_OUT_NOT_OPENED: Cell = KeptOut(NotLetIn::OtherStage, Error::NotOpened);
const NOTHING_DEMANDED: Cell = KeptOut(NotLetIn::OtherStage, Error::NothingDemanded);
const OTHER_ATTEMPT: Cell = KeptOut(NotLetIn::OtherAttempt, Error::OtherAttempt);
const NOT_COMMITTED: Cell = Fails(Error::NotCommitted);
const NOT_QUEUED: Cell = Fails(Error::NotQueued);
const NOT_REQUESTER: Cell = Fails(Error::NotRequester);
const NOTHING_DUE: Cell = Fails(Error::NothingDue);
const WINDOW_OVER: Cell = Fails(Error::WindowOver);
const GONE: Cell = Gone;

/// What a refusal of an assignment comes to, given what an assigned job becomes.
const fn answer(assigned: Cell) -> [Cell; LIVE] {
	[NOT_ASSIGNED, assigned, NOT_ASSIGNED, NOT_ASSIGNED, NOT_ASSIGNED, NOT_ASSIGNED, NOT_ASSIGNED]
}

/// What an opening comes to, given what becomes of a sampled job without and with an open sample.
const fn opening(sampled: Cell, half_opened: Cell) -> [Cell; LIVE] {
	[NOT_SAMPLED, NOT_SAMPLED, NOT_SAMPLED, sampled, half_opened, NOT_SAMPLED, NOT_SAMPLED]
}

const STAYS: [Cell; OVER] =
	[To(Settled), To(Void), To(Cancelled), To(Expired), To(InputUnavailable), To(Irreproducible)];

/// An action; what comes of it for a job that isn't over, from `Queued` to `Demanded`; and for one
/// that is, from `Settled` to `Irreproducible`.
pub type Row = (Action, [Cell; LIVE], [Cell; OVER]);

pub fn table() -> Vec<Row> {
	let voided = [NOT_COMMITTED, NOT_COMMITTED, To(Void), To(Void), To(Void), To(Void), To(Void)];
	let set_back = || {
		[NOT_COMMITTED, NOT_COMMITTED, To(Queued), To(Queued), To(Queued), To(Queued), To(Queued)]
	};
	let due =
		|| [To(Expired), To(Queued), To(Sampled), To(Queued), To(Queued), To(Settled), To(Queued)];
	// A setback ends a job that can't be given to anybody any more.
	let due_and_over = || {
		[To(Expired), To(Expired), To(Sampled), To(Expired), To(Expired), To(Settled), To(Expired)]
	};
	vec![
		(
			Cancel,
			[To(Cancelled), NOT_QUEUED, NOT_QUEUED, NOT_QUEUED, NOT_QUEUED, NOT_QUEUED, NOT_QUEUED],
			[UNKNOWN; OVER],
		),
		(CancelByStranger, [NOT_REQUESTER; LIVE], [UNKNOWN; OVER]),
		(Commit, answer(To(Committed)), [KEPT_OUT_UNKNOWN; OVER]),
		(
			CommitIncomplete,
			answer(KeptOut(NotLetIn::CommitmentIncomplete, Error::CommitmentIncomplete)),
			[KEPT_OUT_UNKNOWN; OVER],
		),
		(CommitOtherAttempt, [OTHER_ATTEMPT; LIVE], [KEPT_OUT_UNKNOWN; OVER]),
		(DeclineInput, answer(To(Queued)), [KEPT_OUT_UNKNOWN; OVER]),
		(DeclineInputThird, answer(To(InputUnavailable)), [KEPT_OUT_UNKNOWN; OVER]),
		(DeclineIrreproducible, answer(To(Queued)), [KEPT_OUT_UNKNOWN; OVER]),
		(DeclineIrreproducibleThird, answer(To(Irreproducible)), [KEPT_OUT_UNKNOWN; OVER]),
		(DeclineUnable, answer(To(Queued)), [KEPT_OUT_UNKNOWN; OVER]),
		(DeclineOtherAttempt, [OTHER_ATTEMPT; LIVE], [KEPT_OUT_UNKNOWN; OVER]),
		(OpenMatch, opening(To(HalfOpened), To(Opened)), [KEPT_OUT_UNKNOWN; OVER]),
		(OpenInaccurate, opening(To(Queued), To(Queued)), [KEPT_OUT_UNKNOWN; OVER]),
		(
			OpenInaccurateThird,
			opening(To(Irreproducible), To(Irreproducible)),
			[KEPT_OUT_UNKNOWN; OVER],
		),
		(OpenMismatch, opening(To(Queued), To(Queued)), [KEPT_OUT_UNKNOWN; OVER]),
		(OpenVoid, opening(To(Void), To(Void)), [KEPT_OUT_UNKNOWN; OVER]),
		(
			OpenFirst,
			opening(To(HalfOpened), KeptOut(NotLetIn::NothingToOpen, Error::OpenedAlready)),
			[KEPT_OUT_UNKNOWN; OVER],
		),
		(
			OpenThirdSample,
			opening(
				KeptOut(NotLetIn::NothingToOpen, Error::SampleUnknown),
				KeptOut(NotLetIn::NothingToOpen, Error::SampleUnknown),
			),
			[KEPT_OUT_UNKNOWN; OVER],
		),
		(OpenOtherAttempt, [OTHER_ATTEMPT; LIVE], [KEPT_OUT_UNKNOWN; OVER]),
		(
			ChallengeMatch,
			[
				NOT_COMMITTED,
				NOT_COMMITTED,
				To(Committed),
				To(Sampled),
				To(HalfOpened),
				To(Opened),
				To(Demanded),
			],
			[UNKNOWN; OVER],
		),
		(ChallengeInaccurate, set_back(), [UNKNOWN; OVER]),
		(
			ChallengeInaccurateThird,
			[
				NOT_COMMITTED,
				NOT_COMMITTED,
				To(Irreproducible),
				To(Irreproducible),
				To(Irreproducible),
				To(Irreproducible),
				To(Irreproducible),
			],
			[UNKNOWN; OVER],
		),
		(ChallengeMismatch, set_back(), [UNKNOWN; OVER]),
		(ChallengeVoid, voided, [UNKNOWN; OVER]),
		(ChallengeOtherAttempt, [const { Fails(Error::OtherAttempt) }; LIVE], [UNKNOWN; OVER]),
		(
			Demand,
			[
				NOT_OPENED,
				NOT_OPENED,
				NOT_OPENED,
				NOT_OPENED,
				NOT_OPENED,
				To(Demanded),
				Fails(Error::DemandPending),
			],
			[UNKNOWN; OVER],
		),
		(DemandByStranger, [NOT_REQUESTER; LIVE], [UNKNOWN; OVER]),
		(
			DemandTooLate,
			[NOT_OPENED, NOT_OPENED, NOT_OPENED, NOT_OPENED, NOT_OPENED, WINDOW_OVER, WINDOW_OVER],
			[UNKNOWN; OVER],
		),
		(
			Deliver,
			[
				KEPT_OUT_NOT_OPENED,
				KEPT_OUT_NOT_OPENED,
				KEPT_OUT_NOT_OPENED,
				KEPT_OUT_NOT_OPENED,
				KEPT_OUT_NOT_OPENED,
				NOTHING_DEMANDED,
				To(Opened),
			],
			[KEPT_OUT_UNKNOWN; OVER],
		),
		(DeliverOtherAttempt, [OTHER_ATTEMPT; LIVE], [KEPT_OUT_UNKNOWN; OVER]),
		(
			TwoBlocks,
			[
				To(Assigned),
				To(Assigned),
				To(Committed),
				To(Sampled),
				To(HalfOpened),
				To(Opened),
				To(Demanded),
			],
			STAYS,
		),
		(Due, due(), [GONE; OVER]),
		(DueWithoutPatience, due_and_over(), [GONE; OVER]),
		(DueAtLastAttempt, due_and_over(), [GONE; OVER]),
		(PokeEarly, [NOTHING_DUE; LIVE], [NOTHING_DUE; OVER]),
		(PokeDue, due(), [GONE; OVER]),
	]
}
