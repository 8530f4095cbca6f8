//! What verifying takes, known from sizes alone, before anything is hashed or executed.

use assay_market::{Grid, PassPlan};
use assay_proof::{ChunkCount, ProofShape, RangeProof, CHUNK_LEN};
use assay_touchstone::{
	limits::{MAX_INPUTS, MAX_OUTPUTS, MAX_WORKGROUP_FUEL},
	Fuel,
};
use assay_witness::{Witness, MAX_READ_CHUNKS, MAX_TILE_CHUNKS};

/// Bytes of a hash.
const HASH_BYTES: u32 = 32;

/// Levels of the longest blob's tree: the most hashes that go with a lone chunk.
const MAX_LEVELS: u32 = 20;

/// Bytes of an opening besides hashes and chunks: numbers, ranges of 1,024 lone chunks, signature.
const OVERHEAD_BYTES: u32 = 16 * 1024;

/// The size of an opening, a challenge or a delivery.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct VerificationCost {
	/// Bytes of the witness.
	pub bytes: u32,
	/// Compressions of 64 bytes.
	pub compressions: u32,
	/// Lane-operations.
	pub fuel: u64,
}

impl VerificationCost {
	/// The largest there can be.
	pub fn max() -> Self {
		Self::of_pass(&PassPlan {
			workgroup_fuel: Fuel(MAX_WORKGROUP_FUEL),
			grid: Grid([1; 3]),
			read_chunks: ChunkCount(MAX_READ_CHUNKS),
			tile_chunks: ChunkCount(MAX_TILE_CHUNKS),
		})
	}

	/// The largest that an opening of a pass can be.
	pub fn of_pass(pass: &PassPlan) -> Self {
		let (read, tile) = (pass.read_chunks.0, pass.tile_chunks.0);
		let hashes =
			hashes_at_most(read, MAX_INPUTS).saturating_add(hashes_at_most(tile, MAX_OUTPUTS));
		let chunks = read.saturating_add(tile);
		let data = chunks.saturating_mul(CHUNK_LEN as u32);
		Self {
			bytes: data
				.saturating_add(hashes.saturating_mul(HASH_BYTES))
				.saturating_add(OVERHEAD_BYTES),
			compressions: data.div_ceil(64).saturating_add(chunks).saturating_add(hashes),
			fuel: pass.workgroup_fuel.0,
		}
	}

	/// What a witness takes with so much fuel.
	pub fn of_witness(witness: &Witness, fuel: u64) -> Self {
		let proofs = witness.inputs.iter().chain(&witness.outputs).flatten();
		let none = Self { fuel, ..Self::default() };
		proofs.fold(none, |sum, proof| sum.plus(&Self::of_proof(proof)))
	}

	/// What a proof takes.
	pub fn of_proof(proof: &RangeProof) -> Self {
		// Lists are bounded by decoding.
		let length = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
		let (data, hashes) = (length(proof.data.len()), length(proof.hashes.len()));
		let shape = ProofShape { chunks: proof.ranges.count(), data_bytes: data, hashes };
		Self {
			bytes: data.saturating_add(hashes.saturating_mul(HASH_BYTES)),
			compressions: shape.compressions(),
			fuel: 0,
		}
	}

	fn plus(&self, other: &Self) -> Self {
		Self {
			bytes: self.bytes.saturating_add(other.bytes),
			compressions: self.compressions.saturating_add(other.compressions),
			fuel: self.fuel.saturating_add(other.fuel),
		}
	}
}

/// The most hashes that go with so many chunks of so many blobs.
///
/// `k` chunks of one blob share the upper `log2(k)` levels of its tree, and spread evenly over the
/// blobs they share least.
fn hashes_at_most(chunks: u32, blobs: u32) -> u32 {
	let in_each = chunks.checked_div(blobs).unwrap_or(0);
	let shared = in_each.checked_ilog2().unwrap_or(0);
	chunks.saturating_mul(MAX_LEVELS.saturating_sub(shared))
}
