//! How deep a source nests, found by a look at its tokens before anything recurses over it.

use crate::{
	diagnostic::{Diagnostic, Place},
	tokens::Tokens,
};

/// What may be open at once: tokens of unfinished expressions, brackets, blocks.
pub(crate) const MAX_OPEN: usize = 2048;

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
	for (start, token) in Tokens::of(source) {
		let is_outermost = levels.len() == 1;
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
				*level = Level { bracket: level.bracket, ..Level::default() };
			},
			"<" => level.templates += 1,
			">" => level.templates = level.templates.saturating_sub(1),
			"(" | "[" | "{" => {
				outside += level.open();
				let bracket = if token == "{" { BLOCK } else { 1 };
				levels.push(Level { bracket, ..Level::default() });
			},
			// Without a beginning it ends nothing.
			")" | "]" | "}" if is_outermost => level.tokens = 0,
			")" | "]" | "}" => {
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
		if open > MAX_OPEN {
			let place = Place { start, end: start + token.len() };
			return Err(Diagnostic::error("too-deep", "this is nested too deep, or too long")
				.at_place(place)
				.help("split long expressions with `let`, long chains of `else` with `switch`"));
		}
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn deep(source: &str) -> bool {
		check(source).is_err()
	}

	#[test]
	fn depth_is_what_is_open() {
		let most = MAX_OPEN;
		for (open, close) in [("(", ")"), ("-", ""), ("a[", "]"), ("+ 1", ""), ("array<", ">")] {
			let per = Tokens::of(open).count() + usize::from(open.contains(['[', '(', '<']));
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
		assert!(!deep(&format!("array({})", "1 < 2, x > y, ".repeat(10_000))));
		assert!(!deep(&"if (a) { b } else { c }\n".repeat(10_000)));
		assert!(!deep(&"/* ((((( */ // ((((\n".repeat(10_000)));
		assert!(!deep(&format!("/* /* */ {} */", "(".repeat(10_000))));
		assert!(!deep(&"fn f() { }\n".repeat(10_000)));
		assert!(!deep(&"}".repeat(10_000)));
	}
}
