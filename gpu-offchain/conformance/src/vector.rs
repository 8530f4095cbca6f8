//! One pass, and what every device must make of it.

use assay_touchstone::{Comparison, Output, Rule};
use std::fmt;

/// What a device must be able to do for a vector to matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Needs {
	/// Integers, memory, control and barriers: every kernel.
	Integers,
	/// Strict floats.
	Strict,
	/// Relaxed floats.
	Relaxed,
}

impl Needs {
	/// Every one of them.
	pub const ALL: [Self; 3] = [Self::Integers, Self::Strict, Self::Relaxed];

	/// Its name.
	pub const fn name(self) -> &'static str {
		match self {
			Self::Integers => "integers",
			Self::Strict => "strict",
			Self::Relaxed => "relaxed",
		}
	}
}

impl fmt::Display for Needs {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(self.name())
	}
}

/// A pass, and what every device must make of it.
#[derive(Clone, Debug)]
pub struct Vector {
	/// What it tries.
	pub name: String,
	/// What a device must be able to do for it to matter.
	pub needs: Needs,
	/// The program.
	pub bytecode: Vec<u8>,
	/// Workgroups in x, y and z.
	pub grid: [u32; 3],
	/// The inputs' bytes.
	pub inputs: Vec<Vec<u8>>,
	/// The parameters.
	pub params: Vec<u32>,
	/// The outputs' lengths and tiles.
	pub outputs: Vec<Output>,
	/// What must be in the outputs.
	pub expected: Vec<Expected>,
}

/// What must be in an output.
#[derive(Clone, Debug)]
pub struct Expected {
	/// Its words.
	pub words: Vec<u32>,
	/// How they are compared.
	pub rule: Rule,
	/// What each row of words tries, rows following each other and again from the first.
	pub rows: Vec<String>,
	/// Words of a row.
	pub row_words: u32,
	/// How many inputs hold, at the same place, what a word was computed of.
	pub operands: usize,
}

impl Expected {
	/// An output whose words have no names.
	pub fn exact(words: Vec<u32>) -> Self {
		Self { words, rule: Rule::Exact, rows: Vec::new(), row_words: 1, operands: 0 }
	}
}

/// The first word that isn't what it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
	/// Which output.
	pub output: usize,
	/// Which word of it.
	pub word: usize,
	/// What was tried there.
	pub case: String,
	/// What the device has, or `None` where its output ends.
	pub got: Option<u32>,
	/// What it must be.
	pub expected: u32,
}

impl fmt::Display for Difference {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{}: ", self.case)?;
		match self.got {
			Some(got) => write!(f, "{got:#010x}"),
			None => f.write_str("nothing"),
		}?;
		write!(f, " instead of {:#010x}", self.expected)
	}
}

impl Vector {
	/// The first word of the outputs that isn't what it must be.
	pub fn difference(&self, outputs: &[Vec<u32>]) -> Option<Difference> {
		self.expected.iter().enumerate().find_map(|(output, expected)| {
			let got = outputs.get(output).map_or(&[][..], Vec::as_slice);
			let differs = |(at, &word): (usize, &u32)| {
				let rule = &expected.rule;
				got.get(at).is_none_or(|&got| rule.compare_word(got, word) != Comparison::Match)
			};
			let word = expected.words.iter().enumerate().position(differs)?;
			Some(Difference {
				output,
				word,
				case: self.case(output, word),
				got: got.get(word).copied(),
				expected: expected.words[word],
			})
		})
	}

	/// What is tried at a word of an output.
	pub fn case(&self, output: usize, word: usize) -> String {
		let place = format!("output {output}, word {word}");
		let Some(expected) = self.expected.get(output).filter(|it| !it.rows.is_empty()) else {
			return place;
		};
		let row = word / expected.row_words as usize;
		let name = &expected.rows[row % expected.rows.len()];
		let operand = |input: &Vec<u8>| {
			let bytes = input.get(4 * word..4 * word + 4)?;
			let word = u32::from_le_bytes(bytes.try_into().ok()?);
			Some(format!("{word:#010x}"))
		};
		let operands: Vec<_> =
			self.inputs[..expected.operands].iter().filter_map(operand).collect();
		match operands.is_empty() {
			true => format!("{name} ({place})"),
			false => format!("{name} of {} ({place})", operands.join(", ")),
		}
	}

	/// Gives all that makes the vector what it is, piece by piece: whoever hashes the pieces of all
	/// vectors knows whether they changed.
	pub fn identity(&self, mut piece: impl FnMut(&[u8])) {
		let mut part = |bytes: &[u8]| {
			piece(&(bytes.len() as u64).to_le_bytes());
			piece(bytes);
		};
		let words = |words: &[u32]| -> Vec<u8> {
			words.iter().flat_map(|word| word.to_le_bytes()).collect()
		};
		part(self.name.as_bytes());
		part(self.needs.name().as_bytes());
		part(&self.bytecode);
		part(&words(&self.grid));
		part(&words(&self.params));
		for input in &self.inputs {
			part(input);
		}
		for (output, expected) in self.outputs.iter().zip(&self.expected) {
			let tiles = &output.tiles;
			let (exact, atol, rtol) = match expected.rule {
				Rule::Exact => (1, 0, 0),
				Rule::Within(tolerance) => {
					let (atol, rtol) = tolerance.to_bits();
					(0, atol, rtol)
				},
			};
			part(&words(&[
				output.words,
				tiles.rows,
				tiles.row_words,
				tiles.pitch,
				tiles.plane,
				exact,
				atol,
				rtol,
			]));
			part(&words(&expected.words));
		}
	}
}
