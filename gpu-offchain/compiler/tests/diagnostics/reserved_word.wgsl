var<workgroup> shared: array<u32, 64>;
@group(0) @binding(0) var<storage, read_write> out: array<u32>;
@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
	shared[lane] = lane;
	out[lane] = shared[lane];
}
