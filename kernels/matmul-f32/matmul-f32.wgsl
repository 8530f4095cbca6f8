// Matrix product of floats: product = a * transpose(b).
//
// Both matrices lie with the direction that is summed over along their rows, so that a tile reads
// whole pieces of memory: the proof of a tile shows what it read in pieces of 1 KiB. A workgroup of
// 8 x 8 lanes makes 32 x 32 words of the product, a lane 4 x 4 of them.
//
// The sum over k goes upwards from zero, each product and each sum rounded. The same file serves
// for relaxed floats, with `--floats relaxed`.
// assay: strict

// Rows and columns of a tile.
const TILE = 32u;
// Words of a row that are in workgroup memory at a time.
const STEP = 16u;
const LANES = 64u;

struct Params {
	// Rows of a, and of the product.
	rows: u32,
	// Rows of b: columns of the product.
	columns: u32,
	// Words of a row of a and of b. Terms of zero are added up to a multiple of STEP.
	depth: u32,
	// Words from a row of the product to the next: a multiple of TILE.
	pitch: u32,
}

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> product: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> params: Params;

// Words of 4 rows side by side: those of rows 4 * q to 4 * q + 3 in place k are at k * 8 + q.
var<workgroup> left: array<vec4<f32>, 128>;
var<workgroup> right: array<vec4<f32>, 128>;

fn word_of_a(row: u32, at: u32) -> f32 {
	if (row < params.rows && at < params.depth) {
		return a[row * params.depth + at];
	}
	return 0.0;
}

fn word_of_b(row: u32, at: u32) -> f32 {
	if (row < params.columns && at < params.depth) {
		return b[row * params.depth + at];
	}
	return 0.0;
}

@compute @workgroup_size(8, 8)
fn main(
	@builtin(workgroup_id) group: vec3<u32>,
	@builtin(local_invocation_id) local: vec3<u32>,
	@builtin(local_invocation_index) lane: u32,
) {
	var sum0: vec4<f32>;
	var sum1: vec4<f32>;
	var sum2: vec4<f32>;
	var sum3: vec4<f32>;
	for (var first = 0u; first < params.depth; first += STEP) {
		// Neighbouring lanes read neighbouring words of a row.
		for (var part = lane; part < 128u; part += LANES) {
			let k = part % STEP;
			let q = part / STEP;
			let row = group.y * TILE + 4u * q;
			let column = group.x * TILE + 4u * q;
			let at = first + k;
			left[k * 8u + q] = vec4(
				word_of_a(row, at), word_of_a(row + 1u, at),
				word_of_a(row + 2u, at), word_of_a(row + 3u, at),
			);
			right[k * 8u + q] = vec4(
				word_of_b(column, at), word_of_b(column + 1u, at),
				word_of_b(column + 2u, at), word_of_b(column + 3u, at),
			);
		}
		workgroupBarrier();
		for (var k = 0u; k < STEP; k++) {
			let x = left[k * 8u + local.y];
			let y = right[k * 8u + local.x];
			sum0 += x.x * y;
			sum1 += x.y * y;
			sum2 += x.z * y;
			sum3 += x.w * y;
		}
		workgroupBarrier();
	}

	// Words beyond the columns are zeros, and rows beyond the last are beyond the output.
	let line = params.pitch / 4u;
	let to = (group.y * TILE + 4u * local.y) * line + group.x * (TILE / 4u) + local.x;
	product[to] = sum0;
	product[to + line] = sum1;
	product[to + 2u * line] = sum2;
	product[to + 3u * line] = sum3;
}
