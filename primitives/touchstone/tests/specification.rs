//! The tables of `docs/touchstone.md` against the code.

use assay_touchstone::*;
use std::collections::BTreeMap;

const PAGE: &str = include_str!("../../../docs/touchstone.md");

/// The rows below a heading: numbers, names and cost of the operations in each.
fn rows(heading: &str) -> BTreeMap<String, (u8, u8)> {
	let (_, section) = PAGE.split_once(heading).expect("the page has the heading");
	let section = section.split("\n#").next().expect("there is a first part");
	let mut found = BTreeMap::new();
	for line in section.lines().filter(|line| line.starts_with('|')) {
		let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
		let code = |text: &str| u8::from_str_radix(text, 16).ok();
		let codes: Vec<u8> = match cells[0].split_once('-') {
			Some((first, last)) => match (code(first), code(last)) {
				(Some(first), Some(last)) => (first..=last).collect(),
				_ => continue,
			},
			None => cells[0].split(' ').filter_map(code).collect(),
		};
		let names: Vec<&str> = cells[1].split('`').skip(1).step_by(2).collect();
		let cost = cells.last().and_then(|cost| cost.parse().ok());
		let (Some(cost), false) = (cost, codes.is_empty()) else {
			continue;
		};
		assert_eq!(codes.len(), names.len(), "{line}");
		found
			.extend(names.iter().zip(&codes).map(|(name, code)| (name.to_string(), (*code, cost))));
	}
	found
}

const R: Reg = Reg(0);

#[test]
fn unary_operations_should_be_as_specified() {
	let rows = rows("### Unary operations");
	assert_eq!(rows.len(), UnaryOp::ALL.len());
	for &op in UnaryOp::ALL {
		let cost = Instr::Unary { op, dst: R, a: R }.cost();
		assert_eq!(rows.get(op.mnemonic()), Some(&(op.code(), cost)), "{op:?}");
	}
}

#[test]
fn binary_operations_should_be_as_specified() {
	let rows = rows("### Binary operations");
	assert_eq!(rows.len(), BinaryOp::ALL.len());
	for &op in BinaryOp::ALL {
		let instr = Instr::Binary { op, dst: R, a: R, b: R.into() };
		let opcode = encode(&Header::new(FloatMode::Strict), &[instr])[4 * Header::WORDS];
		assert_eq!(rows.get(op.mnemonic()), Some(&(opcode, instr.cost())), "{op:?}");
	}
}

/// The row of an opcode outside of the tables of operations, by its first number.
fn costs_of(opcode: &str) -> Vec<u8> {
	let (before, _) = PAGE.split_once("### Unary").expect("the page has the heading");
	let (_, after) = PAGE.split_once("## 5. Memory").expect("the page has the heading");
	let row = before
		.lines()
		.chain(after.lines())
		.find(|line| line.starts_with(&format!("| {opcode} ")))
		.unwrap_or_else(|| panic!("there is a row for {opcode}"));
	let cell = row.trim_matches('|').split('|').next_back().expect("the row has cells");
	cell.split([' ', ',']).filter_map(|cost| cost.parse().ok()).collect()
}

#[test]
fn other_instructions_should_cost_what_is_specified() {
	let (dst, a, address) = (R, R, Address::reg(R));
	let dynamic = Field::Dynamic { offset: R, count: R };
	let fixed = Field::Fixed { offset: 0, count: 1 };
	let extract = |signed, field| Instr::Extract { signed, dst, a, field };
	let insert = |field| Instr::Insert { dst, base: R, bits: R, field };
	let mul_add = |op| Instr::MulAdd { op, dst, a, b: R.into(), c: R };
	let when = When::If(R);
	let widths = |space, store| {
		Width::ALL.map(|width| match store {
			false => Instr::Load { space, width, dst, address },
			true => Instr::Store { space, width, src: dst, address },
		})
	};
	let cases: Vec<Vec<Instr>> = vec![
		vec![Instr::Const { dst, value: 0 }],
		vec![Instr::Copy { dst, src: R }],
		vec![Instr::Builtin { dst, which: Builtin::LocalX }],
		vec![Instr::Param { dst, index: 0 }],
		vec![Instr::ParamAt { dst, address }],
		vec![Instr::Length { dst, buffer: Buffer::Input(0) }],
		vec![Instr::Select { dst, cond: R, on_true: R, on_false: R }],
		vec![mul_add(MulAddOp::Int)],
		vec![mul_add(MulAddOp::Float)],
		vec![extract(false, dynamic), extract(false, fixed)],
		vec![extract(true, dynamic), extract(true, fixed)],
		vec![insert(dynamic), insert(fixed)],
		vec![Instr::Atomic { op: AtomicOp::Add, address, value: R }],
		vec![Instr::UniformLoad { dst, address }],
		vec![Instr::If { when }],
		vec![Instr::Else],
		vec![Instr::End],
		vec![Instr::Loop { bound: Bound::Constant(0) }],
		vec![Instr::Loop { bound: Bound::param(0, 1) }],
		vec![Instr::Continuing],
		vec![Instr::EndLoop { leave: None }],
		vec![Instr::Break { when }],
		vec![Instr::Continue { when }],
		vec![Instr::Exit { when }],
		vec![Instr::Barrier],
		widths(Space::Input(0), false).to_vec(),
		widths(Space::Output(0), false).to_vec(),
		widths(Space::Workgroup, false).to_vec(),
		widths(Space::Private, false).to_vec(),
		widths(Space::Output(0), true).to_vec(),
		widths(Space::Workgroup, true).to_vec(),
		widths(Space::Private, true).to_vec(),
	];
	for instrs in cases {
		let opcode = encode(&Header::new(FloatMode::Strict), &instrs[..1])[4 * Header::WORDS];
		let mut specified = costs_of(&format!("{opcode:02x}"));
		// The number in 'with +80 1' isn't a cost.
		specified.retain(|&cost| cost != 80);
		let costs: Vec<u8> = instrs.iter().map(Instr::cost).collect();
		assert_eq!(specified, costs, "{:?}", instrs[0]);
	}
}
