//! How many parts the values of a source have, found before naga writes any of them out.
//!
//! naga spells out a constant such as `~array<u32, 100000000>()` before it sees that there is no
//! such operation, and counts the members of structs in structs one by one. What a source can make
//! it spell out is bounded here, from the tokens alone: the lengths of arrays, and the names of
//! constants and types that contain any.

use crate::{
	diagnostic::{Diagnostic, Place},
	tokens::Tokens,
};
use std::collections::HashMap;

/// Parts that all types and constants of a source may have together, each counted where it is named.
const MAX_PARTS: u64 = 1 << 23;

/// What a constant number is at most.
#[derive(Clone, Copy, Default)]
struct Number {
	most: u64,
	/// It may have been negative on the way,
	minus: bool,
	/// or converted, which makes large numbers of negative ones.
	cast: bool,
}

/// What is known of a name.
#[derive(Default)]
struct Name {
	/// The tokens that declare it: several, where scopes hide each other.
	bodies: Vec<(usize, usize)>,
	/// It is fixed when the kernel is compiled; such arrays are never values.
	is_override: bool,
	parts: Option<u64>,
	number: Option<Option<Number>>,
}

struct Extent<'a> {
	tokens: Vec<(usize, &'a str)>,
	names: HashMap<&'a str, Name>,
}

/// Refuses a source whose values have too many parts to be written out.
pub(crate) fn check(source: &str) -> Result<(), Diagnostic> {
	let mut extent = Extent { tokens: Tokens::of(source).collect(), names: HashMap::new() };
	extent.declarations();
	let mut parts = 0;
	for at in 0..extent.tokens.len() {
		parts = extent.parts_of_token(at)?.saturating_add(parts);
		if parts > MAX_PARTS {
			return Err(Diagnostic::error(
				"too-large",
				"the arrays, structs and constants of this kernel have too many elements",
			)
			.at_place(extent.place(at))
			.help(format!(
				"{MAX_PARTS} is the most, counted where they are named; buffers needn't have a \
				 length: `array<f32>`"
			)));
		}
	}
	Ok(())
}

fn is_name(token: &str) -> bool {
	token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// A number as it is written, without its suffix.
fn literal(token: &str) -> Option<u64> {
	let digits = token.trim_end_matches(['u', 'i']);
	match digits.strip_prefix("0x").or(digits.strip_prefix("0X")) {
		Some(hex) => u64::from_str_radix(hex, 16).ok(),
		None => digits.parse().ok(),
	}
}

impl<'a> Extent<'a> {
	fn token(&self, at: usize) -> &'a str {
		self.tokens.get(at).map_or("", |(_, token)| token)
	}

	fn place(&self, at: usize) -> Place {
		let (start, token) = self.tokens.get(at).copied().unwrap_or_default();
		Place { start, end: start + token.len() }
	}

	/// Where two tokens are one operator.
	fn is_pair(&self, at: usize, token: &str) -> bool {
		let next = self.tokens.get(at + 1).map(|(start, token)| (*start, *token));
		let here = self.tokens.get(at).map_or(0, |(start, _)| start + 1);
		self.token(at) == token && next == Some((here, token))
	}

	fn declarations(&mut self) {
		for at in 0..self.tokens.len() {
			let end = match self.token(at) {
				"const" | "alias" | "override" => ";",
				"struct" => "}",
				_ => continue,
			};
			let rest = self.tokens[at..].iter();
			let length = rest.take_while(|(_, token)| *token != end).count();
			let name = self.names.entry(self.token(at + 1)).or_default();
			name.bodies.push((at + 2, at + length));
			name.is_override |= self.tokens[at].1 == "override";
		}
	}

	/// The parts of what a token names or begins.
	fn parts_of_token(&mut self, at: usize) -> Result<u64, Diagnostic> {
		let token = self.token(at);
		if token == "array" && self.token(at + 1) == "<" {
			return self.length(at + 2);
		}
		let Some(name) = self.names.get_mut(token) else {
			return Ok(0);
		};
		if let Some(parts) = name.parts {
			return Ok(parts);
		}
		// A name that needs itself is for naga to refuse.
		name.parts = Some(0);
		let bodies = name.bodies.clone();
		let mut parts = 0u64;
		for (from, to) in bodies {
			for at in from..to {
				parts = parts.saturating_add(self.parts_of_token(at)?);
				parts = parts.saturating_add(u64::from(is_name(self.token(at))));
			}
		}
		if let Some(name) = self.names.get_mut(token) {
			name.parts = Some(parts);
		}
		Ok(parts)
	}

	/// The length of an array whose parameters begin at a token; 0 where it has none.
	fn length(&mut self, first: usize) -> Result<u64, Diagnostic> {
		let (mut templates, mut brackets) = (1u32, 0u32);
		let mut comma = None;
		let mut at = first;
		while at < self.tokens.len() {
			match self.token(at) {
				"(" | "[" => brackets += 1,
				")" | "]" if brackets > 0 => brackets -= 1,
				"<" if brackets == 0 && self.is_pair(at, "<") => at += 1,
				"<" if brackets == 0 => templates += 1,
				">" if brackets == 0 => templates -= 1,
				"," if brackets == 0 && templates == 1 => comma = comma.or(Some(at)),
				";" | "{" | "}" => break,
				_ => {},
			}
			if templates == 0 {
				break;
			}
			at += 1;
		}
		let Some(comma) = comma else {
			return Ok(0);
		};
		match self.number(comma + 1, at) {
			Some(number) if !(number.minus && number.cast) => Ok(number.most),
			_ => {
				let (start, end) = (self.place(comma + 1).start, self.place(at.max(1) - 1).end);
				Err(Diagnostic::error(
					"array-length",
					"the length of this array is not plain enough",
				)
				.at_place(Place { start, end: end.max(start) })
				.help(
					"write a number, or numbers and constants with + - * / % and `<<`, so that \
							 its size is seen before the kernel is compiled",
				))
			},
		}
	}

	/// The most that an expression of constants can come to; `None` where that isn't seen.
	fn number(&mut self, from: usize, to: usize) -> Option<Number> {
		// No sum, product or bits of numbers are more than the product of each plus one.
		let mut all = Number { most: 1, ..Number::default() };
		let mut at = from;
		while at < to {
			let token = self.token(at);
			let shifts = at >= from + 2 && self.is_pair(at - 2, "<");
			let operand = match token {
				"+" | "*" | "/" | "%" | "(" | ")" | "," | "&" | "|" | "^" | "<" | ">" => None,
				"-" => {
					all.minus = true;
					None
				},
				"u32" | "i32" => {
					all.cast = true;
					None
				},
				"max" | "min" => None,
				name if is_name(name) => Some(self.named(name)?),
				number => Some(Number { most: literal(number)?, ..Number::default() }),
			};
			match operand {
				Some(number) => {
					let factor = match shifts {
						true => 1u64.checked_shl(number.most.min(63) as u32).unwrap_or(u64::MAX),
						false => number.most.saturating_add(1),
					};
					all.most = all.most.saturating_mul(factor);
					all.minus |= number.minus;
					all.cast |= number.cast;
				},
				// What is shifted by has to be one number.
				None if shifts => return None,
				None => {},
			}
			at += 1;
		}
		Some(all)
	}

	fn named(&mut self, token: &'a str) -> Option<Number> {
		let name = self.names.get_mut(token)?;
		if name.is_override {
			return Some(Number::default());
		}
		if let Some(number) = name.number {
			return number;
		}
		name.number = Some(None);
		let bodies = name.bodies.clone();
		let mut all = Some(Number::default());
		for (from, to) in bodies {
			// Behind the type, if there is one.
			let start = (from..to).find(|at| self.token(*at) == "=").unwrap_or(to);
			let number = self.number(start + 1, to);
			all = match (all, number) {
				(Some(all), Some(number)) => Some(Number {
					most: all.most.max(number.most),
					minus: all.minus || number.minus,
					cast: all.cast || number.cast,
				}),
				_ => None,
			};
		}
		if let Some(name) = self.names.get_mut(token) {
			name.number = Some(all);
		}
		all
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn outcome(source: &str) -> &'static str {
		check(source).map_or_else(|diagnostic| diagnostic.code, |()| "ok")
	}

	#[test]
	fn lengths_are_seen() {
		let array = |length: &str| {
			outcome(&format!("const N = 64u; const M: u32 = 2 * N; const B = M * M * M * N; override O = 1; var x: array<u32, {length}>;"))
		};
		for length in [
			"4",
			"0x10u",
			"N",
			"N * M + 1",
			"(N << 3u) / 2",
			"max(N, M)",
			"u32(N)",
			"O",
			"N - 1",
			"M >> 2",
			"1 << 20",
			"1000000,",
		] {
			assert_eq!(array(length), "ok", "{length}");
		}
		for length in [
			"9000000",
			"B",
			"1 << 30",
			"0xffffffffu",
			"N * N * N * N * N",
			"M << N",
			"99999999999999999999999",
		] {
			assert_ne!(array(length), "ok", "{length}");
		}
		for length in
			["~0u", "unknown", "1e9", "u32(1.5)", "u32(N - M)", "V.x", "1 << (N + M)", "pow(2, 30)"]
		{
			assert_eq!(array(length), "array-length", "{length}");
		}
		assert_eq!(outcome("var x: array<vec2<u32>>; var y: array<array<u32, 3>>;"), "ok");
		assert_eq!(outcome("var x: array<array<u32, 9000000>>;"), "too-large");
		assert_eq!(outcome("let x = array<u32, 3>(1, 2, 3); let y = a < b; let z = c > d;"), "ok");
	}

	#[test]
	fn parts_are_counted_where_they_are_named() {
		let source = |times| {
			format!(
				"alias A = array<u32, 1000000>; const z = A(); {}",
				"const y = z; ".repeat(times)
			)
		};
		assert_eq!(outcome(&source(1)), "ok");
		assert_eq!(outcome(&source(9)), "too-large");
		let doubled = |n: usize| {
			(0..n).map(|i| format!("struct S{} {{ x: S{i}, y: S{i} }} ", i + 1)).collect::<String>()
		};
		assert_eq!(outcome(&doubled(12)), "ok");
		assert_eq!(outcome(&doubled(40)), "too-large");
		assert_eq!(outcome("struct A { x: B } struct B { x: A } const x = y; const y = x; var z: array<u32, x>;"), "array-length");
	}
}
