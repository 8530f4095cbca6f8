//! Where barriers may stand, and that no lane misses one there.
//!
//! `TOUCHSTONE_PROGRAMS` sets how many programs are changed at random.

#[allow(dead_code)]
mod generator;
#[allow(dead_code)]
mod reference;

use assay_touchstone::*;
use generator::{case, Numbers};

/// The same in all lanes.
const U: Reg = Reg(0);
const V: Reg = Reg(1);
/// Not so.
const L: Reg = Reg(2);
const M: Reg = Reg(3);

/// Two uniform registers of four.
fn header() -> Header {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.registers, header.uniform) = ([4, 1, 1], 6, 2);
	(header.workgroup_words, header.private_words) = (8, 8);
	(header.inputs, header.outputs, header.params) = (1, 1, 2);
	header
}

fn parse(code: &[Instr]) -> Result<Program, Invalid> {
	Program::parse(&encode(&header(), code))
}

const BARRIER: Instr = Instr::Barrier;
const SAME: When = When::If(U);
const OWN: When = When::Unless(L);
const WRITE: Instr = Instr::Const { dst: V, value: 1 };
const UNIFORM_LOAD: Instr = Instr::UniformLoad { dst: M, address: Address::reg(V) };
const IF_SAME: Instr = Instr::If { when: SAME };
const IF_OWN: Instr = Instr::If { when: OWN };
const LOOP: Instr = Instr::Loop { bound: Bound::Constant(3) };
const END_LOOP: Instr = Instr::EndLoop { leave: None };
const BREAK: Instr = Instr::Break { when: When::Always };
const BREAK_SAME: Instr = Instr::Break { when: SAME };
const BREAK_OWN: Instr = Instr::Break { when: OWN };
const CONTINUE_SAME: Instr = Instr::Continue { when: SAME };
const CONTINUE_OWN: Instr = Instr::Continue { when: OWN };
const EXIT: Instr = Instr::Exit { when: When::Always };
const EXIT_SAME: Instr = Instr::Exit { when: SAME };
const EXIT_OWN: Instr = Instr::Exit { when: OWN };
use Instr::{Continuing, Else, End};

fn end_loop(leave: When) -> Instr {
	Instr::EndLoop { leave: Some(leave) }
}

/// What all lanes reach together. `BARRIER` also stands for a uniform load and for a write to a
/// uniform register: each form is tried with each.
#[test]
fn barriers_should_stand_where_all_lanes_come() {
	let legal: &[&[Instr]] = &[
		&[BARRIER],
		&[IF_SAME, BARRIER, Else, BARRIER, End],
		&[IF_SAME, IF_SAME, BARRIER, End, End, BARRIER],
		&[IF_OWN, Else, End, BARRIER],
		&[LOOP, BARRIER, END_LOOP, BARRIER],
		&[LOOP, LOOP, BARRIER, END_LOOP, END_LOOP],
		&[LOOP, BARRIER, BREAK_SAME, BARRIER, END_LOOP],
		&[LOOP, CONTINUE_SAME, BARRIER, Continuing, BARRIER, END_LOOP],
		&[LOOP, BARRIER, end_loop(SAME)],
		&[LOOP, BARRIER, IF_SAME, BREAK, End, BARRIER, END_LOOP],
		&[LOOP, IF_OWN, End, BARRIER, END_LOOP],
		// Whoever has left a loop is back behind it.
		&[BARRIER, LOOP, BREAK_OWN, END_LOOP, BARRIER],
		&[LOOP, end_loop(OWN), BARRIER],
		&[IF_OWN, LOOP, BREAK, END_LOOP, End, BARRIER],
		&[LOOP, LOOP, BREAK_OWN, END_LOOP, BARRIER, END_LOOP],
		&[LOOP, BARRIER, LOOP, CONTINUE_OWN, BREAK_SAME, END_LOOP, END_LOOP],
		// Whoever has continued is back in the continuing part, or at the end.
		&[LOOP, BARRIER, CONTINUE_OWN, END_LOOP],
		&[LOOP, CONTINUE_OWN, Continuing, BARRIER, END_LOOP],
		&[LOOP, BARRIER, IF_OWN, Instr::Continue { when: When::Always }, End, end_loop(SAME)],
		// Whoever exits takes all others along, or does nothing that matters.
		&[EXIT_SAME, BARRIER],
		&[LOOP, BARRIER, EXIT_SAME, END_LOOP],
		&[IF_SAME, EXIT, End, BARRIER],
		&[BARRIER, EXIT_OWN],
		&[LOOP, BARRIER, END_LOOP, LOOP, EXIT_OWN, END_LOOP],
		&[BARRIER, IF_OWN, EXIT, End],
	];
	for code in legal {
		for stand_in in [BARRIER, UNIFORM_LOAD, WRITE] {
			let code = replaced(code, stand_in);
			assert!(parse(&code).is_ok(), "{code:?}: {:?}", parse(&code));
		}
	}
}

fn replaced(code: &[Instr], stand_in: Instr) -> Vec<Instr> {
	let put = |instr: &Instr| if *instr == BARRIER { stand_in } else { *instr };
	code.iter().map(put).collect()
}

/// The byte of the instruction with this number.
fn offset(code: &[Instr], number: usize) -> u32 {
	encode(&header(), &code[..number]).len() as u32
}

#[test]
fn barriers_that_lanes_may_miss_should_be_refused() {
	// With the number of the barrier that is to blame.
	let illegal: &[(usize, &[Instr])] = &[
		(1, &[IF_OWN, BARRIER, End]),
		(2, &[IF_OWN, Else, BARRIER, End]),
		(2, &[IF_OWN, IF_SAME, BARRIER, End, End]),
		(2, &[IF_SAME, IF_OWN, BARRIER, End, End]),
		(2, &[IF_OWN, LOOP, BARRIER, END_LOOP, End]),
		(2, &[LOOP, BREAK_OWN, BARRIER, END_LOOP]),
		// Before the break in the text, behind it in the next iteration.
		(1, &[LOOP, BARRIER, BREAK_OWN, END_LOOP]),
		(1, &[LOOP, BARRIER, end_loop(OWN)]),
		(2, &[LOOP, CONTINUE_OWN, BARRIER, END_LOOP]),
		(3, &[LOOP, CONTINUE_OWN, BREAK_SAME, BARRIER, END_LOOP]),
		(2, &[LOOP, BREAK_OWN, BARRIER, Continuing, END_LOOP]),
		(3, &[LOOP, BREAK_OWN, Continuing, BARRIER, END_LOOP]),
		(2, &[LOOP, Continuing, BARRIER, end_loop(OWN)]),
		// Lanes that continued don't break: those that break leave without them.
		(1, &[LOOP, BARRIER, CONTINUE_OWN, BREAK, Continuing, END_LOOP]),
		(1, &[LOOP, BARRIER, IF_OWN, BREAK, End, END_LOOP]),
		(1, &[LOOP, BARRIER, IF_OWN, BREAK_SAME, End, END_LOOP]),
		(4, &[LOOP, IF_OWN, Instr::Continue { when: When::Always }, End, BARRIER, END_LOOP]),
		(2, &[LOOP, LOOP, BARRIER, END_LOOP, BREAK_OWN, END_LOOP]),
		(3, &[LOOP, BREAK_OWN, LOOP, BARRIER, END_LOOP, END_LOOP]),
		(1, &[EXIT_OWN, BARRIER]),
		(3, &[IF_OWN, EXIT, End, BARRIER]),
		(3, &[IF_OWN, EXIT_SAME, End, BARRIER]),
		(1, &[LOOP, BARRIER, EXIT_OWN, END_LOOP]),
		(3, &[LOOP, EXIT_OWN, END_LOOP, BARRIER]),
		(1, &[LOOP, BARRIER, LOOP, EXIT_OWN, END_LOOP, END_LOOP]),
		(2, &[LOOP, LOOP, BARRIER, END_LOOP, IF_OWN, EXIT, End, END_LOOP]),
	];
	for (number, code) in illegal {
		for (stand_in, reason) in [
			(BARRIER, Reason::DivergentBarrier),
			(UNIFORM_LOAD, Reason::DivergentBarrier),
			(WRITE, Reason::DivergentWrite),
		] {
			let code = replaced(code, stand_in);
			let offset = offset(&code, *number);
			assert_eq!(parse(&code).map(|_| ()), Err(Invalid { offset, reason }), "{code:?}");
		}
	}
}

#[test]
fn uniform_registers_should_be_made_of_what_is_the_same() {
	let load = |space, width, dst, base| Instr::Load {
		space,
		width,
		dst,
		address: Address { base, offset: 1 },
	};
	let input = Space::Input(0);
	let (dst, value) = (U, 7);
	let binary = |a, b| Instr::Binary { op: BinaryOp::DivF, dst, a, b };
	let dynamic = |offset, count| Instr::Extract {
		signed: false,
		dst,
		a: V,
		field: Field::Dynamic { offset, count },
	};
	let select = |cond, on_true, on_false| Instr::Select { dst, cond, on_true, on_false };
	let mul_add = |a, b, c| Instr::MulAdd { op: MulAddOp::Int, dst, a, b, c };
	let insert =
		|base, bits| Instr::Insert { dst, base, bits, field: Field::Fixed { offset: 1, count: 2 } };
	let param_at = |base| Instr::ParamAt { dst, address: Address::reg(base) };
	let uniform_load = |dst, base| Instr::UniformLoad { dst, address: Address { base, offset: 3 } };
	let same = [
		Instr::Const { dst, value },
		Instr::Param { dst, index: 1 },
		param_at(V),
		Instr::Length { dst, buffer: Buffer::Output(0) },
		Instr::Copy { dst, src: V },
		Instr::Unary { op: UnaryOp::Sqrt, dst, a: V },
		binary(V, Operand::Imm(3)),
		binary(V, U.into()),
		mul_add(U, V.into(), V),
		select(U, V, V),
		dynamic(U, V),
		insert(U, V),
		load(input, Width::One, dst, None),
		load(input, Width::One, dst, Some(V)),
		load(input, Width::Two, dst, Some(V)),
		// The first words are uniform registers, the others are free to be anything.
		load(input, Width::Four, V, Some(V)),
		uniform_load(U, Some(V)),
		uniform_load(U, None),
		uniform_load(M, None),
	];
	for instr in same {
		assert!(parse(&[BARRIER, instr]).is_ok(), "{instr:?}");
	}
	let different = [
		param_at(L),
		Instr::Copy { dst, src: L },
		Instr::Unary { op: UnaryOp::Not, dst, a: L },
		binary(L, Operand::Imm(3)),
		binary(V, L.into()),
		mul_add(L, V.into(), V),
		mul_add(V, L.into(), V),
		mul_add(V, V.into(), L),
		select(L, V, V),
		select(V, L, V),
		select(V, V, L),
		dynamic(L, V),
		dynamic(V, L),
		insert(L, V),
		insert(V, L),
		load(input, Width::One, dst, Some(L)),
		load(input, Width::Four, V, Some(L)),
		load(Space::Output(0), Width::One, dst, None),
		load(Space::Workgroup, Width::One, dst, Some(V)),
		load(Space::Private, Width::One, dst, None),
		// Whatever is loaded: the place has to be the same.
		uniform_load(U, Some(L)),
		uniform_load(M, Some(L)),
	];
	let refused = Err(Invalid { offset: 28, reason: Reason::NotUniform });
	for instr in different {
		assert_eq!(parse(&[BARRIER, instr]).map(|_| ()), refused, "{instr:?}");
	}
	let own = [
		Builtin::LocalIndex,
		Builtin::LocalX,
		Builtin::LocalY,
		Builtin::LocalZ,
		Builtin::GlobalX,
		Builtin::GlobalY,
		Builtin::GlobalZ,
	];
	for &which in Builtin::ALL {
		let made = parse(&[BARRIER, Instr::Builtin { dst, which }]).map(|_| ());
		let expected = if own.contains(&which) { refused } else { Ok(()) };
		assert_eq!(made, expected, "{which:?}");
	}
	// Other registers take anything, anywhere.
	assert!(parse(&[IF_OWN, Instr::Copy { dst: L, src: U }, End]).is_ok());
}

/// Seed 2237 of the generated programs, as it was before barriers had to be in uniform control
/// flow: only lane 0 enters the `if`, and no lane comes to the uniform load in its loop. The
/// interpreter found nothing wrong; lavapipe, which takes all lanes through the loop, lost a write.
#[test]
fn a_barrier_that_no_lane_reaches_should_be_refused() {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.registers) = ([16, 1, 1], 8);
	(header.workgroup_words, header.outputs) = (64, 1);
	let when = When::If(Reg(4));
	let code = [
		Instr::Builtin { dst: Reg(0), which: Builtin::LocalIndex },
		Instr::Binary { op: BinaryOp::Mul, dst: Reg(1), a: Reg(0), b: Operand::Imm(0x8000_0001) },
		Instr::If { when: When::Unless(Reg(1)) },
		Instr::Loop { bound: Bound::Constant(2) },
		Instr::If { when },
		Instr::Continue { when: When::Unless(Reg(4)) },
		Instr::UniformLoad { dst: Reg(2), address: Address::at(13) },
		Instr::Load {
			space: Space::Output(0),
			width: Width::One,
			dst: Reg(4),
			address: Address::reg(Reg(0)),
		},
		End,
		end_loop(When::If(Reg(6))),
		End,
	];
	let invalid = Program::parse(&encode(&header, &code)).expect_err("lanes miss the uniform load");
	let offset = encode(&header, &code[..6]).len() as u32;
	let reason = Reason::DivergentBarrier;
	assert_eq!(invalid, Invalid { offset, reason });
}

/// Programs changed at random: whichever is valid has no barrier that lanes reach apart.
#[test]
fn valid_programs_should_keep_lanes_together_at_barriers() {
	let set = std::env::var("TOUCHSTONE_PROGRAMS").ok();
	let count: u64 = set.map_or(6000, |value| value.parse().expect("a number"));
	let (mut valid, mut refused) = (0, 0);
	for seed in 0..count {
		let mut case = case(seed);
		let mut numbers = Numbers::new(!seed);
		for _ in 0..1 + numbers.below(3) {
			let at = numbers.below(case.code.len() as u32) as usize;
			match numbers.below(4) {
				0 => case.header.uniform = numbers.below(case.header.registers.into()) as u16,
				1 => drop(case.code.remove(at)),
				_ => case.code.insert(at, BARRIER),
			}
		}
		let program = match Program::parse(&case.bytecode()) {
			Ok(program) => program,
			Err(Invalid {
				reason: Reason::DivergentBarrier | Reason::DivergentWrite | Reason::NotUniform,
				..
			}) => {
				refused += 1;
				continue;
			},
			Err(_) => continue,
		};
		valid += 1;
		if let Err(faults) = reference::run(&program, &case.scene) {
			assert_eq!(faults, [Fault::Race], "seed {seed}: {}", Listing(&program));
		}
	}
	println!("{valid} valid, {refused} refused for a barrier or a uniform register");
	assert!(valid > count / 5 && refused > count / 5);
}
