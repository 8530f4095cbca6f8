//! Kernels of the kind that people run, for tests and benchmarks.

use assay_touchstone::*;

fn r(index: usize) -> Reg {
	Reg(index as u8)
}

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
fn round_constants() -> Vec<u32> {
	let mut constants = Vec::new();
	let mut candidate = 2u128;
	while constants.len() < 64 {
		if (2..candidate).all(|divisor| !candidate.is_multiple_of(divisor)) {
			// The cube root of candidate * 2^96, bit by bit.
			let mut root = 0u128;
			for bit in (0..36).rev() {
				let next = root | 1 << bit;
				if next * next * next <= candidate << 96 {
					root = next;
				}
			}
			constants.push(root as u32);
		}
		candidate += 1;
	}
	constants
}

const SHA_START: [u32; 8] = [
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

/// Registers 0..8 hold the state, 8..24 the message, 24.. are for computing.
fn sha_round(b: Builder, round: usize, constant: u32) -> Builder {
	let state = |index: usize| r((index + 64 - round) % 8);
	let [a, bb, c, d, e, f, g, h] = core::array::from_fn(state);
	let word = |index: usize| r(8 + index % 16);
	let (t, u) = (r(24), r(25));
	let sigma = |b: Builder, to: Reg, x: Reg, turns: [u32; 3]| {
		b.binary(BinaryOp::RotL, to, x, 32 - turns[0])
			.binary(BinaryOp::RotL, r(26), x, 32 - turns[1])
			.binary(BinaryOp::Xor, to, to, r(26))
			.binary(BinaryOp::RotL, r(26), x, 32 - turns[2])
			.binary(BinaryOp::Xor, to, to, r(26))
	};
	let schedule = |b: Builder, to: Reg, x: Reg, turns: [u32; 2], shift: u32| {
		b.binary(BinaryOp::RotL, to, x, 32 - turns[0])
			.binary(BinaryOp::RotL, r(26), x, 32 - turns[1])
			.binary(BinaryOp::Xor, to, to, r(26))
			.binary(BinaryOp::ShrU, r(26), x, shift)
			.binary(BinaryOp::Xor, to, to, r(26))
	};
	let mut b = b;
	if round >= 16 {
		b = schedule(b, t, word(round + 1), [7, 18], 3);
		b = b.binary(BinaryOp::Add, word(round), word(round), t);
		b = schedule(b, t, word(round + 14), [17, 19], 10);
		b = b.binary(BinaryOp::Add, word(round), word(round), t).binary(
			BinaryOp::Add,
			word(round),
			word(round),
			word(round + 9),
		);
	}
	b = sigma(b, t, e, [6, 11, 25])
		.binary(BinaryOp::Add, h, h, t)
		.binary(BinaryOp::Xor, t, f, g)
		.binary(BinaryOp::And, t, t, e)
		.binary(BinaryOp::Xor, t, t, g)
		.binary(BinaryOp::Add, h, h, t)
		.binary(BinaryOp::Add, h, h, constant)
		.binary(BinaryOp::Add, h, h, word(round))
		.binary(BinaryOp::Add, d, d, h);
	sigma(b, t, a, [2, 13, 22])
		.binary(BinaryOp::Add, h, h, t)
		.binary(BinaryOp::And, t, a, bb)
		.binary(BinaryOp::Xor, u, a, bb)
		.binary(BinaryOp::And, u, u, c)
		.binary(BinaryOp::Xor, t, t, u)
		.binary(BinaryOp::Add, h, h, t)
}

/// Each lane compresses one block of 16 words into 8, `times` times over.
pub fn sha256(lanes: u16, times: u32) -> Vec<u8> {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.inputs, header.outputs) = ([lanes, 1, 1], 1, 1);
	let mut b = Builder::new(header).builtin(r(40), Builtin::GlobalX).binary(
		BinaryOp::Mul,
		r(41),
		r(40),
		4u32,
	);
	for quarter in 0..4 {
		b = b.push(Instr::Load {
			space: Space::Input(0),
			width: Width::Four,
			dst: r(8 + 4 * quarter),
			address: Address::reg(r(41)).plus(quarter as u32),
		});
	}
	for (index, word) in SHA_START.into_iter().enumerate() {
		b = b.constant(r(index), word);
	}
	let constants = round_constants();
	b = b.repeat(Bound::Constant(times), |mut b| {
		for index in 0..8 {
			b = b.copy(r(30 + index), r(index));
		}
		for (round, &constant) in constants.iter().enumerate() {
			b = sha_round(b, round, constant);
		}
		for index in 0..8 {
			b = b.binary(BinaryOp::Add, r(index), r(index), r(30 + index));
		}
		b
	});
	b = b.binary(BinaryOp::Mul, r(41), r(40), 2u32);
	for half in 0..2 {
		b = b.push(Instr::Store {
			space: Space::Output(0),
			width: Width::Four,
			src: r(4 * half),
			address: Address::reg(r(41)).plus(half as u32),
		});
	}
	b.finish()
}

/// A product of square matrices of `size` (parameter 0), in tiles of 16 x 16, through workgroup
/// memory; integers or floats.
pub fn matmul(op: MulAddOp) -> Vec<u8> {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.inputs, header.outputs) = ([16, 16, 1], 2, 1);
	(header.params, header.workgroup_words) = (1, 512);
	let [size, x, y, local_x, local_y, a, bb, to_a, to_b, sum, from_a, from_b, t] =
		core::array::from_fn(r);
	Builder::new(header)
		.param(size, 0)
		.builtin(x, Builtin::GlobalX)
		.builtin(y, Builtin::GlobalY)
		.builtin(local_x, Builtin::LocalX)
		.builtin(local_y, Builtin::LocalY)
		.builtin(to_a, Builtin::LocalIndex)
		.binary(BinaryOp::Add, to_b, to_a, 256u32)
		.push(Instr::MulAdd { op: MulAddOp::Int, dst: a, a: y, b: size.into(), c: local_x })
		.push(Instr::MulAdd { op: MulAddOp::Int, dst: bb, a: local_y, b: size.into(), c: x })
		.binary(BinaryOp::Shl, from_a, local_y, 4u32)
		.copy(from_b, local_x)
		.constant(sum, 0)
		.repeat(Bound::Param { param: 0, mul: 1, div: 16, add: 0 }, |b| {
			let mut b = b
				.load(Space::Input(0), t, a)
				.store(Space::Workgroup, to_a, t)
				.load(Space::Input(1), t, bb)
				.store(Space::Workgroup, to_b, t)
				.barrier();
			for k in 0..16 {
				b = b
					.load(Space::Workgroup, t, Address::reg(from_a).plus(k))
					.load(Space::Workgroup, r(13), Address::reg(from_b).plus(256 + 16 * k))
					.push(Instr::MulAdd { op, dst: sum, a: t, b: r(13).into(), c: sum });
			}
			b.barrier().binary(BinaryOp::Add, a, a, 16u32).push(Instr::MulAdd {
				op: MulAddOp::Int,
				dst: bb,
				a: size,
				b: 16u32.into(),
				c: bb,
			})
		})
		.push(Instr::MulAdd { op: MulAddOp::Int, dst: t, a: y, b: size.into(), c: x })
		.store(Space::Output(0), t, sum)
		.finish()
}
