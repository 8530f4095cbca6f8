//! All that can happen to a job, in every stage, from one table.

use crate::{mock::*, scene::*, work::*};
use assay_jobs::{reports::NotLetIn, stage::Stage, DeclineReason, Ended, Ending, JobId};
use assay_types::Place;
use frame_support::{assert_ok, weights::Weight, BoundedVec};
use sp_runtime::{transaction_validity::TransactionValidityError, DispatchError};

/// An enumeration that knows all its members.
macro_rules! all {
	($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $member:ident,)* }) => {
		$(#[$doc])*
		#[derive(Clone, Copy, PartialEq, Eq, Debug)]
		enum $name {
			$($(#[$about])* $member,)*
		}

		impl $name {
			const ALL: &'static [$name] = &[$($name::$member,)*];
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
const LIVE: usize = 7;
const OVER: usize = 6;

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
enum Cell {
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
	[
		NOT_ASSIGNED,
		assigned,
		NOT_ASSIGNED,
		NOT_ASSIGNED,
		NOT_ASSIGNED,
		NOT_ASSIGNED,
		NOT_ASSIGNED,
	]
}

/// What an opening comes to, given what becomes of a sampled job without and with an open sample.
const fn opening(sampled: Cell, half_opened: Cell) -> [Cell; LIVE] {
	[
		NOT_SAMPLED,
		NOT_SAMPLED,
		NOT_SAMPLED,
		sampled,
		half_opened,
		NOT_SAMPLED,
		NOT_SAMPLED,
	]
}

const STAYS: [Cell; OVER] = [
	To(Settled),
	To(Void),
	To(Cancelled),
	To(Expired),
	To(InputUnavailable),
	To(Irreproducible),
];

/// An action; what comes of it for a job that isn't over, from `Queued` to `Demanded`; and for one
/// that is, from `Settled` to `Irreproducible`.
type Row = (Action, [Cell; LIVE], [Cell; OVER]);

fn table() -> Vec<Row> {
	let voided = [
		NOT_COMMITTED,
		NOT_COMMITTED,
		To(Void),
		To(Void),
		To(Void),
		To(Void),
		To(Void),
	];
	let set_back = || {
		[
			NOT_COMMITTED,
			NOT_COMMITTED,
			To(Queued),
			To(Queued),
			To(Queued),
			To(Queued),
			To(Queued),
		]
	};
	let due = || {
		[
			To(Expired),
			To(Queued),
			To(Sampled),
			To(Queued),
			To(Queued),
			To(Settled),
			To(Queued),
		]
	};
	// A setback ends a job that can't be given to anybody any more.
	let due_and_over = || {
		[
			To(Expired),
			To(Expired),
			To(Sampled),
			To(Expired),
			To(Expired),
			To(Settled),
			To(Expired),
		]
	};
	vec![
		(
			Cancel,
			[
				To(Cancelled),
				NOT_QUEUED,
				NOT_QUEUED,
				NOT_QUEUED,
				NOT_QUEUED,
				NOT_QUEUED,
				NOT_QUEUED,
			],
			[UNKNOWN; OVER],
		),
		(CancelByStranger, [NOT_REQUESTER; LIVE], [UNKNOWN; OVER]),
		(Commit, answer(To(Committed)), [KEPT_OUT_UNKNOWN; OVER]),
		(
			CommitIncomplete,
			answer(KeptOut(
				NotLetIn::CommitmentIncomplete,
				Error::CommitmentIncomplete,
			)),
			[KEPT_OUT_UNKNOWN; OVER],
		),
		(
			CommitOtherAttempt,
			[OTHER_ATTEMPT; LIVE],
			[KEPT_OUT_UNKNOWN; OVER],
		),
		(DeclineInput, answer(To(Queued)), [KEPT_OUT_UNKNOWN; OVER]),
		(
			DeclineInputThird,
			answer(To(InputUnavailable)),
			[KEPT_OUT_UNKNOWN; OVER],
		),
		(
			DeclineIrreproducible,
			answer(To(Queued)),
			[KEPT_OUT_UNKNOWN; OVER],
		),
		(
			DeclineIrreproducibleThird,
			answer(To(Irreproducible)),
			[KEPT_OUT_UNKNOWN; OVER],
		),
		(DeclineUnable, answer(To(Queued)), [KEPT_OUT_UNKNOWN; OVER]),
		(
			DeclineOtherAttempt,
			[OTHER_ATTEMPT; LIVE],
			[KEPT_OUT_UNKNOWN; OVER],
		),
		(
			OpenMatch,
			opening(To(HalfOpened), To(Opened)),
			[KEPT_OUT_UNKNOWN; OVER],
		),
		(
			OpenInaccurate,
			opening(To(Queued), To(Queued)),
			[KEPT_OUT_UNKNOWN; OVER],
		),
		(
			OpenInaccurateThird,
			opening(To(Irreproducible), To(Irreproducible)),
			[KEPT_OUT_UNKNOWN; OVER],
		),
		(
			OpenMismatch,
			opening(To(Queued), To(Queued)),
			[KEPT_OUT_UNKNOWN; OVER],
		),
		(
			OpenVoid,
			opening(To(Void), To(Void)),
			[KEPT_OUT_UNKNOWN; OVER],
		),
		(
			OpenFirst,
			opening(
				To(HalfOpened),
				KeptOut(NotLetIn::NothingToOpen, Error::OpenedAlready),
			),
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
		(
			OpenOtherAttempt,
			[OTHER_ATTEMPT; LIVE],
			[KEPT_OUT_UNKNOWN; OVER],
		),
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
		(
			ChallengeOtherAttempt,
			[const { Fails(Error::OtherAttempt) }; LIVE],
			[UNKNOWN; OVER],
		),
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
			[
				NOT_OPENED,
				NOT_OPENED,
				NOT_OPENED,
				NOT_OPENED,
				NOT_OPENED,
				WINDOW_OVER,
				WINDOW_OVER,
			],
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
		(
			DeliverOtherAttempt,
			[OTHER_ATTEMPT; LIVE],
			[KEPT_OUT_UNKNOWN; OVER],
		),
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

impl Action {
	/// What the provider committed to in the first tile, if that is to be looked at.
	fn work(self) -> (Work, Work) {
		let off = |by: f32| {
			let work = Work::floats(16, NO_GROUP);
			let mut wrong = work.clone();
			wrong.spoil(FIRST_TILE, |word| (f32::from_bits(word) + by).to_bits());
			(work, wrong)
		};
		match self {
			OpenInaccurate
			| OpenInaccurateThird
			| ChallengeInaccurate
			| ChallengeInaccurateThird => off(1.0),
			OpenMismatch | ChallengeMismatch => off(100.0),
			OpenVoid | ChallengeVoid => {
				let work = Work::floats(16, 0);
				(work.clone(), work)
			},
			_ => off(0.0),
		}
	}

	/// Whether the first tile has to be drawn. Otherwise it must not be.
	fn is_about_sample(self) -> bool {
		matches!(
			self,
			OpenInaccurate | OpenInaccurateThird | OpenMismatch | OpenVoid
		)
	}
}

const FIRST_TILE: Place = Place {
	pass: 0,
	group: [0, 0, 0],
};

/// Where a job is now.
fn now_at(id: JobId) -> Option<At> {
	if let Some(ended) = Ended::<Test>::get(id) {
		return Some(match ended.ending {
			Ending::Settled => Settled,
			Ending::Void => Void,
			Ending::Cancelled => Cancelled,
			Ending::Expired => Expired,
			Ending::InputUnavailable => InputUnavailable,
			Ending::Irreproducible => Irreproducible,
		});
	}
	assay_jobs::Jobs::<Test>::get(id).map(|job| match job.stage {
		Stage::Queued(_) => Queued,
		Stage::Assigned(_) => Assigned,
		Stage::Committed(_) => Committed,
		Stage::Sampled(stage) if stage.opened == 0 => Sampled,
		Stage::Sampled(_) => HalfOpened,
		Stage::Opened(stage) if stage.demand.is_none() => Opened,
		Stage::Opened(_) => Demanded,
	})
}

/// Takes a new job to a stage, such that an action can be tried there.
fn reach(at: At, action: Action, work: &Work, wrong: &Work) -> JobId {
	let attempts_before = if action == DueAtLastAttempt { 4 } else { 0 };
	providers(1..=6);
	let mut impatient = offer();
	impatient.patience = 60;
	let id = submit_as(work, impatient);
	match at {
		Cancelled => {
			assert_ok!(Jobs::cancel(RuntimeOrigin::signed(REQUESTER), id));
		},
		Expired => {
			drain_all();
			pass_to(job(id).expires_at);
		},
		InputUnavailable => thrice(id, DeclineReason::InputUnavailable),
		Irreproducible => thrice(id, DeclineReason::NotReproducible),
		Void => {
			let racy = Work::floats(16, 0);
			let racy_job = submit(&racy);
			assign(racy_job);
			commit(racy_job, &racy);
			assert_ok!(challenge(WATCHER, racy_job, &racy, FIRST_TILE));
			return racy_job;
		},
		Settled => run_to_end(id, work),
		Queued => {},
		_ => {
			for _ in 0..attempts_before {
				assign(id);
				decline(id, DeclineReason::Unable);
			}
			assign(id);
			let rank = At::ALL.iter().position(|other| *other == at);
			let beyond = |other: At| rank > At::ALL.iter().position(|at| *at == other);
			if beyond(Assigned) {
				commit(id, wrong);
			}
			if beyond(Committed) {
				sample_where(id, |samples| {
					let wanted = if at == HalfOpened { 1 } else { 0 };
					if action.is_about_sample() && !beyond(HalfOpened) {
						samples[wanted] == FIRST_TILE
					} else {
						!samples.contains(&FIRST_TILE)
					}
				});
			}
			if beyond(Sampled) {
				assert_ok!(open(id, wrong, 0));
			}
			if beyond(HalfOpened) {
				assert_ok!(open(id, wrong, 1));
			}
			if beyond(Opened) {
				assert_ok!(demand(id, 0, 0, 1));
			}
		},
	}
	id
}

fn thrice(id: JobId, reason: DeclineReason) {
	for _ in 0..3 {
		assign(id);
		decline(id, reason);
	}
}

/// Passes blocks that have no room for what the chain does by itself.
fn full_blocks_to(block: u64) {
	let room = HookWeight::get();
	HookWeight::set(Weight::zero());
	pass_to(block.max(System::block_number()));
	HookWeight::set(room);
}

/// The block in which something is due for a job.
fn due(id: JobId) -> u64 {
	let on = assay_jobs::Jobs::<Test>::get(id);
	let due = on.map(|job| job.stage.due().unwrap_or(job.expires_at));
	due.unwrap_or_else(|| ended(id).forget_at)
}

/// Makes the world as an action wants it.
fn prepare(action: Action, id: JobId) {
	let change = |change: fn(&mut assay_jobs::JobRecord<Test>)| {
		assay_jobs::Jobs::<Test>::mutate_extant(id, change);
	};
	match action {
		DeclineInputThird => change(|job| job.futile.unavailable = 2),
		DeclineIrreproducibleThird | OpenInaccurateThird | ChallengeInaccurateThird => {
			change(|job| job.futile.irreproducible = 2)
		},
		DueWithoutPatience => change(|job| job.expires_at = System::block_number()),
		Due | DueAtLastAttempt if now_at(id) == Some(Queued) => drain_all(),
		DemandTooLate => {
			if let Some(Opened | Demanded) = now_at(id) {
				full_blocks_to(opened(id).window_ends);
			}
		},
		PokeDue => full_blocks_to(due(id)),
		_ => {},
	}
}

/// What came of an action, and the report that it was, if it was one.
type Tried = (Result<(), Refusal>, Option<RuntimeCall>);

fn act(action: Action, id: JobId, work: &Work) -> Tried {
	let requester = RuntimeOrigin::signed(REQUESTER);
	let stranger = RuntimeOrigin::signed(STRANGER);
	let mut report = report(id);
	if matches!(
		action,
		CommitOtherAttempt | DeclineOtherAttempt | OpenOtherAttempt | DeliverOtherAttempt
	) {
		report.attempt += 1;
	}
	let place = match assay_jobs::Jobs::<Test>::get(id).map(|job| job.stage) {
		Some(Stage::Sampled(stage)) => stage.samples[usize::from(stage.opened != 0)],
		_ => FIRST_TILE,
	};
	let next_sample = u8::from(now_at(id) == Some(HalfOpened));
	let opening = |sample, place: Place| {
		open_call(report, sample, work.fuel(place.pass), work.witness(place))
	};
	let challenge_at = |attempt| {
		let (fuel, witness) = (work.fuel(0), work.witness(FIRST_TILE));
		let watcher = RuntimeOrigin::signed(WATCHER);
		Jobs::challenge(watcher, id, attempt, FIRST_TILE, fuel, witness)
			.map_err(|failed| failed.error)
	};
	let done: Result<(), DispatchError> = match action {
		Commit | CommitOtherAttempt => return told(commit_call(report, work.commitment())),
		CommitIncomplete => return told(commit_call(report, BoundedVec::new())),
		DeclineInput | DeclineInputThird => {
			return told(decline_call(report, DeclineReason::InputUnavailable))
		},
		DeclineIrreproducible | DeclineIrreproducibleThird => {
			return told(decline_call(report, DeclineReason::NotReproducible))
		},
		DeclineUnable | DeclineOtherAttempt => {
			return told(decline_call(report, DeclineReason::Unable))
		},
		OpenMatch | OpenInaccurate | OpenInaccurateThird | OpenMismatch | OpenVoid
		| OpenOtherAttempt => return told(opening(next_sample, place)),
		OpenFirst => return told(opening(0, place)),
		OpenThirdSample => return told(opening(2, place)),
		Deliver | DeliverOtherAttempt => return told(deliver_call(report, work.proof(0, 0, 1))),
		Cancel => Jobs::cancel(requester, id),
		CancelByStranger => Jobs::cancel(stranger, id),
		ChallengeMatch
		| ChallengeInaccurate
		| ChallengeInaccurateThird
		| ChallengeMismatch
		| ChallengeVoid => challenge_at(report.attempt).map(|_| ()),
		ChallengeOtherAttempt => challenge_at(report.attempt + 1).map(|_| ()),
		Demand | DemandTooLate => demand(id, 0, 0, 1),
		DemandByStranger => Jobs::demand(stranger, id, 0, 0, 1),
		PokeEarly | PokeDue => poke(id).map(|_| ()),
		TwoBlocks => {
			pass_blocks(2);
			Ok(())
		},
		Due | DueWithoutPatience | DueAtLastAttempt => {
			pass_to(due(id).max(System::block_number() + 1));
			Ok(())
		},
	};
	(done.map_err(Refusal::Failed), None)
}

fn told(call: RuntimeCall) -> Tried {
	(send(call.clone()).map(|_| ()), Some(call))
}

/// Tries one cell of the table.
fn walk(at: At, action: Action, expected: &Cell) -> Result<(), String> {
	chain(|| {
		let (work, wrong) = action.work();
		let id = reach(at, action, &work, &wrong);
		assert_eq!(now_at(id), Some(at), "{at:?} wasn't reached for {action:?}");
		check();
		prepare(action, id);
		let before = root();
		let (result, report) = act(action, id, &wrong);
		let refused = |wanted: Refusal| result == Err(wanted) && root() == before;
		let as_expected = match expected {
			To(next) => result == Ok(()) && now_at(id) == Some(*next),
			Gone => result == Ok(()) && now_at(id).is_none(),
			Fails(error) => refused(Refusal::Failed(error_of(error))),
			KeptOut(why, error) => {
				let why = TransactionValidityError::from(*why);
				let call = report.expect("it is a report");
				let in_pool = validate(&call).map(|_| ());
				refused(Refusal::NotLetIn(why))
					&& in_pool == Err(why)
					&& force(call) == Err(error_of(error))
					&& root() == before
			},
		};
		if as_expected {
			return Ok(());
		}
		let now = now_at(id);
		Err(format!(
			"{at:?} x {action:?}: {result:?}, and the job is {now:?}"
		))
	})
}

fn error_of(error: &Error) -> DispatchError {
	use codec::{Decode, Encode};
	let copy = Error::decode(&mut &error.encode()[..]).expect("it was just encoded");
	copy.into()
}

#[test]
fn every_action_should_do_in_every_stage_what_the_table_says() {
	let table = table();
	assert_eq!(At::ALL.len(), LIVE + OVER);
	let mut wrong = Vec::new();
	let mut cells = 0;
	for action in Action::ALL {
		let mut rows = table.iter().filter(|row| row.0 == *action);
		let row = rows.next();
		let (_, live, over) = row.unwrap_or_else(|| panic!("the table has no row {action:?}"));
		assert!(rows.next().is_none(), "the table has {action:?} twice");
		for (at, expected) in At::ALL.iter().zip(live.iter().chain(over)) {
			cells += 1;
			wrong.extend(walk(*at, *action, expected).err());
		}
	}
	assert_eq!(table.len(), Action::ALL.len());
	assert_eq!(cells, 36 * 13);
	assert!(
		wrong.is_empty(),
		"{} of {cells}:\n{}",
		wrong.len(),
		wrong.join("\n")
	);
}
