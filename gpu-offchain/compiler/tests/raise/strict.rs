//! Strict floats on random bits: a million values and more of each operation.
//!
//! `ASSAY_FLOAT_VALUES` sets how many pairs each operation gets.

use crate::{
	case::{flat, same, Case},
	gpu::device,
	values::{Random, EDGES},
};
use assay_touchstone::*;

const LANES: u32 = 64;

/// Pairs in one pass.
const BATCH: u32 = 1 << 16;

fn values() -> u32 {
	std::env::var("ASSAY_FLOAT_VALUES").map_or(BATCH, |value| value.parse().expect("a number"))
}

/// Random bits, exponents that meet, edges, and their neighbours.
fn operands(random: &mut Random) -> (u32, u32) {
	let (a, b) = (random.word(), random.word());
	let near = |word: u32, random: &mut Random| {
		EDGES[(word % EDGES.len() as u32) as usize].wrapping_add(random.word() % 5).wrapping_sub(2)
	};
	match random.word() % 8 {
		0 => (near(a, random), b),
		1 => (a, near(b, random)),
		2 => (near(a, random), near(b, random)),
		// Sums that cancel, quotients near 1.
		3 => (a, a ^ (b & 0x8000_00ff)),
		// Products and quotients near the smallest normal number.
		4 => {
			let exponent = 1 + (b >> 8) % 125;
			(a & 0x807f_ffff | exponent << 23, b & 0x807f_ffff | (127 - exponent) << 23)
		},
		5 => {
			let exponent = 1 + (b >> 8) % 125;
			(a & 0x807f_ffff | exponent << 23, b & 0x807f_ffff | (exponent + 126) << 23)
		},
		// Mantissas of few bits: ties.
		6 => (a & 0xfff8_0000, b & 0xffff_f000),
		_ => (a, b),
	}
}

fn case(code: &[Instr], name: &str, seed: u64) -> Case {
	let mut random = Random::new(seed);
	let (a, b) = (0..BATCH).map(|_| operands(&mut random)).unzip();
	let mut header = Header::new(FloatMode::Strict);
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
		grid: [BATCH / LANES, 1, 1],
		inputs: vec![a, b],
		outputs: vec![flat(BATCH, LANES)],
		params: vec![],
		only: None,
	}
}

#[test]
fn strict_floats_should_agree_on_random_bits() {
	let Some(gpu) = device() else { return };
	let mut programs = Vec::new();
	for &op in BinaryOp::ALL.iter().filter(|op| op.is_float() && !op.relaxed_only()) {
		let b = Operand::Reg(Reg(2));
		programs.push((op.mnemonic(), vec![Instr::Binary { op, dst: Reg(3), a: Reg(1), b }]));
	}
	for &op in UnaryOp::ALL.iter().filter(|op| op.is_float() && !op.relaxed_only()) {
		programs.push((op.mnemonic(), vec![Instr::Unary { op, dst: Reg(3), a: Reg(1) }]));
	}
	let b = Operand::Reg(Reg(2));
	let chain = vec![
		Instr::MulAdd { op: MulAddOp::Float, dst: Reg(4), a: Reg(1), b, c: Reg(2) },
		Instr::MulAdd { op: MulAddOp::Float, dst: Reg(4), a: Reg(4), b, c: Reg(1) },
		Instr::Binary { op: BinaryOp::SubF, dst: Reg(3), a: Reg(4), b },
	];
	programs.push(("chain", chain));
	let rounds = values().div_ceil(BATCH);
	for (name, code) in &programs {
		for round in 0..rounds {
			let case = case(code, name, u64::from(round) + 1);
			let got = gpu.run(std::slice::from_ref(&case));
			same(&case, &got[0]);
		}
	}
	eprintln!("{} operations x {} pairs on {}", programs.len(), rounds * BATCH, gpu.name);
}
