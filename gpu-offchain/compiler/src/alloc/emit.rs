//! Items with registers become instructions.

use super::flatten::{Arg, Code, Item};
use crate::ir::Op;
use assay_touchstone::{Address, Builder, Field, Header, Instr, Operand, Reg, When};

/// A block of instructions that can still be rearranged.
enum Tree {
	Plain(Instr),
	If(Reg, Vec<Tree>, Vec<Tree>),
	/// The loop, its body, its end.
	Loop(Instr, Vec<Tree>, Option<When>),
}

/// Writes the bytecode.
pub(super) fn emit(code: &Code, registers: &[u8], header: Header) -> Vec<u8> {
	let mut items = code.items.iter();
	let (mut trees, _) = parse(&mut items, registers);
	// An exit at the very end says nothing.
	while let Some(Tree::Plain(Instr::Exit { when: When::Always })) = trees.last() {
		trees.pop();
	}
	let mut builder = Builder::new(header);
	write(&trees, &mut |instr| {
		builder = std::mem::replace(&mut builder, Builder::new(header)).push(instr);
	});
	builder.finish()
}

enum Stop {
	Else,
	End,
	EndLoop(Option<When>),
}

fn parse(items: &mut std::slice::Iter<'_, Item>, registers: &[u8]) -> (Vec<Tree>, Stop) {
	let reg = |var: u32| Reg(registers[var as usize]);
	let mut trees = Vec::new();
	while let Some(item) = items.next() {
		match item {
			Item::Op { op, args, defs } => {
				if let Some(instr) = instruction(*op, args, defs, registers) {
					trees.push(Tree::Plain(instr));
				}
			},
			Item::Copy { dst, src } => {
				if reg(*dst) != reg(*src) {
					trees.push(Tree::Plain(Instr::Copy { dst: reg(*dst), src: reg(*src) }));
				}
			},
			Item::If(cond) => {
				let (accept, stop) = parse(items, registers);
				let reject = match stop {
					Stop::Else => parse(items, registers).0,
					Stop::End | Stop::EndLoop(_) => Vec::new(),
				};
				branch(reg(*cond), accept, reject, &mut trees);
			},
			Item::Else => return (trees, Stop::Else),
			Item::End => return (trees, Stop::End),
			Item::Loop(bound) => {
				let (mut body, stop) = parse(items, registers);
				let mut leave = match stop {
					Stop::EndLoop(leave) => leave,
					Stop::Else | Stop::End => None,
				};
				// A break at the very end is what the end of a loop can do itself.
				if leave.is_none() {
					if let Some(Tree::Plain(Instr::Break { when })) = body.last() {
						leave = Some(*when);
						body.pop();
					}
				}
				while let Some(Tree::Plain(
					Instr::Continuing | Instr::Continue { when: When::Always },
				)) = body.last()
				{
					body.pop();
				}
				trees.push(Tree::Loop(Instr::Loop { bound: *bound }, body, leave));
			},
			Item::Continuing => trees.push(Tree::Plain(Instr::Continuing)),
			Item::EndLoop(cond) => {
				return (trees, Stop::EndLoop(cond.map(|cond| When::If(reg(cond)))))
			},
			Item::Break => trees.push(Tree::Plain(Instr::Break { when: When::Always })),
			Item::Continue => trees.push(Tree::Plain(Instr::Continue { when: When::Always })),
			Item::Exit => trees.push(Tree::Plain(Instr::Exit { when: When::Always })),
		}
	}
	(trees, Stop::End)
}

/// The only thing that a branch does, if it is to leave.
fn leaving(branch: &[Tree], when: When) -> Option<Instr> {
	match branch {
		[Tree::Plain(Instr::Break { when: When::Always })] => Some(Instr::Break { when }),
		[Tree::Plain(Instr::Continue { when: When::Always })] => Some(Instr::Continue { when }),
		[Tree::Plain(Instr::Exit { when: When::Always })] => Some(Instr::Exit { when }),
		_ => None,
	}
}

fn branch(cond: Reg, accept: Vec<Tree>, reject: Vec<Tree>, out: &mut Vec<Tree>) {
	if accept.is_empty() && reject.is_empty() {
		return;
	}
	if let Some(leave) = leaving(&accept, When::If(cond)) {
		out.push(Tree::Plain(leave));
		out.extend(reject);
	} else if let Some(leave) = leaving(&reject, When::Unless(cond)) {
		out.push(Tree::Plain(leave));
		out.extend(accept);
	} else {
		out.push(Tree::If(cond, accept, reject));
	}
}

fn write(trees: &[Tree], push: &mut dyn FnMut(Instr)) {
	for tree in trees {
		match tree {
			Tree::Plain(instr) => push(*instr),
			Tree::If(cond, accept, reject) => {
				let when = match accept.is_empty() {
					true => When::Unless(*cond),
					false => When::If(*cond),
				};
				push(Instr::If { when });
				write(accept, push);
				if !accept.is_empty() && !reject.is_empty() {
					push(Instr::Else);
				}
				write(reject, push);
				push(Instr::End);
			},
			Tree::Loop(start, body, leave) => {
				push(*start);
				write(body, push);
				push(Instr::EndLoop { leave: *leave });
			},
		}
	}
}

fn instruction(op: Op, args: &[Arg], defs: &[u32], registers: &[u8]) -> Option<Instr> {
	let reg = |var: u32| Reg(registers[var as usize]);
	let dst = defs.first().map(|def| reg(*def));
	let arg = |i: usize| match args.get(i) {
		Some(Arg::Var(var)) => Some(reg(*var)),
		Some(Arg::Imm(_)) | None => None,
	};
	let operand = |i: usize| match args.get(i) {
		Some(Arg::Imm(value)) => Some(Operand::Imm(*value)),
		Some(Arg::Var(_)) | None => arg(i).map(Operand::Reg),
	};
	let address = |has_base: bool, offset: u32| match has_base {
		true => arg(0).map(|base| Address::reg(base).plus(offset)),
		false => Some(Address::at(offset)),
	};
	Some(match op {
		Op::Const(value) => Instr::Const { dst: dst?, value },
		Op::Builtin(which) => Instr::Builtin { dst: dst?, which },
		Op::Param(index) => Instr::Param { dst: dst?, index },
		Op::Length(buffer) => Instr::Length { dst: dst?, buffer },
		Op::ParamAt(offset) => Instr::ParamAt { dst: dst?, address: address(true, offset)? },
		Op::Unary(op) => Instr::Unary { op, dst: dst?, a: arg(0)? },
		Op::Binary(op) => Instr::Binary { op, dst: dst?, a: arg(0)?, b: operand(1)? },
		Op::MulAdd(op) => Instr::MulAdd { op, dst: dst?, a: arg(0)?, b: operand(1)?, c: arg(2)? },
		Op::Select => {
			Instr::Select { dst: dst?, cond: arg(0)?, on_true: arg(1)?, on_false: arg(2)? }
		},
		Op::Extract(signed, offset, count) => {
			Instr::Extract { signed, dst: dst?, a: arg(0)?, field: Field::Fixed { offset, count } }
		},
		Op::ExtractDynamic(signed) => Instr::Extract {
			signed,
			dst: dst?,
			a: arg(0)?,
			field: Field::Dynamic { offset: arg(1)?, count: arg(2)? },
		},
		Op::Insert(offset, count) => Instr::Insert {
			dst: dst?,
			base: arg(0)?,
			bits: arg(1)?,
			field: Field::Fixed { offset, count },
		},
		Op::InsertDynamic => Instr::Insert {
			dst: dst?,
			base: arg(0)?,
			bits: arg(1)?,
			field: Field::Dynamic { offset: arg(2)?, count: arg(3)? },
		},
		Op::Load(space, width, offset) => {
			Instr::Load { space, width, dst: dst?, address: address(!args.is_empty(), offset)? }
		},
		Op::UniformLoad(offset, _) => {
			Instr::UniformLoad { dst: dst?, address: address(!args.is_empty(), offset)? }
		},
		Op::Store(space, width, offset, has_base) => Instr::Store {
			space,
			width,
			src: arg(usize::from(has_base))?,
			address: address(has_base, offset)?,
		},
		Op::Atomic(op, offset, has_base) => Instr::Atomic {
			op,
			address: address(has_base, offset)?,
			value: arg(usize::from(has_base))?,
		},
		Op::Barrier(_) => Instr::Barrier,
	})
}
