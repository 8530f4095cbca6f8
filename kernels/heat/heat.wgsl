// Heat in a plate: the five-point stencil, up to four steps at a time.
//
// A workgroup owns 32 x 32 points. It takes them with a rim of 4 points all around into workgroup
// memory. Each step the outermost points of the rim go wrong, and those that it owns are right up to
// the fourth. Points at the border of the plate keep their temperature.
// assay: strict

const TILE = 32u;
const RIM = 4u;
const LANES = 256u;
// Points of a row in workgroup memory, and all of them.
const WIDE = TILE + 2u * RIM;
const SIZE = WIDE * WIDE;

struct Params {
	// Points of a row and of a column of the plate.
	width: u32,
	height: u32,
	// Words from a row to the next: a multiple of TILE.
	pitch: u32,
	// Steps, at most RIM.
	steps: u32,
	// Diffusivity * time of a step / distance of points^2. Above 0.25 nothing sensible comes out.
	rate: f32,
}

@group(0) @binding(0) var<storage, read> before: array<f32>;
@group(0) @binding(1) var<storage, read_write> after: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;

// Two copies: of one a step is read, to the other the next is written.
var<workgroup> heat: array<f32, 2u * SIZE>;

@compute @workgroup_size(LANES)
fn main(
	@builtin(workgroup_id) group: vec3<u32>,
	@builtin(local_invocation_index) lane: u32,
) {
	// Left of the plate and above it numbers wrap, and are beyond its width and height.
	let first_column = group.x * TILE - RIM;
	let first_row = group.y * TILE - RIM;
	for (var at = lane; at < SIZE; at += LANES) {
		let column = first_column + at % WIDE;
		let row = first_row + at / WIDE;
		if (column < params.width && row < params.height) {
			heat[at] = before[row * params.pitch + column];
		}
	}
	workgroupBarrier();

	var here = 0u;
	for (var step = 0u; step < params.steps; step++) {
		let there = SIZE - here;
		for (var at = lane; at < SIZE; at += LANES) {
			let x = at % WIDE;
			let y = at / WIDE;
			let column = first_column + x;
			let row = first_row + y;
			var value = heat[here + at];
			if (x - 1u < WIDE - 2u && y - 1u < WIDE - 2u
				&& column - 1u < params.width - 2u && row - 1u < params.height - 2u) {
				let upright = heat[here + at - WIDE] + heat[here + at + WIDE];
				let level = heat[here + at - 1u] + heat[here + at + 1u];
				value += params.rate * ((upright + level) - 4.0 * value);
			}
			heat[there + at] = value;
		}
		workgroupBarrier();
		here = there;
	}

	for (var at = lane; at < TILE * TILE; at += LANES) {
		let x = at % TILE;
		let y = at / TILE;
		let to = (group.y * TILE + y) * params.pitch + group.x * TILE + x;
		after[to] = heat[here + (y + RIM) * WIDE + x + RIM];
	}
}
