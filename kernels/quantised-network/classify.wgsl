// The last layer of a quantised network: which class scores most, and how much.
//
// Activations and weights are signed bytes, four to a word. A lane classifies one image.

struct Params {
	images: u32,
	// Words of an image: activations / 4.
	depth: u32,
	classes: u32,
}

@group(0) @binding(0) var<storage, read> activations: array<u32>;
// For each class, one for each activation.
@group(0) @binding(1) var<storage, read> weights: array<u32>;
@group(0) @binding(2) var<storage, read> biases: array<i32>;
// Of each image the class, the first of those that score the same, and its score.
@group(0) @binding(3) var<storage, read_write> classified: array<vec2<i32>>;
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	if (id.x >= params.images) {
		return;
	}
	var best = vec2(0, i32(0x80000000u));
	for (var number = 0u; number < params.classes; number++) {
		var score = biases[number];
		for (var k = 0u; k < params.depth; k++) {
			score += dot4I8Packed(
				activations[id.x * params.depth + k], weights[number * params.depth + k],
			);
		}
		if (score > best.y) {
			best = vec2(i32(number), score);
		}
	}
	classified[id.x] = best;
}
