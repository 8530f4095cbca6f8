// Monte-Carlo price of an Asian call: the first of two kernels, which simulates.
//
// A share goes a random way in steps; the option pays what the mean of its prices exceeds the strike
// by. With one step it is a European call. Random numbers come from Philox 4x32-10: a function of
// path, step and seed, so that paths can be simulated in any order. A lane simulates EACH paths, and
// the workgroup tells the sum of what they pay and of its squares. `summarise.wgsl` does the rest.
// assay: relaxed

const LANES = 64u;
// Paths that a lane simulates. Many steps leave room for few paths.
override EACH: u32 = 16u;

struct Params {
	// Paths that count. A workgroup simulates 64 * EACH.
	paths: u32,
	// Steps of a path.
	steps: u32,
	seed: u32,
	// Price of the share at first, and what the option compares with.
	spot: f32,
	strike: f32,
	// Of each step: (rate - volatility^2 / 2) * time and volatility * sqrt(time).
	drift: f32,
	spread: f32,
}

// Of each workgroup: sum and sum of squares.
@group(0) @binding(0) var<storage, read_write> sums: array<vec2<f32>>;
@group(0) @binding(1) var<uniform> params: Params;

var<workgroup> shared_sums: array<vec2<f32>, LANES>;

// The high and the low word of a product.
fn wide_product(a: u32, b: u32) -> vec2<u32> {
	let low = (a & 0xffffu) * (b & 0xffffu);
	let middle = (a >> 16u) * (b & 0xffffu) + (low >> 16u);
	let other = (a & 0xffffu) * (b >> 16u) + (middle & 0xffffu);
	return vec2((a >> 16u) * (b >> 16u) + (middle >> 16u) + (other >> 16u), a * b);
}

// Four random words for a counter.
fn philox(counter: vec4<u32>, key: vec2<u32>) -> vec4<u32> {
	var c = counter;
	var k = key;
	for (var turn = 0u; turn < 10u; turn++) {
		let x = wide_product(0xd2511f53u, c.x);
		let z = wide_product(0xcd9e8d57u, c.z);
		c = vec4(z.x ^ c.y ^ k.x, z.y, x.x ^ c.w ^ k.y, x.y);
		k += vec2(0x9e3779b9u, 0xbb67ae85u);
	}
	return c;
}

// A standard normal number of which `word` tells the probability (Wichura, AS 241, seven digits).
fn normal(word: u32) -> f32 {
	// 23 bits and a half more, so that neither 0 nor 1 is possible.
	let p = (f32(word >> 9u) + 0.5) / 8388608.0;
	let q = p - 0.5;
	if (abs(q) <= 0.425) {
		let r = 0.180625 - q * q;
		return q * (((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)
			/ (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0);
	}
	// At least 2^-24, for which the tail's first formula still holds.
	let r = sqrt(-log(min(p, 1.0 - p))) - 1.6;
	let tail = (((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777)
		/ ((0.12021132975 * r + 0.73700164250) * r + 1.0);
	return select(tail, -tail, q < 0.0);
}

// What one path pays.
fn payoff(path: u32) -> f32 {
	var price = params.spot;
	var sum = 0.0;
	// bound: params.steps / 4
	for (var step = 0u; step < params.steps; step += 4u) {
		var words = philox(vec4(path, step / 4u, 0u, 0u), vec2(params.seed, 0u));
		for (var k = 0u; k < 4u; k++) {
			if (step + k < params.steps) {
				price *= exp(params.drift + params.spread * normal(words.x));
				sum += price;
			}
			words = words.yzwx;
		}
	}
	return max(sum / f32(params.steps) - params.strike, 0.0);
}

@compute @workgroup_size(LANES)
fn main(
	@builtin(workgroup_id) group: vec3<u32>,
	@builtin(num_workgroups) groups: vec3<u32>,
	@builtin(local_invocation_index) lane: u32,
) {
	let number = group.y * groups.x + group.x;
	var sum = vec2(0.0);
	for (var k = 0u; k < EACH; k++) {
		let path = (number * EACH + k) * LANES + lane;
		if (path < params.paths) {
			let pays = payoff(path);
			sum += vec2(pays, pays * pays);
		}
	}

	shared_sums[lane] = sum;
	workgroupBarrier();
	for (var half = LANES / 2u; half > 0u; half /= 2u) {
		if (lane < half) {
			shared_sums[lane] += shared_sums[lane + half];
		}
		workgroupBarrier();
	}
	if (lane == 0u) {
		sums[number] = shared_sums[0];
	}
}
