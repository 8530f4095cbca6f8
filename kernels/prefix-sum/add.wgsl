// The second kernel of a long prefix sum: adds to each block what all blocks before it come to.

const LANES = 256u;
const EACH = 4u;

// Sums within blocks of 1,024 words, as `scan.wgsl` makes them.
@group(0) @binding(0) var<storage, read> sums: array<u32>;
// Of each block the sum of all values up to its end.
@group(0) @binding(1) var<storage, read> totals: array<u32>;
// sums of all values from the first on.
@group(0) @binding(2) var<storage, read_write> complete: array<u32>;

@compute @workgroup_size(LANES)
fn main(
	@builtin(workgroup_id) group: vec3<u32>,
	@builtin(num_workgroups) groups: vec3<u32>,
	@builtin(local_invocation_index) lane: u32,
) {
	let block = group.y * groups.x + group.x;
	// There is none before block 0, and a word far beyond the last is zero too.
	let before = totals[block - 1u];
	for (var k = 0u; k < EACH; k++) {
		let at = block * (LANES * EACH) + k * LANES + lane;
		complete[at] = sums[at] + before;
	}
}
