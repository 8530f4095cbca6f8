//! Finding words in a source, for messages about things that have no place of their own in naga's IR.

use crate::diagnostic::Place;

/// The first of `words` that stands in the source, comments aside.
pub(crate) fn place_of_any(source: &str, words: &[&str]) -> Option<Place> {
	let mut tokens = tokens(source);
	tokens
		.find(|(_, token)| words.contains(token))
		.map(|(start, token)| Place {
			start,
			end: start + token.len(),
		})
}

/// The name of a function where it is declared.
pub(crate) fn place_of_function(source: &str, name: &str) -> Option<Place> {
	let mut before = "";
	for (start, token) in tokens(source) {
		if before == "fn" && token == name {
			let end = start + token.len();
			return Some(Place { start, end });
		}
		before = token;
	}
	None
}

/// Words of a source, with their places. Comments have none.
fn tokens(source: &str) -> impl Iterator<Item = (usize, &str)> {
	let mut at = 0;
	std::iter::from_fn(move || loop {
		let rest = source.get(at..)?;
		let first = rest.chars().next()?;
		if let Some(comment) = rest.strip_prefix("//") {
			at += 2 + comment.find('\n').unwrap_or(comment.len());
		} else if rest.starts_with("/*") {
			at += past_comment(rest);
		} else if is_word(first) {
			let len = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
			at += len;
			return Some((at - len, &rest[..len]));
		} else {
			at += first.len_utf8();
		}
	})
}

/// Bytes of the comment that a text begins with; such comments nest.
fn past_comment(text: &str) -> usize {
	let (mut at, mut depth) = (0, 0);
	while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
		if rest.starts_with("/*") {
			depth += 1;
			at += 2;
		} else if rest.starts_with("*/") {
			depth -= 1;
			at += 2;
			if depth == 0 {
				break;
			}
		} else {
			at += rest.chars().next().map_or(1, char::len_utf8);
		}
	}
	at
}

fn is_word(c: char) -> bool {
	c.is_alphanumeric() || c == '_' || c == '@'
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn place_should_be_that_of_code_and_not_of_comments() {
		let source = "// fn f16\n/* fn /* f16 */ */ fn f(x: f16) {}";
		let place = place_of_any(source, &["f16"]).unwrap();
		assert_eq!((&source[place.start..place.end], place.start), ("f16", 34));
		assert_eq!(place_of_function(source, "f").unwrap().start, 29);
		assert_eq!(place_of_any(source, &["u64"]), None);
		assert_eq!(place_of_any("/* never /* closed", &["closed"]), None);
	}
}
