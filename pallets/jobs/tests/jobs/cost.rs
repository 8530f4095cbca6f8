//! What verifying takes at most, against real proofs of whatever chunks.

use assay_jobs::cost::VerificationCost;
use assay_market::{Grid, PassPlan};
use assay_proof::{
	BlobLen, ChainingValue, ChunkCount, ChunkIndex, ChunkRanges, ProofShape, RangeProof, CHUNK_LEN,
	MAX_BLOB_LEN,
};
use assay_touchstone::{
	limits::{MAX_INPUTS, MAX_OUTPUTS, MAX_WORKGROUP_FUEL},
	Fuel,
};
use assay_witness::{Witness, MAX_READ_CHUNKS, MAX_TILE_CHUNKS};
use codec::Encode;
use proptest::prelude::*;

/// Some chunks of a blob: spread evenly, in a row, or anyhow.
#[derive(Clone, Copy, Debug)]
enum Choice {
	Even,
	Row,
	Random(u64),
}

impl Choice {
	fn of(self, blob: BlobLen, count: u32) -> ChunkRanges {
		let (chunks, mut state) = (u64::from(blob.chunks().0), 0);
		let count = u64::from(count).min(chunks);
		let pick = |number: u64| match self {
			Self::Even => number * chunks / count,
			Self::Row => number,
			Self::Random(seed) => {
				state = (state ^ seed ^ number).wrapping_mul(6_364_136_223_846_793_005) + 1;
				(state >> 20) % chunks
			},
		};
		(0..count).map(pick).map(|chunk| ChunkIndex(chunk as u32)).collect()
	}
}

fn blob() -> impl Strategy<Value = BlobLen> {
	let chunks = (0..=20u32).prop_flat_map(|level| 1..=1u64 << level);
	let bytes = prop_oneof![
		chunks.prop_map(|chunks| chunks * CHUNK_LEN),
		1..=MAX_BLOB_LEN,
		Just(MAX_BLOB_LEN),
	];
	bytes.prop_map(|bytes| BlobLen::new(bytes).expect("it is in range"))
}

fn choice() -> impl Strategy<Value = Choice> {
	prop_oneof![
		4 => Just(Choice::Even),
		1 => Just(Choice::Row),
		1 => any::<u64>().prop_map(Choice::Random),
	]
}

/// Proofs of several blobs that show `most` chunks together at most.
fn proofs(blobs: u32, most: u32) -> impl Strategy<Value = (Vec<Option<RangeProof>>, u32)> {
	let cuts =
		prop::collection::vec((blob(), choice(), 0..=most, any::<bool>()), 1..=blobs as usize);
	cuts.prop_map(move |blobs| {
		let (mut left, count) = (most, blobs.len() as u32);
		let proofs = blobs.into_iter().map(|(blob, choice, wanted, even)| {
			let wanted = if even { most / count } else { wanted };
			let ranges = choice.of(blob, wanted.min(left));
			if ranges.is_empty() {
				return None;
			}
			left -= ranges.count().0;
			let shape = ProofShape::of(blob, &ranges).expect("the blob has these chunks");
			Some(RangeProof {
				ranges,
				hashes: vec![ChainingValue([0; 32]); shape.hashes as usize],
				data: vec![0; shape.data_bytes as usize],
			})
		});
		let proofs: Vec<_> = proofs.collect();
		(proofs, most - left)
	})
}

fn witness() -> impl Strategy<Value = (Witness, u32, u32)> {
	let most = prop_oneof![0..=8u32, 0..=MAX_READ_CHUNKS, Just(MAX_READ_CHUNKS)];
	(most.clone(), most).prop_flat_map(|(read, tile)| {
		let inputs = proofs(MAX_INPUTS, read);
		let outputs = proofs(MAX_OUTPUTS, tile);
		(inputs, outputs)
			.prop_map(|((inputs, read), (outputs, tile))| (Witness { inputs, outputs }, read, tile))
	})
}

fn plan(read: u32, tile: u32, fuel: u64) -> PassPlan {
	PassPlan {
		workgroup_fuel: Fuel(fuel),
		grid: Grid([1; 3]),
		read_chunks: ChunkCount(read),
		tile_chunks: ChunkCount(tile),
	}
}

fn within(cost: &VerificationCost, bound: &VerificationCost) -> bool {
	cost.bytes <= bound.bytes && cost.compressions <= bound.compressions && cost.fuel <= bound.fuel
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(512))]

	#[test]
	fn no_witness_should_take_more_than_its_pass_says(
		(witness, read, tile) in witness(),
		spare in (0..=MAX_READ_CHUNKS, 0..=MAX_TILE_CHUNKS),
		fuel in 0..=MAX_WORKGROUP_FUEL,
	) {
		let cost = VerificationCost::of_witness(&witness, fuel);
		prop_assert!(within(&cost, &VerificationCost::of_pass(&plan(read, tile, fuel))));
		// Nor if the plan allows for more than is shown.
		let larger = plan(
			(read + spare.0).min(MAX_READ_CHUNKS),
			(tile + spare.1).min(MAX_TILE_CHUNKS),
			fuel,
		);
		let bound = VerificationCost::of_pass(&larger);
		prop_assert!(within(&cost, &bound), "{:?} is beyond {:?}", cost, bound);
		prop_assert!(within(&cost, &VerificationCost::max()));
	}

	#[test]
	fn no_opening_should_be_longer_than_is_said((witness, read, tile) in witness()) {
		let cost = VerificationCost::of_witness(&witness, 0);
		let length = witness.encoded_size();
		prop_assert!(length >= cost.bytes as usize);
		// The call, its report and its signature take 200 bytes on top.
		let bound = VerificationCost::of_pass(&plan(read, tile, 0));
		prop_assert!(length + 200 <= bound.bytes as usize, "{} of {}", length, bound.bytes);
	}

	#[test]
	fn proof_should_take_what_its_shape_says(blob in blob(), choice in choice(), count in 1..=1_024u32) {
		let ranges = choice.of(blob, count);
		let shape = ProofShape::of(blob, &ranges).expect("the blob has these chunks");
		let proof = RangeProof {
			ranges,
			hashes: vec![ChainingValue([0; 32]); shape.hashes as usize],
			data: vec![0; shape.data_bytes as usize],
		};
		let cost = VerificationCost::of_proof(&proof);
		prop_assert_eq!(cost.compressions, shape.compressions());
		prop_assert_eq!(cost.bytes, shape.data_bytes + 32 * shape.hashes);
		prop_assert_eq!(cost.fuel, 0);
	}
}

/// The bound isn't far off: chunks spread evenly over the longest blobs nearly reach it.
#[test]
fn the_largest_cost_should_nearly_be_reached() {
	let longest = BlobLen::new(MAX_BLOB_LEN).expect("it is in range");
	let proofs = |blobs: u32, chunks: u32| {
		let each = (0..blobs).map(|_| {
			let ranges = Choice::Even.of(longest, chunks / blobs);
			let shape = ProofShape::of(longest, &ranges).expect("the blob has these chunks");
			Some(RangeProof {
				ranges,
				hashes: vec![ChainingValue([0; 32]); shape.hashes as usize],
				data: vec![0; shape.data_bytes as usize],
			})
		});
		each.collect()
	};
	let witness = Witness {
		inputs: proofs(MAX_INPUTS, MAX_READ_CHUNKS),
		outputs: proofs(MAX_OUTPUTS, MAX_TILE_CHUNKS),
	};
	let cost = VerificationCost::of_witness(&witness, MAX_WORKGROUP_FUEL);
	let max = VerificationCost::max();
	assert!(within(&cost, &max));
	assert!(cost.compressions > max.compressions / 100 * 99, "{cost:?} of {max:?}");
}
