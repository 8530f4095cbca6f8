//! Submitting: what is on hold, what is kept, and everything that is refused.

use crate::{mock::*, scene::*, work::*};
use assay_jobs::{
	cost::VerificationCost, stage::Stage, Escrow, Event, Futile, JobRecord, NextJob, OfferOf,
	Orders, Passes, Quote, Royalties, RoyaltyRecord, Specs, WeightInfo,
};
use assay_market::{
	BlobHash, BlobRef, CompareRule, Grid, InputSource, JobInput, JobSpec, KernelId, PassPlan,
	PricePerGigaFuel, Shape,
};
use assay_proof::{BlobLen, ChunkCount};
use assay_touchstone::{BinaryOp, Bound, Builder, FloatMode, Fuel, Header, Reg, Space};
use codec::Encode;
use frame_support::{assert_ok, traits::Hooks, BoundedVec};
use sp_runtime::{traits::BadOrigin, DispatchError, Permill, TokenError};

type HandMade = assay_jobs::weights::HandMade<Test>;

fn attempt(
	spec: JobSpec,
	offer: OfferOf<Test>,
) -> frame_support::dispatch::DispatchResultWithPostInfo {
	let requester = RuntimeOrigin::signed(REQUESTER);
	Jobs::submit(requester, Box::new(spec), Box::new(offer))
}

/// Refused whatever is changed of a good specification, and nothing else changes.
fn refused(change: impl FnOnce(&mut JobSpec), error: Error) {
	let work = Work::two_passes(4);
	register_kernels(&work);
	let mut spec = work.spec;
	change(&mut spec);
	let error = DispatchError::from(error);
	assert_noop!(attempt(spec.clone(), offer()), error);
	assert_eq!(Jobs::quote(&spec, &offer()), Err(error));
}

fn refused_offer(change: impl FnOnce(&mut OfferOf<Test>), error: Error) {
	let work = Work::triples(4);
	register_kernels(&work);
	let mut all = offer();
	change(&mut all);
	let error = DispatchError::from(error);
	assert_noop!(attempt(work.spec.clone(), all.clone()), error);
	assert_eq!(Jobs::quote(&work.spec, &all), Err(error));
}

/// What an opening of a pass costs at most.
fn dearest(fuel: u64, read: u32, tile: u32) -> u128 {
	let cost = VerificationCost::of_pass(&PassPlan {
		workgroup_fuel: Fuel(fuel),
		grid: Grid([1; 3]),
		read_chunks: ChunkCount(read),
		tile_chunks: ChunkCount(tile),
	});
	JobTerms::get().fee(HandMade::open(&cost), cost.bytes)
}

#[test]
fn submit_should_put_payment_verification_and_deposit_on_hold() {
	chain(|| {
		let work = Work::two_passes(4);
		register_kernels(&work);
		let before = free(REQUESTER);
		let quote = Jobs::quote(&work.spec, &offer()).expect("it is a good job");
		let id = submit(&work);

		let fuel = 4 * (work.fuel(0) + work.fuel(1));
		let payment = (OFFERED.0 * u128::from(fuel)).div_ceil(1_000_000_000);
		// The second pass reads two blobs of one chunk, and takes more fuel. A tile may lie in two.
		let attempt_fee = 2 * dearest(work.fuel(1), 2, 2);
		let bytes = work.spec.encoded_size() + offer().encoded_size();
		let escrow =
			Escrow { payment, verification: 3 * attempt_fee, deposit: 777 + 3 * bytes as u128 };
		assert_eq!(on_hold(REQUESTER), (payment + 3 * attempt_fee, escrow.deposit));
		assert_eq!(free(REQUESTER), before - payment - 3 * attempt_fee - escrow.deposit);
		assert_eq!(events(), [Event::Submitted { job: id, requester: REQUESTER, fuel, escrow }]);
		assert_eq!(
			job(id),
			JobRecord {
				requester: REQUESTER,
				fuel,
				stage: Stage::Queued(assay_jobs::stage::Queued { slot: 0, from: 3 }),
				attempt: 0,
				futile: Futile::default(),
				expires_at: 501,
				escrow,
				attempt_fee,
				spent: 0,
				terms: JobTerms::get(),
			}
		);
		assert_eq!(Specs::<Test>::get(id), Some(work.spec.clone()));
		assert_eq!(Orders::<Test>::get(id).map(|order| order.offer), Some(offer()));
		let passes = Passes::<Test>::get(id);
		let seen: Vec<_> = passes.iter().map(|pass| (pass.grid.0, pass.workgroup_fuel)).collect();
		assert_eq!(seen, [([4, 1, 1], work.fuel(0)), ([4, 1, 1], work.fuel(1))]);
		assert_eq!((quote.fuel, quote.escrow, quote.attempt_fee), (fuel, escrow, attempt_fee));
	});
}

#[test]
fn submit_should_owe_each_author_its_share_of_the_fuel() {
	chain(|| {
		let work = Work::two_passes(4);
		let id = submit(&work);
		let all = work.whole_fuel();
		let part = |pass: u8| {
			let share = Permill::from_rational(4 * work.fuel(pass), all);
			Permill::from_parts(share.mul_floor(ROYALTY.deconstruct()))
		};
		let mut expected = vec![
			(KernelId::of(&work.kernels[0]), part(0)),
			(KernelId::of(&work.kernels[1]), part(1)),
		];
		expected.sort();
		let expected: Vec<_> =
			expected.into_iter().map(|(_, part)| RoyaltyRecord { author: AUTHOR, part }).collect();
		assert_eq!(Royalties::<Test>::get(id).into_inner(), expected);
		let sum = part(0) + part(1);
		assert!(sum <= ROYALTY && sum >= ROYALTY - Permill::from_parts(2));
		assert_eq!(Jobs::quote(&work.spec, &offer()).map(|quote: Quote| quote.royalties), Ok(sum));
	});
}

#[test]
fn submit_should_count_jobs_and_keep_kernels() {
	chain(|| {
		let work = Work::two_passes(4);
		assert_eq!((submit(&work), submit(&work)), (0, 1));
		assert_eq!(NextJob::<Test>::get(), 2);
		for kernel in &work.kernels {
			let id = KernelId::of(kernel);
			let uses = assay_kernels::KernelRecords::<Test>::get(id).map(|kernel| kernel.uses);
			assert_eq!(uses, Some(2));
			assert_noop!(
				Kernels::remove(RuntimeOrigin::signed(AUTHOR), id),
				assay_kernels::Error::<Test>::KernelInUse
			);
		}
	});
}

#[test]
fn submit_should_take_a_kernel_once_that_two_passes_run() {
	chain(|| {
		let mut work = Work::two_passes(4);
		let mut again = work.spec.passes[0].clone();
		again.inputs[0] = InputSource::Pass { pass: 1, output: 0 };
		assert_ok!(work.spec.passes.try_push(again));
		work.kernels.push(work.kernels[0].clone());
		let id = submit(&work);
		let kernel = KernelId::of(&work.kernels[0]);
		let uses = || assay_kernels::KernelRecords::<Test>::get(kernel).map(|kernel| kernel.uses);
		assert_eq!(uses(), Some(1));
		assert_eq!(Royalties::<Test>::get(id).len(), 2);
		assert_ok!(Jobs::cancel(RuntimeOrigin::signed(REQUESTER), id));
		assert_eq!(uses(), Some(0));
	});
}

#[test]
fn submit_should_want_a_signature_and_enough_money() {
	chain(|| {
		let work = Work::triples(4);
		register_kernels(&work);
		let spec = || Box::new(work.spec.clone());
		for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
			assert_noop!(Jobs::submit(origin, spec(), Box::new(offer())), BadOrigin);
		}
		let poor = RuntimeOrigin::signed(1_000);
		assert_noop!(Jobs::submit(poor, spec(), Box::new(offer())), TokenError::FundsUnavailable);
	});
}

#[test]
fn submit_should_refuse_offers_out_of_range() {
	chain(|| {
		for samples in [0, 9, 255] {
			refused_offer(|offer| offer.samples = samples, Error::SamplesOutOfRange);
		}
		refused_offer(|offer| offer.deadline = 0, Error::DeadlineZero);
		refused_offer(|offer| offer.deadline = 101, Error::DeadlineTooLong);
		refused_offer(|offer| offer.patience = 0, Error::PatienceZero);
		refused_offer(|offer| offer.patience = 1_001, Error::PatienceTooLong);
		let huge = PricePerGigaFuel(u128::MAX);
		refused_offer(|offer| offer.price = huge, Error::Overflow);
		// A payment that is a number, whose collateral isn't.
		JobTerms::mutate(|terms| terms.collateral_percent = u32::MAX);
		let large = PricePerGigaFuel(u128::MAX / u128::from(Work::triples(4).whole_fuel()));
		refused_offer(|offer| offer.price = large, Error::Overflow);
		JobTerms::mutate(|terms| terms.collateral_percent = 200);

		let mut most = offer();
		(most.samples, most.deadline, most.patience) = (8, 100, 1_000);
		submit_as(&Work::triples(4), most);
	});
}

#[test]
fn submit_should_refuse_a_number_that_was_the_last() {
	chain(|| {
		let work = Work::triples(4);
		register_kernels(&work);
		NextJob::<Test>::put(u64::MAX);
		assert_noop!(attempt(work.spec, offer()), Error::Overflow);
		NextJob::<Test>::put(0);
	});
}

#[test]
fn submit_should_refuse_specifications_that_mean_nothing() {
	chain(|| {
		refused(|spec| spec.passes = BoundedVec::new(), Error::NoPasses);
		refused(|spec| spec.passes[1].kernel = KernelId([9; 32]), Error::KernelUnknown);
		refused(|spec| spec.passes[0].outputs = BoundedVec::new(), Error::InterfaceDiffers);
		refused(|spec| spec.passes[0].grid.0[2] = 0, Error::EmptyGrid);
		refused(
			|spec| spec.passes[0].params = BoundedVec::truncate_from(vec![1]),
			Error::InterfaceDiffers,
		);
		refused(|spec| spec.passes[0].inputs[0] = InputSource::Job(1), Error::SourceUnknown);
		let (own, other) =
			(InputSource::Pass { pass: 1, output: 0 }, InputSource::Pass { pass: 0, output: 1 });
		refused(|spec| spec.passes[1].inputs[0] = own, Error::SourceUnknown);
		refused(|spec| spec.passes[1].inputs[0] = other, Error::SourceUnknown);
		refused(|spec| spec.passes[1].outputs[0].words = 0, Error::EmptyOutput);
		refused(|spec| spec.passes[1].outputs[0].tiles.rows = 0, Error::TilesMalformed);
		let within = CompareRule::Within { atol: 0, rtol: 0 };
		refused(|spec| spec.passes[1].outputs[0].rule = within, Error::RuleMalformed);
		refused(|spec| spec.passes[1].grid = Grid([u32::MAX; 3]), Error::TilesMalformed);
		let long = JobInput {
			blob: BlobRef { hash: BlobHash([1; 32]), len: BlobLen::MAX },
			address: BoundedVec::new(),
		};
		refused(|spec| spec.inputs = BoundedVec::truncate_from(vec![long; 64]), Error::JobTooLarge);
	});
}

/// A job of one pass with a kernel of one lane and `outputs` outputs.
fn odd(kernel: Builder, outputs: usize, tiles: Shape, words: u32) -> Work {
	let mut work = Work::triples(1);
	work.kernels[0] = kernel.finish();
	let pass = &mut work.spec.passes[0];
	pass.kernel = KernelId::of(&work.kernels[0]);
	pass.inputs = BoundedVec::new();
	let mut output = pass.outputs[0];
	(output.tiles, output.words) = (tiles, words);
	pass.outputs = BoundedVec::truncate_from(vec![output; outputs]);
	work
}

fn kernel(outputs: u8) -> Builder {
	let mut header = Header::new(FloatMode::Strict);
	(header.registers, header.outputs) = (2, outputs);
	Builder::new(header)
}

/// `kernel` with a loop in it.
fn turns(bound: Bound) -> Builder {
	kernel(1).repeat(bound, |body| body.binary(BinaryOp::Add, Reg(1), Reg(1), 1u32)).store(
		Space::Output(0),
		Reg(0),
		Reg(1),
	)
}

fn odd_refused(work: Work, error: Error) {
	register_kernels(&work);
	assert_noop!(attempt(work.spec, offer()), error);
}

#[test]
fn submit_should_refuse_jobs_that_could_not_be_verified() {
	chain(|| {
		odd_refused(odd(kernel(0), 0, Shape::flat(1), 1), Error::NoOutputs);
		let scattered = Shape { rows: 1_025, row_words: 1, pitch: 512, plane: 0 };
		odd_refused(odd(kernel(1), 1, scattered, 1_025 * 512), Error::TilesScattered);
		odd_refused(
			odd(turns(Bound::Constant(20_000_000)), 1, Shape::flat(1), 1),
			Error::WorkgroupTooLong,
		);
		let mut long = odd(turns(Bound::Constant(100_000)), 1, Shape::flat(1), 1);
		long.spec.passes[0].grid = Grid([1 << 20, 1 << 10, 1 << 10]);
		long.spec.passes[0].outputs[0].tiles.plane = 0;
		register_kernels(&long);
		let refused = crate::noop::uncharged(attempt(long.spec, offer()));
		assert!(
			[Err(Error::JobTooLong.into()), Err(Error::TilesMalformed.into())].contains(&refused),
			"{refused:?}"
		);

		let mut many = odd(kernel(4), 4, Shape::flat(1), 1);
		let pass = many.spec.passes[0].clone();
		many.spec.passes = BoundedVec::truncate_from(vec![pass; 64]);
		register_kernels(&many);
		assert_ok!(attempt(many.spec.clone(), offer()));
		assert_eq!(many.spec.outputs().count(), 256);
	});
}

#[test]
fn the_largest_opening_should_fit_a_block() {
	Jobs::integrity_test();
	let largest = VerificationCost::max();
	assert_eq!(largest.fuel, assay_touchstone::limits::MAX_WORKGROUP_FUEL);
}
