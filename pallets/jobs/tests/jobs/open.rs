//! Openings.

use crate::{mock::*, scene::*, work::*};
use assay_jobs::{
	cost::VerificationCost, reports::NotLetIn, stage::Stage, Ending, Event, Fault, Setback,
	VerdictKind, WeightInfo,
};
use assay_market::Balance;
use codec::Encode;
use frame_support::{
	assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo, Pays},
};
use sp_runtime::traits::{BadOrigin, TransactionExtension};

type HandMade = assay_jobs::weights::HandMade<Test>;

/// A job whose samples were drawn, and its honest runner's work.
fn drawn() -> (u64, Work) {
	let work = Work::triples(16);
	providers([1, 2]);
	let id = submit(&work);
	assign(id);
	commit(id, &work);
	sample(id);
	(id, work)
}

/// What opening a sample costs.
fn fee(id: u64, work: &Work, sample: usize) -> Balance {
	let place = sampled(id).samples[sample];
	let cost = VerificationCost::of_witness(&work.witness(place), work.fuel(place.pass));
	JobTerms::get().fee(HandMade::open(&cost), cost.bytes)
}

#[test]
fn open_should_count_each_sample_and_then_begin_the_window() {
	chain(|| {
		let (id, work) = drawn();
		let places = sampled(id).samples.into_inner();
		events();
		assert_ok!(open(id, &work, 1));
		assert_eq!(sampled(id).sample(1), Some((places[1], true)));
		assert_eq!(sampled(id).sample(0), Some((places[0], false)));
		assert_eq!(sampled(id).sample(2), None);
		pass_blocks(1);
		assert_ok!(open(id, &work, 0));
		let now = System::block_number();
		let opened = opened(id);
		assert_eq!(
			(opened.window_ends, opened.settle_at, opened.demand),
			(now + 10, now + 10, None)
		);
		let told =
			|place| Event::Opened { job: id, attempt: 1, place, verdict: VerdictKind::Match };
		assert_eq!(
			events(),
			[told(places[1]), told(places[0]), Event::WindowBegan { job: id, settle_at: now + 10 }]
		);
	});
}

#[test]
fn open_should_be_paid_out_of_the_escrow() {
	chain(|| {
		let (id, work) = drawn();
		let (before, held) = (job(id).escrow, on_hold(REQUESTER).0);
		let fee = fee(id, &work, 0);
		assert!(fee > 0 && 2 * fee <= job(id).attempt_fee);
		assert_ok!(open(id, &work, 0));
		assert_eq!(job(id).escrow.verification, before.verification - fee);
		assert_eq!((job(id).spent, on_hold(REQUESTER).0), (fee, held - fee));
		assert_eq!(free(FEES), ENDOWMENT + fee);
	});
}

#[test]
fn open_should_be_tagged_by_its_sample_and_live_until_it_is_too_late() {
	chain(|| {
		let (id, work) = drawn();
		pass_blocks(2);
		let call = |sample: u8| {
			let place = sampled(id).samples[usize::from(sample)];
			open_call(report(id), sample, work.fuel(0), work.witness(place))
		};
		for sample in [0u8, 1] {
			let valid = validate(&call(sample)).expect("it is valid");
			assert_eq!(valid.provides, [("AssayJob", (id, 1u32, 1u8, sample)).encode()]);
			assert_eq!((valid.priority, valid.longevity, valid.propagate), (5_000, 4, true));
		}
		pass_to(sampled(id).until - 1);
		assert_ok!(send(call(0)));
		let late = call(1);
		pass_blocks(1);
		assert_eq!(send(late), Err(Refusal::NotLetIn(NotLetIn::OtherStage.into())));
	});
}

#[test]
fn open_should_slash_for_a_wrong_tile() {
	chain(|| {
		let work = Work::triples(16);
		let mut wrong = work.clone();
		wrong.spoil(place(0, 3), |word| word ^ 0x8000_0000);
		providers([1]);
		let id = submit(&work);
		assign(id);
		commit(id, &wrong);
		sample_where(id, |samples| samples[0] == place(0, 3));
		events();
		assert_ok!(open(id, &wrong, 0));
		let told = events();
		assert_eq!(
			told[0],
			Event::Opened {
				job: id,
				attempt: 1,
				place: place(0, 3),
				verdict: VerdictKind::Mismatch
			}
		);
		assert!(matches!(told[1], Event::Slashed { fault: Fault::Mismatch, bounty: 0, .. }));
		assert_eq!(
			told[2..],
			[Event::SetBack {
				job: id,
				attempt: 1,
				operator: 1,
				setback: Setback::Slashed(Fault::Mismatch)
			}]
		);
		assert!(matches!(stage(id), Stage::Queued(_)));
	});
}

#[test]
fn open_should_set_back_without_a_slash_for_what_is_inaccurate() {
	chain(|| {
		let work = Work::floats(16, NO_GROUP);
		let mut wrong = work.clone();
		wrong.spoil(place(0, 3), |word| (f32::from_bits(word) + 1.0).to_bits());
		providers([1]);
		let id = submit(&work);
		assign(id);
		commit(id, &wrong);
		sample_where(id, |samples| samples[0] == place(0, 3));
		events();
		assert_ok!(open(id, &wrong, 0));
		assert_eq!(
			events(),
			[
				Event::Opened {
					job: id,
					attempt: 1,
					place: place(0, 3),
					verdict: VerdictKind::Inaccurate
				},
				Event::SetBack { job: id, attempt: 1, operator: 1, setback: Setback::Inaccurate }
			]
		);
		assert_eq!((backing(1, id), job(id).futile.irreproducible), ((0, 0), 1));
		assert_eq!(assay_stake::Pools::<Test>::get(1).map(|pool| pool.total()), Some(BOND));
	});
}

#[test]
fn open_should_match_within_the_tolerance_and_be_wrong_far_outside() {
	for (off, verdict) in
		[(0.5, VerdictKind::Match), (8.0, VerdictKind::Inaccurate), (9.0, VerdictKind::Mismatch)]
	{
		chain(|| {
			let work = Work::floats(2, NO_GROUP);
			let mut other = work.clone();
			other.spoil(place(0, 0), |word| (f32::from_bits(word) + off).to_bits());
			providers([1]);
			let id = submit(&work);
			assign(id);
			commit(id, &other);
			sample(id);
			events();
			assert_ok!(open(id, &other, 0));
			assert_eq!(
				events()[0],
				Event::Opened { job: id, attempt: 1, place: place(0, 0), verdict }
			);
		});
	}
}

#[test]
fn open_should_void_a_kernel_with_a_race_and_pay() {
	chain(|| {
		let work = Work::floats(16, 3);
		providers([1]);
		let id = submit(&work);
		assign(id);
		let payment = run(id).payment;
		commit(id, &work);
		sample_where(id, |samples| samples[0] == place(0, 3));
		events();
		assert_ok!(open(id, &work, 0));
		let told = events();
		assert_eq!(
			told[0],
			Event::Opened { job: id, attempt: 1, place: place(0, 3), verdict: VerdictKind::Void }
		);
		assert!(matches!(told[1], Event::Paid { operator: 1, .. }));
		assert_eq!(told[2..], [Event::Ended { job: id, ending: Ending::Void }]);
		assert_eq!((ended(id).operator, ended(id).paid), (Some(1), payment));
		assert_eq!((backing(1, id), on_hold(REQUESTER)), ((0, 0), (0, 0)));
	});
}

#[test]
fn open_should_be_refused_twice_and_for_samples_that_there_are_not() {
	chain(|| {
		let (id, work) = drawn();
		let first = sampled(id).samples[0];
		assert_ok!(open(id, &work, 0));
		for (sample, error) in
			[(0, Error::OpenedAlready), (2, Error::SampleUnknown), (255, Error::SampleUnknown)]
		{
			let call = open_call(report(id), sample, work.fuel(0), work.witness(first));
			let why = NotLetIn::NothingToOpen.into();
			unchanged(|| {
				assert_eq!(validate(&call), Err(why));
				assert_eq!(send(call.clone()), Err(Refusal::NotLetIn(why)));
				assert_eq!(force(call.clone()), Err(error.into()));
			});
		}
	});
}

#[test]
fn open_should_say_exactly_what_the_workgroup_takes() {
	chain(|| {
		let (id, work) = drawn();
		let witness = work.witness(sampled(id).samples[0]);
		let fuel = work.fuel(0);
		for other in [0, fuel - 1, fuel + 1, assay_touchstone::limits::MAX_WORKGROUP_FUEL, u64::MAX]
		{
			let call = open_call(report(id), 0, other, witness.clone());
			unchanged(|| {
				assert_eq!(validate(&call), Err(NotLetIn::ProvesNothing.into()));
				assert_eq!(send(call.clone()), Err(Refusal::Failed(Error::FuelMisstated.into())));
			});
		}
		assert_ok!(send(open_call(report(id), 0, fuel, witness)));
	});
}

#[test]
fn open_should_be_weighed_by_what_it_shows() {
	chain(|| {
		let (id, work) = drawn();
		let witness = work.witness(sampled(id).samples[0]);
		let cost = VerificationCost::of_witness(&witness, work.fuel(0));
		let call = open_call(report(id), 0, work.fuel(0), witness.clone());
		let info = call.get_dispatch_info();
		let most = HandMade::open(&cost) + HandMade::step(1);
		assert_eq!((info.call_weight, info.class), (most, DispatchClass::Operational));
		let bytes = witness.encoded_size() as u32;
		assert_eq!(Extension::new().weight(&call), HandMade::authorize(bytes));
		// One that is right does nothing else.
		let post = send(call).expect("it is right");
		assert_eq!(post.actual_weight, Some(HandMade::open(&cost)));
		assert_eq!(post.pays_fee, Pays::Yes);
	});
}

#[test]
fn open_should_not_be_dispatched_without_being_authorised() {
	chain(|| {
		let (id, work) = drawn();
		for origin in [RuntimeOrigin::signed(1), RuntimeOrigin::none(), RuntimeOrigin::root()] {
			let witness = work.witness(sampled(id).samples[0]);
			let content = assay_jobs::reports::Content::Open { sample: 0, witness: &witness };
			let signature = sign(&report(id), &content);
			assert_noop!(
				Jobs::open(origin, report(id), 0, work.fuel(0), witness.clone(), signature),
				BadOrigin
			);
		}
	});
}
