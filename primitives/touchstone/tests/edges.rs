//! The edge table: each rule of the language, by a program that shows it.

use assay_touchstone::*;

const R: [Reg; 8] = [Reg(0), Reg(1), Reg(2), Reg(3), Reg(4), Reg(5), Reg(6), Reg(7)];

fn header(lanes: u16) -> Header {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.inputs, header.outputs) = ([lanes, 1, 1], 1, 1);
	(header.private_words, header.workgroup_words, header.params) = (8, 8, 1);
	header
}

const INPUT: [u32; 5] = [100, 101, 102, 103, 104];

/// Runs the second of three workgroups, whose tile is 8 words from 8 on of an output of 22.
fn run(builder: Builder, param: u32) -> Result<Execution, RunError> {
	let program = Program::parse(&builder.finish()).expect("the program is valid");
	let input: Vec<u8> = INPUT.iter().flat_map(|word| word.to_le_bytes()).collect();
	let outputs = [Output { words: 22, tiles: TileShape::flat(8) }];
	let params = [param];
	let launch = Launch::new(&params, [3, 1, 1], &outputs);
	Interpreter::new(&program).run(&launch, [1, 0, 0], &mut WholeInputs { inputs: &[&input] })
}

fn tile(builder: Builder) -> Vec<u32> {
	run(builder, 3).expect("the program has a meaning").tiles.remove(0)
}

fn fault(builder: Builder) -> Fault {
	match run(builder, 3) {
		Err(RunError::Void(void)) => void.fault,
		other => panic!("should be void: {other:?}"),
	}
}

/// What one lane computes of two words, which come from memory so that nothing can be folded.
fn binary(op: BinaryOp, a: u32, b: u32) -> u32 {
	let in_register = Builder::new(header(1))
		.constant(R[0], a)
		.constant(R[1], b)
		.binary(op, R[2], R[0], R[1])
		.binary(op, R[3], R[0], b)
		.store(Space::Output(0), Address::at(8), R[2])
		.store(Space::Output(0), Address::at(9), R[3]);
	let tile = tile(in_register);
	assert_eq!(tile[0], tile[1], "registers and immediates mean the same");
	tile[0]
}

fn unary(op: UnaryOp, a: u32) -> u32 {
	tile(Builder::new(header(1)).constant(R[0], a).unary(op, R[1], R[0]).store(
		Space::Output(0),
		Address::at(8),
		R[1],
	))[0]
}

const MIN: u32 = 1 << 31;
const MINUS_1: u32 = u32::MAX;
const NAN: u32 = 0x7fc0_0000;
const INFINITY: u32 = 0x7f80_0000;
const NEGATIVE: u32 = 1 << 31;
const LEAST_NORMAL: u32 = 0x0080_0000;

fn f(value: f32) -> u32 {
	value.to_bits()
}

#[test]
fn integers_wrap() {
	assert_eq!(binary(BinaryOp::Add, u32::MAX, 2), 1);
	assert_eq!(binary(BinaryOp::Sub, 1, 2), u32::MAX);
	assert_eq!(binary(BinaryOp::Mul, 0x8000_0001, 2), 2);
	assert_eq!(unary(UnaryOp::NegI, MIN), MIN);
	assert_eq!(unary(UnaryOp::AbsS, MIN), MIN);
}

#[test]
fn division_by_zero_gives_the_dividend_and_no_remainder() {
	for x in [0, 7, MIN, MINUS_1] {
		assert_eq!(binary(BinaryOp::DivU, x, 0), x);
		assert_eq!(binary(BinaryOp::DivS, x, 0), x);
		assert_eq!(binary(BinaryOp::RemU, x, 0), 0);
		assert_eq!(binary(BinaryOp::RemS, x, 0), 0);
	}
}

#[test]
fn least_number_by_minus_one_stays_and_leaves_nothing() {
	assert_eq!(binary(BinaryOp::DivS, MIN, MINUS_1), MIN);
	assert_eq!(binary(BinaryOp::RemS, MIN, MINUS_1), 0);
	assert_eq!(binary(BinaryOp::DivS, -7i32 as u32, 2), -3i32 as u32);
	assert_eq!(binary(BinaryOp::RemS, -7i32 as u32, 2), -1i32 as u32);
}

#[test]
fn shift_counts_are_taken_modulo_32() {
	for (count, by) in [(32, 0), (33, 1), (63, 31), (u32::MAX, 31)] {
		assert_eq!(binary(BinaryOp::Shl, 0xdead_beef, count), 0xdead_beef << by);
		assert_eq!(binary(BinaryOp::ShrU, 0xdead_beef, count), 0xdead_beef >> by);
		assert_eq!(
			binary(BinaryOp::ShrS, 0xdead_beef, count),
			(0xdead_beefu32 as i32 >> by) as u32
		);
		assert_eq!(binary(BinaryOp::RotL, 0xdead_beef, count), 0xdead_beefu32.rotate_left(by));
	}
}

#[test]
fn memory_and_registers_start_at_zero() {
	let words = tile(
		Builder::new(header(1))
			.store(Space::Output(0), Address::at(8), R[7])
			.load(Space::Private, R[0], Address::at(7))
			.store(Space::Output(0), Address::at(9), R[0])
			.load(Space::Workgroup, R[1], Address::at(7))
			.store(Space::Output(0), Address::at(10), R[1])
			.load(Space::Output(0), R[2], Address::at(15))
			.store(Space::Output(0), Address::at(11), R[2]),
	);
	assert_eq!(words, [0; 8]);
}

#[test]
fn memory_starts_at_zero_for_each_workgroup() {
	let builder = Builder::new(header(1))
		.builtin(R[0], Builtin::GroupX)
		.binary(BinaryOp::Shl, R[0], R[0], 3u32)
		.load(Space::Private, R[1], Address::at(0))
		.store(Space::Output(0), R[0], R[1])
		.load(Space::Workgroup, R[1], Address::at(0))
		.store(Space::Output(0), Address::reg(R[0]).plus(1), R[1])
		.store(Space::Output(0), Address::reg(R[0]).plus(2), R[7])
		.constant(R[7], 5)
		.store(Space::Private, Address::at(0), R[7])
		.store(Space::Workgroup, Address::at(0), R[7])
		.store(Space::Output(0), Address::reg(R[0]).plus(4), R[7]);
	let program = Program::parse(&builder.finish()).expect("the program is valid");
	let outputs = [Output { words: 22, tiles: TileShape::flat(8) }];
	let launch = Launch::new(&[0], [3, 1, 1], &outputs);
	let mut interpreter = Interpreter::new(&program);
	for group in [0, 1, 0] {
		let made = interpreter.run(&launch, [group, 0, 0], &mut WholeInputs { inputs: &[&[]] });
		assert_eq!(made.expect("it runs").tiles, [[0, 0, 0, 0, 5, 0, 0, 0]]);
	}
}

/// Fills four registers, loads over them, and gives them back.
fn load(space: Space, width: Width, at: u32) -> [u32; 4] {
	let mut builder = Builder::new(header(1)).constant(R[4], 200);
	for word in 0..8 {
		builder = builder
			.store(Space::Workgroup, Address::at(word), R[4])
			.store(Space::Private, Address::at(word), R[4])
			.store(Space::Output(0), Address::at(8 + word), R[4])
			.binary(BinaryOp::Add, R[4], R[4], 1u32);
	}
	builder = (0..4).fold(builder, |builder, reg| builder.constant(R[reg], 9));
	builder = builder.push(Instr::Load { space, width, dst: R[0], address: Address::at(at) });
	builder = (0..4).fold(builder, |builder, reg| {
		builder.store(Space::Output(0), Address::at(8 + reg), R[reg as usize])
	});
	tile(builder)[..4].try_into().expect("four words")
}

#[test]
fn loads_out_of_bounds_give_zeros() {
	let input = Space::Input(0);
	assert_eq!(load(input, Width::One, 4), [104, 9, 9, 9]);
	assert_eq!(load(input, Width::One, 5), [0, 9, 9, 9]);
	assert_eq!(load(input, Width::One, u32::MAX), [0, 9, 9, 9]);
	// All of an element or nothing.
	assert_eq!(load(input, Width::Two, 1), [102, 103, 9, 9]);
	assert_eq!(load(input, Width::Two, 2), [0, 0, 9, 9]);
	assert_eq!(load(input, Width::Four, 0), [100, 101, 102, 103]);
	assert_eq!(load(input, Width::Four, 1), [0, 0, 0, 0]);
	for space in [Space::Workgroup, Space::Private] {
		assert_eq!(load(space, Width::One, 7), [207, 9, 9, 9]);
		assert_eq!(load(space, Width::One, 8), [0, 9, 9, 9]);
		assert_eq!(load(space, Width::Four, 1), [204, 205, 206, 207]);
		assert_eq!(load(space, Width::Four, 2), [0, 0, 0, 0]);
	}
}

#[test]
fn elements_of_wide_accesses_do_not_wrap_around() {
	for space in [Space::Input(0), Space::Workgroup, Space::Private, Space::Output(0)] {
		assert_eq!(load(space, Width::Four, 1 << 30), [0, 0, 0, 0]);
		assert_eq!(load(space, Width::Two, 1 << 31), [0, 0, 9, 9]);
	}
}

#[test]
fn offsets_wrap_around() {
	let words = tile(
		Builder::new(header(1))
			.constant(R[0], 6)
			.load(Space::Input(0), R[1], Address::reg(R[0]).plus(u32::MAX - 1))
			.store(Space::Output(0), Address::at(8), R[1]),
	);
	assert_eq!(words[0], 104);
}

#[test]
fn only_the_own_tile_of_an_output_is_seen() {
	let output = Space::Output(0);
	assert_eq!(load(output, Width::One, 8), [200, 9, 9, 9]);
	assert_eq!(load(output, Width::One, 7), [0, 9, 9, 9]);
	assert_eq!(load(output, Width::One, 15), [207, 9, 9, 9]);
	assert_eq!(load(output, Width::One, 16), [0, 9, 9, 9]);
	assert_eq!(load(output, Width::Four, 3), [204, 205, 206, 207]);
	assert_eq!(load(output, Width::Four, 4), [0, 0, 0, 0]);
}

#[test]
fn stores_out_of_bounds_do_nothing() {
	let mut builder = Builder::new(header(1)).constant(R[0], 7);
	for place in [0, 7, 16, 22, u32::MAX] {
		builder = builder.store(Space::Output(0), Address::at(place), R[0]);
	}
	for place in [8, 1 << 30, u32::MAX] {
		builder = builder
			.store(Space::Private, Address::at(place), R[0])
			.store(Space::Workgroup, Address::at(place), R[0])
			.push(Instr::Atomic { op: AtomicOp::Add, address: Address::at(place), value: R[0] });
	}
	for place in 0..8 {
		builder = builder
			.load(Space::Private, R[1], Address::at(place))
			.load(Space::Workgroup, R[2], Address::at(place))
			.binary(BinaryOp::Or, R[1], R[1], R[2])
			.load(Space::Output(0), R[2], Address::at(8 + place))
			.binary(BinaryOp::Or, R[1], R[1], R[2])
			.store(Space::Output(0), Address::at(8 + place), R[1]);
	}
	assert_eq!(tile(builder), [0; 8]);
}

#[test]
fn words_of_a_tile_beyond_the_output_are_out_of_bounds() {
	let builder = Builder::new(header(1))
		.constant(R[0], 7)
		.store(Space::Output(0), Address::at(21), R[0])
		.store(Space::Output(0), Address::at(22), R[0]);
	let program = Program::parse(&builder.finish()).expect("the program is valid");
	let outputs = [Output { words: 22, tiles: TileShape::flat(8) }];
	let launch = Launch::new(&[0], [3, 1, 1], &outputs);
	let made = Interpreter::new(&program)
		.run(&launch, [2, 0, 0], &mut WholeInputs { inputs: &[&[]] })
		.expect("it runs");
	assert_eq!(made.tiles, [[0, 0, 0, 0, 0, 7, 0, 0]]);
	let shown: Vec<_> = outputs[0].tile_words([2, 0, 0], &made.tiles[0]).collect();
	assert_eq!(shown, [(16, &[0, 0, 0, 0, 0, 7][..])]);
}

#[test]
fn bytes_that_do_not_fill_a_word_are_filled_up_with_zeros() {
	let builder = Builder::new(header(1))
		.load(Space::Input(0), R[0], Address::at(1))
		.push(Instr::Length { dst: R[1], buffer: Buffer::Input(0) })
		.store(Space::Output(0), Address::at(0), R[0])
		.store(Space::Output(0), Address::at(1), R[1]);
	let program = Program::parse(&builder.finish()).expect("the program is valid");
	let outputs = [Output { words: 2, tiles: TileShape::flat(2) }];
	let launch = Launch::new(&[0], [1, 1, 1], &outputs);
	let mut interpreter = Interpreter::new(&program);
	let bytes = [1, 2, 3, 4, 5, 6];
	let whole = interpreter.run(&launch, [0, 0, 0], &mut WholeInputs { inputs: &[&bytes] });
	assert_eq!(whole.expect("it runs").tiles, [[0x0605, 2]]);
	let sparse = SparseInput::new(6, vec![(0, &bytes[..])]).expect("the chunk fits");
	let sparse = interpreter.run(&launch, [0, 0, 0], &mut SparseInputs { inputs: vec![sparse] });
	assert_eq!(sparse.expect("it runs").tiles, [[0x0605, 2]]);
}

#[test]
fn words_of_an_input_that_are_not_shown_stop_the_execution() {
	let builder = Builder::new(header(1)).load(Space::Input(0), R[0], Address::at(300));
	let program = Program::parse(&builder.finish()).expect("the program is valid");
	let outputs = [Output { words: 8, tiles: TileShape::flat(8) }];
	let launch = Launch::new(&[0], [1, 1, 1], &outputs);
	let chunk = [0; 1024];
	let input = SparseInput::new(4096, vec![(0, &chunk[..]), (2, &chunk[..])]);
	let mut memory = SparseInputs { inputs: vec![input.expect("the chunks fit")] };
	assert_eq!(
		Interpreter::new(&program).run(&launch, [0, 0, 0], &mut memory),
		Err(RunError::MissingInput { input: 0, word: 300 })
	);
}

#[test]
fn loops_end_when_their_bound_is_spent() {
	let count = |bound, param| {
		let builder = Builder::new(header(1))
			.repeat(bound, |b| b.binary(BinaryOp::Add, R[0], R[0], 1u32))
			.store(Space::Output(0), Address::at(8), R[0]);
		run(builder, param).map(|made| made.tiles[0][0])
	};
	assert_eq!(count(Bound::Constant(0), 0), Ok(0));
	assert_eq!(count(Bound::Constant(5), 0), Ok(5));
	assert_eq!(count(Bound::param(0, 2), 7), Ok(14));
	let rounded_up = Bound::Param { param: 0, mul: 3, div: 4, add: 1 };
	assert_eq!(count(rounded_up, 0), Ok(1));
	assert_eq!(count(rounded_up, 4), Ok(4));
	assert_eq!(count(rounded_up, 5), Ok(5));
	// 64 bits in between.
	let wide = Bound::Param { param: 0, mul: u32::MAX, div: u32::MAX, add: 0 };
	assert_eq!(count(wide, 9), Ok(9));
	let beyond = RunError::Cost(CostError::BoundTooLarge { instruction: 0 });
	assert_eq!(count(Bound::param(0, 2), 1 << 31), Err(beyond));
}

#[test]
fn lanes_that_left_take_no_part() {
	// Lane i adds one i times, skips the even numbers of it, and lanes 6 and 7 are done early.
	let words = tile(
		Builder::new(header(8))
			.builtin(R[0], Builtin::LocalIndex)
			.binary(BinaryOp::GeU, R[1], R[0], 6u32)
			.push(Instr::Exit { when: When::If(R[1]) })
			.repeat(Bound::Constant(100), |b| {
				b.binary(BinaryOp::LtU, R[1], R[2], R[0])
					.break_when(When::Unless(R[1]))
					.binary(BinaryOp::And, R[1], R[2], 1u32)
					.push(Instr::Continue { when: When::Unless(R[1]) })
					.binary(BinaryOp::Add, R[3], R[3], 10u32)
					.push(Instr::Continuing)
					.binary(BinaryOp::Add, R[2], R[2], 1u32)
			})
			.binary(BinaryOp::Add, R[3], R[3], R[2])
			.store(Space::Output(0), Address::reg(R[0]).plus(8), R[3]),
	);
	assert_eq!(words, [0, 1, 12, 13, 24, 25, 0, 0]);
}

#[test]
fn barriers_wait_where_all_lanes_come() {
	// In a branch and in a loop on which all lanes agree, each lane sees what the other wrote.
	let mut start = header(2);
	start.uniform = 1;
	let words = tile(
		Builder::new(start)
			.param(R[0], 0)
			.builtin(R[1], Builtin::LocalIndex)
			.binary(BinaryOp::Xor, R[2], R[1], 1u32)
			.if_true(R[0], |b| {
				b.repeat(Bound::Constant(5), |b| {
					b.store(Space::Workgroup, R[1], R[1])
						.barrier()
						.load(Space::Workgroup, R[3], R[2])
						.barrier()
						.push(Instr::MulAdd {
							op: MulAddOp::Int,
							dst: R[4],
							a: R[4],
							b: 10u32.into(),
							c: R[3],
						})
						.binary(BinaryOp::Sub, R[0], R[0], 1u32)
						.break_when(When::Unless(R[0]))
				})
			})
			.store(Space::Output(0), Address::reg(R[1]).plus(8), R[4]),
	);
	assert_eq!(words[..2], [111, 0]);
}

#[test]
fn uniform_loads_are_barriers() {
	let lane = |lanes| Builder::new(header(lanes)).builtin(R[0], Builtin::LocalIndex);
	let load = |address| Instr::UniformLoad { dst: R[1], address };
	// Ordered on both sides: without the barriers these would be races.
	let words = tile(
		lane(2)
			.binary(BinaryOp::Eq, R[2], R[0], 1u32)
			.if_true(R[2], |b| b.store(Space::Workgroup, Address::at(3), R[0]))
			.push(load(Address::at(3)))
			.if_true(R[2], |b| b.store(Space::Workgroup, Address::at(3), R[7]))
			.store(Space::Output(0), Address::reg(R[0]).plus(8), R[1]),
	);
	assert_eq!(words[..2], [1, 1]);
}

#[test]
fn races_are_found() {
	let lane = || Builder::new(header(2)).builtin(R[0], Builtin::LocalIndex);
	let atomic = |op| Instr::Atomic { op, address: Address::at(0), value: R[0] };
	let one = Address::at(0);
	let workgroup = Space::Workgroup;
	assert_eq!(fault(lane().store(workgroup, one, R[0])), Fault::Race);
	// The same value is a race too.
	assert_eq!(fault(lane().store(workgroup, one, R[7])), Fault::Race);
	assert_eq!(fault(lane().store(Space::Output(0), Address::at(8), R[0])), Fault::Race);
	let read_then_written =
		lane().load(workgroup, R[1], one).if_true(R[0], |b| b.store(workgroup, one, R[0]));
	assert_eq!(fault(read_then_written), Fault::Race);
	let written_then_read =
		lane().if_true(R[0], |b| b.store(workgroup, one, R[0])).load(workgroup, R[1], one);
	assert_eq!(fault(written_then_read), Fault::Race);
	let other_atomic = lane().push(atomic(AtomicOp::Add)).push(atomic(AtomicOp::MaxU));
	assert_eq!(fault(other_atomic), Fault::Race);
	let read_atomic = lane().push(atomic(AtomicOp::Add)).load(workgroup, R[1], one);
	assert_eq!(fault(read_atomic), Fault::Race);

	let fine = [
		lane().load(workgroup, R[1], one),
		lane().push(atomic(AtomicOp::Add)).push(atomic(AtomicOp::Add)),
		lane().store(workgroup, R[0], R[0]).load(workgroup, R[1], R[0]),
		lane().store(workgroup, Address::at(8), R[0]),
		lane().store(Space::Private, one, R[0]),
		lane()
			.if_true(R[0], |b| b.store(workgroup, one, R[0]))
			.barrier()
			.load(workgroup, R[1], one),
	];
	for program in fine {
		assert!(run(program, 3).is_ok());
	}
}

#[test]
fn atomics_of_all_lanes_add_up() {
	let words = tile(
		Builder::new(header(8))
			.builtin(R[0], Builtin::LocalIndex)
			.push(Instr::Atomic { op: AtomicOp::Add, address: Address::at(0), value: R[0] })
			.push(Instr::Atomic { op: AtomicOp::Xor, address: Address::at(1), value: R[0] })
			.push(Instr::Atomic { op: AtomicOp::MaxU, address: Address::at(2), value: R[0] })
			.barrier()
			.load(Space::Workgroup, R[1], R[0])
			.store(Space::Output(0), Address::reg(R[0]).plus(8), R[1]),
	);
	assert_eq!(words, [28, 0, 7, 0, 0, 0, 0, 0]);
}

#[test]
fn subnormals_are_zeros_with_their_sign() {
	let subnormal = 0x007f_ffff;
	assert_eq!(binary(BinaryOp::AddF, subnormal, subnormal), 0);
	assert_eq!(binary(BinaryOp::AddF, LEAST_NORMAL, subnormal), LEAST_NORMAL);
	assert_eq!(binary(BinaryOp::SubF, LEAST_NORMAL + 1, LEAST_NORMAL), 0);
	assert_eq!(binary(BinaryOp::SubF, LEAST_NORMAL, LEAST_NORMAL + 1), NEGATIVE);
	assert_eq!(binary(BinaryOp::MulF, subnormal, f(4.0)), 0);
	assert_eq!(binary(BinaryOp::MulF, LEAST_NORMAL, f(-0.5)), NEGATIVE);
	assert_eq!(binary(BinaryOp::DivF, f(1.0), subnormal | NEGATIVE), INFINITY | NEGATIVE);
	assert_eq!(binary(BinaryOp::DivF, LEAST_NORMAL, f(2.0)), 0);
	assert_eq!(binary(BinaryOp::EqF, subnormal, NEGATIVE), 1);
	assert_eq!(binary(BinaryOp::GtF, subnormal, 0), 0);
	assert_eq!(binary(BinaryOp::MaxF, 0, subnormal), 0);
	assert_eq!(unary(UnaryOp::Sqrt, subnormal), 0);
	assert_eq!(unary(UnaryOp::NegF, subnormal), NEGATIVE);
	assert_eq!(unary(UnaryOp::AbsF, subnormal | NEGATIVE), 0);
	assert_eq!(unary(UnaryOp::Ceil, subnormal), 0);
	assert_eq!(unary(UnaryOp::Floor, subnormal | NEGATIVE), NEGATIVE);
}

#[test]
fn results_are_rounded_before_they_are_flushed() {
	assert_eq!(binary(BinaryOp::MulF, 0x1fff_ffff, 0x2000_0000), LEAST_NORMAL);
	assert_eq!(binary(BinaryOp::MulF, 0x1fff_fffe, 0x2000_0000), 0);
	assert_eq!(binary(BinaryOp::DivF, 0x00ff_ffff, f(2.0)), LEAST_NORMAL);
	assert_eq!(binary(BinaryOp::DivF, 0x00ff_fffe, f(2.0)), 0);
}

#[test]
fn there_is_one_nan() {
	for nan in [0x7f80_0001, 0xffc0_0000, 0x7fff_ffff, 0xff80_0001] {
		for op in [BinaryOp::AddF, BinaryOp::SubF, BinaryOp::MulF, BinaryOp::DivF] {
			assert_eq!(binary(op, nan, f(1.0)), NAN);
			assert_eq!(binary(op, f(1.0), nan), NAN);
		}
		let canonical = [
			UnaryOp::NegF,
			UnaryOp::AbsF,
			UnaryOp::Sqrt,
			UnaryOp::Floor,
			UnaryOp::Ceil,
			UnaryOp::Trunc,
			UnaryOp::Round,
		];
		for op in canonical {
			assert_eq!(unary(op, nan), NAN, "{op:?}");
		}
		assert_eq!(binary(BinaryOp::MinF, nan, f(1.0)), NAN);
		assert_eq!(binary(BinaryOp::MinF, f(1.0), nan), f(1.0));
		assert_eq!(binary(BinaryOp::MaxF, nan, f(1.0)), NAN);
		assert_eq!(binary(BinaryOp::MaxF, f(1.0), nan), f(1.0));
		assert_eq!(binary(BinaryOp::EqF, nan, nan), 0);
		assert_eq!(binary(BinaryOp::NeF, nan, nan), 1);
		for op in [BinaryOp::LtF, BinaryOp::LeF, BinaryOp::GtF, BinaryOp::GeF] {
			assert_eq!(binary(op, nan, f(1.0)), 0);
			assert_eq!(binary(op, f(1.0), nan), 0);
		}
	}
	assert_eq!(binary(BinaryOp::DivF, 0, 0), NAN);
	assert_eq!(binary(BinaryOp::SubF, INFINITY, INFINITY), NAN);
	assert_eq!(binary(BinaryOp::MulF, INFINITY, NEGATIVE), NAN);
	assert_eq!(unary(UnaryOp::Sqrt, f(-1.0)), NAN);
	assert_eq!(unary(UnaryOp::HalfLow, 0xfc01), NAN);
	assert_eq!(binary(BinaryOp::PackHalf, 0xff80_0001, NAN), 0x7e00_7e00);
}

#[test]
fn moving_floats_does_not_change_their_bits() {
	for bits in [1, 0x807f_ffff, 0x7f80_0001, 0xffff_ffff] {
		let words = tile(
			Builder::new(header(1))
				.constant(R[0], bits)
				.copy(R[1], R[0])
				.push(Instr::Select { dst: R[2], cond: R[1], on_true: R[1], on_false: R[7] })
				.store(Space::Workgroup, Address::at(0), R[2])
				.load(Space::Workgroup, R[3], Address::at(0))
				.store(Space::Private, Address::at(0), R[3])
				.load(Space::Private, R[4], Address::at(0))
				.store(Space::Output(0), Address::at(8), R[4]),
		);
		assert_eq!(words[0], bits);
	}
}

#[test]
fn zeros_keep_their_sign() {
	assert_eq!(binary(BinaryOp::AddF, NEGATIVE, NEGATIVE), NEGATIVE);
	assert_eq!(binary(BinaryOp::AddF, NEGATIVE, 0), 0);
	assert_eq!(binary(BinaryOp::SubF, f(1.0), f(1.0)), 0);
	assert_eq!(binary(BinaryOp::MulF, f(-1.0), 0), NEGATIVE);
	assert_eq!(binary(BinaryOp::DivF, 0, f(-1.0)), NEGATIVE);
	assert_eq!(binary(BinaryOp::MinF, 0, NEGATIVE), 0);
	assert_eq!(binary(BinaryOp::MinF, NEGATIVE, 0), NEGATIVE);
	assert_eq!(binary(BinaryOp::MaxF, NEGATIVE, 0), NEGATIVE);
	assert_eq!(unary(UnaryOp::Sqrt, NEGATIVE), NEGATIVE);
	assert_eq!(unary(UnaryOp::Ceil, f(-0.5)), NEGATIVE);
	assert_eq!(unary(UnaryOp::Trunc, f(-0.5)), NEGATIVE);
	assert_eq!(unary(UnaryOp::Round, f(-0.5)), NEGATIVE);
	assert_eq!(unary(UnaryOp::NegF, 0), NEGATIVE);
}

#[test]
fn folds_that_compilers_do_are_not_done() {
	// (a + b) - a is not b, a * c + b * c is not (a + b) * c, and a * b + c rounds twice.
	let words = tile(
		Builder::new(header(1))
			.constant(R[0], f(1e8))
			.constant(R[1], f(1.0))
			.binary(BinaryOp::AddF, R[2], R[0], R[1])
			.binary(BinaryOp::SubF, R[2], R[2], R[0])
			.store(Space::Output(0), Address::at(8), R[2])
			.constant(R[0], f(3e38))
			.constant(R[1], f(-3e38))
			.binary(BinaryOp::MulF, R[2], R[0], 2.0f32)
			.binary(BinaryOp::MulF, R[3], R[1], 2.0f32)
			.binary(BinaryOp::AddF, R[2], R[2], R[3])
			.store(Space::Output(0), Address::at(9), R[2])
			.constant(R[0], 0x3f80_0001)
			.constant(R[1], 0xbf80_0002)
			.push(Instr::MulAdd {
				op: MulAddOp::Float,
				dst: R[2],
				a: R[0],
				b: R[0].into(),
				c: R[1],
			})
			.store(Space::Output(0), Address::at(10), R[2]),
	);
	assert_eq!(words[..3], [0, NAN, 0]);
}

#[test]
fn conversions_clamp_and_nan_is_zero() {
	let to_s = |value| unary(UnaryOp::FToS, value) as i32;
	let to_u = |value| unary(UnaryOp::FToU, value);
	assert_eq!(to_s(f(3e9)), i32::MAX);
	assert_eq!(to_s(f(-3e9)), i32::MIN);
	assert_eq!(to_s(f(-2147483648.0)), i32::MIN);
	assert_eq!(to_s(f(2147483520.0)), 2147483520);
	assert_eq!(to_s(INFINITY), i32::MAX);
	assert_eq!(to_s(INFINITY | NEGATIVE), i32::MIN);
	assert_eq!(to_s(f(-1.9)), -1);
	assert_eq!(to_u(f(5e9)), u32::MAX);
	assert_eq!(to_u(f(-1.0)), 0);
	assert_eq!(to_u(f(-0.9)), 0);
	assert_eq!(to_u(f(1.9)), 1);
	assert_eq!(to_u(f(4294967040.0)), 4294967040);
	for nan in [NAN, 0xffff_ffff] {
		assert_eq!((to_s(nan), to_u(nan)), (0, 0));
	}
	assert_eq!(unary(UnaryOp::UToF, 16_777_217), f(16_777_216.0));
	assert_eq!(unary(UnaryOp::UToF, 16_777_219), f(16_777_220.0));
	assert_eq!(unary(UnaryOp::UToF, u32::MAX), f(4294967296.0));
	assert_eq!(unary(UnaryOp::SToF, MIN), f(-2147483648.0));
}

#[test]
fn a_workgroup_must_not_take_more_than_the_limit() {
	let builder = Builder::new(header(1)).repeat(Bound::Constant(500_000), |b| b.copy(R[0], R[1]));
	let fuel = Fuel(32 * (1 + 1 + 2 + 500_000 * 2) + 8);
	assert_eq!(run(builder, 0), Err(RunError::OverLimit { fuel }));
}

#[test]
fn a_launch_must_fit_the_program() {
	let program = Program::parse(&Builder::new(header(1)).finish()).expect("it is valid");
	let outputs = [Output { words: 8, tiles: TileShape::flat(8) }];
	let large = [Output { words: 1 << 20, tiles: TileShape::flat(16 * 1024 + 1) }];
	let mut interpreter = Interpreter::new(&program);
	let mut run = |launch: Launch<'_>, group| {
		interpreter.run(&launch, group, &mut WholeInputs { inputs: &[&[]] }).map(|_| ())
	};
	let grid = [2, 1, 1];
	assert_eq!(run(Launch::new(&[0], grid, &outputs), [1, 0, 0]), Ok(()));
	let outside = Err(RunError::OutsideGrid);
	assert_eq!(run(Launch::new(&[0], grid, &outputs), [2, 0, 0]), outside);
	assert_eq!(run(Launch::new(&[0], grid, &[]), [0; 3]), Err(RunError::WrongOutputCount));
	assert_eq!(run(Launch::new(&[0], grid, &large), [0; 3]), Err(RunError::TileTooLarge));
	let params = Err(RunError::Cost(CostError::WrongParamCount));
	assert_eq!(run(Launch::new(&[], grid, &outputs), [0; 3]), params);
}
