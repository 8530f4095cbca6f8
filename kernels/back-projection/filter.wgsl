// The ramp filter: the first of the two kernels that make a slice of what a CT scanner measures.
//
// Each row of the sinogram is convolved with the filter of Ramachandran and Lakshminarayanan: 1/4 in
// the middle, -1 / (pi * n)^2 at odd distances n, and zero at even ones.
// assay: relaxed

const PI_SQUARED = 9.8696044;

struct Params {
	// Detectors: words of a row of the sinogram.
	detectors: u32,
	// Words from a row of what comes out to the next: a multiple of 64.
	pitch: u32,
}

@group(0) @binding(0) var<storage, read> sinogram: array<f32>;
@group(0) @binding(1) var<storage, read_write> filtered: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	if (id.x >= params.detectors) {
		return;
	}
	let at = id.y * params.detectors + id.x;
	var sum = 0.25 * sinogram[at];
	for (var k = 0u; k < params.detectors / 2u; k++) {
		let distance = 2u * k + 1u;
		var pair = 0.0;
		if (id.x >= distance) {
			pair += sinogram[at - distance];
		}
		if (id.x + distance < params.detectors) {
			pair += sinogram[at + distance];
		}
		let n = f32(distance);
		sum -= pair / (PI_SQUARED * n * n);
	}
	filtered[id.y * params.pitch + id.x] = sum;
}
