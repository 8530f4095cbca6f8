//! A source as tokens, as far as that takes no grammar.

/// The tokens of a source with where they begin: words, and other characters one by one.
pub(crate) struct Tokens<'a>(&'a str, usize);

impl<'a> Tokens<'a> {
	pub fn of(source: &'a str) -> Self {
		Self(source, 0)
	}
}

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
	matches!(c, '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
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
