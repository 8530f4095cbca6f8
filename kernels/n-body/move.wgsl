// Moves bodies for a step: first their velocities, then with these their places.
// assay: strict

struct Params {
	// The time of a step.
	time: f32,
}

// Place and mass.
@group(0) @binding(0) var<storage, read> bodies: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> velocities: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> accelerations: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> moved: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> faster: array<vec4<f32>>;
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	let body = bodies[id.x];
	let velocity = velocities[id.x].xyz + params.time * accelerations[id.x].xyz;
	faster[id.x] = vec4(velocity, 0.0);
	moved[id.x] = vec4(body.xyz + params.time * velocity, body.w);
}
