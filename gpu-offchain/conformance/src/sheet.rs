//! Vectors whose output has a row for each thing that is tried, and in it a word for each lane.
//!
//! A workgroup's rows stand one behind the other in its tile. Nothing in the program depends on the
//! grid, so that a device needn't compile it again for another.

use crate::{
	code::{builtin, mad, store, BASE, NUMBER, T},
	vector::{Expected, Needs, Vector},
};
use assay_touchstone::{
	Address, Builder, Builtin, FloatMode, Header, Instr, Output, Reg, Rule, Space, TileShape, Width,
};

/// The lane that a word belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Lane {
	/// Its workgroup.
	pub group: [u32; 3],
	/// Its number in the workgroup.
	pub local: u32,
	/// Its number in the grid, workgroups in order of x, then y, then z.
	pub number: u32,
}

/// A vector in the making. Its first output is the sheet.
pub struct Sheet {
	name: String,
	needs: Needs,
	header: Header,
	grid: [u32; 3],
	inputs: Vec<Vec<u8>>,
	params: Vec<u32>,
	code: Vec<Instr>,
	rows: Vec<(String, Vec<u32>)>,
	others: Vec<(Output, Vec<u32>)>,
	rule: Rule,
	operands: usize,
}

/// The bytes of words.
pub fn bytes(words: &[u32]) -> Vec<u8> {
	words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// The lanes of a grid, in order of their number.
pub fn lanes(header: &Header, [gx, gy, gz]: [u32; 3]) -> impl Iterator<Item = Lane> {
	let lanes = header.lanes();
	(0..gx * gy * gz * lanes).map(move |number| {
		let group = number / lanes;
		Lane {
			group: [group % gx, group / gx % gy, group / (gx * gy)],
			local: number % lanes,
			number,
		}
	})
}

impl Sheet {
	/// An empty sheet.
	pub fn new(name: &str, needs: Needs, size: [u16; 3], grid: [u32; 3]) -> Self {
		let mut header = Header::new(match needs {
			Needs::Relaxed => FloatMode::Relaxed,
			_ => FloatMode::Strict,
		});
		(header.workgroup_size, header.outputs) = (size, 1);
		Self {
			name: name.into(),
			needs,
			header,
			grid,
			inputs: Vec::new(),
			params: Vec::new(),
			code: Vec::new(),
			rows: Vec::new(),
			others: Vec::new(),
			rule: Rule::Exact,
			operands: 0,
		}
	}

	/// Compares words within a tolerance.
	pub fn rule(mut self, rule: Rule) -> Self {
		self.rule = rule;
		self
	}

	/// Changes what the program announces: memory and uniform registers.
	pub fn announce(mut self, change: impl FnOnce(&mut Header)) -> Self {
		change(&mut self.header);
		self
	}

	/// Sets the parameters.
	pub fn params(mut self, params: Vec<u32>) -> Self {
		self.header.params = params.len() as u16;
		self.params = params;
		self
	}

	/// Says that the first inputs hold operands, each at the place of its result.
	pub fn operands(mut self, operands: usize) -> Self {
		self.operands = operands;
		self
	}

	/// Adds an input.
	pub fn input(&mut self, bytes: Vec<u8>) -> Space {
		self.inputs.push(bytes);
		self.header.inputs = self.inputs.len() as u8;
		Space::Input(self.header.inputs - 1)
	}

	/// Adds an output beside the sheet, with the words that must be in it.
	pub fn output(&mut self, output: Output, words: Vec<u32>) -> Space {
		self.others.push((output, words));
		self.header.outputs = 1 + self.others.len() as u8;
		Space::Output(self.header.outputs - 1)
	}

	/// Adds an instruction.
	pub fn push(&mut self, instr: Instr) {
		self.code.push(instr);
	}

	/// Adds instructions.
	pub fn run(&mut self, code: impl IntoIterator<Item = Instr>) {
		self.code.extend(code);
	}

	/// The lanes, in order of their number.
	pub fn lanes(&self) -> impl Iterator<Item = Lane> {
		lanes(&self.header, self.grid)
	}

	/// Adds a row that code stores into where it likes; its address for the running lane.
	pub fn place(&mut self, label: impl Into<String>, expected: impl Fn(Lane) -> u32) -> Address {
		let offset = self.rows.len() as u32 * self.header.lanes();
		let words = self.lanes().map(expected).collect();
		self.rows.push((label.into(), words));
		Address::reg(BASE).plus(offset)
	}

	/// Adds a row and stores a register in it.
	pub fn row(&mut self, label: impl Into<String>, src: Reg, expected: impl Fn(Lane) -> u32) {
		let address = self.place(label, expected);
		self.push(store(Space::Output(0), Width::One, src, address));
	}

	/// The vector.
	pub fn finish(self) -> Vector {
		let (lanes, rows) = (self.header.lanes(), self.rows.len() as u32);
		let [group, of, by, ..] = T;
		let start = [
			builtin(group, Builtin::GroupZ),
			builtin(of, Builtin::GroupsY),
			builtin(by, Builtin::GroupY),
			mad(group, group, of, by),
			builtin(of, Builtin::GroupsX),
			builtin(by, Builtin::GroupX),
			mad(group, group, of, by),
			builtin(by, Builtin::LocalIndex),
			mad(NUMBER, group, lanes, by),
			mad(BASE, group, lanes * rows, by),
		];
		let code = start.into_iter().chain(self.code);
		let builder = code.fold(Builder::new(self.header), Builder::push);
		let [gx, gy, gz] = self.grid;
		let tile = lanes * rows;
		let tiles = TileShape { rows: 1, row_words: tile, pitch: gx * tile, plane: gy * gx * tile };
		let sheet = Output { words: gz * gy * gx * tile, tiles };
		let mut words = vec![0; sheet.words as usize];
		for lane in super::sheet::lanes(&self.header, self.grid) {
			let first = (lane.number - lane.local) * rows + lane.local;
			for (row, (_, expected)) in (0..).zip(&self.rows) {
				words[(first + row * lanes) as usize] = expected[lane.number as usize];
			}
		}
		let mut expected = vec![Expected {
			words,
			rule: self.rule,
			rows: self.rows.into_iter().map(|(label, _)| label).collect(),
			row_words: lanes,
			operands: self.operands,
		}];
		let mut outputs = vec![sheet];
		for (output, words) in self.others {
			outputs.push(output);
			expected.push(Expected::exact(words));
		}
		Vector {
			name: self.name,
			needs: self.needs,
			bytecode: builder.finish(),
			grid: self.grid,
			inputs: self.inputs,
			params: self.params,
			outputs,
			expected,
		}
	}
}
