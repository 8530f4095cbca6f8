//! What the node and wallets ask: the answers of `assay_runtime::market`.

use crate::{
	kernels::{triple, LANES},
	life::one_pass,
	market::{Market, ASKED, BOND, OFFERED, ROYALTY},
	people::{offering, text},
};
use assay_jobs::OfferOf;
use assay_market::{
	limits::MAX_PAGE, Ending, Grid, JobEvent, JobState, KernelCost, KernelId, Offer,
	PricePerGigaFuel, Refused, Run, Sample, Tag, Task,
};
use assay_runtime::{market as asked, Runtime};
use assay_touchstone::Fuel;
use sp_runtime::Perbill;

#[test]
fn job_should_tell_its_stage_and_its_worker_what_to_do_all_its_life_long() {
	let (mut market, work) = (Market::new(2), one_pass(100));
	let job = market.submit(&work, offering(OFFERED));
	let requester = market.requester.account.clone();
	let stage = |market: &mut Market| {
		let view = market.chain.with(|| asked::job(job)).expect("it is known");
		assert_eq!(view.requester, requester);
		let progress = view.progress.expect("it is on");
		(view.state, progress.attempt, view.results)
	};
	let (view, attempt, results) = stage(&mut market);
	assert_eq!((view, attempt, results), (JobState::Queued { before: 0 }, 0, None));

	let runner = market.assign(job);
	let payment = PricePerGigaFuel(ASKED).cost_of(Fuel(work.whole_fuel())).expect("it is small");
	let to_do = |market: &mut Market| {
		let work = market.chain.with(|| asked::work(runner.worker_key().into_inner().0));
		assert_eq!(work.len(), 1);
		assert_eq!((work[0].job, work[0].attempt), (job, 1));
		(work[0].task.clone(), work[0].until, work[0].spec.clone())
	};
	let (view, attempt, _) = stage(&mut market);
	let JobState::Assigned { run: Run { operator, payment: paid }, until } = view else {
		panic!("{view:?}");
	};
	assert_eq!((operator, paid, attempt), (runner.account.clone(), payment, 1));
	assert_eq!(to_do(&mut market), (Task::Run, until, work.spec.clone()));

	assert_eq!(market.commit(job, &work), Ok(()));
	let (view, _, results) = stage(&mut market);
	assert!(matches!(view, JobState::Committed { .. }), "{view:?}");
	assert_eq!(results, Some(work.commitment().into_inner()));
	assert_eq!(to_do(&mut market).0, Task::AwaitSamples);

	let samples = market.sample(job);
	let all = (0u8..).zip(samples.clone()).collect();
	assert_eq!(to_do(&mut market).0, Task::Open(all));
	assert_eq!(market.open(job, &work, 0, samples[0]), Ok(()));
	assert_eq!(to_do(&mut market).0, Task::Open(vec![(1, samples[1])]));
	let (view, ..) = stage(&mut market);
	let JobState::Sampled { samples: told, .. } = view else {
		panic!("{view:?}");
	};
	let sample = |place, opened| Sample { place, opened };
	assert_eq!(told, [sample(samples[0], true), sample(samples[1], false)]);

	assert_eq!(market.open(job, &work, 1, samples[1]), Ok(()));
	assert_eq!(to_do(&mut market).0, Task::Keep);
	assert_eq!(market.demand(job, 0, 1, 1), Ok(()));
	assert_eq!(to_do(&mut market).0, Task::Deliver(0, 1, 1));
	let (view, ..) = stage(&mut market);
	let JobState::Opened { demand, .. } = view else {
		panic!("{view:?}");
	};
	assert_eq!(demand.map(|demand| (demand.output, demand.first, demand.count)), Some((0, 1, 1)));

	assert_eq!(market.deliver(job, &work), Ok(()));
	market.pass_to_end(job);
	let view = market.chain.with(|| asked::job(job)).expect("it is known");
	let JobState::Over { ending, operator, paid, .. } = view.state else {
		panic!("{:?}", view.state);
	};
	assert_eq!((ending, operator), (Ending::Settled, Some(runner.account.clone())));
	assert_eq!((paid, view.results), (payment, Some(work.commitment().into_inner())));
	assert_eq!(market.chain.with(|| asked::work(runner.worker_key().into_inner().0)), []);
	assert_eq!(market.chain.with(|| asked::job(job + 1)), None);
	market.check();
}

#[test]
fn jobs_should_come_in_pages_without_those_that_are_over() {
	let (mut market, work) = (Market::new(1), one_pass(4));
	// Nobody asks so little, so that all of them wait.
	let ids: Vec<u64> = (0..5).map(|_| market.submit(&work, offering(1))).collect();
	let requester = market.requester.clone();
	let cancel = assay_jobs::Call::cancel { job: ids[1] };
	assert_eq!(market.chain.call(&requester, cancel), Ok(()));
	let page = |market: &mut Market, from, limit| {
		let page = market.chain.with(|| asked::jobs(from, limit));
		(page.entries, page.next)
	};
	assert_eq!(page(&mut market, 0, 2), (vec![ids[0], ids[2]], Some(ids[3])));
	assert_eq!(page(&mut market, ids[3], 2), (vec![ids[3], ids[4]], None));
	assert_eq!(page(&mut market, 0, u32::MAX).0.len(), 4);
	assert_eq!(page(&mut market, 9, 1), (vec![], None));
	assert_eq!(page(&mut market, u64::MAX, u32::MAX), (vec![], None));
}

#[test]
fn quote_should_be_what_submitting_holds_and_name_the_error_otherwise() {
	let (mut market, work) = (Market::new(1), one_pass(4));
	market.register_kernels(&work);
	let offer = offering(OFFERED);
	let ask = |market: &mut Market, offer: &OfferOf<Runtime>| {
		market.chain.with(|| asked::quote(work.spec.clone(), offer.clone()))
	};
	let quote = ask(&mut market, &offer).expect("it is well formed");
	let job = market.submit(&work, offer.clone());
	assert_eq!(market.job(job).expect("it is on").escrow, quote.escrow);
	assert_eq!(quote.royalties, ROYALTY);

	let none = Offer { samples: 0, ..offer.clone() };
	let refused = Refused::Job("SamplesOutOfRange".into());
	assert_eq!(ask(&mut market, &none), Err(refused));
	assert_eq!(quote.total, quote.escrow.total());
}

#[test]
fn eligible_providers_should_be_those_that_would_get_the_job() {
	let (mut market, work) = (Market::new(3), one_pass(4));
	market.register_kernels(&work);
	let page = |market: &mut Market, offer: &OfferOf<Runtime>, from, limit| {
		market
			.chain
			.with(|| asked::eligible_providers(work.spec.clone(), offer.clone(), from, limit))
			.expect("it is well formed")
	};
	let offer = offering(OFFERED);
	let all = page(&mut market, &offer, 0, MAX_PAGE);
	assert_eq!((all.entries.len(), all.next), (3, None));
	let first = page(&mut market, &offer, 0, 2);
	assert_eq!((first.entries.len(), first.next), (2, Some(2)));
	assert!(all
		.entries
		.iter()
		.all(|view| view.active && view.ask.price == PricePerGigaFuel(ASKED)));

	let low = page(&mut market, &offering(ASKED - 1), 0, MAX_PAGE);
	assert_eq!(low.entries, []);
	let mut elsewhere = offer.clone();
	elsewhere.region = Some(Tag(text("mars")));
	assert_eq!(page(&mut market, &elsewhere, 0, MAX_PAGE).entries, []);
	let mut named = offer;
	named.allowed =
		frame_support::BoundedVec::truncate_from(vec![market.providers[1].account.clone()]);
	let named = page(&mut market, &named, 0, MAX_PAGE).entries;
	assert_eq!(named.len(), 1);
	assert_eq!(named[0].operator, market.providers[1].account);
}

#[test]
fn pool_and_provider_should_tell_what_stands_behind_an_operator() {
	let (mut market, work) = (Market::new(1), one_pass(4));
	let operator = market.providers[0].account.clone();
	let job = market.submit(&work, offering(OFFERED));
	market.assign(job);
	let collateral = {
		let record = market.job(job).expect("it is on");
		record.stage.run().expect("somebody runs it").collateral
	};
	let pool = market.chain.with(|| asked::pool(operator.clone())).expect("it has one");
	assert_eq!((pool.own, pool.bonded, pool.unbonding), (BOND, BOND, 0));
	assert_eq!((pool.reserved, pool.free), (collateral, BOND - collateral));
	assert_eq!((pool.members, pool.commission), (1, Perbill::from_percent(10)));
	let provider = market.chain.with(|| asked::provider(operator)).expect("it is one");
	assert_eq!((provider.running, provider.ask.capacity), (1, 16));
	assert_eq!(provider.free_collateral, BOND - collateral);
	let nobody = market.requester.account.clone();
	assert!(market.chain.with(|| asked::pool(nobody.clone())).is_none());
	assert!(market.chain.with(|| asked::provider(nobody)).is_none());
}

#[test]
fn kernel_cost_should_be_what_a_job_is_charged() {
	let (mut market, work) = (Market::new(1), one_pass(4));
	market.register_kernels(&work);
	let kernel = KernelId::of(&triple());
	let ask = |market: &mut Market, kernel, params: Vec<u32>, grid| {
		market.chain.with(|| asked::kernel_cost(kernel, params, Grid(grid)))
	};
	assert_eq!(
		ask(&mut market, kernel, vec![], [4, 1, 1]),
		Ok(KernelCost { workgroup: work.fuel(0), pass: work.whole_fuel(), royalty: ROYALTY })
	);
	assert!(work.fuel(0) > u64::from(LANES));
	let more = ask(&mut market, kernel, vec![1], [4, 1, 1]);
	assert_eq!(more, Err(Refused::ParametersDiffer));
	let much = ask(&mut market, kernel, vec![], [u32::MAX; 3]);
	assert_eq!(much, Err(Refused::CostUnknown));
	let other = ask(&mut market, KernelId([7; 32]), vec![], [1; 3]);
	assert_eq!(other, Err(Refused::KernelUnknown));
}

#[test]
fn order_should_be_what_was_submitted_until_the_job_is_over() {
	let (mut market, work) = (Market::new(1), one_pass(4));
	let mut offer = offering(OFFERED);
	offer.samples = 1;
	let job = market.submit(&work, offer.clone());
	let ask = |market: &mut Market| market.chain.with(|| asked::job_order(job));
	let order = ask(&mut market).expect("it is on");
	assert_eq!((order.spec, order.offer), (work.spec.clone(), offer));
	assert!(order.tried.is_empty());
	let requester = market.requester.clone();
	let cancel = assay_jobs::Call::cancel { job };
	assert_eq!(market.chain.call(&requester, cancel), Ok(()));
	assert_eq!(ask(&mut market), None);
}

#[test]
fn events_should_be_those_of_the_job_alone() {
	let (mut market, work) = (Market::new(1), one_pass(4));
	let (first, second) = (market.submit(&work, offering(1)), market.submit(&work, offering(1)));
	let requester = market.requester.clone();
	let cancel = assay_jobs::Call::cancel { job: second };
	assert_eq!(market.chain.call(&requester, cancel), Ok(()));
	let ended = JobEvent::Ended { ending: Ending::Cancelled };
	let told = market.chain.with(|| asked::job_events(second));
	assert_eq!(told.last(), Some(&ended));
	let other = market.chain.with(|| asked::job_events(first));
	assert!(!other.contains(&ended), "{other:?}");
	assert_eq!(market.chain.with(|| asked::job_events(second + 1)), []);
}

#[test]
fn providers_should_come_in_pages_active_or_not() {
	let mut market = Market::new(3);
	let page =
		|market: &mut Market, after, limit| market.chain.with(|| asked::providers(after, limit));
	let all = page(&mut market, None, u32::MAX);
	assert_eq!((all.entries.len(), &all.next), (3, &None));
	let first = page(&mut market, None, 2);
	assert_eq!(first.entries[..], all.entries[..2]);
	let last = all.entries[1].operator.clone();
	assert_eq!(first.next, Some(last.clone()));
	let second = page(&mut market, first.next, 2);
	assert_eq!((&second.entries[..], &second.next), (&all.entries[2..], &None));
	// Nobody would get on with pages of nothing.
	assert_eq!(page(&mut market, None, 0).entries.len(), 1);

	// Who drains is told all the same, and who is gone still has a place in the order.
	let who = market.providers.iter();
	let gone = who.clone().find(|one| one.account == last).expect("it is one").clone();
	let drain = assay_providers::Call::drain {};
	assert_eq!(market.chain.call(&gone, drain), Ok(()));
	let drained = page(&mut market, None, MAX_PAGE).entries;
	assert_eq!((drained[1].draining, drained[1].active), (true, false));
	let leave = assay_providers::Call::deregister {};
	assert_eq!(market.chain.call(&gone, leave), Ok(()));
	let after = page(&mut market, Some(last), 2);
	assert_eq!(after.entries[..], all.entries[2..]);
}

#[test]
fn kernel_should_be_told_with_its_bytecode() {
	let (mut market, work) = (Market::new(1), one_pass(4));
	market.register_kernels(&work);
	let id = KernelId::of(&triple());
	let kernel = market.chain.with(|| asked::kernel(id)).expect("it is registered");
	assert_eq!((kernel.bytecode, kernel.royalty, kernel.uses), (triple(), ROYALTY, 0));
	let other = market.chain.with(|| asked::kernel(KernelId([7; 32])));
	assert_eq!(other, None);
}
