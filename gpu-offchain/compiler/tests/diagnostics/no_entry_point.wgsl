@group(0) @binding(0) var<storage, read_write> out: array<u32>;
fn main() {
	out[0] = 1u;
}
