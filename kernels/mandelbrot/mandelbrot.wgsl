// The Mandelbrot set in fixed point: how many steps each pixel takes to leave the circle of radius 2.
//
// Numbers have 28 bits behind the point and lie between -8 and 8, so a pixel is the same on every
// machine, and the view may be as narrow as 2^-28 a pixel. A workgroup makes 8 x 8 pixels.

const FRACTION = 28u;
const TWO = 2 << FRACTION;
const FOUR = 4u << FRACTION;

struct Params {
	width: u32,
	height: u32,
	// Words from a row of pixels to the next: a multiple of 8.
	pitch: u32,
	// The most steps that a pixel takes.
	steps: u32,
	// The upper left pixel, in fixed point.
	left: i32,
	top: i32,
	// From a pixel to the next, rightwards and downwards, in fixed point.
	pixel: i32,
}

// Of each pixel the steps, `steps` for those that never leave.
@group(0) @binding(0) var<storage, read_write> counts: array<u32>;
@group(0) @binding(1) var<uniform> params: Params;

// The product of two fixed-point numbers, rounded down: bits 28 to 59 of the 64 that it has.
fn product(a: i32, b: i32) -> i32 {
	let x = u32(a);
	let y = u32(b);
	let low = (x & 0xffffu) * (y & 0xffffu);
	let middle = (x >> 16u) * (y & 0xffffu) + (low >> 16u);
	let other = (x & 0xffffu) * (y >> 16u) + (middle & 0xffffu);
	var high = (x >> 16u) * (y >> 16u) + (middle >> 16u) + (other >> 16u);
	// A negative factor was taken for one that is greater by 2^32.
	high -= select(0u, y, a < 0) + select(0u, x, b < 0);
	return i32((high << (32u - FRACTION)) | ((x * y) >> FRACTION));
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	if (id.x >= params.width || id.y >= params.height) {
		return;
	}
	let real = params.left + i32(id.x) * params.pixel;
	let imaginary = params.top + i32(id.y) * params.pixel;
	var x = 0;
	var y = 0;
	var count = 0u;
	for (var step = 0u; step < params.steps; step++) {
		// Beyond 2 in either direction a square might not fit.
		if (abs(x) > TWO || abs(y) > TWO) {
			break;
		}
		let xx = product(x, x);
		let yy = product(y, y);
		if (u32(xx) + u32(yy) > FOUR) {
			break;
		}
		y = 2 * product(x, y) + imaginary;
		x = xx - yy + real;
		count++;
	}
	counts[id.y * params.pitch + id.x] = count;
}
