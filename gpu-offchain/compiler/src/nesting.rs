//! How deep a source nests, found by a look at its tokens before anything recurses over it.

use crate::diagnostic::{Diagnostic, Place};

/// What may be open at once: tokens of unfinished expressions, brackets, blocks.
pub(crate) const MOST_OPEN: usize = 2048;

/// What a block, or an `else` in a chain of them, counts: it takes more stack than an operator.
const BLOCK: usize = 8;

/// What is open between a bracket and its end.
#[derive(Default)]
struct Level {
	/// What the bracket itself counts.
	bracket: usize,
	/// Tokens since the last comma or semicolon.
	tokens: usize,
	/// `<` without `>`: templates, or comparisons, in this statement.
	templates: usize,
	/// Each `else` of a chain is inside of the one before.
	elses: usize,
}

impl Level {
	fn open(&self) -> usize {
		self.bracket + self.tokens + self.templates + self.elses
	}
}

/// Refuses a source that would nest deeper than the compiler's stack is made for.
pub(crate) fn check(source: &str) -> Result<(), Diagnostic> {
	let mut levels = vec![Level::default()];
	let mut outside = 0;
	let mut after_block = false;
	for (start, token) in Tokens(source, 0) {
		let Some(level) = levels.last_mut() else {
			break;
		};
		if std::mem::take(&mut after_block) {
			level.elses = match token {
				"else" => level.elses + BLOCK,
				_ => 0,
			};
		}
		level.tokens += 1;
		match token {
			"," => level.tokens = 0,
			";" => {
				*level = Level {
					bracket: level.bracket,
					..Level::default()
				};
			},
			"<" => level.templates += 1,
			">" => level.templates = level.templates.saturating_sub(1),
			"(" | "[" | "{" => {
				outside += level.open();
				let bracket = if token == "{" { BLOCK } else { 1 };
				levels.push(Level {
					bracket,
					..Level::default()
				});
			},
			")" | "]" | "}" if levels.len() > 1 => {
				levels.pop();
				if let Some(level) = levels.last_mut() {
					outside -= level.open();
					if token == "}" {
						after_block = true;
						(level.tokens, level.templates) = (0, 0);
					}
				}
			},
			_ => {},
		}
		let open = outside + levels.last().map_or(0, Level::open);
		if open > MOST_OPEN {
			let place = Place {
				start,
				end: start + token.len(),
			};
			return Err(
				Diagnostic::error("too-deep", "this is nested too deep, or too long")
					.at_place(place)
					.help("split long expressions with `let`, long chains of `else` with `switch`"),
			);
		}
	}
	Ok(())
}

/// The tokens of a source with where they begin: words, and other characters one by one.
struct Tokens<'a>(&'a str, usize);

impl<'a> Iterator for Tokens<'a> {
	type Item = (usize, &'a str);

	fn next(&mut self) -> Option<Self::Item> {
		loop {
			let rest = &self.0[self.1..];
			let first = rest.chars().next()?;
			let length = if first.is_whitespace() {
				first.len_utf8()
			} else if rest.starts_with("//") {
				rest.find(is_line_end).unwrap_or(rest.len())
			} else if rest.starts_with("/*") {
				block_comment(rest.as_bytes())
			} else {
				let start = self.1;
				let word = |c: char| c.is_alphanumeric() || c == '_';
				let length = match rest.find(|c| !word(c)) {
					Some(0) => first.len_utf8(),
					Some(length) => length,
					None => rest.len(),
				};
				self.1 += length;
				return Some((start, &rest[..length]));
			};
			self.1 += length;
		}
	}
}

/// The characters that end a line of WGSL.
fn is_line_end(c: char) -> bool {
	matches!(
		c,
		'\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'
	)
}

/// The length of a block comment with the comments inside of it.
fn block_comment(bytes: &[u8]) -> usize {
	let (mut at, mut depth) = (0, 0);
	while at < bytes.len() {
		match bytes.get(at..at + 2) {
			Some(b"/*") => (depth, at) = (depth + 1, at + 2),
			Some(b"*/") => {
				(depth, at) = (depth - 1, at + 2);
				if depth == 0 {
					return at;
				}
			},
			_ => at += 1,
		}
	}
	bytes.len()
}

#[cfg(test)]
mod tests {
	use super::*;

	fn deep(source: &str) -> bool {
		check(source).is_err()
	}

	#[test]
	fn depth_is_what_is_open() {
		let most = MOST_OPEN;
		for (open, close) in [
			("(", ")"),
			("-", ""),
			("a[", "]"),
			("+ 1", ""),
			("array<", ">"),
		] {
			let per = Tokens(open, 0).count() + usize::from(open.contains(['[', '(', '<']));
			let source = |n: usize| format!("{}{}", open.repeat(n), close.repeat(n));
			assert!(!deep(&source(most / per - 1)), "{open}");
			assert!(deep(&source(most / per + 2)), "{open}");
		}
		let chain = |n: usize| "if (a) { } else ".repeat(n);
		assert!(!deep(&chain(most / BLOCK - 2)));
		assert!(deep(&chain(most / BLOCK + 2)));
		assert!(deep(&"f<a, ".repeat(most)));
	}

	#[test]
	fn length_is_not_depth() {
		assert!(!deep(&"a = b + c * d[e];\n".repeat(10_000)));
		assert!(!deep(&format!(
			"array({})",
			"1 < 2, x > y, ".repeat(10_000)
		)));
		assert!(!deep(&"if (a) { b } else { c }\n".repeat(10_000)));
		assert!(!deep(&"/* ((((( */ // ((((\n".repeat(10_000)));
		assert!(!deep(&format!("/* /* */ {} */", "(".repeat(10_000))));
		assert!(!deep(&"fn f() { }\n".repeat(10_000)));
		assert!(!deep(&"}".repeat(10_000)));
	}
}
