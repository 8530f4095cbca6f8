// Smith-Waterman: how well a query aligns, in part, with each of many sequences; affine gaps.
//
// A workgroup scores one sequence. Each lane has one residue of the query and goes along the
// sequence, one step behind the lane before it, which hands it the scores above it. A query of more
// than 64 residues takes several rounds; the scores of the last lane then wait for the next round.

const LANES = 64u;
// Residues of a sequence. Those beyond are not looked at.
const MOST = 1900u;
// Scores in a row of the table of substitutions.
const LETTERS = 32u;

struct Params {
	// Sequences.
	sequences: u32,
	// Residues of the query.
	query: u32,
	// Residues of the longest sequence.
	longest: u32,
	// What the first residue of a gap costs, and each further one. Not negative.
	open: i32,
	extend: i32,
}

// Residues are bytes, numbers below 32.
@group(0) @binding(0) var<storage, read> query: array<u32>;
// All sequences, one after the other.
@group(0) @binding(1) var<storage, read> residues: array<u32>;
// Where each sequence begins, and where the last ends, counted in residues.
@group(0) @binding(2) var<storage, read> starts: array<u32>;
// What it scores when residue a of the query stands over b of a sequence: number 32 * a + b.
@group(0) @binding(3) var<storage, read> substitutions: array<i32>;
// Of each sequence the score of the best alignment.
@group(0) @binding(4) var<storage, read_write> scores: array<i32>;
@group(0) @binding(5) var<uniform> params: Params;

// For each residue of the sequence, what the last lane of the round before had.
var<workgroup> above_score: array<i32, MOST>;
var<workgroup> above_gap: array<i32, MOST>;
// What lanes hand on, of this step and of the one before.
var<workgroup> handed_score: array<i32, 2u * LANES>;
var<workgroup> handed_gap: array<i32, 2u * LANES>;
var<workgroup> best_of_all: atomic<i32>;

@compute @workgroup_size(LANES)
fn main(
	@builtin(workgroup_id) group: vec3<u32>,
	@builtin(num_workgroups) groups: vec3<u32>,
	@builtin(local_invocation_index) lane: u32,
) {
	let sequence = group.y * groups.x + group.x;
	if (sequence >= params.sequences) {
		return;
	}
	let start = starts[sequence];
	let length = min(starts[sequence + 1u] - start, MOST);
	var best = 0;
	for (var done = 0u; done < params.query; done += LANES) {
		let row = done + lane;
		let letter = (query[row / 4u] >> (8u * (row % 4u))) & 31u;
		var left = 0;
		var left_gap = 0;
		var diagonal = 0;
		// bound: params.longest + 63
		for (var step = 0u; step < length + LANES - 1u; step++) {
			let column = step - lane;
			let half = LANES * (step & 1u);
			var score = 0;
			var gap_above = 0;
			if (column < length && row < params.query) {
				var above = 0;
				if (lane == 0u) {
					above = above_score[column];
					gap_above = above_gap[column];
				} else {
					above = handed_score[half + lane - 1u];
					gap_above = handed_gap[half + lane - 1u];
				}
				let place = start + column;
				let other = (residues[place / 4u] >> (8u * (place % 4u))) & 31u;
				left_gap = max(left_gap - params.extend, left - params.open);
				gap_above = max(gap_above - params.extend, above - params.open);
				score = diagonal + substitutions[LETTERS * letter + other];
				score = max(max(score, 0), max(left_gap, gap_above));
				diagonal = above;
				left = score;
				best = max(best, score);
				if (lane == LANES - 1u) {
					above_score[column] = score;
					above_gap[column] = gap_above;
				}
			}
			handed_score[LANES - half + lane] = score;
			handed_gap[LANES - half + lane] = gap_above;
			workgroupBarrier();
		}
	}
	atomicMax(&best_of_all, best);
	workgroupBarrier();
	if (lane == 0u) {
		scores[sequence] = atomicLoad(&best_of_all);
	}
}
