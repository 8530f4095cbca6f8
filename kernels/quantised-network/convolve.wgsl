// A layer of a quantised network: 3 x 3 convolution, ReLU, and the greatest of 2 x 2.
//
// Activations and weights are signed bytes, four channels to a word, sums have 32 bits. Beyond the
// border of an image there are zeros. A lane makes four channels of one place: one word.

struct Params {
	images: u32,
	// Places of a row and of a column of an image that comes in; half of them go out.
	side: u32,
	// Words of channels at a place that come in, and that go out: channels / 4.
	depth: u32,
	made: u32,
	// A sum s becomes (s + 2^(shift - 1)) >> shift, limited to 0 to 127. Not 0.
	shift: u32,
}

// Image after image, row after row, place after place, channel after channel.
@group(0) @binding(0) var<storage, read> activations: array<u32>;
// For each channel that goes out: of each of 3 x 3 places the channels that come in.
@group(0) @binding(1) var<storage, read> weights: array<u32>;
// One for each channel that goes out.
@group(0) @binding(2) var<storage, read> biases: array<i32>;
@group(0) @binding(3) var<storage, read_write> pooled: array<u32>;
@group(0) @binding(4) var<uniform> params: Params;

// Sums of four channels at one place.
fn sums(image: u32, y: u32, x: u32, channels: u32) -> vec4<i32> {
	let first = 4u * channels;
	var sum = vec4(biases[first], biases[first + 1u], biases[first + 2u], biases[first + 3u]);
	let line = 9u * params.depth;
	for (var place = 0u; place < 9u; place++) {
		// Left of the image and above it numbers wrap, and are beyond its side.
		let row = y + place / 3u - 1u;
		let column = x + place % 3u - 1u;
		if (row < params.side && column < params.side) {
			let from_here = ((image * params.side + row) * params.side + column) * params.depth;
			let weights_here = first * line + place * params.depth;
			for (var k = 0u; k < params.depth; k++) {
				let four = activations[from_here + k];
				let at = weights_here + k;
				sum += vec4(
					dot4I8Packed(four, weights[at]),
					dot4I8Packed(four, weights[at + line]),
					dot4I8Packed(four, weights[at + 2u * line]),
					dot4I8Packed(four, weights[at + 3u * line]),
				);
			}
		}
	}
	return sum;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	let half = params.side / 2u;
	let channels = id.x % params.made;
	let x = id.x / params.made % half;
	let y = id.x / params.made / half % half;
	let image = id.x / params.made / half / half;
	if (image >= params.images) {
		return;
	}
	var most = vec4(i32(0x80000000u));
	for (var place = 0u; place < 4u; place++) {
		most = max(most, sums(image, 2u * y + place / 2u, 2u * x + place % 2u, channels));
	}
	let rounded = (most + vec4(1 << (params.shift - 1u))) >> vec4(params.shift);
	let bytes = vec4<u32>(clamp(rounded, vec4(0), vec4(127)));
	pooled[id.x] = bytes.x | (bytes.y << 8u) | (bytes.z << 16u) | (bytes.w << 24u);
}
