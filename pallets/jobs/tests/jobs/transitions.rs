//! All that can happen to a job, in every stage, from one table.

mod table;

use crate::{mock::*, noop::uncharged, scene::*, work::*};
use assay_jobs::{stage::Stage, DeclineReason, Ended, Ending, JobId};
use assay_market::Place;
use frame_support::{assert_ok, weights::Weight, BoundedVec};
use sp_runtime::{transaction_validity::TransactionValidityError, DispatchError};
use table::{
	table,
	Action::{self, *},
	At::{self, *},
	Cell::{self, Fails, Gone, KeptOut, To},
	LIVE, OVER,
};

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
		matches!(self, OpenInaccurate | OpenInaccurateThird | OpenMismatch | OpenVoid)
	}
}

const FIRST_TILE: Place = Place { pass: 0, group: [0, 0, 0] };

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
	let change = |change: fn(&mut assay_jobs::JobRecordOf<Test>)| {
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
		Cancel => uncharged(Jobs::cancel(requester, id)).map(|_| ()),
		CancelByStranger => uncharged(Jobs::cancel(stranger, id)).map(|_| ()),
		ChallengeMatch
		| ChallengeInaccurate
		| ChallengeInaccurateThird
		| ChallengeMismatch
		| ChallengeVoid => challenge_at(report.attempt).map(|_| ()),
		ChallengeOtherAttempt => challenge_at(report.attempt + 1).map(|_| ()),
		Demand | DemandTooLate => demand(id, 0, 0, 1),
		DemandByStranger => uncharged(Jobs::demand(stranger, id, 0, 0, 1)).map(|_| ()),
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
		Err(format!("{at:?} x {action:?}: {result:?}, and the job is {now:?}"))
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
	assert!(wrong.is_empty(), "{} of {cells}:\n{}", wrong.len(), wrong.join("\n"));
}
