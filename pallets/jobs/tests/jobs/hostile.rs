//! Calls that are made to harm: each is refused with its own error, changes nothing, and is weighed
//! by no more than the largest honest one.

use crate::{mock::*, scene::*, work::*};
use assay_jobs::{
	cost::VerificationCost,
	reports::{Content, NotLetIn, Report},
	Call, DeclineReason, WeightInfo,
};
use assay_market::{limits::MAX_PASSES, Place};
use assay_proof::{ChunkIndex, ChunkRange, ChunkRanges, RangeProof};
use assay_witness::Witness;
use codec::{Decode, Encode};
use frame_support::{
	assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo},
	storage::with_transaction,
	traits::{Authorize, Get},
	BoundedVec,
};
use frame_system::limits::BlockWeights;
use sp_core::{Pair, H256};
use sp_runtime::{
	traits::{BadOrigin, DispatchTransaction, TransactionExtension},
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
	DispatchError, TransactionOutcome,
};

type HandMade = assay_jobs::weights::HandMade<Test>;

/// A job of two passes whose samples, one of each pass, are drawn. The second pass reads two blobs
/// of 8 chunks.
fn drawn() -> (u64, Work, [Place; 2]) {
	let work = Work::two_passes(32);
	providers([1, 2]);
	let id = submit(&work);
	assign(id);
	commit(id, &work);
	// Tiles in different chunks, and not in the first.
	let samples = sample_where(id, |samples| {
		let chunk = |at: usize| samples[at].group[0] / 4;
		samples[0].pass == 1 && samples[1].pass == 0 && chunk(0) > chunk(1) && chunk(1) > 0
	});
	events();
	(id, work, [samples[0], samples[1]])
}

/// A proof of these chunks that shows nothing.
fn empty_proof(chunks: u32) -> RangeProof {
	let range = ChunkRange::new(ChunkIndex(0), ChunkIndex(chunks));
	RangeProof { ranges: range.into_iter().collect::<ChunkRanges>(), hashes: vec![], data: vec![] }
}

/// Witnesses of a tile of the second pass that aren't the one there is.
fn tampered(work: &Work, place: Place) -> Vec<(&'static str, Witness, Error)> {
	let good = work.witness(place);
	let chunk = place.group[0] / 4;
	let input = |work: &Work, first, count| Some(prove(&work.inputs[0], first, count));
	let mut other = Work::two_passes(32);
	other.inputs[0][5] ^= 1;
	other.spoil(place, |word| word ^ 1);
	let change = |change: &dyn Fn(&mut Witness)| {
		let mut witness = good.clone();
		change(&mut witness);
		witness
	};
	fn of(proof: &mut Option<RangeProof>) -> &mut RangeProof {
		proof.as_mut().expect("something is shown")
	}
	let oversized = change(&|all| {
		all.inputs = vec![Some(empty_proof(512)), Some(empty_proof(513))];
	});
	vec![
		(
			"a byte of an input is another",
			change(&|all| of(&mut all.inputs[1]).data[9] ^= 1),
			Error::ProofWrong,
		),
		(
			"a byte of the tile is another",
			change(&|all| of(&mut all.outputs[0]).data[0] ^= 128),
			Error::ProofWrong,
		),
		(
			"a hash is another",
			change(&|all| of(&mut all.inputs[0]).hashes[0].0[31] ^= 1),
			Error::ProofWrong,
		),
		(
			"a hash is missing",
			change(&|all| assert!(of(&mut all.inputs[0]).hashes.pop().is_some())),
			Error::ProofWrong,
		),
		(
			"there is a hash too many",
			change(&|all| {
				let proof = of(&mut all.outputs[0]);
				proof.hashes.push(proof.hashes[0]);
			}),
			Error::ProofWrong,
		),
		(
			"hashes are in another order",
			change(&|all| of(&mut all.outputs[0]).hashes.reverse()),
			Error::ProofWrong,
		),
		(
			"a byte is missing",
			change(&|all| assert!(of(&mut all.inputs[0]).data.pop().is_some())),
			Error::ProofWrong,
		),
		(
			"there is a byte too many",
			change(&|all| of(&mut all.inputs[0]).data.push(0)),
			Error::ProofWrong,
		),
		(
			"an input of another job",
			change(&|all| all.inputs[0] = input(&other, chunk, 1)),
			Error::ProofWrong,
		),
		(
			"a tile that wasn't committed to",
			change(&|all| all.outputs = other.witness(place).outputs),
			Error::ProofWrong,
		),
		("inputs are exchanged", change(&|all| all.inputs.swap(0, 1)), Error::ProofWrong),
		("an input isn't shown", change(&|all| all.inputs[1] = None), Error::ChunkMissing),
		(
			"another chunk of an input is shown",
			change(&|all| all.inputs[0] = input(work, 0, 1)),
			Error::ChunkMissing,
		),
		(
			"a chunk is shown that isn't read",
			change(&|all| all.inputs[0] = input(work, chunk - 1, 2)),
			Error::ChunkNotRead,
		),
		(
			"all chunks are shown",
			change(&|all| all.inputs[0] = input(work, 0, 8)),
			Error::ChunkNotRead,
		),
		(
			"another chunk of the output is shown",
			change(&|all| all.outputs[0] = Some(work.proof(1, 0, 1))),
			Error::NotTheTile,
		),
		(
			"more of the output is shown",
			change(&|all| all.outputs[0] = Some(work.proof(1, chunk - 1, 2))),
			Error::NotTheTile,
		),
		("the tile isn't shown", change(&|all| all.outputs[0] = None), Error::NotTheTile),
		("an input is missing", change(&|all| drop(all.inputs.pop())), Error::WitnessCount),
		("there is an input too many", change(&|all| all.inputs.push(None)), Error::WitnessCount),
		("an output is missing", change(&|all| drop(all.outputs.pop())), Error::WitnessCount),
		(
			"there is an output too many",
			change(&|all| all.outputs.push(all.outputs[0].clone())),
			Error::WitnessCount,
		),
		("nothing is shown", Witness::default(), Error::WitnessCount),
		("too many chunks are shown", oversized, Error::WitnessTooLarge),
	]
}

/// A refused call takes no more than the largest that could be right.
fn bounded(call: &RuntimeCall) {
	let largest = VerificationCost::max();
	let most = HandMade::open(&largest)
		.max(HandMade::challenge(&largest))
		.saturating_add(HandMade::step(MAX_PASSES));
	assert!(call.get_dispatch_info().call_weight.all_lte(most));
	let checked = HandMade::authorize(largest.bytes);
	assert!(Extension::new().weight(call).all_lte(checked));
}

/// Neither a pool nor a block takes a report, and nothing changes.
fn kept_out(call: RuntimeCall, why: impl Into<TransactionValidityError>) {
	let why = why.into();
	bounded(&call);
	unchanged(|| {
		assert_eq!(validate(&call), Err(why));
		assert_eq!(send(call), Err(Refusal::NotLetIn(why)));
	});
}

#[test]
fn an_opening_should_show_the_one_witness_that_there_is() {
	chain(|| {
		let (id, work, [place, _]) = drawn();
		let fuel = work.fuel(1);
		for (name, witness, error) in tampered(&work, place) {
			assert_ne!(witness, work.witness(place), "{name}");
			let call = open_call(report(id), 0, fuel, witness);
			bounded(&call);
			unchanged(|| {
				// A pool checks it before it takes it, and a block when it executes it.
				let why = NotLetIn::ProvesNothing.into();
				assert_eq!(validate(&call), Err(why), "{name}");
				for (source, expected) in [
					(TransactionSource::Local, Err(why)),
					(TransactionSource::External, Err(why)),
					(TransactionSource::InBlock, Ok(())),
				] {
					let said = call.authorize(source).expect("reports are authorised");
					assert_eq!(said.map(|_| ()), expected, "{name}");
				}
				assert_eq!(send(call), Err(Refusal::Failed(error.into())), "{name}");
			});
		}
		assert_ok!(open(id, &work, 0));
	});
}

#[test]
fn a_challenge_should_show_the_one_witness_that_there_is() {
	chain(|| {
		let (id, work, [place, _]) = drawn();
		let fuel = work.fuel(1);
		for (name, witness, error) in tampered(&work, place) {
			let call = RuntimeCall::from(Call::challenge {
				job: id,
				attempt: 1,
				place,
				fuel,
				witness: witness.clone(),
			});
			bounded(&call);
			unchanged(|| {
				let watcher = RuntimeOrigin::signed(WATCHER);
				let result = Jobs::challenge(watcher, id, 1, place, fuel, witness);
				let failed = result.map_err(|failed| failed.error);
				assert_eq!(failed, Err(DispatchError::from(error)), "{name}");
			});
		}
		assert_ok!(challenge(WATCHER, id, &work, place));
	});
}

#[test]
fn what_is_too_large_should_not_even_be_decoded_or_fit_a_block() {
	let decoded = |witness: &Witness| Witness::decode(&mut &witness.encode()[..]).is_ok();
	let with = |inputs, outputs| Witness { inputs, outputs };
	assert!(decoded(&with(vec![None; 8], vec![None; 4])));
	assert!(!decoded(&with(vec![None; 9], vec![None; 4])));
	assert!(!decoded(&with(vec![None; 8], vec![None; 5])));
	let (mut long, mut tall) = (empty_proof(1), empty_proof(1));
	long.data = vec![0; (1 << 20) + 1];
	assert!(!decoded(&with(vec![Some(long)], vec![])));
	tall.hashes = vec![assay_proof::ChainingValue([0; 32]); 10_241];
	assert!(!decoded(&with(vec![Some(tall)], vec![])));

	chain(|| {
		let (id, work, [place, _]) = drawn();
		let most: BlockWeights = <Test as frame_system::Config>::BlockWeights::get();
		for class in [DispatchClass::Normal, DispatchClass::Operational] {
			let most = most.get(class).max_extrinsic.expect("there is a limit");
			let call = match class {
				DispatchClass::Normal => RuntimeCall::from(Call::challenge {
					job: id,
					attempt: 1,
					place,
					fuel: u64::MAX,
					witness: work.witness(place),
				}),
				_ => open_call(report(id), 0, u64::MAX, work.witness(place)),
			};
			let info = call.get_dispatch_info();
			assert_eq!(info.class, class);
			assert!(!info.call_weight.all_lte(most), "it would fit a block");
		}
	});
}

#[test]
fn a_witness_of_another_place_should_not_do() {
	chain(|| {
		let (id, work, places) = drawn();
		let witness = work.witness(places[1]);
		// Of the first pass, which has one input.
		let call = open_call(report(id), 0, work.fuel(1), witness);
		assert_eq!(send(call), Err(Refusal::Failed(Error::WitnessCount.into())));
		let mut other = places[0];
		other.group[0] -= 4;
		let call = open_call(report(id), 0, work.fuel(1), work.witness(other));
		assert_eq!(send(call), Err(Refusal::Failed(Error::NotTheTile.into())));
		let call = open_call(report(id), 0, work.fuel(0), work.witness(places[0]));
		assert_eq!(send(call), Err(Refusal::Failed(Error::FuelMisstated.into())));
	});
}

/// A report with every field open, to be changed after it was signed.
struct Signed {
	report: Report<u64>,
	by: AccountId,
}

impl Signed {
	fn commit(&self, work: &Work, report: Report<u64>) -> RuntimeCall {
		let commitment = work.commitment();
		let signature = sign_as(self.by, &self.report, &Content::Commit(&commitment));
		Call::commit { report, commitment, signature }.into()
	}

	fn open(&self, signed: u8, sent: u8, work: &Work, place: Place) -> RuntimeCall {
		let witness = work.witness(place);
		let content = Content::Open { sample: signed, witness: &witness };
		let signature = sign_as(self.by, &self.report, &content);
		Call::open {
			report: self.report,
			sample: sent,
			fuel: work.fuel(place.pass),
			witness,
			signature,
		}
		.into()
	}
}

#[test]
fn a_report_should_not_be_of_use_for_another_job_or_attempt_or_time() {
	chain(|| {
		let work = Work::triples(16);
		providers([1]);
		let (first, second) = (submit(&work), submit(&work));
		assign(first);
		assign(second);
		assert_eq!(run(first).operator, run(second).operator);
		let signed = Signed { report: report(first), by: 1 };
		let sent = |change: &dyn Fn(&mut Report<u64>)| {
			let mut report = signed.report;
			change(&mut report);
			signed.commit(&work, report)
		};
		kept_out(sent(&|report| report.job = second), InvalidTransaction::BadProof);
		kept_out(sent(&|report| report.sent_at += 1), InvalidTransaction::BadProof);
		kept_out(sent(&|report| report.attempt = 2), NotLetIn::OtherAttempt);
		kept_out(sent(&|report| report.job = 77), NotLetIn::JobUnknown);
		assert_ok!(send(sent(&|_| {})));
		kept_out(sent(&|_| {}), NotLetIn::OtherStage);
	});
}

#[test]
fn a_report_of_an_earlier_attempt_should_not_be_of_use_for_the_next() {
	chain(|| {
		let work = Work::triples(16);
		providers([1, 2]);
		let id = submit(&work);
		let first = assign(id);
		let old = commit_call(report(id), work.commitment());
		let old_signed = Signed { report: report(id), by: first };
		assert_ok!(validate(&old));
		decline(id, DeclineReason::Unable);
		kept_out(old.clone(), NotLetIn::OtherStage);
		let second = assign(id);
		assert_ne!(first, second);
		kept_out(old, NotLetIn::OtherAttempt);
		let renamed = old_signed.commit(&work, report(id));
		kept_out(renamed, InvalidTransaction::BadProof);
	});
}

#[test]
fn an_opening_should_not_be_of_use_for_another_sample_or_twice() {
	chain(|| {
		let (id, work, places) = drawn();
		let signed = Signed { report: report(id), by: run(id).operator };
		kept_out(signed.open(1, 0, &work, places[0]), InvalidTransaction::BadProof);
		kept_out(signed.open(0, 1, &work, places[1]), InvalidTransaction::BadProof);
		let good = signed.open(0, 0, &work, places[0]);
		assert_ok!(send(good.clone()));
		kept_out(good, NotLetIn::NothingToOpen);
	});
}

#[test]
fn a_report_should_not_be_of_use_on_another_chain() {
	chain(|| {
		let work = Work::triples(16);
		providers([1]);
		let id = submit(&work);
		assign(id);
		let (report, commitment) = (report(id), work.commitment());
		let on = |genesis: H256, domain: &[u8; 14]| {
			let content = Content::Commit(&commitment);
			let hash = content.using_encoded(sp_io::hashing::blake2_256);
			let signature = pair(1).sign(&(domain, genesis, report, hash).encode());
			RuntimeCall::from(Call::commit { report, commitment: commitment.clone(), signature })
		};
		let here = System::block_hash(0);
		let why = InvalidTransaction::BadProof;
		kept_out(on(H256::repeat_byte(7), b"assay/gpuw/job"), why);
		kept_out(on(here, b"assay/gpuw/joc"), why);
		assert_ok!(send(on(here, b"assay/gpuw/job")));
	});
}

#[test]
fn a_signature_should_be_of_use_only_for_what_was_signed() {
	chain(|| {
		let work = Work::triples(16);
		let mut wrong = work.clone();
		wrong.spoil(place(0, 3), |word| word ^ 1);
		providers([1]);
		let id = submit(&work);
		assign(id);
		let (report, commitment) = (report(id), work.commitment());
		let signature = sign(&report, &Content::Commit(&commitment));
		for (reason, signed) in [
			(DeclineReason::Unable, None),
			(DeclineReason::Unable, Some(DeclineReason::InputUnavailable)),
		] {
			let signature = match &signed {
				Some(other) => sign(&report, &Content::Decline(other)),
				None => signature.clone(),
			};
			let call = Call::decline { report, reason, signature };
			kept_out(call.into(), InvalidTransaction::BadProof);
		}
		let call = Call::commit { report, commitment: wrong.commitment(), signature };
		kept_out(call.into(), InvalidTransaction::BadProof);
	});
}

#[test]
fn strangers_should_not_speak_for_a_provider() {
	chain(|| {
		let work = Work::triples(16);
		providers([1, 2]);
		let mut only = offer();
		only.allowed = BoundedVec::truncate_from(vec![1]);
		let id = submit_as(&work, only);
		assign(id);
		// Another provider copies a commitment that it saw, or refuses in the other's name.
		let by_other = |by| Signed { report: report(id), by };
		for who in [2, STRANGER] {
			let call = by_other(who).commit(&work, report(id));
			kept_out(call, InvalidTransaction::BadProof);
			let reason = DeclineReason::InputUnavailable;
			let signature = sign_as(who, &report(id), &Content::Decline(&reason));
			let call = Call::decline { report: report(id), reason, signature };
			kept_out(call.into(), InvalidTransaction::BadProof);
		}
		commit(id, &work);
		let places = sample(id);
		for who in [2, STRANGER] {
			let call = by_other(who).open(0, 0, &work, places[0]);
			kept_out(call, InvalidTransaction::BadProof);
		}
	});
}

#[test]
fn a_report_in_the_name_of_an_account_should_fail() {
	chain(|| {
		let work = Work::triples(16);
		providers([1]);
		let id = submit(&work);
		assign(id);
		let call = commit_call(report(id), work.commitment());
		let info = call.get_dispatch_info();
		for origin in [RuntimeOrigin::signed(1), RuntimeOrigin::root()] {
			let call = call.clone();
			let result = Extension::new().dispatch_transaction(origin, call, &info, 0, 0);
			let failed = result.expect("the extension leaves it alone");
			assert_eq!(failed.map_err(|failed| failed.error), Err(BadOrigin.into()));
		}
		assert_noop!(force_unauthorised(call), BadOrigin);
	});
}

fn force_unauthorised(call: RuntimeCall) -> Result<(), DispatchError> {
	use sp_runtime::traits::Dispatchable;
	let failed = call.dispatch(RuntimeOrigin::none());
	failed.map(|_| ()).map_err(|failed| failed.error)
}

#[test]
fn a_provider_without_a_worker_should_be_told_so() {
	chain(|| {
		let work = Work::triples(16);
		providers([1]);
		let id = submit(&work);
		assign(id);
		let call = commit_call(report(id), work.commitment());
		let _ = with_transaction(|| {
			assay_providers::Providers::<Test>::remove(1);
			kept_out(call, NotLetIn::NoWorker);
			TransactionOutcome::Rollback(Ok::<_, DispatchError>(()))
		});
	});
}
