// A layer of a quantised network in which all is connected to all, with ReLU.
//
// Activations and weights are signed bytes, four to a word, sums have 32 bits. A lane makes four
// activations of one image: one word.

struct Params {
	images: u32,
	// Words of an image that come in, and that go out: activations / 4.
	depth: u32,
	made: u32,
	// A sum s becomes (s + 2^(shift - 1)) >> shift, limited to 0 to 127. Not 0.
	shift: u32,
}

@group(0) @binding(0) var<storage, read> activations: array<u32>;
// For each activation that goes out, one for each that comes in.
@group(0) @binding(1) var<storage, read> weights: array<u32>;
@group(0) @binding(2) var<storage, read> biases: array<i32>;
@group(0) @binding(3) var<storage, read_write> connected: array<u32>;
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	let image = id.x / params.made;
	let first = 4u * (id.x % params.made);
	if (image >= params.images) {
		return;
	}
	var sum = vec4(biases[first], biases[first + 1u], biases[first + 2u], biases[first + 3u]);
	for (var k = 0u; k < params.depth; k++) {
		let four = activations[image * params.depth + k];
		let at = first * params.depth + k;
		sum += vec4(
			dot4I8Packed(four, weights[at]),
			dot4I8Packed(four, weights[at + params.depth]),
			dot4I8Packed(four, weights[at + 2u * params.depth]),
			dot4I8Packed(four, weights[at + 3u * params.depth]),
		);
	}
	let rounded = (sum + vec4(1 << (params.shift - 1u))) >> vec4(params.shift);
	let bytes = vec4<u32>(clamp(rounded, vec4(0), vec4(127)));
	connected[id.x] = bytes.x | (bytes.y << 8u) | (bytes.z << 16u) | (bytes.w << 24u);
}
