// Prefix sums of blocks of words: the first of the two kernels of a long prefix sum.
//
// Each workgroup sums up 1,024 words, and tells the sum of them all. The sums of the blocks are
// summed up by the same kernel, and `add.wgsl` adds them to what lies behind.

const LANES = 256u;
// Words that a lane sums up by itself.
const EACH = 4u;

@group(0) @binding(0) var<storage, read> values: array<u32>;
// sums[i] is the sum of values from the first of its block to number i, modulo 2^32.
@group(0) @binding(1) var<storage, read_write> sums: array<u32>;
// One word of each block: the sum of its values.
@group(0) @binding(2) var<storage, read_write> totals: array<u32>;

var<workgroup> upto: array<u32, LANES>;

@compute @workgroup_size(LANES)
fn main(
	@builtin(workgroup_id) group: vec3<u32>,
	@builtin(num_workgroups) groups: vec3<u32>,
	@builtin(local_invocation_index) lane: u32,
) {
	let block = group.y * groups.x + group.x;
	let first = (block * LANES + lane) * EACH;
	// Words beyond the last are zeros.
	let a = values[first];
	let b = a + values[first + 1u];
	let c = b + values[first + 2u];
	let d = c + values[first + 3u];

	// The sums of this lane's words and those of 1, 3, 7, ... lanes before it.
	var sum = d;
	upto[lane] = sum;
	workgroupBarrier();
	for (var distance = 1u; distance < LANES; distance *= 2u) {
		if (lane >= distance) {
			sum += upto[lane - distance];
		}
		workgroupBarrier();
		upto[lane] = sum;
		workgroupBarrier();
	}

	let before = sum - d;
	sums[first] = before + a;
	sums[first + 1u] = before + b;
	sums[first + 2u] = before + c;
	sums[first + 3u] = before + d;
	if (lane == LANES - 1u) {
		totals[block] = sum;
	}
}
