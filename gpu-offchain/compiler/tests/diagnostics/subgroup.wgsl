enable subgroups;
@group(0) @binding(0) var<storage, read_write> sums: array<u32>;
@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>) {
	let sum = subgroupAdd(lane);
	if (lane == 0u) { sums[group.x] = sum; }
}
