// Conway's Game of Life, 32 cells to a word, up to 16 generations at a time.
//
// A workgroup owns 32 rows of 16 words: 512 x 32 cells. It takes them with a rim of a word to the
// left and right and of 16 rows above and below into workgroup memory. Each generation the cells at
// the outside of the rim go wrong, and those that it owns are right up to the sixteenth.
//
// Everything outside of the plane is dead and stays so.

const COLUMNS = 16u;
const ROWS = 32u;
const RIM = 16u;
const LANES = 256u;
// Words of a row in workgroup memory, and rows.
const WIDE = COLUMNS + 2u;
const HIGH = ROWS + 2u * RIM;
const SIZE = WIDE * HIGH;

struct Params {
	// Cells in a row and in a column of the plane.
	width: u32,
	height: u32,
	// Words from a row to the next: a multiple of COLUMNS.
	pitch: u32,
	// Generations, at most RIM.
	generations: u32,
}

// Cell x of a row is bit x % 32 of its word x / 32.
@group(0) @binding(0) var<storage, read> before: array<u32>;
@group(0) @binding(1) var<storage, read_write> after: array<u32>;
@group(0) @binding(2) var<uniform> params: Params;

// Two copies: of one a generation is read, to the other the next is written.
var<workgroup> cells: array<u32, 2u * SIZE>;

// Bits of the cells of a word that lie in the plane. Left of it and above, numbers wrap.
fn inside(column: u32, row: u32) -> u32 {
	if (row >= params.height || column >= (params.width + 31u) / 32u) {
		return 0u;
	}
	let left = params.width - 32u * column;
	return select(0xffffffffu, (1u << left) - 1u, left < 32u);
}

// A word of the copy that begins at `here`. Outside of it, where numbers wrap too, all are dead.
fn word(here: u32, at: u32) -> u32 {
	if (at < SIZE) {
		return cells[here + at];
	}
	return 0u;
}

// Of each cell of a word: its left neighbour, itself, and its right neighbour. At the ends of a row
// the neighbours are cells of other rows, so cells of the rim go wrong.
fn beside(here: u32, at: u32) -> vec3<u32> {
	let middle = word(here, at);
	let left = (middle << 1u) | (word(here, at - 1u) >> 31u);
	let right = (middle >> 1u) | (word(here, at + 1u) << 31u);
	return vec3(left, middle, right);
}

// A full adder of three bits, in each of 32 places: sum and carry.
fn add(a: u32, b: u32, c: u32) -> vec2<u32> {
	let ab = a ^ b;
	return vec2(ab ^ c, (a & b) | (c & ab));
}

@compute @workgroup_size(LANES)
fn main(
	@builtin(workgroup_id) group: vec3<u32>,
	@builtin(local_invocation_index) lane: u32,
) {
	let first_column = group.x * COLUMNS - 1u;
	let first_row = group.y * ROWS - RIM;
	for (var at = lane; at < SIZE; at += LANES) {
		let column = first_column + at % WIDE;
		let row = first_row + at / WIDE;
		let mask = inside(column, row);
		if (mask != 0u) {
			cells[at] = before[row * params.pitch + column] & mask;
		}
	}
	workgroupBarrier();

	var here = 0u;
	for (var generation = 0u; generation < params.generations; generation++) {
		let there = SIZE - here;
		for (var at = lane; at < SIZE; at += LANES) {
			let upper = beside(here, at - WIDE);
			let own = beside(here, at);
			let lower = beside(here, at + WIDE);
			let above = add(upper.x, upper.y, upper.z);
			let around = vec2(own.x ^ own.z, own.x & own.z);
			let below = add(lower.x, lower.y, lower.z);
			// The eight neighbours: ones + 2 * twos + 4 * fours and more.
			let ones = add(above.x, around.x, below.x);
			let twos = add(above.y, around.y, below.y);
			let two = twos.x ^ ones.y;
			let four = twos.y | (twos.x & ones.y);
			// Three neighbours, or two of a living cell.
			let next = two & ~four & (ones.x | own.y);
			cells[there + at] = next & inside(first_column + at % WIDE, first_row + at / WIDE);
		}
		workgroupBarrier();
		here = there;
	}

	for (var at = lane; at < COLUMNS * ROWS; at += LANES) {
		let column = at % COLUMNS;
		let row = at / COLUMNS;
		let word = cells[here + (row + RIM) * WIDE + column + 1u];
		let to = (group.y * ROWS + row) * params.pitch + group.x * COLUMNS + column;
		after[to] = word;
	}
}
