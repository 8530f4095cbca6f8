// 2-D convolution of an image of bytes, four pixels to a word, with weights up to 9 x 9.
//
// Beyond its border the image goes on with the pixels of the border. A workgroup makes 64 x 16
// pixels, a lane four that lie side by side.

// Words of a tile's row, and its rows.
const COLUMNS = 16u;
const ROWS = 16u;
// The greatest radius. As many rows are around the tile, and one word on each side.
const RIM = 4u;
const LANES = 256u;
const WIDE = COLUMNS + 2u;
const SIZE = WIDE * (ROWS + 2u * RIM);

struct Params {
	// Pixels of a row and of a column.
	width: u32,
	height: u32,
	// Words from a row to the next, of the image and of what comes out: a multiple of COLUMNS.
	pitch: u32,
	// There are 2 * radius + 1 rows of as many weights. At most RIM.
	radius: u32,
	// A pixel is (sum of weight * pixel + bias) >> shift, limited to 0 to 255.
	bias: i32,
	shift: u32,
}

// Pixel x of a row is byte x % 4 of its word x / 4.
@group(0) @binding(0) var<storage, read> image: array<u32>;
// Row by row: the first belongs to the pixel `radius` up and to the left.
@group(0) @binding(1) var<storage, read> weights: array<i32>;
@group(0) @binding(2) var<storage, read_write> filtered: array<u32>;
@group(0) @binding(3) var<uniform> params: Params;

// One word more is looked at, and counts for nothing.
var<workgroup> block: array<u32, SIZE + 1u>;

fn pixel(row: u32, x: i32) -> u32 {
	let column = u32(clamp(x, 0, i32(params.width) - 1));
	return (image[row * params.pitch + column / 4u] >> (8u * (column % 4u))) & 255u;
}

// Four pixels of a row, the first of which may lie outside of the image.
fn pixels(row: u32, x: i32) -> u32 {
	if (x >= 0 && x + 3 < i32(params.width)) {
		return image[row * params.pitch + u32(x) / 4u];
	}
	return pixel(row, x) | (pixel(row, x + 1) << 8u) | (pixel(row, x + 2) << 16u)
		| (pixel(row, x + 3) << 24u);
}

@compute @workgroup_size(COLUMNS, ROWS)
fn main(
	@builtin(workgroup_id) group: vec3<u32>,
	@builtin(local_invocation_id) local: vec3<u32>,
	@builtin(local_invocation_index) lane: u32,
) {
	for (var at = lane; at < SIZE; at += LANES) {
		let y = i32(group.y * ROWS + at / WIDE) - i32(RIM);
		let x = 4 * (i32(group.x * COLUMNS + at % WIDE) - 1);
		block[at] = pixels(u32(clamp(y, 0, i32(params.height) - 1)), x);
	}
	workgroupBarrier();

	var sums = vec4(params.bias);
	var number = 0u;
	for (var dy = 0u; dy < params.radius * 2u + 1u; dy++) {
		// Of this row the word to the left, the own one, and the one to the right.
		let row = (local.y + RIM - params.radius + dy) * WIDE + local.x;
		for (var dx = 0u; dx < params.radius * 2u + 1u; dx++) {
			// The first of the four pixels that this weight is for, counted from the word to the left.
			let first = 4u - params.radius + dx;
			let offset = 8u * (first % 4u);
			let low = block[row + first / 4u] >> offset;
			let high = (block[row + first / 4u + 1u] << (31u - offset)) << 1u;
			let four = low | high;
			let weight = weights[number];
			sums += weight * vec4<i32>(vec4(
				four & 255u, (four >> 8u) & 255u, (four >> 16u) & 255u, four >> 24u,
			));
			number++;
		}
	}

	let column = group.x * COLUMNS + local.x;
	let row = group.y * ROWS + local.y;
	var bytes = vec4<u32>(clamp(sums >> vec4(params.shift), vec4(0), vec4(255)));
	// What fills up a row is zero.
	let left = params.width - min(4u * column, params.width);
	bytes = select(vec4(0u), bytes, vec4(0u, 1u, 2u, 3u) < vec4(left));
	filtered[row * params.pitch + column] =
		bytes.x | (bytes.y << 8u) | (bytes.z << 16u) | (bytes.w << 24u);
}
