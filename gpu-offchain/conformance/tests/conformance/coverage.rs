//! No instruction is left out: each form that decodes is in a vector, and whatever takes its place
//! there is noticed.

use crate::passes::{interpret, program};
use assay_conformance::{vectors, Vector};
use assay_touchstone::{
	decode, encode, Address, AtomicOp, BinaryOp, Bound, Buffer, Builtin, Field, FloatMode, Header,
	Instr, MulAddOp, Operand, Program, Space, UnaryOp, When, Width,
};
use std::collections::{BTreeMap, BTreeSet};

fn address_form(address: &Address) -> &'static str {
	match (address.base, address.offset) {
		(None, _) => "fixed",
		(Some(_), 0) => "register",
		(Some(_), _) => "register and offset",
	}
}

fn operand_form(operand: &Operand) -> &'static str {
	match operand {
		Operand::Reg(_) => "register",
		Operand::Imm(_) => "immediate",
	}
}

fn field_form(field: &Field) -> &'static str {
	match field {
		Field::Fixed { .. } => "immediate",
		Field::Dynamic { .. } => "registers",
	}
}

fn when_form(when: &When) -> &'static str {
	match when {
		When::Always => "always",
		When::If(_) => "if",
		When::Unless(_) => "unless",
	}
}

fn space_form(space: &Space) -> &'static str {
	match space {
		Space::Input(_) => "input",
		Space::Output(_) => "output",
		Space::Workgroup => "workgroup",
		Space::Private => "private",
	}
}

/// What makes instructions the same but for registers and numbers.
fn form(instr: &Instr) -> String {
	match instr {
		Instr::Const { .. } => "const".into(),
		Instr::Copy { .. } => "copy".into(),
		Instr::Builtin { which, .. } => format!("builtin {}", which.mnemonic()),
		Instr::Param { .. } => "param".into(),
		Instr::ParamAt { address, .. } => format!("param_at, {}", address_form(address)),
		Instr::Length { buffer, .. } => match buffer {
			Buffer::Input(_) => "length of an input".into(),
			Buffer::Output(_) => "length of an output".into(),
		},
		Instr::Unary { op, .. } => op.mnemonic().into(),
		Instr::Binary { op, b, .. } => format!("{}, {}", op.mnemonic(), operand_form(b)),
		Instr::MulAdd { op, b, .. } => format!("{}, {}", op.mnemonic(), operand_form(b)),
		Instr::Select { .. } => "select".into(),
		Instr::Extract { signed, field, .. } => {
			format!("extract, signed {signed}, {}", field_form(field))
		},
		Instr::Insert { field, .. } => format!("insert, {}", field_form(field)),
		Instr::Load { space, width, address, .. } => {
			format!("load {} {width:?}, {}", space_form(space), address_form(address))
		},
		Instr::Store { space, width, address, .. } => {
			format!("store {} {width:?}, {}", space_form(space), address_form(address))
		},
		Instr::UniformLoad { address, .. } => format!("uniform_load, {}", address_form(address)),
		Instr::Atomic { op, address, .. } => {
			format!("atomic {}, {}", op.mnemonic(), address_form(address))
		},
		Instr::If { when } => format!("if, {}", when_form(when)),
		Instr::Else => "else".into(),
		Instr::End => "end".into(),
		Instr::Loop { bound } => match bound {
			Bound::Constant(_) => "loop".into(),
			Bound::Param { .. } => "loop by a parameter".into(),
		},
		Instr::Continuing => "continuing".into(),
		Instr::EndLoop { leave } => {
			format!("end_loop, {}", leave.as_ref().map_or("nobody", when_form))
		},
		Instr::Break { when } => format!("break, {}", when_form(when)),
		Instr::Continue { when } => format!("continue, {}", when_form(when)),
		Instr::Exit { when } => format!("exit, {}", when_form(when)),
		Instr::Barrier => "barrier".into(),
	}
}

/// The forms of all instructions that decode, by trying all words that could be one.
fn all_forms() -> BTreeSet<String> {
	let header = Header::new(FloatMode::Relaxed).to_words();
	let mut forms = BTreeSet::new();
	for opcode in 0..=255 {
		for rest in 0..1 << 16 {
			// Numbers of operations, inputs and conditions are small, but for bit 7 of z.
			let [y, z] = [rest & 255, rest >> 8];
			if y > 16 || z & 0x7f > 0x30 {
				continue;
			}
			for (x, following) in [(0, 1), (1, 1), (1, 0x0101)] {
				let first = opcode | x << 8 | y << 16 | z << 24;
				let words = header.iter().copied().chain([first, following, 1, 1]);
				let bytes: Vec<u8> = words.flat_map(u32::to_le_bytes).collect();
				let (_, mut decoded) = decode(&bytes).expect("the header is right");
				if let Some(Ok((_, instr))) = decoded.next() {
					forms.insert(form(&instr));
				}
			}
		}
	}
	forms
}

/// What takes an instruction's place.
#[derive(Clone, Debug)]
enum Change {
	/// Other instructions, or none.
	Instead(Vec<Instr>),
	/// The next one stands before it.
	Later,
}

fn others<T: Copy + PartialEq>(all: &[T], one: T) -> impl Iterator<Item = T> + '_ {
	all.iter().copied().filter(move |it| *it != one)
}

fn other_conditions(when: When) -> Vec<When> {
	match when {
		When::If(register) => vec![When::Unless(register), When::Always],
		When::Unless(register) => vec![When::If(register), When::Always],
		When::Always => vec![],
	}
}

/// All that could be taken for an instruction, as many for each of a form. `strict` says that
/// functions of relaxed kernels can't.
fn changes(instr: Instr, strict: bool) -> Vec<Change> {
	use Change::{Instead, Later};
	let none = Instead(vec![]);
	let one = |instr| Instead(vec![instr]);
	let moved = |address: Address| Address { offset: address.offset.wrapping_add(1), ..address };
	match instr {
		Instr::Const { dst, value } => (0..32)
			.step_by(31)
			.map(|bit| {
				let value = value ^ 1 << bit;
				one(Instr::Const { dst, value })
			})
			.collect(),
		Instr::Copy { dst, src } => {
			let op = UnaryOp::Not;
			vec![none, one(Instr::Unary { op, dst, a: src })]
		},
		Instr::Builtin { dst, which } => {
			others(Builtin::ALL, which).map(|which| one(Instr::Builtin { dst, which })).collect()
		},
		Instr::Param { dst, index } => {
			let other = index ^ 1;
			vec![none, one(Instr::Param { dst, index: other })]
		},
		Instr::ParamAt { dst, address } => {
			let address = moved(address);
			vec![none, one(Instr::ParamAt { dst, address })]
		},
		Instr::Length { dst, buffer } => {
			let buffer = match buffer {
				Buffer::Input(index) => Buffer::Input(index ^ 1),
				Buffer::Output(index) => Buffer::Output(index ^ 1),
			};
			vec![none, one(Instr::Length { dst, buffer })]
		},
		Instr::Unary { op, dst, a } => others(UnaryOp::ALL, op)
			.filter(|op| !strict || !op.relaxed_only())
			.map(|op| one(Instr::Unary { op, dst, a }))
			.collect(),
		Instr::Binary { op, dst, a, b } => others(BinaryOp::ALL, op)
			.filter(|op| !strict || !op.relaxed_only())
			.map(|op| one(Instr::Binary { op, dst, a, b }))
			.collect(),
		Instr::MulAdd { op, dst, a, b, c } => {
			others(MulAddOp::ALL, op).map(|op| one(Instr::MulAdd { op, dst, a, b, c })).collect()
		},
		Instr::Select { dst, cond, on_true, on_false } => {
			vec![one(Instr::Select { dst, cond, on_true: on_false, on_false: on_true })]
		},
		Instr::Extract { signed, dst, a, field } => vec![
			one(Instr::Extract { signed: !signed, dst, a, field }),
			one(Instr::Insert { dst, base: a, bits: a, field }),
		],
		Instr::Insert { dst, base, bits, field } => vec![
			one(Instr::Copy { dst, src: base }),
			one(Instr::Insert { dst, base: bits, bits: base, field }),
		],
		Instr::Load { space, width, dst, address } => {
			let load = |width, address| one(Instr::Load { space, width, dst, address });
			let widths = others(&Width::ALL, width).map(|width| load(width, address));
			[none, load(width, moved(address))].into_iter().chain(widths).collect()
		},
		Instr::Store { space, width, src, address } => {
			let store = |width, address| one(Instr::Store { space, width, src, address });
			let widths = others(&Width::ALL, width).map(|width| store(width, address));
			[none, store(width, moved(address))].into_iter().chain(widths).collect()
		},
		Instr::UniformLoad { dst, address } => {
			let address = moved(address);
			vec![one(Instr::Barrier), one(Instr::UniformLoad { dst, address })]
		},
		Instr::Atomic { op, address, value } => {
			let atomic = |op, address| one(Instr::Atomic { op, address, value });
			let ops = others(AtomicOp::ALL, op).map(|op| atomic(op, address));
			[none, atomic(op, moved(address))].into_iter().chain(ops).collect()
		},
		Instr::If { when } => {
			let branches = other_conditions(when).into_iter().take(1);
			branches.map(|when| one(Instr::If { when })).collect()
		},
		Instr::Else => vec![none],
		Instr::End => vec![Later],
		Instr::Loop { bound } => {
			let bounds = match bound {
				Bound::Constant(bound) => {
					vec![Bound::Constant(bound + 1), Bound::Constant(bound.max(1) - 1)]
				},
				Bound::Param { param, mul, div, add } => [
					(param ^ 1, mul, div, add),
					(param, mul + 1, div, add),
					(param, mul, div, add + 1),
				]
				.into_iter()
				.map(|(param, mul, div, add)| Bound::Param { param, mul, div, add })
				.collect(),
			};
			bounds.into_iter().map(|bound| one(Instr::Loop { bound })).collect()
		},
		Instr::Continuing => vec![none, Later],
		Instr::EndLoop { leave } => match leave {
			None => vec![one(Instr::EndLoop { leave: Some(When::Always) })],
			Some(when) => other_conditions(when)
				.into_iter()
				.map(Some)
				.chain([None])
				.map(|leave| one(Instr::EndLoop { leave }))
				.collect(),
		},
		Instr::Break { when } => {
			let breaks = other_conditions(when).into_iter();
			let breaks = breaks.map(|when| one(Instr::Break { when }));
			[none, one(Instr::Continue { when })].into_iter().chain(breaks).collect()
		},
		Instr::Continue { when } => {
			let continues = other_conditions(when).into_iter();
			let continues = continues.map(|when| one(Instr::Continue { when }));
			[none, one(Instr::Break { when })].into_iter().chain(continues).collect()
		},
		Instr::Exit { when } => {
			let exits = other_conditions(when).into_iter();
			let exits = exits.map(|when| one(Instr::Exit { when }));
			[none].into_iter().chain(exits).collect()
		},
		Instr::Barrier => vec![none],
	}
}

/// The program with a change, if that is valid.
fn changed(program: &Program, at: usize, change: &Change) -> Option<Program> {
	let mut code = program.code().to_vec();
	match change {
		Change::Instead(instead) => {
			code.splice(at..=at, instead.iter().copied());
		},
		Change::Later if at + 1 < code.len() => code.swap(at, at + 1),
		Change::Later => return None,
	}
	Program::parse(&encode(program.header(), &code)).ok()
}

/// Whether the vector shows that the program isn't the right one.
fn is_noticed(vector: &Vector, program: &Program) -> bool {
	match interpret(vector, program) {
		Ok(made) => vector.difference(&made).is_some(),
		// A barrier or a store that is elsewhere makes a race.
		Err(_) => true,
	}
}

#[test]
fn every_form_should_matter_in_a_vector() {
	let vectors = vectors();
	let programs: Vec<Program> = vectors.iter().map(program).collect();
	let mut places: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
	for (vector, program) in programs.iter().enumerate() {
		for (at, instr) in program.code().iter().enumerate() {
			places.entry(form(instr)).or_default().push((vector, at));
		}
	}
	let forms = all_forms();
	let mut missing = Vec::new();
	let mut unnoticed = Vec::new();
	let mut noticed = 0;
	for form in &forms {
		let Some(places) = places.get(form) else {
			missing.push(form);
			continue;
		};
		let (vector, at) = places[0];
		let strict = |vector: usize| programs[vector].header().float_mode == FloatMode::Strict;
		let at_least = changes(programs[vector].code()[at], strict(vector)).len();
		for number in 0..at_least {
			let shows = |&(vector, at): &(usize, usize)| {
				let all = changes(programs[vector].code()[at], strict(vector));
				let change = all.get(number)?;
				let other = changed(&programs[vector], at, change)?;
				is_noticed(&vectors[vector], &other).then_some(())
			};
			match places.iter().find_map(shows) {
				Some(()) => noticed += 1,
				None => {
					let change = changes(programs[vector].code()[at], strict(vector));
					unnoticed.push(format!("{form}: {number} {:?}", change[number]));
				},
			}
		}
	}
	eprintln!("{} forms, {noticed} changes noticed", forms.len());
	assert!(forms.len() > 250, "{} forms", forms.len());
	assert!(missing.is_empty(), "in no vector: {missing:#?}, not noticed: {unnoticed:#?}");
	assert!(unnoticed.is_empty(), "not noticed: {unnoticed:#?}");
}
