//! Who acts: requesters that submit, providers that work or cheat, watchers that challenge.

use crate::{mock::*, work::Work};
use assay_jobs::{
	reports::{Content, Report},
	stage::{Assigned, Opened, Run, Sampled, Stage},
	Call, Commitment, DeclineReason, EndRecordOf, Ended, Ending, JobId, JobRecordOf, NextJob,
	Offer, OfferOf,
};
use assay_market::{
	Ask, Balance, BlobHash, Capability, DeviceLimits, FloatModes, KernelAbout, KernelId, Place,
	PricePerGigaFuel, Profile, ProviderDevice, Tag,
};
use assay_proof::RangeProof;
use assay_providers::{
	worker::{possession_message, WorkerPair},
	Heartbeat, WorkerSignature,
};
use assay_witness::Witness;
use frame_support::{
	assert_ok,
	dispatch::{GetDispatchInfo, PostDispatchInfo},
	storage::with_transaction,
	traits::Authorize,
	BoundedVec,
};
use frame_system::RawOrigin;
use sp_core::{crypto::Pair, Get};
use sp_runtime::{
	traits::{DispatchTransaction, Dispatchable},
	transaction_validity::{TransactionSource, TransactionValidityError, ValidTransaction},
	DispatchError, Perbill, Permill, TransactionOutcome,
};

/// What requesters of these tests offer.
pub const OFFERED: PricePerGigaFuel = PricePerGigaFuel(3_000_000_000_007);
/// What providers of these tests ask.
pub const ASKED: PricePerGigaFuel = PricePerGigaFuel(2_000_000_000_003);
/// The part of what providers earn that goes to the kernels' author.
pub const ROYALTY: Permill = Permill::from_parts(12_345);

pub fn text<N: Get<u32>>(text: &str) -> BoundedVec<u8, N> {
	BoundedVec::try_from(text.as_bytes().to_vec()).expect("the text is short enough")
}

pub fn tag(name: &str) -> Tag {
	Tag(text(name))
}

/// The worker key of an operator.
pub fn pair(operator: AccountId) -> WorkerPair {
	WorkerPair::from_seed(&sp_io::hashing::blake2_256(&operator.to_le_bytes()))
}

/// What a provider of these tests offers.
pub fn asking(price: PricePerGigaFuel) -> Ask {
	Ask {
		price,
		capacity: 8,
		region: tag("eu-west"),
		attributes: BoundedVec::truncate_from(vec![tag("ecc-memory"), tag("solar")]),
	}
}

/// A pool and a provider that isn't heard of yet.
pub fn register(operator: AccountId, price: PricePerGigaFuel) {
	let who = RuntimeOrigin::signed(operator);
	assert_ok!(Stake::bond(who.clone(), BOND, Perbill::zero()));
	let profile = Profile { name: text("provider"), endpoint: text("https://gpu.example") };
	let device = ProviderDevice {
		name: text("llvmpipe"),
		capability: Capability {
			limits: DeviceLimits {
				memory: 1 << 30,
				buffer: 128 << 20,
				lanes: 256,
				workgroup_memory: 16 << 10,
			},
			floats: FloatModes { strict: true, relaxed: true },
		},
		score: 700,
	};
	let devices = BoundedVec::truncate_from(vec![device]);
	let possession = pair(operator).sign(&possession_message(&System::block_hash(0), &operator));
	assert_ok!(Providers::register(
		who,
		profile,
		asking(price),
		devices,
		pair(operator).public(),
		possession
	));
}

/// The provider's machine is heard, and the provider becomes active.
pub fn hear(operator: AccountId) {
	let heartbeat =
		Heartbeat { worker: pair(operator).public(), period: 0, sent_at: System::block_number() };
	let signature = pair(operator).sign(&Providers::heartbeat_message(&heartbeat));
	let origin = RuntimeOrigin::from(RawOrigin::Authorized);
	assert_ok!(Providers::heartbeat(origin, heartbeat, signature));
}

/// Active providers that all ask `ASKED`.
pub fn providers(operators: impl IntoIterator<Item = AccountId>) {
	for operator in operators {
		register(operator, ASKED);
		hear(operator);
	}
}

/// No provider takes jobs any more.
pub fn drain_all() {
	for operator in PROVIDERS {
		let _ = Providers::drain(RuntimeOrigin::signed(operator));
	}
}

/// Registers the kernels of some work, if they aren't yet.
pub fn register_kernels(work: &Work) {
	for bytecode in &work.kernels {
		if assay_kernels::KernelRecords::<Test>::contains_key(KernelId::of(bytecode)) {
			continue;
		}
		let about = KernelAbout { name: text("kernel"), source: Some(BlobHash([7; 32])) };
		assert_ok!(Kernels::register(
			RuntimeOrigin::signed(AUTHOR),
			BoundedVec::truncate_from(bytecode.clone()),
			about,
			ROYALTY
		));
	}
}

/// What requesters of these tests offer.
pub fn offer() -> OfferOf<Test> {
	Offer {
		price: OFFERED,
		deadline: 20,
		patience: 500,
		samples: 2,
		allowed: BoundedVec::new(),
		region: None,
		attributes: BoundedVec::new(),
	}
}

/// Registers the kernels and submits the job.
pub fn submit_as(work: &Work, offer: OfferOf<Test>) -> JobId {
	register_kernels(work);
	let id = NextJob::<Test>::get();
	let spec = Box::new(work.spec.clone());
	assert_ok!(Jobs::submit(RuntimeOrigin::signed(REQUESTER), spec, Box::new(offer)));
	id
}

pub fn submit(work: &Work) -> JobId {
	submit_as(work, offer())
}

/// The job's record, of one that isn't over.
pub fn job(id: JobId) -> JobRecordOf<Test> {
	assay_jobs::Jobs::<Test>::get(id).expect("the job is on")
}

pub fn stage(id: JobId) -> Stage<AccountId, u64> {
	job(id).stage
}

/// How a job ended.
pub fn ended(id: JobId) -> EndRecordOf<Test> {
	Ended::<Test>::get(id).expect("the job is over")
}

pub fn ending(id: JobId) -> Option<Ending> {
	Ended::<Test>::get(id).map(|ended| ended.ending)
}

/// Who runs a job, and for how much.
pub fn run(id: JobId) -> Run<AccountId> {
	stage(id).run().cloned().expect("somebody runs it")
}

pub fn assigned(id: JobId) -> Assigned<AccountId, u64> {
	match stage(id) {
		Stage::Assigned(assigned) => assigned,
		other => panic!("job {id} isn't assigned but {other:?}"),
	}
}

pub fn sampled(id: JobId) -> Sampled<AccountId, u64> {
	match stage(id) {
		Stage::Sampled(sampled) => sampled,
		other => panic!("job {id} isn't sampled but {other:?}"),
	}
}

pub fn opened(id: JobId) -> Opened<AccountId, u64> {
	match stage(id) {
		Stage::Opened(opened) => opened,
		other => panic!("job {id} isn't opened but {other:?}"),
	}
}

/// What was reserved for a job of the stake of who runs it, and how many jobs that one runs.
pub fn backing(operator: AccountId, id: JobId) -> (Balance, u32) {
	use assay_stake::traits::Collateral;
	let running = assay_providers::Activity::<Test>::get(operator).running;
	(Stake::reserved(&operator, id), running)
}

/// Why a call had no effect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
	/// It isn't let into a block.
	NotLetIn(TransactionValidityError),
	/// It is in a block and failed.
	Failed(DispatchError),
}

/// What a worker says of the attempt that is on.
pub fn report(id: JobId) -> Report<u64> {
	Report {
		job: id,
		attempt: assay_jobs::Jobs::<Test>::get(id).map_or(1, |job| job.attempt),
		sent_at: System::block_number(),
	}
}

/// Signs as the worker of the provider that runs the job, or of the first provider.
pub fn sign(report: &Report<u64>, content: &Content<'_>) -> WorkerSignature {
	let job = assay_jobs::Jobs::<Test>::get(report.job);
	let operator = job.and_then(|job| job.stage.run().map(|run| run.operator));
	sign_as(operator.unwrap_or(PROVIDERS[0]), report, content)
}

pub fn sign_as(
	operator: AccountId,
	report: &Report<u64>,
	content: &Content<'_>,
) -> WorkerSignature {
	pair(operator).sign(&Jobs::report_message(report, content))
}

pub fn commit_call(report: Report<u64>, commitment: Commitment) -> RuntimeCall {
	let signature = sign(&report, &Content::Commit(&commitment));
	Call::commit { report, commitment, signature }.into()
}

pub fn decline_call(report: Report<u64>, reason: DeclineReason) -> RuntimeCall {
	let signature = sign(&report, &Content::Decline(&reason));
	Call::decline { report, reason, signature }.into()
}

pub fn open_call(report: Report<u64>, sample: u8, fuel: u64, witness: Witness) -> RuntimeCall {
	let content = Content::Open { sample, witness: &witness };
	let signature = sign(&report, &content);
	Call::open { report, sample, fuel, witness, signature }.into()
}

pub fn deliver_call(report: Report<u64>, proof: RangeProof) -> RuntimeCall {
	let signature = sign(&report, &Content::Deliver(&proof));
	Call::deliver { report, proof, signature }.into()
}

/// What a transaction pool says to a report.
pub fn validate(call: &RuntimeCall) -> Result<ValidTransaction, TransactionValidityError> {
	let validity = call.authorize(TransactionSource::External);
	validity.expect("reports are authorised").map(|(valid, _refund)| valid)
}

/// Applies a report as a block does.
pub fn send(call: RuntimeCall) -> Result<PostDispatchInfo, Refusal> {
	let info = call.get_dispatch_info();
	Extension::new()
		.dispatch_transaction(RuntimeOrigin::none(), call, &info, 0, 0)
		.map_err(Refusal::NotLetIn)?
		.map_err(|failed| Refusal::Failed(failed.error))
}

/// Dispatches a report as if it had been let in.
pub fn force(call: RuntimeCall) -> Result<(), DispatchError> {
	call.dispatch(RawOrigin::Authorized.into()).map(|_| ()).map_err(|failed| failed.error)
}

/// Passes blocks until the job has a provider.
pub fn assign(id: JobId) -> AccountId {
	for _ in 0..10 {
		if let Stage::Assigned(assigned) = stage(id) {
			return assigned.run.operator;
		}
		pass_blocks(1);
	}
	panic!("nobody took job {id}");
}

pub fn commit(id: JobId, work: &Work) {
	assert_ok!(send(commit_call(report(id), work.commitment())));
}

pub fn decline(id: JobId, reason: DeclineReason) {
	assert_ok!(send(decline_call(report(id), reason)));
}

/// Passes blocks until samples are drawn.
pub fn sample(id: JobId) -> Vec<Place> {
	pass_blocks(3);
	sampled(id).samples.into_inner()
}

/// Passes blocks until samples are drawn of which `wanted` is true, whatever it takes.
pub fn sample_where(id: JobId, wanted: impl Fn(&[Place]) -> bool) -> Vec<Place> {
	for seed in 0..10_000 {
		VrfSeed::set(Some(seed));
		let found = with_transaction(|| {
			let samples = sample(id);
			let outcome = Ok::<_, DispatchError>(wanted(&samples).then_some(samples));
			match outcome {
				Ok(Some(_)) => TransactionOutcome::Commit(outcome),
				_ => TransactionOutcome::Rollback(outcome),
			}
		});
		if let Ok(Some(samples)) = found {
			return samples;
		}
	}
	panic!("no draw was as wanted");
}

/// Opens one sample.
pub fn open(id: JobId, work: &Work, sample: u8) -> Result<PostDispatchInfo, Refusal> {
	let place = sampled(id).samples[usize::from(sample)];
	let witness = work.witness(place);
	send(open_call(report(id), sample, work.fuel(place.pass), witness))
}

/// Opens all samples, which are right.
pub fn open_all(id: JobId, work: &Work) {
	for sample in 0..sampled(id).samples.len() as u8 {
		assert_ok!(open(id, work, sample));
	}
}

/// Takes a job from the queue to the window.
pub fn run_to_window(id: JobId, work: &Work) {
	assign(id);
	commit(id, work);
	sample(id);
	open_all(id, work);
}

/// Takes a job from the queue to its settlement.
pub fn run_to_end(id: JobId, work: &Work) {
	run_to_window(id, work);
	pass_to(opened(id).settle_at);
	assert_eq!(ending(id), Some(Ending::Settled));
}

pub fn challenge(
	challenger: AccountId,
	id: JobId,
	work: &Work,
	place: Place,
) -> Result<PostDispatchInfo, DispatchError> {
	let (attempt, fuel) = (report(id).attempt, work.fuel(place.pass));
	let witness = work.witness(place);
	Jobs::challenge(RuntimeOrigin::signed(challenger), id, attempt, place, fuel, witness)
		.map_err(|failed| failed.error)
}

pub fn demand(id: JobId, output: u8, first: u32, count: u32) -> Result<(), DispatchError> {
	Jobs::demand(RuntimeOrigin::signed(REQUESTER), id, output, first, count)
		.map(|_| ())
		.map_err(|failed| failed.error)
}

pub fn deliver(id: JobId, work: &Work) -> Result<PostDispatchInfo, Refusal> {
	let demand = opened(id).demand.expect("something is demanded");
	let proof = work.proof(demand.output, demand.first, demand.count);
	send(deliver_call(report(id), proof))
}

pub fn poke(id: JobId) -> Result<PostDispatchInfo, DispatchError> {
	Jobs::poke(RuntimeOrigin::signed(STRANGER), id).map_err(|failed| failed.error)
}

/// Whatever is done, nothing changes.
pub fn unchanged<R>(act: impl FnOnce() -> R) -> R {
	let before = root();
	let result = act();
	assert_eq!(before, root(), "something changed");
	result
}
