//! Relaxed floats: within a tolerance of the interpreter where both are numbers.

use crate::{
	case::{flat, Case},
	gpu::device,
	values::Random,
};
use assay_touchstone::*;

const LANES: u32 = 64;
const VALUES: u32 = 4096;

fn case(name: &str, code: &[Instr], a: Vec<u32>, b: Vec<u32>) -> Case {
	let mut header = Header::new(FloatMode::Relaxed);
	(header.workgroup_size, header.inputs, header.outputs) = ([LANES as u16, 1, 1], 2, 1);
	let mut builder = Builder::new(header)
		.builtin(Reg(0), Builtin::GlobalX)
		.load(Space::Input(0), Reg(1), Reg(0))
		.load(Space::Input(1), Reg(2), Reg(0));
	for instr in code {
		builder = builder.push(*instr);
	}
	let words = a.len() as u32;
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

/// Floats spread evenly over a range.
fn between(low: f32, high: f32, seed: u64) -> Vec<u32> {
	let mut random = Random::new(seed);
	let unit = |random: &mut Random| random.word() as f32 / u32::MAX as f32;
	(0..VALUES).map(|_| (low + (high - low) * unit(&mut random)).to_bits()).collect()
}

/// Where each function is tried: what a driver has to get right by WGSL's accuracy table.
fn range(op: UnaryOp) -> (f32, f32) {
	match op {
		UnaryOp::Sin | UnaryOp::Cos => (-3.1, 3.1),
		UnaryOp::Tan => (-1.5, 1.5),
		UnaryOp::Asin | UnaryOp::Acos | UnaryOp::Atanh => (-0.99, 0.99),
		UnaryOp::Acosh => (1.01, 100.0),
		UnaryOp::Sqrt | UnaryOp::InverseSqrt | UnaryOp::Log | UnaryOp::Log2 => (0.01, 1000.0),
		UnaryOp::Sinh | UnaryOp::Cosh | UnaryOp::Exp | UnaryOp::Exp2 => (-10.0, 10.0),
		_ => (-100.0, 100.0),
	}
}

/// The largest error, relative to a number's size or to 1 for small ones.
fn worst(got: &[u32], expected: &[u32]) -> f32 {
	let mut worst = 0.0f32;
	for (&got, &expected) in got.iter().zip(expected) {
		let (got, expected) = (f32::from_bits(got), f32::from_bits(expected));
		// Halves make infinities and NaNs of random bits.
		if got == expected || got.is_nan() && expected.is_nan() {
			continue;
		}
		let error = (got - expected).abs() / expected.abs().max(1.0);
		worst = if error.is_nan() { f32::INFINITY } else { worst.max(error) };
	}
	worst
}

#[test]
fn relaxed_functions_should_be_close() {
	let Some(gpu) = device() else { return };
	let mut cases = Vec::new();
	for &op in UnaryOp::ALL.iter().filter(|op| op.is_float()) {
		if matches!(op, UnaryOp::FToS | UnaryOp::FToU) {
			continue;
		}
		let (low, high) = range(op);
		let values = between(low, high, 1);
		let code = [Instr::Unary { op, dst: Reg(3), a: Reg(1) }];
		cases.push(case(op.mnemonic(), &code, values.clone(), values));
	}
	use BinaryOp::*;
	for op in [AddF, SubF, MulF, DivF, MinF, MaxF, Pow, Atan2] {
		let (a, b) = match op {
			Pow => (between(0.01, 10.0, 1), between(-3.0, 3.0, 2)),
			_ => (between(-10.0, 10.0, 1), between(0.5, 10.0, 2)),
		};
		let code = [Instr::Binary { op, dst: Reg(3), a: Reg(1), b: Operand::Reg(Reg(2)) }];
		cases.push(case(op.mnemonic(), &code, a, b));
	}
	for (case, got) in cases.iter().zip(gpu.run(&cases)) {
		let expected = case.interpret().expect("nothing is void");
		let worst = worst(&got[0], &expected[0]);
		assert!(worst < 2e-3, "{}: off by {worst}", case.name);
	}
}

/// What must not depend on the driver even in relaxed kernels: comparisons of numbers, conversions
/// to integers at the ends of their range, packing, and powers with one obvious value.
#[test]
fn pinned_down_results_should_be_exact() {
	let Some(gpu) = device() else { return };
	let floats = [
		0.0f32,
		-0.0,
		0.4,
		0.5,
		-0.5,
		0.75,
		1.0,
		-1.0,
		1.5,
		2.5,
		-2.5,
		2047.0,
		65504.0,
		65519.0,
		65520.0,
		1e9,
		2147483520.0,
		2147483648.0,
		4294967040.0,
		4294967296.0,
		1e20,
		-1e9,
		-2147483648.0,
		-2147483904.0,
		-1e20,
		f32::INFINITY,
		f32::NEG_INFINITY,
		f32::NAN,
	];
	let bits = floats.map(f32::to_bits);
	let mut cases = Vec::new();
	for op in [UnaryOp::FToS, UnaryOp::FToU] {
		let code = [Instr::Unary { op, dst: Reg(3), a: Reg(1) }];
		cases.push(case(op.mnemonic(), &code, bits.to_vec(), bits.to_vec()));
	}
	// Ties, and numbers that SwiftShader's own conversion rounds twice.
	let integers =
		vec![0x0100_0001, 0x0100_0003, 0x7fff_ffbf, 0xfeff_ffff, 0xffff_ff7f, 0xffff_ff80];
	for op in [UnaryOp::SToF, UnaryOp::UToF] {
		let code = [Instr::Unary { op, dst: Reg(3), a: Reg(1) }];
		cases.push(case(op.mnemonic(), &code, integers.clone(), integers.clone()));
	}
	let pairs = |values: &[u32]| -> (Vec<u32>, Vec<u32>) {
		values.iter().flat_map(|&a| values.iter().map(move |&b| (a, b))).unzip()
	};
	let (a, b) = pairs(&bits[..27]);
	use BinaryOp::*;
	for op in [EqF, NeF, LtF, LeF, GtF, GeF, PackHalf] {
		let code = [Instr::Binary { op, dst: Reg(3), a: Reg(1), b: Operand::Reg(Reg(2)) }];
		cases.push(case(op.mnemonic(), &code, a.clone(), b.clone()));
	}
	for (case, got) in cases.iter().zip(gpu.run(&cases)) {
		let expected = case.interpret().expect("nothing is void");
		assert_eq!(got, expected, "{}", case.name);
	}
	let bases = [-8.0f32, -2.0, -1.0, 0.0, 1.0, 2.0].map(f32::to_bits);
	let (a, _) = pairs(&bases);
	let exponents = [-2.0f32, -1.0, 0.0, 1.0, 2.0, 3.0].map(f32::to_bits);
	let b = bases.iter().flat_map(|_| exponents).collect();
	let code = [Instr::Binary { op: Pow, dst: Reg(3), a: Reg(1), b: Operand::Reg(Reg(2)) }];
	let powers = case("pow", &code, a, b);
	let got = &gpu.run(std::slice::from_ref(&powers))[0][0];
	let expected = &powers.interpret().expect("nothing is void")[0];
	for (at, (&got, &expected)) in got.iter().zip(expected).enumerate() {
		let (got, expected) = (f32::from_bits(got), f32::from_bits(expected));
		let close = (got - expected).abs() <= 1e-3 * expected.abs() || got == expected;
		assert!(close, "pow {at}: {got} for {expected}");
	}
}
