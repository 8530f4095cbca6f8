//! Each operation on edge values, its operands in registers, immediate, and constant.

use crate::{
	case::{check, flat, Case},
	gpu::device,
	values::{pairs, EDGES},
};
use assay_compiler::raise::{raise, RaiseOptions};
use assay_touchstone::*;

const LANES: u32 = 64;

/// A program that puts `code` between two loads and a store: r1 and r2 to r3.
fn elementwise(name: &str, mode: FloatMode, code: &[Instr]) -> Case {
	let (a, b) = pairs();
	let words = a.len() as u32;
	let mut header = Header::new(mode);
	(header.workgroup_size, header.inputs, header.outputs) = ([LANES as u16, 1, 1], 2, 1);
	let mut builder = Builder::new(header)
		.builtin(Reg(0), Builtin::GlobalX)
		.load(Space::Input(0), Reg(1), Reg(0))
		.load(Space::Input(1), Reg(2), Reg(0));
	for instr in code {
		builder = builder.push(*instr);
	}
	let bytecode = builder.store(Space::Output(0), Reg(0), Reg(3)).finish();
	Case {
		name: name.into(),
		program: Program::parse(&bytecode).expect("valid"),
		grid: [words.div_ceil(LANES), 1, 1],
		inputs: vec![a, b],
		outputs: vec![flat(words, LANES)],
		params: vec![],
		only: None,
	}
}

fn exact_binary() -> impl Iterator<Item = BinaryOp> {
	BinaryOp::ALL.iter().copied().filter(|op| !op.relaxed_only())
}

#[test]
fn binary_operations_should_agree_on_edges() {
	let Some(gpu) = device() else { return };
	let cases: Vec<_> = exact_binary()
		.map(|op| {
			let b = Operand::Reg(Reg(2));
			let code = [Instr::Binary { op, dst: Reg(3), a: Reg(1), b }];
			elementwise(op.mnemonic(), FloatMode::Strict, &code)
		})
		.collect();
	check(gpu, &cases);
}

#[test]
fn unary_operations_should_agree_on_edges() {
	let Some(gpu) = device() else { return };
	let cases: Vec<_> = UnaryOp::ALL
		.iter()
		.filter(|op| !op.relaxed_only())
		.map(|&op| {
			let code = [Instr::Unary { op, dst: Reg(3), a: Reg(1) }];
			elementwise(op.mnemonic(), FloatMode::Strict, &code)
		})
		.collect();
	check(gpu, &cases);
}

/// Immediates are what optimisers fold: x + 0, x * 0, x / 0, x - infinity.
#[test]
fn immediates_should_agree_on_edges() {
	let Some(gpu) = device() else { return };
	let cases: Vec<_> = exact_binary()
		.flat_map(|op| {
			EDGES.chunks(13).map(move |edges| {
				// Results are mixed, so that each one matters.
				let mut code = vec![Instr::Const { dst: Reg(3), value: 0 }];
				for &value in edges {
					let b = Operand::Imm(value);
					code.push(Instr::Binary { op, dst: Reg(4), a: Reg(1), b });
					code.push(Instr::MulAdd {
						op: MulAddOp::Int,
						dst: Reg(3),
						a: Reg(3),
						b: Operand::Imm(0x0100_0193),
						c: Reg(4),
					});
				}
				elementwise(op.mnemonic(), FloatMode::Strict, &code)
			})
		})
		.collect();
	check(gpu, &cases);
}

/// What a driver could see through: the same value twice, negated, and constants on the left.
#[test]
fn foldable_floats_should_agree_on_edges() {
	let Some(gpu) = device() else { return };
	let binary =
		|op, dst, a, b| Instr::Binary { op, dst: Reg(dst), a: Reg(a), b: Operand::Reg(Reg(b)) };
	let unary = |op, dst, a| Instr::Unary { op, dst: Reg(dst), a: Reg(a) };
	let constant = |dst, value| Instr::Const { dst: Reg(dst), value };
	use BinaryOp::*;
	let mut programs: Vec<(&str, Vec<Instr>)> = vec![
		("x - x", vec![binary(SubF, 3, 1, 1)]),
		("x / x", vec![binary(DivF, 3, 1, 1)]),
		("x != x", vec![binary(NeF, 3, 1, 1)]),
		("x == x", vec![binary(EqF, 3, 1, 1)]),
		("x >= x", vec![binary(GeF, 3, 1, 1)]),
		("x + -x", vec![unary(UnaryOp::NegF, 4, 1), binary(AddF, 3, 1, 4)]),
		("copy", vec![Instr::Copy { dst: Reg(4), src: Reg(1) }, binary(SubF, 3, 4, 1)]),
		("(a + b) - a", vec![binary(AddF, 4, 1, 2), binary(SubF, 3, 4, 1)]),
		("(a - b) + b", vec![binary(SubF, 4, 1, 2), binary(AddF, 3, 4, 2)]),
		(
			"a * b - a * b",
			vec![binary(MulF, 4, 1, 2), binary(MulF, 5, 1, 2), binary(SubF, 3, 4, 5)],
		),
		("(a / b) * b", vec![binary(DivF, 4, 1, 2), binary(MulF, 3, 4, 2)]),
		("sqrt squared", vec![unary(UnaryOp::Sqrt, 4, 1), binary(MulF, 3, 4, 4)]),
		(
			"a * b + a * a",
			vec![binary(MulF, 4, 1, 2), binary(MulF, 5, 1, 1), binary(AddF, 3, 4, 5)],
		),
		(
			"mad.f",
			vec![Instr::MulAdd {
				op: MulAddOp::Float,
				dst: Reg(3),
				a: Reg(1),
				b: Operand::Reg(Reg(2)),
				c: Reg(1),
			}],
		),
		(
			"mad.f immediate",
			vec![Instr::MulAdd {
				op: MulAddOp::Float,
				dst: Reg(3),
				a: Reg(1),
				b: Operand::Imm(0x3f80_0001),
				c: Reg(2),
			}],
		),
	];
	for op in [AddF, SubF, MulF, DivF, MinF, MaxF, LtF] {
		for value in [0, 0x8000_0000, 0x3f80_0000, 0x7f80_0000, 0x7fc0_0000, 0x0000_0001] {
			programs.push(("constant left", vec![constant(4, value), binary(op, 3, 4, 1)]));
			let other = constant(5, 0x8000_0000);
			programs.push(("both constant", vec![constant(4, value), other, binary(op, 3, 4, 5)]));
		}
	}
	for op in [UnaryOp::SToF, UnaryOp::HalfLow] {
		let zero = vec![constant(4, 0), unary(op, 5, 4), binary(AddF, 3, 1, 5)];
		programs.push(("made zero", zero));
	}
	let cases: Vec<_> =
		programs.iter().map(|(name, code)| elementwise(name, FloatMode::Strict, code)).collect();
	check(gpu, &cases);
}

#[test]
fn fields_and_the_rest_should_agree_on_edges() {
	let Some(gpu) = device() else { return };
	let mut programs = Vec::new();
	let dynamic = Field::Dynamic { offset: Reg(2), count: Reg(4) };
	for count in [0, 1, 5, 31, 32, 33, 0xffff_ffff] {
		let constant = Instr::Const { dst: Reg(4), value: count };
		for signed in [false, true] {
			let extract = Instr::Extract { signed, dst: Reg(3), a: Reg(1), field: dynamic };
			programs.push(vec![constant, extract]);
		}
		let insert = Instr::Insert { dst: Reg(3), base: Reg(1), bits: Reg(2), field: dynamic };
		programs.push(vec![constant, insert]);
	}
	for (offset, count) in [(0, 0), (0, 1), (0, 32), (32, 0), (31, 1), (8, 8), (5, 27), (1, 31)] {
		let field = Field::Fixed { offset, count };
		for signed in [false, true] {
			programs.push(vec![Instr::Extract { signed, dst: Reg(3), a: Reg(1), field }]);
		}
		programs.push(vec![Instr::Insert { dst: Reg(3), base: Reg(1), bits: Reg(2), field }]);
	}
	programs.push(vec![Instr::MulAdd {
		op: MulAddOp::Int,
		dst: Reg(3),
		a: Reg(1),
		b: Operand::Reg(Reg(2)),
		c: Reg(1),
	}]);
	programs.push(vec![Instr::Select {
		dst: Reg(3),
		cond: Reg(2),
		on_true: Reg(1),
		on_false: Reg(0),
	}]);
	let cases: Vec<_> =
		programs.iter().map(|code| elementwise("fields", FloatMode::Relaxed, code)).collect();
	check(gpu, &cases);
}

/// Needs no device, so it says what is missing on every machine.
#[test]
fn every_operation_should_have_its_function_in_the_frame() {
	let (dst, a, c) = (Reg(0), Reg(1), Reg(2));
	let field = Field::Dynamic { offset: a, count: c };
	let address = Address::reg(a);
	let mut all = vec![
		Instr::Extract { signed: false, dst, a, field },
		Instr::Extract { signed: true, dst, a, field },
		Instr::Insert { dst, base: a, bits: c, field },
	];
	all.extend(UnaryOp::ALL.iter().map(|&op| Instr::Unary { op, dst, a }));
	all.extend(BinaryOp::ALL.iter().map(|&op| Instr::Binary { op, dst, a, b: c.into() }));
	all.extend(MulAddOp::ALL.iter().map(|&op| Instr::MulAdd { op, dst, a, b: a.into(), c }));
	all.extend(AtomicOp::ALL.iter().map(|&op| Instr::Atomic { op, address, value: c }));
	for &mode in FloatMode::ALL {
		for &instr in &all {
			let header = Header { workgroup_words: 8, ..Header::new(mode) };
			let bytecode = Builder::new(header).push(instr).finish();
			let program = match Program::parse(&bytecode) {
				Ok(program) => program,
				Err(Invalid { reason: Reason::NotStrict, .. }) => continue,
				Err(error) => panic!("{instr}: {error}"),
			};
			if let Err(error) = raise(&program, &RaiseOptions::default()) {
				panic!("{instr} in a {} kernel: {error}", mode.mnemonic());
			}
		}
	}
}
