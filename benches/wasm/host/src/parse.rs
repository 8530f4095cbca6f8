//! Parsing and validating the longest bytecode there may be.

use crate::guest::{least, Guest};
use assay_touchstone::{
	encode, limits::MAX_BYTECODE, BinaryOp, FloatMode, Header, Instr, Program, Reg, When,
};

const TIMES: u32 = 100;

pub fn print(guest: &mut Guest) {
	println!("\n| 32 KiB of bytecode | native, ms | WebAssembly, ms |\n|---|---|---|");
	let mut header = Header::new(FloatMode::Strict);
	header.registers = 8;
	let add = Instr::Binary { op: BinaryOp::Add, dst: Reg(1), a: Reg(2), b: Reg(3).into() };
	let branches = [Instr::If { when: When::If(Reg(1)) }, add, Instr::End];
	for (name, code) in [
		("additions", vec![add]),
		("branches", branches.to_vec()),
		("barriers", vec![Instr::Barrier]),
	] {
		let mut all = Vec::new();
		while encode(&header, &all).len() + 4 * code.len() <= MAX_BYTECODE {
			let many = (MAX_BYTECODE - encode(&header, &all).len()) / (4 * code.len());
			(0..many.max(1)).for_each(|_| all.extend_from_slice(&code));
		}
		let bytecode = encode(&header, &all);
		let at = guest.give(&bytecode);
		let mut found = 0u32;
		let wasm = least(|| found = guest.call("parse", (at, bytecode.len() as u32, TIMES)));
		assert_eq!(found as usize, all.len(), "the bytecode is valid");
		let native = least(|| {
			for _ in 0..TIMES {
				Program::parse(&bytecode).expect("the bytecode is valid");
			}
		});
		let each = |seconds: f64| 1000.0 * seconds / f64::from(TIMES);
		println!("| {} {name} | {:.3} | {:.3} |", all.len(), each(native), each(wasm));
	}
}
