//! Places in JSON, in words.

use serde_path_to_error::{Path, Segment};

/// Lists whose entries have a name of their own: what `inputs[2]` is an `input` of.
const ENTRIES: &[(&str, &str)] = &[
	("allowed", "allowed account"),
	("attributes", "attribute"),
	("grid", "grid, entry"),
	("inputs", "input"),
	("outputs", "output"),
	("overrides", "override"),
	("params", "param"),
	("passes", "pass"),
];

/// Fields that read better under another name.
const FIELDS: &[(&str, &str)] = &[("allowed", "allowed accounts"), ("len", "length")];

/// A path in words, the innermost first: `passes[2].params` is `params of pass 2`.
pub fn in_words(path: &Path, whole: &str) -> String {
	let mut words = Vec::new();
	let mut segments = path.iter().peekable();
	while let Some(segment) = segments.next() {
		let word = match segment {
			Segment::Map { key } => match segments.peek() {
				Some(Segment::Seq { index }) => {
					let word = format!("{} {index}", named(ENTRIES, key));
					segments.next();
					word
				},
				_ => named(FIELDS, key),
			},
			Segment::Seq { index } => format!("entry {index}"),
			// `{ "within": { .. } }` is the variant's content: the name says what it is.
			Segment::Enum { variant } => variant.clone(),
			Segment::Unknown => continue,
		};
		words.push(word);
	}
	words.reverse();
	let whole = (!whole.is_empty()).then(|| whole.to_string());
	words.extend(whole);
	words.join(" of ")
}

fn named(names: &[(&str, &str)], key: &str) -> String {
	let name = names.iter().find(|(field, _)| *field == key).map_or(key, |(_, name)| name);
	name.to_string()
}
