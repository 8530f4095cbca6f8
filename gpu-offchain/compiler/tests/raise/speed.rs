//! How a raised program's time compares with that of WGSL as people write it.
//!
//! Run with `--ignored --nocapture`: time on a shared machine decides nothing.

use crate::gpu::device;
use assay_compiler::raise::{raise, Layout, Pass, RaiseOptions, DISPATCH_BINDING, PASS_BINDING};
use assay_touchstone::*;

/// Rows and columns of the matrices.
const SIZE: u32 = 512;

/// Rows and columns of a workgroup's tile.
const TILE: u32 = 16;

const NATURAL: &str = "
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<storage, read> a: array<NUMBER>;
@group(0) @binding(2) var<storage, read> b: array<NUMBER>;
@group(0) @binding(3) var<storage, read_write> product: array<NUMBER>;
var<workgroup> left: array<NUMBER, 256>;
var<workgroup> right: array<NUMBER, 256>;

@compute @workgroup_size(16, 16)
fn main(@builtin(local_invocation_id) local: vec3<u32>, @builtin(global_invocation_id) id: vec3<u32>) {
	let n = size.x;
	let lane = local.y * 16u + local.x;
	var sum = NUMBER(0);
	for (var at = 0u; at < n; at += 16u) {
		left[lane] = a[id.y * n + at + local.x];
		right[lane] = b[(at + local.y) * n + id.x];
		workgroupBarrier();
		for (var k = 0u; k < 16u; k++) {
			sum += left[local.y * 16u + k] * right[k * 16u + local.x];
		}
		workgroupBarrier();
	}
	product[id.y * n + id.x] = sum;
}
";

/// The same by hand, its innermost loop unrolled as a compiler would.
fn matmul(mode: FloatMode, op: MulAddOp) -> Program {
	let mut header = Header::new(mode);
	header.workgroup_size = [TILE as u16, TILE as u16, 1];
	(header.inputs, header.outputs, header.params) = (2, 1, 1);
	header.workgroup_words = (2 * TILE * TILE) as u16;
	let [x, y, n, row, column, sum, a, b, lane, word, left, right, line] =
		core::array::from_fn(|index| Reg(index as u8));
	let mad = |dst, a, b: Operand, c| Instr::MulAdd { op: MulAddOp::Int, dst, a, b, c };
	let bytecode = Builder::new(header)
		.builtin(x, Builtin::LocalX)
		.builtin(y, Builtin::LocalY)
		.builtin(row, Builtin::GlobalY)
		.builtin(column, Builtin::GlobalX)
		.builtin(lane, Builtin::LocalIndex)
		.param(n, 0)
		.push(mad(a, row, n.into(), x))
		.push(mad(b, y, n.into(), column))
		.binary(BinaryOp::Mul, line, y, TILE)
		.repeat(Bound::Param { param: 0, mul: 1, div: TILE, add: 0 }, |builder| {
			let mut builder = builder
				.load(Space::Input(0), word, a)
				.store(Space::Workgroup, lane, word)
				.load(Space::Input(1), word, b)
				.store(Space::Workgroup, Address::reg(lane).plus(TILE * TILE), word)
				.barrier();
			for k in 0..TILE {
				builder = builder
					.load(Space::Workgroup, left, Address::reg(line).plus(k))
					.load(Space::Workgroup, right, Address::reg(x).plus(TILE * (TILE + k)))
					.push(Instr::MulAdd { op, dst: sum, a: left, b: right.into(), c: sum });
			}
			builder.barrier().binary(BinaryOp::Add, a, a, TILE).push(mad(b, n, TILE.into(), b))
		})
		.push(mad(a, row, n.into(), column))
		.store(Space::Output(0), a, sum)
		.finish();
	Program::parse(&bytecode).expect("valid")
}

#[test]
#[ignore = "a measurement"]
fn raised_matmul_against_natural_wgsl() {
	let Some(gpu) = device() else { return };
	let words = (SIZE * SIZE) as usize;
	let zeros = vec![0; words];
	let groups = [SIZE / TILE, SIZE / TILE, 1];
	let kinds = [
		("integers", "u32", FloatMode::Strict, MulAddOp::Int),
		("relaxed floats", "f32", FloatMode::Relaxed, MulAddOp::Float),
		("strict floats", "f32", FloatMode::Strict, MulAddOp::Float),
	];
	for (name, number, mode, op) in kinds {
		// Small whole numbers, whose sums are exact in every order.
		let value = |index: u32| match op {
			MulAddOp::Int => index % 7,
			MulAddOp::Float => ((index % 7) as f32).to_bits(),
		};
		let a: Vec<u32> = (0..SIZE * SIZE).map(value).collect();
		let b: Vec<u32> = (0..SIZE * SIZE).map(|index| value(index / 3)).collect();
		let natural = gpu.ordinary_pipeline(&NATURAL.replace("NUMBER", number));
		let buffers: [(u32, &[u32]); 3] = [(1, &a), (2, &b), (3, &zeros)];
		let (usual, expected) = gpu.time(&natural, &[(0, &[SIZE; 4])], &buffers, groups);

		let raised = raise(&matmul(mode, op), &RaiseOptions::default()).expect("valid");
		let layout = &raised.layout;
		let tiles = TileShape { rows: TILE, row_words: TILE, pitch: SIZE, plane: 0 };
		let outputs = [Output { words: SIZE * SIZE, tiles }];
		let lengths = [SIZE * SIZE; 2];
		let pass = Pass { grid: groups, inputs: &lengths, outputs: &outputs, params: &[SIZE] };
		let pass_words = layout.pass_words(&pass).expect("fits");
		let dispatch = Layout::dispatch_words([0; 3]);
		let hidden = [(DISPATCH_BINDING, dispatch.as_slice()), (PASS_BINDING, &pass_words)];
		let pipeline = gpu.pipeline(raised.module.clone(), layout);
		let place = |input| layout.input_binding(input, &lengths).expect("announced").0;
		let output = layout.output_binding(0).expect("announced");
		let buffers: [(u32, &[u32]); 3] = [(place(0), &a), (place(1), &b), (output, &zeros)];
		let (ours, got) = gpu.time(&pipeline, &hidden, &buffers, groups);
		assert_eq!(got, expected);
		eprintln!(
			"{name}: natural {:.1} ms, raised {:.1} ms, ratio {:.2}",
			usual * 1e3,
			ours * 1e3,
			ours / usual
		);
	}
}
