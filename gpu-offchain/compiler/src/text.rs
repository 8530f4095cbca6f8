//! Finding words in a source, for messages about things that have no place of their own in naga's IR.

use crate::{diagnostic::Place, tokens::Tokens};

/// The first of `words` that stands in the source, comments aside.
pub(crate) fn place_of_any(source: &str, words: &[&str]) -> Option<Place> {
	let mut tokens = Tokens::of(source);
	tokens
		.find(|(_, token)| words.contains(token))
		.map(|(start, token)| Place { start, end: start + token.len() })
}

/// The name of a function where it is declared.
pub(crate) fn place_of_function(source: &str, name: &str) -> Option<Place> {
	let mut before = "";
	for (start, token) in Tokens::of(source) {
		if before == "fn" && token == name {
			let end = start + token.len();
			return Some(Place { start, end });
		}
		before = token;
	}
	None
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn place_should_be_that_of_code_and_not_of_comments() {
		let source = "// fn f16\n/* fn /* f16 */ */ fn f(x: f16) {}";
		let place = place_of_any(source, &["f16"]).unwrap();
		assert_eq!((&source[place.start..place.end], place.start), ("f16", 37));
		assert_eq!(place_of_function(source, "f").unwrap().start, 32);
		assert_eq!(place_of_any(source, &["u64"]), None);
		assert_eq!(place_of_any("/* never /* closed", &["closed"]), None);
	}
}
