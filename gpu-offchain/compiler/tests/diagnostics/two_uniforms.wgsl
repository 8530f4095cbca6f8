@group(0) @binding(0) var<storage, read_write> out: array<u32>;
@group(0) @binding(1) var<uniform> width: u32;
@group(0) @binding(2) var<uniform> height: u32;
@compute @workgroup_size(1)
fn main() {
	out[0] = width * height;
}
