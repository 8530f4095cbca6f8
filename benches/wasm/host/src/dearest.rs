//! What a lane-operation takes of the dearest instructions: what the chain's weights must cover.

use crate::guest::{least, Guest};
use assay_touchstone::*;

/// The same instruction so many times in the body of a loop.
const COPIES: usize = 32;

/// Times that the loop goes round.
const ROUNDS: u32 = 100;

/// How many of the dearest are listed.
const LISTED: usize = 8;

const R: [Reg; 8] = [Reg(0), Reg(1), Reg(2), Reg(3), Reg(4), Reg(5), Reg(6), Reg(7)];

/// Every instruction that can stand alone, by name.
fn instructions() -> Vec<(String, Vec<Instr>)> {
	let mut all = Vec::new();
	let mut add = |name: &str, code: &[Instr]| all.push((name.to_string(), code.to_vec()));
	for &op in UnaryOp::ALL {
		add(op.mnemonic(), &[Instr::Unary { op, dst: R[4], a: R[0] }]);
	}
	for &op in BinaryOp::ALL {
		let b = Operand::Reg(R[1]);
		add(op.mnemonic(), &[Instr::Binary { op, dst: R[4], a: R[0], b }]);
	}
	for &op in MulAddOp::ALL {
		let (b, c) = (Operand::Reg(R[1]), R[2]);
		add(op.mnemonic(), &[Instr::MulAdd { op, dst: R[4], a: R[0], b, c }]);
	}
	for &op in AtomicOp::ALL {
		let code = Instr::Atomic { op, address: Address::reg(R[0]), value: R[1] };
		add(&format!("atomic.{}", op.mnemonic()), &[code]);
	}
	for &which in Builtin::ALL {
		add(which.mnemonic(), &[Instr::Builtin { dst: R[4], which }]);
	}
	for (name, space) in [
		("input", Space::Input(0)),
		("output", Space::Output(0)),
		("workgroup", Space::Workgroup),
		("private", Space::Private),
	] {
		for width in [Width::One, Width::Two, Width::Four] {
			let address = Address::reg(R[3]);
			let load = Instr::Load { space, width, dst: R[4], address };
			add(&format!("load.{name}.{}", width.words()), &[load]);
			if !matches!(space, Space::Input(_)) {
				let store = Instr::Store { space, width, src: R[4], address };
				add(&format!("store.{name}.{}", width.words()), &[store]);
			}
		}
	}
	let field = Field::Dynamic { offset: R[0], count: R[1] };
	let fixed = Field::Fixed { offset: 3, count: 7 };
	for (name, field) in [("dynamic", field), ("fixed", fixed)] {
		let (dst, a) = (R[4], R[2]);
		let extract = Instr::Extract { signed: true, dst, a, field };
		let insert = Instr::Insert { dst, base: R[0], bits: R[1], field };
		add(&format!("extract.{name}"), &[extract]);
		add(&format!("insert.{name}"), &[insert]);
	}
	add("select", &[Instr::Select { dst: R[4], cond: R[0], on_true: R[1], on_false: R[2] }]);
	add("const", &[Instr::Const { dst: R[4], value: 5 }]);
	add("copy", &[Instr::Copy { dst: R[4], src: R[0] }]);
	add("length", &[Instr::Length { dst: R[4], buffer: Buffer::Input(0) }]);
	add("barrier", &[Instr::Barrier]);
	// Half of the lanes, so that a part of every mask is set.
	add("if", &[Instr::If { when: When::If(R[5]) }, Instr::End]);
	add("if else", &[Instr::If { when: When::If(R[5]) }, Instr::Else, Instr::End]);
	let bound = Bound::Constant(1);
	add("loop", &[Instr::Loop { bound }, Instr::EndLoop { leave: None }]);
	add("loop of 2", &[Instr::Loop { bound: Bound::Constant(2) }, Instr::EndLoop { leave: None }]);
	add(
		"loop break",
		&[
			Instr::Loop { bound },
			Instr::Break { when: When::If(R[5]) },
			Instr::EndLoop { leave: None },
		],
	);
	add(
		"loop continue",
		&[
			Instr::Loop { bound },
			Instr::Continue { when: When::If(R[5]) },
			Instr::Continuing,
			Instr::EndLoop { leave: None },
		],
	);
	add("break never", &[Instr::Break { when: When::If(R[6]) }]);
	add("exit never", &[Instr::Exit { when: When::If(R[6]) }]);
	all
}

fn program(code: &[Instr], lanes: u16, mode: FloatMode) -> Vec<u8> {
	let mut header = Header::new(mode);
	header.workgroup_size = [lanes, 1, 1];
	header.inputs = 1;
	header.outputs = 1;
	header.private_words = 64;
	header.workgroup_words = 4096;
	let start = Builder::new(header)
		.builtin(R[3], Builtin::LocalIndex)
		.binary(BinaryOp::Mul, R[0], R[3], 0x9e37_79b9u32)
		.binary(BinaryOp::Xor, R[1], R[0], 0x5bd1_e995u32)
		.binary(BinaryOp::Or, R[2], R[1], 1u32)
		.binary(BinaryOp::And, R[5], R[3], 1u32);
	let repeated = |mut body: Builder| {
		for _ in 0..COPIES {
			for instr in code {
				body = body.push(*instr);
			}
		}
		body
	};
	start
		.repeat(Bound::Constant(ROUNDS), repeated)
		.barrier()
		.store(Space::Output(0), R[3], R[4])
		.finish()
}

pub fn print(guest: &mut Guest) {
	println!("\nNanoseconds a lane-operation as WebAssembly, the dearest first:");
	println!("\n| Instruction | lanes | mode | ns |\n|---|---|---|---|");
	let mut found = Vec::new();
	let mut counted = 0;
	for (name, code) in instructions() {
		for (lanes, mode) in [
			(1, FloatMode::Relaxed),
			(32, FloatMode::Relaxed),
			(32, FloatMode::Strict),
			(256, FloatMode::Relaxed),
		] {
			let bytecode = program(&code, lanes, mode);
			if Program::parse(&bytecode).is_err() {
				continue;
			}
			counted += 1;
			let at = guest.give(&bytecode);
			let mut call =
				|times: u32| -> u64 { guest.call("run", (at, bytecode.len() as u32, 0u32, times)) };
			let once = least(|| assert_eq!(call(0), 0));
			let mut fuel = 0;
			let seconds = least(|| fuel = call(2)) - once;
			assert!(fuel > 0, "{name} fails as WebAssembly");
			let mode = match mode {
				FloatMode::Strict => "strict",
				FloatMode::Relaxed => "relaxed",
			};
			found.push((seconds * 1e9 / fuel as f64, name.clone(), lanes, mode));
		}
	}
	found.sort_by(|one, other| other.0.total_cmp(&one.0));
	for (ns, name, lanes, mode) in &found[..LISTED] {
		println!("| `{name}` | {lanes} | {mode} | {ns:.2} |");
	}
	println!("\nOf {counted} programs.");
}
