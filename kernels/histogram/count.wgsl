// How often each byte occurs: the first of the two kernels of a histogram.
//
// Each workgroup counts 64 KiB of bytes in workgroup memory. `merge.wgsl` adds the counts up.

const LANES = 256u;
// Words that a lane counts.
const EACH = 64u;

struct Params {
	// Bytes of the data.
	bytes: u32,
}

@group(0) @binding(0) var<storage, read> data: array<u32>;
// Of each workgroup: 256 counts, those of bytes 0, 1, 2, ...
@group(0) @binding(1) var<storage, read_write> counts: array<u32>;
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> bins: array<atomic<u32>, 256>;

@compute @workgroup_size(LANES)
fn main(
	@builtin(workgroup_id) group: vec3<u32>,
	@builtin(num_workgroups) groups: vec3<u32>,
	@builtin(local_invocation_index) lane: u32,
) {
	let block = group.y * groups.x + group.x;
	for (var k = 0u; k < EACH; k++) {
		let at = block * (LANES * EACH) + k * LANES + lane;
		let word = data[at];
		if (4u * at + 3u < params.bytes) {
			atomicAdd(&bins[word & 255u], 1u);
			atomicAdd(&bins[(word >> 8u) & 255u], 1u);
			atomicAdd(&bins[(word >> 16u) & 255u], 1u);
			atomicAdd(&bins[word >> 24u], 1u);
		} else {
			// The last word, perhaps in part.
			for (var byte = 0u; byte < 3u; byte++) {
				if (4u * at + byte < params.bytes) {
					atomicAdd(&bins[(word >> (8u * byte)) & 255u], 1u);
				}
			}
		}
	}
	workgroupBarrier();
	counts[block * 256u + lane] = atomicLoad(&bins[lane]);
}
