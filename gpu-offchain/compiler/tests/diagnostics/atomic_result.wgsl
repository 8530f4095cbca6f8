var<workgroup> next: atomic<u32>;
@group(0) @binding(0) var<storage, read_write> queue: array<u32>;
@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
	let slot = atomicAdd(&next, 1u);
	queue[slot] = lane;
}
