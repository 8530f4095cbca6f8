//! Single passes against the interpreter.

use crate::{
	jobs::{agrees, interpret, job, kernel, line, noise, ADD},
	machine::device,
};
use assay_market::{InputSource, PassBuilder, Shape};
use assay_touchstone::{BinaryOp, Builder, Builtin, FloatMode, Header, Reg, Space};

/// Transposes a matrix by way of workgroup memory.
const TRANSPOSE: &str = "
struct Size { rows: u32, columns: u32, a: u32, b: u32 }
@group(0) @binding(0) var<storage, read> rows: array<u32>;
@group(0) @binding(1) var<storage, read_write> turned: array<u32>;
@group(0) @binding(2) var<uniform> size: Size;
var<workgroup> tile: array<u32, 256>;
@compute @workgroup_size(16, 16)
fn main(
	@builtin(workgroup_id) group: vec3<u32>,
	@builtin(local_invocation_id) lane: vec3<u32>,
) {
	let column = group.y * 16u + lane.x;
	let row = group.x * 16u + lane.y;
	tile[lane.y * 16u + lane.x] = rows[row * size.columns + column];
	workgroupBarrier();
	let to_row = group.y * 16u + lane.y;
	let to_column = group.x * 16u + lane.x;
	turned[to_row * size.rows + to_column] = tile[lane.x * 16u + lane.y];
}";

/// Sums of products, strictly.
const STRICT: &str = "
// assay: strict
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> sums: array<f32>;
@group(0) @binding(3) var<storage, read_write> quotients: array<f32>;
@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	var sum = 0.0;
	for (var i = 0u; i < 37u; i++) {
		sum += a[id.x + i] * b[id.x * 3u + i];
	}
	sums[id.x] = sum;
	quotients[id.x] = sqrt(abs(a[id.x])) / b[id.x];
}";

#[test]
fn words_should_agree_when_each_is_added_to() {
	let Some(device) = device() else { return };
	let add = kernel(ADD);
	let input = noise(64 * 5, 7);
	// Longer than the input, as long, and shorter.
	for groups in [1, 5, 9] {
		let job = job(&[&input], [line(&add, groups, [3, 0, 0, 0], &[InputSource::Job(0)])]);
		agrees(&device, &job);
	}
}

#[test]
fn words_should_agree_when_the_input_ends_within_a_word() {
	let Some(device) = device() else { return };
	let add = kernel(ADD);
	let bytes = noise(64, 7);
	for length in [0, 1, 2, 3, 4, 5, 15, 17, 253, 255] {
		let job = job(&[&bytes[..length]], [line(&add, 1, [0; 4], &[InputSource::Job(0)])]);
		agrees(&device, &job);
		let (made, _) = interpret(&job);
		assert_eq!(made.passes[0][0][..length], bytes[..length]);
	}
}

#[test]
fn tiles_should_agree_when_they_are_two_dimensional() {
	let Some(device) = device() else { return };
	let transpose = kernel(TRANSPOSE);
	let (rows, columns) = (80, 48);
	let input = noise(rows * columns, 1);
	let pass = PassBuilder::new(&transpose, [rows / 16, columns / 16, 1])
		.params(&[rows, columns, 0, 0])
		.read(InputSource::Job(0))
		.write(rows * columns, Shape { rows: 16, row_words: 16, pitch: rows, plane: 0 });
	let job = job(&[&input], [pass]);
	agrees(&device, &job);
	let (made, _) = interpret(&job);
	let word = |bytes: &[u8], at: u32| bytes[4 * at as usize..][..4].to_vec();
	let transposed = word(&made.passes[0][0], 17 * rows + 5);
	assert_eq!(transposed, word(&input, 5 * columns + 17));
}

#[test]
fn strict_floats_and_several_outputs_should_agree() {
	let Some(device) = device() else { return };
	let strict = kernel(STRICT);
	let (a, b) = (noise(1000, 5), noise(3000, 6));
	let pass = PassBuilder::new(&strict, [33, 1, 1])
		.read_job_inputs(2)
		.write(1050, Shape::flat(32))
		.write(33 * 32, Shape::flat(32));
	let job = job(&[&a, &b], [pass]);
	agrees(&device, &job);
}

/// Eight inputs and four outputs: five inputs have to share one of the eight storage buffers.
pub fn widest() -> Vec<u8> {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.inputs, header.outputs) = ([64, 1, 1], 8, 4);
	let mut builder = Builder::new(header).builtin(Reg(0), Builtin::GlobalX);
	for output in 0..4 {
		builder = builder
			.load(Space::Input(output), Reg(1), Reg(0))
			.load(Space::Input(7 - output), Reg(2), Reg(0))
			.binary(BinaryOp::Mul, Reg(2), Reg(2), 5u32)
			.binary(BinaryOp::Xor, Reg(1), Reg(1), Reg(2))
			.store(Space::Output(output), Reg(0), Reg(1));
	}
	builder.finish()
}

/// A pass of the widest kernel, with these inputs.
fn wide_pass(inputs: impl Iterator<Item = InputSource>) -> PassBuilder {
	let pass = inputs.fold(PassBuilder::new(&widest(), [2, 1, 1]), PassBuilder::read);
	(0..4).fold(pass, |pass, _| pass.write(128, Shape::flat(64)))
}

#[test]
fn inputs_should_agree_when_they_share_a_buffer() {
	let Some(device) = device() else { return };
	// Lengths that leave vectors unfinished, and none at all.
	let lengths = [128, 100, 7, 128, 65, 0, 3, 128];
	let inputs: Vec<Vec<u8>> = (0..).zip(lengths).map(|(n, words)| noise(words, n)).collect();
	let inputs: Vec<&[u8]> = inputs.iter().map(Vec::as_slice).collect();
	let job = job(&inputs, [wide_pass((0..8).map(InputSource::Job))]);
	agrees(&device, &job);
}

#[test]
fn one_input_should_serve_several_times() {
	let Some(device) = device() else { return };
	let input = noise(128, 9);
	let job = job(&[&input], [wide_pass([InputSource::Job(0); 8].into_iter())]);
	agrees(&device, &job);
}
