//! What authors say in comments: the float mode and the bounds of loops.
//!
//! naga drops comments, so they are read from the source and matched to loops by line.

use crate::diagnostic::{Diagnostic, Place};
use assay_touchstone::FloatMode;
use std::collections::HashMap;

/// A bound as it is written: `path * mul / div + add`, or a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BoundNote {
	pub place: Place,
	/// `params.n`, `N`, or empty for a plain number.
	pub path: String,
	pub mul: u32,
	pub div: u32,
	pub add: u32,
}

/// All that is said in comments.
#[derive(Clone, Debug, Default)]
pub(crate) struct Directives {
	pub float_mode: Option<FloatMode>,
	/// By line, from 0: of the comment itself.
	bounds: HashMap<usize, BoundNote>,
	line_starts: Vec<usize>,
	code_lines: Vec<bool>,
}

impl Directives {
	/// Reads the comments of a source.
	pub fn read(source: &str) -> Result<Self, Diagnostic> {
		let mut found = Self::default();
		let mut at = 0;
		for (number, line) in source.split('\n').enumerate() {
			found.line_starts.push(at);
			let comment = line.find("//");
			let code = line[..comment.unwrap_or(line.len())].trim();
			found.code_lines.push(!code.is_empty());
			if let Some(comment) = comment {
				let start = at + comment;
				let place = Place { start, end: start + line[comment..].trim_end().len() };
				found.comment(number, line[comment + 2..].trim(), place)?;
			}
			at += line.len() + 1;
		}
		Ok(found)
	}

	fn comment(&mut self, line: usize, text: &str, place: Place) -> Result<(), Diagnostic> {
		if let Some(mode) = text.strip_prefix("assay:") {
			let mode = match mode.trim() {
				"strict" => FloatMode::Strict,
				"relaxed" => FloatMode::Relaxed,
				other => {
					return Err(Diagnostic::error(
						"directive",
						format!("unknown directive `{other}`"),
					)
					.at_place(place)
					.help("write `// assay: strict` or `// assay: relaxed`"))
				},
			};
			if self.float_mode.is_some_and(|earlier| earlier != mode) {
				return Err(Diagnostic::error("directive", "the float mode is declared twice")
					.at_place(place)
					.help("keep one of the two"));
			}
			self.float_mode = Some(mode);
		} else if let Some(bound) = text.strip_prefix("bound:") {
			let note = parse_bound(bound.trim(), place).ok_or_else(|| {
				Diagnostic::error("loop-bound", "this loop bound can't be read")
					.at_place(place)
					.help(
						"write a number, or a parameter with factors: `// bound: 100`, \
						 `// bound: params.n * 4`, `// bound: params.n / 16 + 1`",
					)
			})?;
			self.bounds.insert(line, note);
		}
		Ok(())
	}

	/// The note for a loop that begins at a byte: on its line, or on the comment lines above.
	pub fn bound_at(&self, byte: usize) -> Option<&BoundNote> {
		let line = self.line_starts.partition_point(|start| *start <= byte) - 1;
		if let Some(note) = self.bounds.get(&line) {
			return Some(note);
		}
		let mut above = line;
		while above > 0 {
			above -= 1;
			if self.code_lines[above] {
				return None;
			}
			if let Some(note) = self.bounds.get(&above) {
				return Some(note);
			}
		}
		None
	}
}

fn parse_bound(text: &str, place: Place) -> Option<BoundNote> {
	let mut note = BoundNote { place, path: String::new(), mul: 1, div: 1, add: 0 };
	let mut tokens = tokens(text)?.into_iter();
	let first = tokens.next()?;
	match number(&first) {
		Some(value) => {
			note.mul = 0;
			note.add = value;
		},
		None if first.starts_with(|c: char| c.is_alphabetic() || c == '_') => note.path = first,
		None => return None,
	}
	let mut stage = 0;
	while let Some(operator) = tokens.next() {
		let value = number(&tokens.next()?)?;
		let next = match operator.as_str() {
			"*" => 1,
			"/" => 2,
			"+" => 3,
			_ => return None,
		};
		if next <= stage || note.path.is_empty() || next == 2 && value == 0 {
			return None;
		}
		stage = next;
		match stage {
			1 => note.mul = value,
			2 => note.div = value,
			_ => note.add = value,
		}
	}
	Some(note)
}

fn number(token: &str) -> Option<u32> {
	let token = token.trim_end_matches(['u', 'i']);
	match token.strip_prefix("0x") {
		Some(hex) => u32::from_str_radix(hex, 16).ok(),
		None => token.parse().ok(),
	}
}

fn tokens(text: &str) -> Option<Vec<String>> {
	let mut tokens: Vec<String> = Vec::new();
	let mut open = false;
	for c in text.chars() {
		if c.is_whitespace() {
			open = false;
		} else if c.is_alphanumeric() || matches!(c, '_' | '.' | '[' | ']') {
			match tokens.last_mut().filter(|_| open) {
				Some(last) => last.push(c),
				None => tokens.push(c.to_string()),
			}
			open = true;
		} else if matches!(c, '*' | '/' | '+') {
			tokens.push(c.to_string());
			open = false;
		} else {
			return None;
		}
	}
	Some(tokens)
}
