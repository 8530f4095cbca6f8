var<workgroup> tile: array<f32, 8192>;
@group(0) @binding(0) var<storage, read_write> out: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
	tile[lane] = 1.0;
	workgroupBarrier();
	out[lane] = tile[63u - lane];
}
