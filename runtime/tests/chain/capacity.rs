//! How many openings a block takes.

use assay_jobs::{cost::VerificationCost, weights::WeightInfo};
use assay_runtime::{configs::system::Weights, Runtime};
use frame_support::{dispatch::DispatchClass, weights::Weight};

type Weigh = <Runtime as assay_jobs::Config>::WeightInfo;

/// An opening of a million lane-operations that shows 64 KiB of an input in a row and a tile of 1 KiB:
/// 65 chunks, and the hashes on their ways up in trees of 16 and 12 levels.
const TYPICAL: VerificationCost = VerificationCost {
	bytes: 65 * 1024 + 48 * 32,
	compressions: 65 * 16 + 65 + 48,
	fuel: 1_000_000,
};

/// What a right opening takes of a block, all told.
fn taken(cost: &VerificationCost) -> Weight {
	let base = Weights::get().get(DispatchClass::Operational).base_extrinsic;
	base.saturating_add(Weigh::authorize(cost.bytes)).saturating_add(Weigh::open(cost))
}

#[test]
fn block_should_take_a_hundred_typical_openings() {
	let limits = Weights::get();
	let most = limits
		.get(DispatchClass::Operational)
		.max_total
		.expect("it is limited")
		.saturating_sub(limits.base_block);
	let typical = taken(&TYPICAL).ref_time();
	let openings = most.ref_time() / typical;
	eprintln!(
		"{openings} typical openings of {:.2} ms, the largest {:.1} ms",
		typical as f64 / 1e9,
		taken(&VerificationCost::max()).ref_time() as f64 / 1e9
	);
	assert!(openings >= 100, "{openings}");
}
