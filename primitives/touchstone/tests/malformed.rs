//! What isn't a program, and what decoding does with it.
//!
//! `TOUCHSTONE_PROGRAMS` sets how many broken programs are made.

#[allow(dead_code)]
mod generator;
#[allow(dead_code)]
mod kernels;
#[allow(dead_code)]
mod reference;

use assay_touchstone::*;
use generator::{case, Numbers};

const R: [Reg; 3] = [Reg(0), Reg(1), Reg(2)];

fn header() -> Header {
	let mut header = Header::new(FloatMode::Strict);
	(header.registers, header.inputs, header.outputs, header.params) = (3, 1, 1, 1);
	header
}

fn refused(header: Header, code: &[Instr]) -> (u32, Reason) {
	let invalid = Program::parse(&encode(&header, code)).expect_err("it should be invalid");
	(invalid.offset, invalid.reason)
}

fn words(words: &[u32]) -> Result<Program, Invalid> {
	let code = words.iter().copied();
	let all = header().to_words().into_iter().chain(code);
	Program::parse(&all.flat_map(u32::to_le_bytes).collect::<Vec<u8>>())
}

#[test]
fn headers_should_stay_within_the_limits() {
	let valid = header();
	let cases = [
		(Header { inputs: 9, ..valid }, 4, Reason::TooManyInputs),
		(Header { outputs: 5, ..valid }, 4, Reason::TooManyOutputs),
		(Header { workgroup_size: [0, 1, 1], ..valid }, 8, Reason::BadWorkgroupSize),
		(Header { workgroup_size: [1025, 1, 1], ..valid }, 8, Reason::BadWorkgroupSize),
		(Header { workgroup_size: [u16::MAX; 3], ..valid }, 8, Reason::BadWorkgroupSize),
		(Header { registers: 257, ..valid }, 12, Reason::TooManyRegisters),
		(Header { uniform: 4, ..valid }, 20, Reason::TooManyUniform),
		(Header { params: 257, ..valid }, 16, Reason::TooManyParams),
		(Header { private_words: 4097, ..valid }, 16, Reason::TooMuchPrivateMemory),
		(
			Header { private_words: 257, workgroup_size: [1024, 1, 1], ..valid },
			16,
			Reason::TooMuchPrivateMemory,
		),
		(Header { workgroup_words: 4097, ..valid }, 20, Reason::TooMuchWorkgroupMemory),
	];
	for (header, offset, reason) in cases {
		assert_eq!(refused(header, &[]), (offset, reason));
	}
	assert!(Program::parse(&encode(&valid, &[])).is_ok());
}

#[test]
fn bytes_should_be_a_whole_program() {
	let parse = |bytes: &[u8]| Program::parse(bytes).map_err(|e| (e.offset, e.reason));
	assert_eq!(parse(&[]), Err((0, Reason::Truncated)));
	assert_eq!(parse(b"TSB\x02"), Err((0, Reason::BadMagic)));
	let bytes = encode(&header(), &[Instr::Const { dst: R[0], value: 7 }]);
	for length in 0..bytes.len() {
		let whole = length == 24;
		assert_eq!(parse(&bytes[..length]).is_ok(), whole, "{length} bytes");
	}
	assert_eq!(parse(&bytes[..28]), Err((24, Reason::Truncated)));
	assert_eq!(parse(&vec![0; 32 * 1024 + 1]), Err((32 * 1024, Reason::TooLong)));
}

#[test]
fn instructions_should_name_only_what_is_announced() {
	let load = |space, width, dst, address| Instr::Load { space, width, dst, address };
	let one = Address::at(0);
	let cases = [
		(Instr::Copy { dst: Reg(3), src: R[0] }, Reason::RegisterOutOfRange),
		(Instr::Copy { dst: R[0], src: Reg(255) }, Reason::RegisterOutOfRange),
		(load(Space::Private, Width::Two, R[2], one), Reason::RegisterOutOfRange),
		(load(Space::Private, Width::Four, R[0], one), Reason::RegisterOutOfRange),
		(load(Space::Private, Width::One, R[0], Address::reg(Reg(3))), Reason::RegisterOutOfRange),
		(Instr::If { when: When::If(Reg(3)) }, Reason::RegisterOutOfRange),
		(load(Space::Input(1), Width::One, R[0], one), Reason::BufferOutOfRange),
		(load(Space::Input(200), Width::One, R[0], one), Reason::BufferOutOfRange),
		(load(Space::Output(1), Width::One, R[0], one), Reason::BufferOutOfRange),
		(Instr::Length { dst: R[0], buffer: Buffer::Input(1) }, Reason::BufferOutOfRange),
		(Instr::Param { dst: R[0], index: 1 }, Reason::ParamOutOfRange),
		(Instr::Loop { bound: Bound::param(1, 1) }, Reason::ParamOutOfRange),
		(
			Instr::Loop { bound: Bound::Param { param: 0, mul: 1, div: 0, add: 0 } },
			Reason::BoundDividesByZero,
		),
		(
			Instr::Insert {
				dst: R[0],
				base: R[0],
				bits: R[0],
				field: Field::Fixed { offset: 1, count: 32 },
			},
			Reason::FieldTooWide,
		),
		(Instr::Unary { op: UnaryOp::Sin, dst: R[0], a: R[0] }, Reason::NotStrict),
		(
			Instr::Binary { op: BinaryOp::Pow, dst: R[0], a: R[0], b: Operand::Imm(0) },
			Reason::NotStrict,
		),
		(Instr::If { when: When::Always }, Reason::UnknownOperation),
	];
	for (instr, reason) in cases {
		assert_eq!(refused(header(), &[Instr::Barrier, instr]), (28, reason), "{instr:?}");
	}
}

#[test]
fn blocks_should_be_closed_in_order() {
	let when = When::If(R[0]);
	let (begin_if, begin_loop) = (Instr::If { when }, Instr::Loop { bound: Bound::Constant(1) });
	let end_loop = Instr::EndLoop { leave: None };
	let (leave, again) = (Instr::Break { when }, Instr::Continue { when });
	let exit = Instr::Exit { when };
	let cases: &[(&[Instr], Reason)] = &[
		(&[begin_if], Reason::UnclosedBlock),
		(&[begin_loop], Reason::UnclosedBlock),
		(&[Instr::Else], Reason::ElseWithoutIf),
		(&[begin_if, Instr::Else, Instr::Else], Reason::ElseWithoutIf),
		(&[begin_loop, Instr::Else], Reason::ElseWithoutIf),
		(&[Instr::End], Reason::EndWithoutIf),
		(&[begin_loop, Instr::End], Reason::EndWithoutIf),
		(&[end_loop], Reason::NotInLoopBody),
		(&[begin_loop, begin_if, end_loop], Reason::NotInLoopBody),
		(&[Instr::Continuing], Reason::NotInLoopBody),
		(&[begin_loop, begin_if, Instr::Continuing], Reason::NotInLoopBody),
		(&[begin_loop, Instr::Continuing, Instr::Continuing], Reason::NotInLoopBody),
		(&[leave], Reason::OutsideLoop),
		(&[begin_if, again], Reason::OutsideLoop),
		(&[begin_loop, end_loop, leave], Reason::OutsideLoop),
		(&[begin_loop, Instr::Continuing, leave], Reason::LeavesContinuing),
		(&[begin_loop, Instr::Continuing, begin_if, again], Reason::LeavesContinuing),
		(&[begin_loop, Instr::Continuing, begin_loop, exit], Reason::LeavesContinuing),
	];
	for (code, reason) in cases {
		assert_eq!(refused(header(), code).1, *reason, "{code:?}");
	}
	let inner = [begin_loop, Instr::Continuing, begin_loop, leave, again, end_loop, end_loop];
	assert!(Program::parse(&encode(&header(), &inner)).is_ok());
	let deep = |depth| [vec![begin_if; depth], vec![Instr::End; depth]].concat();
	assert!(Program::parse(&encode(&header(), &deep(64))).is_ok());
	assert_eq!(refused(header(), &deep(65)), (24 + 64 * 4, Reason::TooDeep));
}

#[test]
fn every_instruction_should_have_one_encoding() {
	let not_canonical: &[&[u32]] = &[
		&[0x0100_0002],              // copy with z
		&[0x0001_0001, 5],           // const with y
		&[0x0000_0085, 0],           // an offset of nothing
		&[0x8000_0028],              // no base, no offset
		&[0x8001_00a8, 1],           // a base that isn't one
		&[0x0100_0028],              // an index of workgroup memory
		&[0x0000_0008, 0x0100],      // a long register number
		&[0x0000_0107],              // ... below
		&[0x0000_0011 | 1 << 8],     // else with x
		&[0x0000_00c0 | 1 << 24, 0], // an immediate and a register
		&[0x0003_0117],              // an unconditional break on a register
	];
	for code in not_canonical {
		match words(code) {
			Err(Invalid { offset: 24, reason: Reason::NotCanonical | Reason::Truncated }) => {},
			other => panic!("{code:x?}: {other:?}"),
		}
	}
	let unknown: &[u32] = &[0, 0x1b, 0x1f, 0x23, 0x30, 0x33, 0x5f, 0x6e, 0x7f, 0x81, 0x90, 0xff];
	for &code in unknown {
		let invalid = words(&[code, 0, 0, 0]).expect_err("there is no such opcode");
		assert_eq!((invalid.offset, invalid.reason), (24, Reason::UnknownOpcode), "{code:x}");
	}
}

#[test]
fn loops_that_cannot_be_counted_should_have_no_fuel() {
	let forever = Instr::Loop { bound: Bound::Constant(u32::MAX) };
	let end = Instr::EndLoop { leave: None };
	let nested = [[forever; 2].as_slice(), &[end; 2]].concat();
	let fuel = |code: &[Instr], params: &[u32]| {
		let program = Program::parse(&encode(&header(), code)).expect("it is valid");
		program.workgroup_fuel(params)
	};
	let most = u64::from(u32::MAX);
	assert_eq!(fuel(&nested, &[0]), Err(CostError::Overflow));
	assert_eq!(fuel(&[forever, end], &[0]), Ok(Fuel(32 * (2 + 2 + most))));
	assert_eq!(fuel(&[], &[]), Err(CostError::WrongParamCount));
	let params = [Instr::Barrier, Instr::Loop { bound: Bound::param(0, 1 << 16) }, end];
	let beyond = CostError::BoundTooLarge { instruction: 1 };
	assert_eq!(fuel(&params, &[1 << 16]), Err(beyond));
	assert_eq!(fuel(&params, &[2]), Ok(Fuel(32 * (2 + 2 + 2 + (2 << 16)))));
	let program = Program::parse(&encode(&header(), &params)).expect("it is valid");
	assert_eq!(program.pass_fuel(&[0], [2, 3, 4]), Ok(Fuel(24 * 32 * 6)));
	assert_eq!(program.pass_fuel(&[0], [u32::MAX; 3]), Err(CostError::Overflow));
	// A body that never runs costs nothing.
	let dead = [Instr::Loop { bound: Bound::Constant(0) }, forever, end, end];
	assert_eq!(fuel(&dead, &[0]), Ok(Fuel(32 * 4)));
}

#[test]
fn broken_programs_should_be_refused_or_run() {
	let set = std::env::var("TOUCHSTONE_PROGRAMS").ok();
	let count = set.map_or(3000, |value| value.parse().expect("a number"));
	let (mut parsed, mut refused) = (0, 0);
	for seed in 0..count {
		let mut numbers = Numbers::new(seed);
		let mut bytes =
			if numbers.one_in(50) { kernels::matmul(MulAddOp::Int) } else { case(seed).bytecode() };
		for _ in 0..1 + numbers.below(4) {
			let at = numbers.below(bytes.len() as u32) as usize;
			match numbers.below(4) {
				0 => bytes.truncate(at.max(1)),
				1 => bytes[at] ^= 1 << numbers.below(8),
				_ => bytes[at] = numbers.next() as u8,
			}
		}
		let Ok(program) = Program::parse(&bytes) else {
			refused += 1;
			continue;
		};
		parsed += 1;
		assert_eq!(encode(program.header(), program.code()), bytes);
		let header = *program.header();
		let params: Vec<u32> = (0..header.params).map(|_| numbers.below(3)).collect();
		let tiles = TileShape { rows: 2, row_words: 5, pitch: 11, plane: 22 };
		let outputs = vec![Output { words: 40, tiles }; header.outputs.into()];
		let bytes = [1; 300];
		let inputs = vec![&bytes[..]; header.inputs.into()];
		let mut launch = Launch::new(&params, [2, 2, 2], &outputs);
		launch.limit = Fuel(2_000_000);
		let most = program.workgroup_fuel(&params);
		let made = Interpreter::new(&program).run(
			&launch,
			[1, 0, 1],
			&mut WholeInputs { inputs: &inputs },
		);
		if let (Ok(made), Ok(most)) = (made, most) {
			assert!(made.fuel <= most);
		}
	}
	println!("{parsed} parsed, {refused} refused");
	assert!(parsed > count / 20 && refused > count / 20);
}
