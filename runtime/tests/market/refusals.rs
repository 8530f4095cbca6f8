//! What calls cost that fail: what was done, and not what they might have done.

use crate::{
	chain::{Chain, Refusal},
	life::one_pass,
	market::{Market, OFFERED},
	people::{self, asking, device, offering, text, Person},
	work::Work,
};
use assay_jobs::{weights::WeightInfo as _, Call as Jobs, Error as JobsError};
use assay_kernels::{weights::WeightInfo as _, Call as Kernels, Error as KernelsError, KernelId};
use assay_market::{limits::MAX_PASSES, KernelAbout, Place, Profile};
use assay_providers::{
	weights::WeightInfo as _, worker::possession_message, Call as Providers,
	Error as ProvidersError,
};
use assay_runtime::{
	currency::{ASY, MILLI_ASY},
	Address, Balance, Runtime, RuntimeCall, RuntimeEvent, TransactionPayment, UncheckedExtrinsic,
};
use assay_stake::{weights::WeightInfo as _, Call as Stake, Error as StakeError};
use assay_witness::Witness;
use codec::Encode;
use frame_support::{
	dispatch::{DispatchInfo, GetDispatchInfo},
	weights::Weight,
	BoundedVec,
};
use sp_core::crypto::Pair;
use sp_runtime::{DispatchError, Perbill, Permill};

type OfStake = <Runtime as assay_stake::Config>::WeightInfo;
type OfProviders = <Runtime as assay_providers::Config>::WeightInfo;
type OfKernels = <Runtime as assay_kernels::Config>::WeightInfo;
type OfJobs = <Runtime as assay_jobs::Config>::WeightInfo;

/// A call that fails, and what it is charged for.
struct Failing {
	who: Person,
	call: RuntimeCall,
	error: DispatchError,
	weight: Weight,
}

fn failing(
	who: &Person,
	call: impl Into<RuntimeCall>,
	error: impl Into<DispatchError>,
	weight: Weight,
) -> Failing {
	Failing { who: who.clone(), call: call.into(), error: error.into(), weight }
}

/// What an extrinsic costs that takes so much.
fn price(chain: &mut Chain, extrinsic: &UncheckedExtrinsic, weight: Weight) -> Balance {
	let length = extrinsic.encoded_size() as u32;
	chain.with(|| {
		let info = extrinsic.get_dispatch_info();
		TransactionPayment::compute_fee(length, &DispatchInfo { call_weight: weight, ..info }, 0)
	})
}

/// What was paid for the latest transaction.
fn paid(chain: &mut Chain) -> Balance {
	let mut fees = chain.take_events().into_iter().filter_map(|event| match event {
		RuntimeEvent::TransactionPayment(
			pallet_transaction_payment::Event::TransactionFeePaid { actual_fee, .. },
		) => Some(actual_fee),
		_ => None,
	});
	fees.next_back().expect("a transaction was paid for")
}

/// A market with a job that waits, a provider, and somebody who has only money.
fn scene() -> (Market, Work, u64, Person) {
	let mut market = Market::new(1);
	let work = one_pass(8);
	market.register_kernels(&work);
	let job = market.submit(&work, offering(OFFERED));
	let stranger = Person::new("stranger");
	market.chain.endow(&stranger.account, 10_000);
	(market, work, job, stranger)
}

fn of_stake(stranger: &Person, provider: &Person) -> Vec<Failing> {
	let operator = provider.account.clone();
	let fails = |call: Stake<Runtime>, error: StakeError<Runtime>| {
		failing(stranger, call, error, OfStake::refused())
	};
	vec![
		fails(
			Stake::bond { amount: ASY, commission: Perbill::zero() },
			StakeError::OwnBondBelowMinimum,
		),
		fails(Stake::bond_more { amount: ASY }, StakeError::PoolUnknown),
		fails(
			Stake::delegate { operator: operator.clone(), amount: ASY },
			StakeError::DelegationBelowMinimum,
		),
		fails(Stake::unbond { operator: operator.clone(), amount: None }, StakeError::NotMember),
		fails(
			Stake::withdraw { operator, member: stranger.account.clone() },
			StakeError::NotMember,
		),
		fails(Stake::set_commission { commission: Perbill::zero() }, StakeError::PoolUnknown),
		fails(Stake::dissolve {}, StakeError::PoolUnknown),
	]
}

fn of_providers(chain: &mut Chain, stranger: &Person, provider: &Person) -> Vec<Failing> {
	let fails = |call: RuntimeCall, error: ProvidersError<Runtime>| {
		failing(stranger, call, error, OfProviders::refused())
	};
	let unknown = |call: Providers<Runtime>| fails(call.into(), ProvidersError::ProviderUnknown);
	let genesis = chain.with(|| assay_runtime::System::block_hash(0));
	let profile = Profile { name: text("provider"), endpoint: text("https://gpu.example") };
	let devices = BoundedVec::truncate_from(vec![device()]);
	// Signed for the stranger, it proves nothing to the provider.
	let message = possession_message(&genesis, &stranger.account);
	let possession = stranger.worker.sign(&message);
	let set_worker = || {
		let (worker, possession) = (stranger.worker_key(), possession.clone());
		Providers::set_worker { worker, possession }
	};
	vec![
		fails(people::register(stranger, genesis, ASY), ProvidersError::NotBacked),
		unknown(Providers::set_profile { profile }),
		unknown(Providers::set_offer { offer: asking(ASY) }),
		unknown(Providers::set_devices { devices }),
		unknown(set_worker()),
		failing(
			provider,
			set_worker(),
			ProvidersError::<Runtime>::PossessionUnproven,
			OfProviders::possession_refused(),
		),
		unknown(Providers::drain {}),
		unknown(Providers::resume {}),
		unknown(Providers::deregister {}),
		unknown(Providers::expire { operator: stranger.account.clone() }),
	]
}

fn of_kernels(stranger: &Person) -> Vec<Failing> {
	let about = || KernelAbout { name: text("kernel"), source: None };
	let id = KernelId([7; 32]);
	let garbage = vec![0; 30_000];
	let dear = Permill::from_percent(99);
	let fails = |call: RuntimeCall, error: KernelsError<Runtime>, weight| {
		failing(stranger, call, error, weight)
	};
	let unknown = |call: Kernels<Runtime>| {
		fails(call.into(), KernelsError::KernelUnknown, OfKernels::refused())
	};
	vec![
		fails(people::kernel(&garbage, dear), KernelsError::RoyaltyTooHigh, OfKernels::refused()),
		fails(
			people::kernel(&garbage, Permill::zero()),
			KernelsError::BytecodeInvalid,
			OfKernels::register_refused(30_000),
		),
		unknown(Kernels::set_about { id, about: about() }),
		unknown(Kernels::lower_royalty { id, royalty: Permill::zero() }),
		unknown(Kernels::remove { id }),
	]
}

fn of_jobs(work: &Work, job: u64, stranger: &Person) -> Vec<Failing> {
	let fails = |call: RuntimeCall, error: JobsError<Runtime>, weight| {
		failing(stranger, call, error, weight)
	};
	let bytes = work.spec.encoded_size() as u32;
	let sampled = |samples| assay_jobs::Offer { samples, ..offering(OFFERED) };
	let mut other = work.spec.clone();
	other.passes[0].kernel = KernelId([7; 32]);
	let challenge = |job, pass| Jobs::challenge {
		job,
		attempt: 0,
		place: Place { pass, group: [0; 3] },
		fuel: work.fuel(0),
		witness: Witness::default(),
	};
	let demand = |job| Jobs::demand { job, output: 0, first: 0, count: 1 };
	let refused = OfJobs::refused(0);
	vec![
		fails(
			people::submit(&work.spec, sampled(0)),
			JobsError::SamplesOutOfRange,
			OfJobs::refused(bytes),
		),
		fails(
			people::submit(&other, sampled(1)),
			JobsError::KernelUnknown,
			OfJobs::submit_refused(1, bytes),
		),
		fails(Jobs::cancel { job: 9_999 }.into(), JobsError::JobUnknown, refused),
		fails(Jobs::cancel { job }.into(), JobsError::NotRequester, refused),
		fails(challenge(9_999, 0).into(), JobsError::JobUnknown, refused),
		fails(challenge(job, 0).into(), JobsError::NotCommitted, refused),
		fails(demand(9_999).into(), JobsError::JobUnknown, refused),
		fails(demand(job).into(), JobsError::NotRequester, refused),
		fails(Jobs::poke { job: 9_999 }.into(), JobsError::JobUnknown, refused),
		fails(Jobs::poke { job }.into(), JobsError::NothingDue, refused),
	]
}

#[test]
fn a_call_that_fails_should_be_charged_for_what_it_did() {
	let (mut market, work, job, stranger) = scene();
	let provider = market.providers[0].clone();
	let mut all = of_stake(&stranger, &provider);
	all.extend(of_providers(&mut market.chain, &stranger, &provider));
	all.extend(of_kernels(&stranger));
	all.extend(of_jobs(&work, job, &stranger));
	for Failing { who, call, error, weight } in all {
		let chain = &mut market.chain;
		chain.assert_weighed(&who, &call);
		let extrinsic = chain.signed(&who, call.clone());
		let quoted = chain.with(|| extrinsic.get_dispatch_info()).call_weight;
		let (whole, part) = (price(chain, &extrinsic, quoted), price(chain, &extrinsic, weight));
		chain.take_events();
		assert_eq!(chain.apply(extrinsic), Err(Refusal::Failed(error)), "{call:?}");
		assert_eq!(paid(chain), part, "{call:?}");
		assert!(part < whole, "{call:?}: {part} of {whole}");
	}
}

#[test]
fn a_mistake_in_a_small_call_should_cost_less_than_two_transfers() {
	let (mut market, _, job, stranger) = scene();
	let transfer = RuntimeCall::from(pallet_balances::Call::transfer_keep_alive {
		dest: Address::Id(market.requester.account.clone()),
		value: ASY,
	});
	let transfer = market.chain.signed(&stranger, transfer);
	let weight = market.chain.with(|| transfer.get_dispatch_info()).call_weight;
	let most = 2 * price(&mut market.chain, &transfer, weight);
	for call in [
		RuntimeCall::from(Jobs::cancel { job: 9_999 }),
		Jobs::cancel { job }.into(),
		Jobs::poke { job: 9_999 }.into(),
		Jobs::demand { job, output: 0, first: 0, count: 1 }.into(),
		Stake::bond_more { amount: ASY }.into(),
		Providers::drain {}.into(),
		Kernels::remove { id: KernelId([7; 32]) }.into(),
	] {
		let chain = &mut market.chain;
		chain.take_events();
		let refusal = chain.call(&stranger, call.clone());
		assert!(matches!(refusal, Err(Refusal::Failed(_))), "{call:?}: {refusal:?}");
		let fee = paid(chain);
		assert!(fee < most, "{call:?} cost {fee} of {most}");
	}
}

#[test]
fn a_call_about_a_job_should_be_weighed_by_its_passes() {
	let (mut market, _, job, _) = scene();
	let requester = market.requester.clone();
	let weight = |market: &mut Market, call: Jobs<Runtime>| {
		let call = RuntimeCall::from(call);
		market.chain.with(|| call.get_dispatch_info().call_weight)
	};
	assert_eq!(weight(&mut market, Jobs::cancel { job }), OfJobs::cancel(1));
	assert_eq!(weight(&mut market, Jobs::poke { job }), OfJobs::step(1));
	// One that a call before it in the same transaction may submit can have any number of passes.
	let next = job + 1;
	assert_eq!(weight(&mut market, Jobs::cancel { job: next }), OfJobs::cancel(MAX_PASSES));
	// It can't be due before the next block.
	assert_eq!(weight(&mut market, Jobs::poke { job: next }), OfJobs::step(0));
	market.chain.take_events();
	assert_eq!(market.chain.call(&requester, Jobs::cancel { job }), Ok(()));
	let fee = paid(&mut market.chain);
	assert!(fee < 250 * MILLI_ASY, "{fee}");
	assert_eq!(weight(&mut market, Jobs::cancel { job }), OfJobs::cancel(0));
}

#[test]
fn a_job_that_is_submitted_and_cancelled_in_one_transaction_should_be_weighed_in_full() {
	let (mut market, work, job, _) = scene();
	let requester = market.requester.clone();
	let submit = people::submit(&work.spec, offering(OFFERED));
	let cancel = RuntimeCall::from(Jobs::cancel { job: job + 1 });
	let parts = market
		.chain
		.with(|| submit.get_dispatch_info().call_weight.saturating_add(OfJobs::cancel(MAX_PASSES)));
	let batch = RuntimeCall::from(pallet_utility::Call::batch_all { calls: vec![submit, cancel] });
	let quoted = market.chain.with(|| batch.get_dispatch_info().call_weight);
	assert!(parts.all_lte(quoted), "{parts:?} of {quoted:?}");
	market.chain.assert_weighed(&requester, &batch);
	assert_eq!(market.chain.call(&requester, batch), Ok(()));
	assert_eq!(market.jobs_on(), 1);
}

#[test]
fn no_failing_call_should_weigh_more_than_what_it_was_weighed_by() {
	for bytes in [0, 1, 1_000, 1 << 20] {
		for passes in [0, 1, MAX_PASSES] {
			let submit = OfJobs::submit(passes, bytes);
			assert!(OfJobs::submit_refused(passes, bytes).all_lte(submit));
			assert!(OfJobs::refused(bytes).all_lte(submit));
		}
		assert!(OfKernels::register_refused(bytes).all_lte(OfKernels::register(bytes)));
	}
	for whole in [OfJobs::cancel(0), OfJobs::step(0), OfJobs::demand_refused()] {
		assert!(OfJobs::refused(0).all_lte(whole));
	}
	assert!(OfJobs::demand_refused().all_lte(OfJobs::demand()));
	assert!(OfJobs::commit_refused().all_lte(OfJobs::commit(0)));
	assert!(OfJobs::nothing_due().all_lte(OfJobs::step(0)));
	assert!(OfJobs::cancel(MAX_PASSES).all_lte(OfJobs::step(MAX_PASSES)));
	for whole in [OfProviders::set(), OfProviders::change_activity(), OfProviders::deregister()] {
		assert!(OfProviders::refused().all_lte(whole));
	}
	assert!(OfProviders::possession_refused().all_lte(OfProviders::register()));
	for whole in [OfKernels::set(), OfKernels::remove()] {
		assert!(OfKernels::refused().all_lte(whole));
	}
	for whole in [
		OfStake::bond(),
		OfStake::bond_more(),
		OfStake::delegate(),
		OfStake::unbond(),
		OfStake::withdraw(),
		OfStake::set_commission(),
		OfStake::dissolve(),
	] {
		assert!(OfStake::refused().all_lte(whole));
	}
}
