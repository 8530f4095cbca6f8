// Back-projection: the second of the two kernels that make a slice of what a CT scanner measures.
//
// Each pixel adds up, over all angles, what was measured along the ray through it, with a straight
// line between two detectors. Rows of the sinogram come from `filter.wgsl`.
// assay: relaxed

struct Params {
	// Pixels of a row and of a column of the slice.
	size: u32,
	// Words from a row of the slice to the next: a multiple of 16.
	pitch: u32,
	// Detectors, and words from a row of the filtered sinogram to the next.
	detectors: u32,
	row: u32,
	// Angles: rows of the sinogram.
	angles: u32,
	// From a pixel to the next, in distances of detectors.
	pixel: f32,
	// What sums are multiplied with: pi / angles where they cover half a turn evenly.
	scale: f32,
}

@group(0) @binding(0) var<storage, read> filtered: array<f32>;
// Of each angle cosine and sine: the direction in which detectors are counted.
@group(0) @binding(1) var<storage, read> directions: array<vec2<f32>>;
@group(0) @binding(2) var<storage, read_write> slice: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

fn measured(angle: u32, detector: i32) -> f32 {
	if (detector < 0 || detector >= i32(params.detectors)) {
		return 0.0;
	}
	return filtered[angle * params.row + u32(detector)];
}

@compute @workgroup_size(16, 16)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	if (id.x >= params.size || id.y >= params.size) {
		return;
	}
	// Middle of the slice, and of the detectors.
	let middle = 0.5 * f32(params.size - 1u);
	let centre = 0.5 * f32(params.detectors - 1u);
	let x = params.pixel * (f32(id.x) - middle);
	let y = params.pixel * (f32(id.y) - middle);
	var sum = 0.0;
	for (var angle = 0u; angle < params.angles; angle++) {
		let direction = directions[angle];
		let place = x * direction.x + y * direction.y + centre;
		let below = floor(place);
		let left = measured(angle, i32(below));
		let right = measured(angle, i32(below) + 1);
		sum += left + (place - below) * (right - left);
	}
	slice[id.y * params.pitch + id.x] = params.scale * sum;
}
