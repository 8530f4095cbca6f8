// Monte-Carlo price of an option: the second of two kernels, which makes a price of the sums.
//
// One workgroup adds up what the workgroups of `simulate.wgsl` tell.
// assay: relaxed

const LANES = 256u;

struct Params {
	// Workgroups that simulated, and paths.
	groups: u32,
	paths: u32,
	// What money at the end is worth now: exp(-rate * time).
	discount: f32,
}

@group(0) @binding(0) var<storage, read> sums: array<vec2<f32>>;
// The price, and its standard error.
@group(0) @binding(1) var<storage, read_write> price: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> shared_sums: array<vec2<f32>, LANES>;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
	var sum = vec2(0.0);
	// bound: params.groups / 256
	for (var at = lane; at < params.groups; at += LANES) {
		sum += sums[at];
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
		let n = f32(params.paths);
		let mean = shared_sums[0] / n;
		let variance = max(mean.y - mean.x * mean.x, 0.0);
		price[0] = params.discount * mean.x;
		price[1] = params.discount * sqrt(variance / n);
	}
}
