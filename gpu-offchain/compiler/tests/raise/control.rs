//! Blocks, loops, branches and barriers.

use crate::{
	case::{check, flat, Case},
	gpu::device,
};
use assay_touchstone::*;

const LANES: u32 = 48;

/// r0 the lane's number, r1 a word that differs between lanes; r2 ends up in the output.
fn case(name: &str, params: &[u32], build: impl FnOnce(Builder) -> Builder) -> Case {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.outputs) = ([LANES as u16, 1, 1], 1);
	header.params = params.len() as u16;
	header.workgroup_words = 64;
	let builder = Builder::new(header).builtin(Reg(0), Builtin::GlobalX).binary(
		BinaryOp::RemU,
		Reg(1),
		Reg(0),
		7u32,
	);
	let bytecode = build(builder).store(Space::Output(0), Reg(0), Reg(2)).finish();
	Case {
		name: name.into(),
		program: Program::parse(&bytecode).expect("valid"),
		grid: [2, 1, 1],
		inputs: vec![],
		outputs: vec![flat(2 * LANES, LANES)],
		params: params.to_vec(),
		only: None,
	}
}

fn count(builder: Builder, by: u32) -> Builder {
	builder.binary(BinaryOp::Add, Reg(2), Reg(2), by)
}

fn plain(builder: Builder, instr: Instr) -> Builder {
	builder.push(instr)
}

fn begin(bound: u32) -> Instr {
	Instr::Loop { bound: Bound::Constant(bound) }
}

const END_LOOP: Instr = Instr::EndLoop { leave: None };

/// r3 = r2's last bits against the lane's number: true for some lanes at some times.
fn sometimes(builder: Builder) -> Builder {
	builder.binary(BinaryOp::And, Reg(3), Reg(2), 7u32).binary(BinaryOp::Eq, Reg(3), Reg(3), Reg(1))
}

fn branches(when: impl Fn(Reg) -> When) -> Vec<Case> {
	let mut cases = Vec::new();
	for (name, branch) in [
		("break", Instr::Break { when: when(Reg(3)) }),
		("continue", Instr::Continue { when: when(Reg(3)) }),
		("exit", Instr::Exit { when: when(Reg(3)) }),
	] {
		for continuing in [false, true] {
			for nested in [false, true] {
				let name = format!("{name}, continuing {continuing}, in an if {nested}");
				cases.push(case(&name, &[], |mut builder| {
					builder = count(plain(builder, begin(20)), 1);
					builder = sometimes(builder);
					if nested {
						builder = plain(builder, Instr::If { when: When::Unless(Reg(3)) });
						builder = count(plain(count(builder, 16), branch), 0x100);
						builder = plain(builder, Instr::Else);
						builder = plain(count(plain(builder, branch), 0x200), Instr::End);
					}
					builder = count(plain(builder, branch), 0x1000);
					if continuing {
						builder = sometimes(count(plain(builder, Instr::Continuing), 0x1_0000));
					}
					let store = builder.store(Space::Output(0), Reg(0), Reg(2));
					plain(store, Instr::EndLoop { leave: Some(When::If(Reg(3))) })
				}));
			}
		}
	}
	cases
}

#[test]
fn branches_should_agree() {
	let Some(gpu) = device() else { return };
	check(gpu, &branches(When::If));
	check(gpu, &branches(When::Unless));
	check(gpu, &branches(|_| When::Always));
}

#[test]
fn bounds_should_agree() {
	let Some(gpu) = device() else { return };
	let mut cases = Vec::new();
	for bound in [0, 1, 2, 1000] {
		cases.push(case("constant", &[], |builder| {
			builder.repeat(Bound::Constant(bound), |builder| count(builder, 1))
		}));
	}
	let params = [5, 0, 0x8000_0000];
	for (param, mul, div, add) in [
		(0, 1, 1, 0),
		(0, 3, 2, 1),
		(0, 0, 7, 0),
		(1, 9, 9, 0),
		(1, 1, 1, 2),
		(2, 2, 0x4000_0000, 1),
	] {
		cases.push(case("parameter", &params, |builder| {
			let bound = Bound::Param { param, mul, div, add };
			// Twice, so that the second loop finds its counter used.
			builder
				.repeat(bound, |builder| count(builder, 1))
				.repeat(bound, |builder| builder.repeat(bound, |builder| count(builder, 0x100)))
		}));
	}
	for leave in [When::Always, When::If(Reg(1)), When::Unless(Reg(1))] {
		cases.push(case("leave", &[], |builder| {
			count(builder.push(begin(9)), 1)
				.binary(BinaryOp::Sub, Reg(1), Reg(1), 1u32)
				.push(Instr::EndLoop { leave: Some(leave) })
		}));
	}
	// A lane must not run a spent loop, however large the bound of another.
	cases.push(case("huge", &[], |builder| {
		count(builder.push(begin(50_000)), 1)
			.push(Instr::Break { when: When::Always })
			.push(END_LOOP)
	}));
	check(gpu, &cases);
}

#[test]
fn loops_should_work_inside_continuing_parts() {
	let Some(gpu) = device() else { return };
	let case = case("continuing", &[], |builder| {
		let builder = sometimes(count(builder.push(begin(6)), 1))
			.push(Instr::Continue { when: When::If(Reg(3)) });
		let builder = count(builder, 0x10).push(Instr::Continuing).push(begin(5));
		let builder =
			sometimes(count(builder, 0x100)).push(Instr::Break { when: When::If(Reg(3)) });
		let builder = builder
			.push(Instr::Continue { when: When::Unless(Reg(1)) })
			.binary(BinaryOp::Sub, Reg(1), Reg(1), 1u32)
			.push(END_LOOP);
		builder
			.push(Instr::If { when: When::If(Reg(1)) })
			.push(begin(3))
			.push(END_LOOP)
			.push(Instr::End)
			.push(Instr::EndLoop { leave: Some(When::Unless(Reg(1))) })
	});
	check(gpu, &[case]);
}

/// Code that can't be reached is valid, and naga wants none of it.
#[test]
fn unreachable_code_should_be_left_out() {
	let Some(gpu) = device() else { return };
	let always = When::Always;
	let mut cases = Vec::new();
	for end in [Instr::Break { when: always }, Instr::Continue { when: always }] {
		cases.push(case("unreachable", &[], |builder| {
			let builder = count(builder.push(begin(4)), 1).push(end);
			let builder = count(builder, 0x100)
				.push(Instr::If { when: When::If(Reg(1)) })
				.push(begin(2))
				.push(Instr::Continuing)
				.push(END_LOOP)
				.push(Instr::Else)
				.push(end)
				.push(Instr::End);
			builder.push(Instr::Continuing).push(END_LOOP)
		}));
	}
	cases.push(case("unreachable barrier", &[], |builder| {
		let builder = builder.push(begin(4)).push(Instr::Break { when: always });
		count(builder.barrier(), 1).push(END_LOOP)
	}));
	cases.push(case("exit", &[], |builder| {
		count(builder, 1)
			.store(Space::Output(0), Reg(0), Reg(2))
			.push(Instr::Exit { when: always })
			.push(Instr::If { when: When::If(Reg(1)) })
			.push(Instr::Exit { when: always })
			.push(Instr::Else)
			.push(Instr::End)
	}));
	cases.push(case("both branches leave", &[], |builder| {
		count(builder.push(begin(4)), 1)
			.push(Instr::If { when: When::If(Reg(1)) })
			.push(Instr::Break { when: always })
			.push(Instr::Else)
			.push(Instr::Continue { when: always })
			.push(Instr::End)
			.push(END_LOOP)
	}));
	check(gpu, &cases);
}

#[test]
fn deep_nesting_should_agree() {
	let Some(gpu) = device() else { return };
	let mut cases = Vec::new();
	for loops in [false, true] {
		cases.push(case("deep", &[], |mut builder| {
			for depth in 0..64u32 {
				builder = count(builder, depth);
				builder = match loops && depth % 2 == 0 {
					true => builder.push(begin(1)),
					false => builder.push(Instr::If { when: When::If(Reg(1)) }),
				};
			}
			builder = count(builder, 1);
			for depth in (0..64u32).rev() {
				builder = match loops && depth % 2 == 0 {
					true => builder.push(END_LOOP),
					false => builder.push(Instr::End),
				};
			}
			builder
		}));
	}
	check(gpu, &cases);
}

/// Neighbours exchange words through workgroup memory, and through their tile.
#[test]
fn barriers_should_order_memory() {
	let Some(gpu) = device() else { return };
	let mut cases = Vec::new();
	for space in [Space::Workgroup, Space::Output(0)] {
		cases.push(case("exchange", &[], |builder| {
			let base = match space {
				Space::Workgroup => Reg(4),
				_ => Reg(0),
			};
			builder
				.builtin(Reg(4), Builtin::LocalIndex)
				.builtin(Reg(5), Builtin::GroupX)
				.binary(BinaryOp::Mul, Reg(5), Reg(5), LANES)
				.binary(BinaryOp::Sub, Reg(5), base, Reg(4))
				.copy(Reg(2), Reg(0))
				.repeat(Bound::Constant(9), |builder| {
					builder
						.store(space, base, Reg(2))
						.barrier()
						.binary(BinaryOp::Add, Reg(6), Reg(4), 5u32)
						.binary(BinaryOp::RemU, Reg(6), Reg(6), LANES)
						.binary(BinaryOp::Add, Reg(6), Reg(6), Reg(5))
						.load(space, Reg(7), Reg(6))
						.barrier()
						.push(Instr::MulAdd {
							op: MulAddOp::Int,
							dst: Reg(2),
							a: Reg(7),
							b: Operand::Imm(31),
							c: Reg(2),
						})
				})
		}));
	}
	check(gpu, &cases);
}

/// Generated program 7567: all 17 lanes leave a loop with a barrier on a word that they load. The
/// lanes that lavapipe adds to fill its vectors don't see the word, and stayed behind.
#[test]
fn lanes_should_leave_together_where_they_do_not_fill_the_workgroup() {
	let Some(gpu) = device() else { return };
	let mut cases = Vec::new();
	for size in [[17, 1, 1], [2, 3, 5], [1, 1, 1], [3, 1, 11], [32, 1, 1]] {
		let mut header = Header::new(FloatMode::Strict);
		(header.workgroup_size, header.uniform, header.params) = (size, 2, 1);
		(header.inputs, header.outputs, header.workgroup_words) = (1, 1, 64);
		let lanes = header.lanes();
		let builder = Builder::new(header)
			.builtin(Reg(6), Builtin::LocalIndex)
			.builtin(Reg(2), Builtin::LocalX)
			.builtin(Reg(3), Builtin::LocalY)
			.builtin(Reg(4), Builtin::LocalZ)
			.binary(BinaryOp::Shl, Reg(3), Reg(3), 8u32)
			.binary(BinaryOp::Or, Reg(2), Reg(2), Reg(3))
			.binary(BinaryOp::Shl, Reg(4), Reg(4), 16u32)
			.binary(BinaryOp::Or, Reg(2), Reg(2), Reg(4))
			.param(Reg(1), 0)
			.push(begin(3))
			.push(Instr::Load {
				space: Space::Input(0),
				width: Width::One,
				dst: Reg(0),
				address: Address::at(1),
			})
			.store(Space::Workgroup, Reg(6), Reg(2))
			// A lane too many would write to all lanes' words.
			.push(Instr::Atomic {
				op: AtomicOp::Add,
				address: Address::at(lanes),
				value: Reg(0),
			})
			.barrier()
			.load(Space::Workgroup, Reg(5), Address::at(lanes))
			.push(Instr::If {
				when: When::If(Reg(1)),
			})
			.push(Instr::UniformLoad {
				dst: Reg(8),
				address: Address::at(60),
			})
			.break_when(When::If(Reg(0)))
			.push(Instr::End)
			.push(END_LOOP);
		let builder = count(builder, 1);
		let bytecode = builder
			.binary(BinaryOp::Xor, Reg(2), Reg(2), Reg(5))
			.store(Space::Output(0), Reg(6), Reg(2))
			.finish();
		cases.push(Case {
			name: format!("{size:?}"),
			program: Program::parse(&bytecode).expect("valid"),
			grid: [1, 1, 1],
			inputs: vec![vec![0, 7]],
			outputs: vec![flat(lanes + 40, lanes + 40)],
			params: vec![1],
			only: None,
		});
	}
	check(gpu, &cases);
}

/// A field that is known, zeros put into it, a branch, a wide load, a square root and a barrier:
/// generated program 2545, in which lavapipe lost the field as it was written first.
#[test]
fn field_inserted_in_a_branch_should_be_there_behind_a_barrier() {
	let Some(gpu) = device() else { return };
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.outputs) = ([4, 2, 1], 1);
	header.private_words = 4;
	let bytecode = Builder::new(header)
		.builtin(Reg(0), Builtin::LocalIndex)
		.binary(BinaryOp::Mul, Reg(3), Reg(0), 0x7460_e861u32)
		.builtin(Reg(9), Builtin::LocalZ)
		.push(Instr::Load {
			space: Space::Private,
			width: Width::Two,
			dst: Reg(1),
			address: Address::reg(Reg(0)).plus(3),
		})
		.push(Instr::If { when: When::Unless(Reg(9)) })
		.push(Instr::Insert {
			dst: Reg(3),
			base: Reg(3),
			bits: Reg(1),
			field: Field::Fixed { offset: 1, count: 19 },
		})
		.unary(UnaryOp::Sqrt, Reg(7), Reg(1))
		.push(Instr::End)
		.barrier()
		.binary(BinaryOp::Mul, Reg(8), Reg(0), 8u32)
		.store(Space::Output(0), Address::reg(Reg(8)).plus(2), Reg(2))
		.store(Space::Output(0), Address::reg(Reg(8)).plus(3), Reg(3))
		.store(Space::Output(0), Address::reg(Reg(8)).plus(7), Reg(7))
		.finish();
	let case = Case {
		name: "inserted".into(),
		program: Program::parse(&bytecode).expect("valid"),
		grid: [1, 1, 1],
		inputs: vec![],
		outputs: vec![flat(64, 64)],
		params: vec![],
		only: None,
	};
	check(gpu, &[case]);
}
