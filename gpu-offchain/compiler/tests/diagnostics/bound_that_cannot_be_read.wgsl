@group(0) @binding(0) var<storage, read_write> out: array<u32>;
@compute @workgroup_size(1)
fn main() {
	var n = out[0];
	// bound: about a hundred
	while (n != 1u) { n = n * 5u; }
	out[0] = n;
}
