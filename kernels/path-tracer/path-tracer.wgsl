// A small path tracer: spheres, diffuse and mirroring, lit by spheres and by the sky.
//
// A path that differs in one bit soon goes another way, so this kernel is strict: it uses nothing
// but + - * / and square roots, in an order that is written out. Strict division is long on a GPU, so
// there is little of it. A workgroup makes 8 x 8 pixels.
// assay: strict

// A path that starts on a sphere doesn't meet it again nearer than this.
const NEAR = 0.001;
const FAR = 1e30;
const QUARTER_PI = 0.78539816;

struct Params {
	width: u32,
	height: u32,
	// Words from a row of pixels to the next: a multiple of 8.
	pitch: u32,
	// Paths of a pixel, and the most surfaces that each meets.
	samples: u32,
	bounces: u32,
	spheres: u32,
	seed: u32,
	// Half the width of what is seen at distance 1.
	field: f32,
	// Where the camera is. It looks along -z, and y is up.
	eye_x: f32,
	eye_y: f32,
	eye_z: f32,
	// Light of the sky, where a path leaves.
	sky_red: f32,
	sky_green: f32,
	sky_blue: f32,
}

struct Sphere {
	centre: vec3<f32>,
	radius: f32,
	// The part of the light that it throws back.
	colour: vec3<f32>,
	// 0: in all directions. Else: like a mirror.
	mirror: f32,
	// The light that it gives by itself.
	light: vec3<f32>,
	unused: f32,
}

@group(0) @binding(0) var<storage, read> spheres: array<Sphere>;
// Red, green, blue and 255, from the lowest byte on.
@group(0) @binding(1) var<storage, read_write> pixels: array<u32>;
@group(0) @binding(2) var<uniform> params: Params;

// Written out, so that the order of the sum is.
fn along(a: vec3<f32>, b: vec3<f32>) -> f32 {
	return a.x * b.x + a.y * b.y + a.z * b.z;
}

fn unit(a: vec3<f32>) -> vec3<f32> {
	return (1.0 / sqrt(along(a, a))) * a;
}

// A random number from 0 on and below 1 (PCG, RXS-M-XS).
fn random(state: ptr<function, u32>) -> f32 {
	let old = *state;
	*state = old * 747796405u + 2891336453u;
	let word = ((old >> ((old >> 28u) + 4u)) ^ old) * 277803737u;
	return f32(((word >> 22u) ^ word) >> 8u) * (1.0 / 16777216.0);
}

// The distance at which a ray meets a sphere, FAR when it doesn't.
fn distance_to(number: u32, from_point: vec3<f32>, direction: vec3<f32>) -> f32 {
	let centre = spheres[number].centre;
	let radius = spheres[number].radius;
	let way = from_point - centre;
	let b = along(way, direction);
	let c = along(way, way) - radius * radius;
	let square = b * b - c;
	if (square <= 0.0) {
		return FAR;
	}
	let root = sqrt(square);
	var distance = -b - root;
	if (distance < NEAR) {
		distance = root - b;
	}
	return select(distance, FAR, distance < NEAR);
}

// A direction above a surface, those near its normal more often, as a diffuse surface throws light.
fn diffuse(normal: vec3<f32>, state: ptr<function, u32>) -> vec3<f32> {
	// A point of a square, moved into a disc: squares around the middle become circles.
	let u = 2.0 * random(state) - 1.0;
	let v = 2.0 * random(state) - 1.0;
	let wide = abs(u) > abs(v);
	let radius = select(v, u, wide);
	let other = select(u, v, wide);
	// The divisor is 0 in the very middle only, where the radius is too.
	let angle = QUARTER_PI * (other / select(radius, 1.0, radius == 0.0));
	let square = angle * angle;
	let sine = angle * (1.0
		- square * (1.0 / 6.0) * (1.0 - square * (1.0 / 20.0) * (1.0 - square * (1.0 / 42.0))));
	let cosine = 1.0
		- square * (1.0 / 2.0) * (1.0 - square * (1.0 / 12.0) * (1.0 - square * (1.0 / 30.0)));
	let x = radius * select(sine, cosine, wide);
	let y = radius * select(cosine, sine, wide);
	let z = sqrt(max(1.0 - (x * x + y * y), 0.0));

	// Two directions across the normal (Duff and others, 'Building an orthonormal basis, revisited').
	let side = select(-1.0, 1.0, normal.z >= 0.0);
	let a = -1.0 / (side + normal.z);
	let b = normal.x * normal.y * a;
	let first = vec3(1.0 + side * normal.x * normal.x * a, side * b, -side * normal.x);
	let second = vec3(b, side + normal.y * normal.y * a, -normal.y);
	return x * first + y * second + z * normal;
}

// The light that comes back along a ray.
fn light_of(eye: vec3<f32>, towards: vec3<f32>, state: ptr<function, u32>) -> vec3<f32> {
	let sky = vec3(params.sky_red, params.sky_green, params.sky_blue);
	var point = eye;
	var next = towards;
	var part = vec3(1.0);
	var light = vec3(0.0);
	for (var bounce = 0u; bounce < params.bounces; bounce++) {
		let direction = unit(next);
		var nearest = FAR;
		var hit = 0u;
		for (var number = 0u; number < params.spheres; number++) {
			let distance = distance_to(number, point, direction);
			if (distance < nearest) {
				nearest = distance;
				hit = number;
			}
		}
		if (nearest == FAR) {
			light += part * sky;
			break;
		}
		point = point + nearest * direction;
		let outwards = (1.0 / spheres[hit].radius) * (point - spheres[hit].centre);
		let inside = along(outwards, direction) > 0.0;
		let normal = select(outwards, -outwards, inside);
		light += part * spheres[hit].light;
		part *= spheres[hit].colour;
		if (spheres[hit].mirror != 0.0) {
			next = direction - 2.0 * along(direction, normal) * normal;
		} else {
			next = diffuse(normal, state);
		}
	}
	return light;
}

// A byte of an image, whose brightness is the square of it.
fn byte_of(light: f32) -> u32 {
	return u32(sqrt(min(max(light, 0.0), 1.0)) * 255.0 + 0.5);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	if (id.x >= params.width || id.y >= params.height) {
		return;
	}
	let eye = vec3(params.eye_x, params.eye_y, params.eye_z);
	let half = 0.5 * f32(params.width);
	let step = params.field / half;
	var sum = vec3(0.0);
	for (var sample = 0u; sample < params.samples; sample++) {
		let number = (id.y * params.width + id.x) * params.samples + sample;
		// Spread out, so that seeds which lie close together don't only put a pixel's paths in another order.
		var state = (number + params.seed * 2654435769u) * 747796405u + 2891336453u;
		let x = f32(id.x) + random(&state) - half;
		let y = 0.5 * f32(params.height) - (f32(id.y) + random(&state));
		sum += light_of(eye, vec3(step * x, step * y, -1.0), &state);
	}
	let light = (1.0 / f32(params.samples)) * sum;
	pixels[id.y * params.pitch + id.x] =
		byte_of(light.x) | (byte_of(light.y) << 8u) | (byte_of(light.z) << 16u) | 0xff000000u;
}
