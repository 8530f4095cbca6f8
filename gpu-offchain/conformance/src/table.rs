//! Sheets whose lanes each take operands of their own: one operation a row, one case a lane.

use crate::{
	code::{load, A, B, BASE, C, RESULT},
	sheet::{bytes, Sheet},
	vector::{Needs, Vector},
};
use assay_touchstone::{Address, Instr, Rule, Width};

/// Lanes of a table's workgroup.
const LANES: u32 = 64;

/// Operands, and what is made of them.
pub type Case<const N: usize> = ([u32; N], u32);

/// An operation and its cases.
struct Row<const N: usize> {
	label: String,
	code: Vec<Instr>,
	cases: Vec<Case<N>>,
}

/// A vector of operations on `N` operands.
pub struct Table<const N: usize> {
	name: String,
	needs: Needs,
	rule: Rule,
	rows: Vec<Row<N>>,
}

impl<const N: usize> Table<N> {
	/// An empty table.
	pub fn new(name: &str, needs: Needs) -> Self {
		let rule = Rule::Exact;
		Self { name: name.into(), needs, rule, rows: Vec::new() }
	}

	/// Compares results within a tolerance.
	pub fn rule(mut self, rule: Rule) -> Self {
		self.rule = rule;
		self
	}

	/// Adds an operation: code that makes `RESULT` of `A`, `B` and `C`, and its cases.
	pub fn row(
		&mut self,
		label: impl Into<String>,
		code: impl IntoIterator<Item = Instr>,
		cases: impl IntoIterator<Item = Case<N>>,
	) {
		self.rows.push(Row {
			label: label.into(),
			code: code.into_iter().collect(),
			cases: cases.into_iter().collect(),
		});
	}

	/// The vector. Short rows try their first case again and again.
	pub fn finish(self) -> Vector {
		let longest = self.rows.iter().map(|row| row.cases.len()).max();
		let groups = (longest.unwrap_or(0) as u32).div_ceil(LANES);
		let columns = (groups * LANES) as usize;
		let size = [LANES as u16, 1, 1];
		let mut sheet =
			Sheet::new(&self.name, self.needs, size, [groups, 1, 1]).rule(self.rule).operands(N);
		let case = |row: &Row<N>, column: usize| *row.cases.get(column).unwrap_or(&row.cases[0]);
		let spaces: Vec<_> = (0..N)
			.map(|operand| {
				let words = |column| {
					let rows = self.rows.iter();
					rows.flat_map(move |row| {
						(column..column + LANES as usize).map(move |at| case(row, at).0[operand])
					})
				};
				let words: Vec<u32> =
					(0..columns).step_by(LANES as usize).flat_map(words).collect();
				sheet.input(bytes(&words))
			})
			.collect();
		for (number, row) in (0..).zip(&self.rows) {
			let address = Address::reg(BASE).plus(number * LANES);
			for (operand, (space, register)) in spaces.iter().zip([A, B, C]).enumerate() {
				// Code leaves operands as they are, so the row before may have loaded the same.
				let words = |row: &Row<N>| -> Vec<u32> {
					(0..columns).map(|column| case(row, column).0[operand]).collect()
				};
				let before = self.rows[..number as usize].last();
				if before.is_none_or(|before| words(before) != words(row)) {
					sheet.push(load(*space, Width::One, register, address));
				}
			}
			sheet.run(row.code.iter().copied());
			let expected = |lane: crate::sheet::Lane| case(row, lane.number as usize).1;
			sheet.row(&row.label, RESULT, expected);
		}
		sheet.finish()
	}
}
