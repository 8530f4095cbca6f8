// Adds counts up: the second kernel of a histogram, run until one row of counts is left.
//
// Each workgroup adds up to 64 rows of 256 counts, a lane for each count.

// Rows that a workgroup adds up.
const ROWS = 64u;

@group(0) @binding(0) var<storage, read> counts: array<u32>;
// Of each workgroup: 256 counts.
@group(0) @binding(1) var<storage, read_write> merged: array<u32>;

@compute @workgroup_size(256)
fn main(
	@builtin(workgroup_id) group: vec3<u32>,
	@builtin(local_invocation_index) lane: u32,
) {
	var sum = 0u;
	for (var row = 0u; row < ROWS; row++) {
		// Rows beyond the last are zeros.
		sum += counts[(group.x * ROWS + row) * 256u + lane];
	}
	merged[group.x * 256u + lane] = sum;
}
