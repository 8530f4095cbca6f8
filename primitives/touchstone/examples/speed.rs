//! How fast the interpreter is: `cargo run --release -p assay-touchstone --example speed`.

#[path = "../tests/kernels/mod.rs"]
mod kernels;

use assay_touchstone::*;
use std::{sync::OnceLock, time::Instant};

/// Seconds that this process has computed, where the system tells; else seconds that passed.
///
/// Other processes on the same cores then don't count.
fn seconds() -> f64 {
	static START: OnceLock<Instant> = OnceLock::new();
	let start = START.get_or_init(Instant::now);
	let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
	let computed = told.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
	computed.map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

/// Runs workgroup after workgroup for a second and prints what that makes.
fn measure(name: &str, bytecode: &[u8], launch: &Launch<'_>, inputs: &[&[u8]]) {
	let program = Program::parse(bytecode).expect("the kernel is valid");
	let mut interpreter = Interpreter::new(&program);
	let start = seconds();
	let (mut runs, mut fuel, mut taken) = (0u32, 0, 0.0);
	while taken < 1.0 {
		let made = interpreter
			.run(launch, [0, 0, 0], &mut WholeInputs { inputs })
			.expect("the kernel runs");
		(runs, fuel) = (runs + 1, fuel + made.fuel.0);
		taken = seconds() - start;
	}
	println!(
		"{name:28} {:8.3} G fuel/s  {:9.1} us a workgroup",
		fuel as f64 / taken / 1e9,
		taken / f64::from(runs) * 1e6
	);
}

fn words(count: u32) -> Vec<u8> {
	(0..count).flat_map(|word| word.wrapping_mul(0x9e37_79b9).to_le_bytes()).collect()
}

/// Registers and an operation over and over.
fn one_operation(lanes: u16, count: usize, instr: Instr) -> Vec<u8> {
	let mut header = Header::new(FloatMode::Relaxed);
	header.workgroup_size = [lanes, 1, 1];
	(header.inputs, header.outputs) = (1, 1);
	(header.workgroup_words, header.private_words) = (4096, 64);
	let b = Builder::new(header)
		.builtin(Reg(1), Builtin::LocalIndex)
		.unary(UnaryOp::UToF, Reg(2), Reg(1))
		.binary(BinaryOp::Or, Reg(3), Reg(1), 7u32)
		.copy(Reg(4), Reg(1))
		.copy(Reg(5), Reg(1));
	b.repeat(Bound::Constant(100), |b| (0..count).fold(b, |b, _| b.push(instr))).finish()
}

/// What each instruction takes, against its cost.
fn costs() {
	let (dst, a, b, f) = (Reg(0), Reg(1), Reg(3), Reg(2));
	let mut instrs = vec![
		Instr::Const { dst, value: 1 },
		Instr::Copy { dst, src: a },
		Instr::Builtin { dst, which: Builtin::GlobalY },
		Instr::Select { dst, cond: a, on_true: a, on_false: b },
		Instr::Extract { signed: true, dst, a, field: Field::Fixed { offset: 3, count: 5 } },
		Instr::Extract { signed: false, dst, a, field: Field::Dynamic { offset: b, count: b } },
		Instr::Insert { dst, base: a, bits: b, field: Field::Dynamic { offset: b, count: b } },
		Instr::MulAdd { op: MulAddOp::Int, dst, a, b: b.into(), c: a },
		Instr::MulAdd { op: MulAddOp::Float, dst, a: f, b: f.into(), c: f },
		Instr::Barrier,
		Instr::Atomic { op: AtomicOp::Add, address: a.into(), value: b },
		Instr::Atomic { op: AtomicOp::Add, address: Address::at(0), value: b },
		Instr::UniformLoad { dst, address: Address::at(3) },
		Instr::Break { when: When::If(Reg(9)) },
	];
	for width in Width::ALL {
		for space in [Space::Input(0), Space::Output(0), Space::Workgroup, Space::Private] {
			instrs.push(Instr::Load { space, width, dst: Reg(10), address: a.into() });
			if space != Space::Input(0) {
				instrs.push(Instr::Store { space, width, src: Reg(10), address: a.into() });
			}
		}
	}
	instrs.extend(UnaryOp::ALL.iter().map(|&op| Instr::Unary { op, dst, a: f }));
	for &op in BinaryOp::ALL {
		let (a, b) = if op.is_float() { (f, f) } else { (a, b) };
		instrs.push(Instr::Binary { op, dst, a, b: b.into() });
		instrs.push(Instr::Binary { op, dst, a, b: 5.into() });
	}
	let output = [Output { words: 16384, tiles: TileShape::flat(16384) }];
	let mut launch = Launch::new(&[], [1, 1, 1], &output);
	launch.limit = Fuel(u64::MAX);
	let input = words(4096);
	for instr in instrs {
		let bytecode = one_operation(256, 100, instr);
		let program = Program::parse(&bytecode).expect("the kernel is valid");
		let mut interpreter = Interpreter::new(&program);
		let start = seconds();
		interpreter
			.run(&launch, [0, 0, 0], &mut WholeInputs { inputs: &[&input] })
			.expect("the kernel runs");
		let each = (seconds() - start) * 1e9 / (100.0 * 100.0 * 256.0);
		println!("{each:8.3} ns, cost {:3}: {instr:?}", instr.cost());
	}
}

fn main() {
	if std::env::args().nth(1).as_deref() == Some("costs") {
		return costs();
	}
	for lanes in [64, 256] {
		let output = [Output { words: 8 * 1024, tiles: TileShape::flat(8 * u32::from(lanes)) }];
		let mut launch = Launch::new(&[], [1, 1, 1], &output);
		launch.limit = Fuel(u64::MAX);
		let bytecode = kernels::sha256(lanes, 10);
		measure(&format!("SHA-256, {lanes} lanes"), &bytecode, &launch, &[&words(16 * 1024)]);
	}
	let matrix = words(512 * 512);
	let tiles = TileShape { rows: 16, row_words: 16, pitch: 512, plane: 0 };
	let output = [Output { words: 512 * 512, tiles }];
	let params = [512];
	let launch = Launch::new(&params, [32, 32, 1], &output);
	for (name, op) in [("integer", MulAddOp::Int), ("strict float", MulAddOp::Float)] {
		let bytecode = kernels::matmul(op);
		measure(&format!("{name} matrix, 256 lanes"), &bytecode, &launch, &[&matrix, &matrix]);
	}
}
