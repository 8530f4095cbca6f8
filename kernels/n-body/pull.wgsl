// How all bodies are pulled by some of them: the first of the two kernels of a step.
//
// Each lane sums up the pull on one body, of the sources in the order of their numbers, which it
// reads 64 at a time through workgroup memory. A pass takes a few thousand sources; more take more
// passes, each of which goes on with the sums of the one before. `move.wgsl` then moves the bodies.
// assay: strict

const LANES = 64u;

struct Params {
	// The first body that pulls, and how many do.
	first: u32,
	sources: u32,
	// The square of a length that keeps bodies that meet from flying apart. Not zero.
	softening: f32,
}

// Place and mass of each body; the mass is multiplied by the gravitational constant.
@group(0) @binding(0) var<storage, read> bodies: array<vec4<f32>>;
// Accelerations that the sources before `first` have caused. Not read when `first` is 0.
@group(0) @binding(1) var<storage, read> before: array<vec4<f32>>;
// Accelerations that all sources so far cause; the fourth word is zero.
@group(0) @binding(2) var<storage, read_write> accelerations: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> sources: array<vec4<f32>, LANES>;

@compute @workgroup_size(LANES)
fn main(
	@builtin(global_invocation_id) id: vec3<u32>,
	@builtin(local_invocation_index) lane: u32,
) {
	let body = bodies[id.x];
	var x = 0.0;
	var y = 0.0;
	var z = 0.0;
	if (params.first != 0u) {
		let sum = before[id.x];
		x = sum.x;
		y = sum.y;
		z = sum.z;
	}
	for (var done = 0u; done < params.sources; done += LANES) {
		sources[lane] = bodies[params.first + done + lane];
		workgroupBarrier();
		let here = min(params.sources - done, LANES);
		// bound: 64
		for (var k = 0u; k < here; k++) {
			let source = sources[k];
			let dx = source.x - body.x;
			let dy = source.y - body.y;
			let dz = source.z - body.z;
			let square = params.softening + dx * dx + dy * dy + dz * dz;
			let inverse = 1.0 / sqrt(square);
			let pull = source.w * inverse * inverse * inverse;
			x += pull * dx;
			y += pull * dy;
			z += pull * dz;
		}
		workgroupBarrier();
	}
	accelerations[id.x] = vec4(x, y, z, 0.0);
}
