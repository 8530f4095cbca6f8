struct Params { n: u32 }
@group(0) @binding(0) var<storage, read_write> out: array<u32>;
@group(0) @binding(1) var<uniform> params: Params;
@compute @workgroup_size(1)
fn main() {
	var n = params.n;
	// bound: params.limit * 4
	while (n != 1u) { n = n * 5u; }
	out[0] = n;
}
