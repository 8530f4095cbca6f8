//! naga's errors in the words of this language: what is wrong, and what to write instead.

use crate::{diagnostic::Diagnostic, text};
use naga::{front::wgsl, WithSpan};
use std::error::Error;

/// A source that naga can't read.
pub(crate) fn unreadable(error: &wgsl::ParseError, source: &str) -> Diagnostic {
	let message = error.message().trim();
	if message.contains("enable-extension") || message.contains("language extension") {
		return extension(error, source);
	}
	let mut diagnostic = Diagnostic::error("wgsl", message);
	if let Some((span, label)) = error.labels().next() {
		diagnostic = diagnostic.at(span).label(label.trim());
	}
	let notes: Vec<_> = error.notes().map(str::trim).collect();
	match notes.is_empty() {
		true => diagnostic.help(parse_help(message)),
		false => diagnostic.help(notes.join("\n")),
	}
}

/// An `enable` of something that the language hasn't.
fn extension(error: &wgsl::ParseError, source: &str) -> Diagnostic {
	let span = error.labels().next().map_or(naga::Span::UNDEFINED, |(span, _)| span);
	let name = span.to_range().and_then(|range| source.get(range)).unwrap_or("this").trim();
	Diagnostic::error("extension", format!("`{name}` is not part of the language")).at(span).help(
		match name {
			"subgroups" => "use workgroup memory and `workgroupBarrier()` instead of subgroups",
			"f16" => HALVES,
			_ => "the language is WGSL without extensions: see docs/kernels-language.md",
		},
	)
}

const HALVES: &str =
	"compute in `f32`; `unpack2x16float` and `pack2x16float` read and write halves";

fn parse_help(message: &str) -> &'static str {
	let has = |text: &str| message.contains(text);
	if has("no definition in scope") || has("unknown") {
		"declare it, or check the spelling: names are case-sensitive"
	} else if has("automatic conversion") || has("inconsistent type") || has("type mismatch") {
		"convert explicitly: `u32(x)`, `i32(x)`, `f32(x)`"
	} else if has("reserved") {
		"choose another name: WGSL keeps this one for itself"
	} else if has("recursive") || has("cyclic") {
		"write a loop: nothing may be declared in terms of itself"
	} else if has("expected `;`") {
		"end the statement before with `;`"
	} else if has("expected") {
		"write what is expected here; a missing `;` or bracket may be on a line before"
	} else if has("redefinition") {
		"choose another name for one of the two"
	} else {
		"see the WGSL specification: https://www.w3.org/TR/WGSL/"
	}
}

/// A module that can be read and makes no sense.
pub(crate) fn invalid<E: Error>(error: WithSpan<E>, source: &str) -> Diagnostic {
	let span = error.spans().next().map(|(span, _)| *span);
	let inner = error.into_inner();
	let mut messages = vec![inner.to_string()];
	let mut cause = inner.source();
	while let Some(error) = cause {
		messages.push(error.to_string());
		cause = error.source();
	}
	let found = missing_feature(&messages, source).unwrap_or_else(|| {
		let last = messages.last().map_or("", String::as_str);
		let (message, help) = in_our_words(last);
		Diagnostic::error("wgsl", message).help(help)
	});
	match span {
		Some(span) => found.at(span),
		None => found,
	}
}

/// Types and functions that some GPUs have and the language hasn't.
fn missing_feature(messages: &[String], source: &str) -> Option<Diagnostic> {
	let has = |text: &str| messages.iter().any(|message| message.contains(text));
	if !has("apabilit") {
		return None;
	}
	let (words, help): (&[&str], _) = if has("FLOAT16") || has("f16") {
		(&["f16"], HALVES)
	} else if has("INT64") || has("64") {
		(
			&["u64", "i64", "f64"],
			"keep the low and the high word in a `vec2<u32>`, and carry by hand",
		)
	} else {
		(&[], "it needs a feature of some GPUs: see docs/kernels-language.md for what there is")
	};
	let place = text::place_of_any(source, words);
	let name = place.and_then(|place| source.get(place.start..place.end)).unwrap_or("this");
	let mut diagnostic =
		Diagnostic::error("unsupported-type", format!("`{name}` is not part of the language"));
	diagnostic.place = place;
	Some(diagnostic.help(help))
}

/// A message of the validator's without its handles and with the names that types have in WGSL,
/// and what to do about it.
fn in_our_words(message: &str) -> (String, &'static str) {
	let has = |text: &str| message.contains(text);
	if has("valid destination for a store") {
		return (
			"this can't be written to".into(),
			"declare what is written as `var`; an output as `var<storage, read_write>`",
		);
	}
	let help = if has("can't work with") || has("doesn't match") || has("does not match") {
		"both sides have to have one type: convert with `u32(x)`, `i32(x)` or `f32(x)`"
	} else if has("lignment") || has("stride") {
		"in a uniform block, array elements and structs lie at multiples of 16 bytes: \
		 use `array<vec4<u32>, n>`, or pad"
	} else if has("ontrol flow") || has("niform") {
		"move the barrier out of the branch, so that all lanes reach it"
	} else if has("store") || has("Store") {
		"both sides of an assignment have to have one type"
	} else {
		"see the WGSL specification: https://www.w3.org/TR/WGSL/"
	};
	(without_handles(message), help)
}

fn without_handles(message: &str) -> String {
	let mut text = message.to_string();
	for (naga, wgsl) in [
		("Scalar(Scalar { kind: Uint, width: 4 })", "`u32`"),
		("Scalar(Scalar { kind: Sint, width: 4 })", "`i32`"),
		("Scalar(Scalar { kind: Float, width: 4 })", "`f32`"),
		("Scalar(Scalar { kind: Bool, width: 1 })", "`bool`"),
		("Operation Add", "`+`"),
		("Operation Subtract", "`-`"),
		("Operation Multiply", "`*`"),
		("Operation Divide", "`/`"),
		("Operation Modulo", "`%`"),
	] {
		text = text.replace(naga, wgsl);
	}
	// `[5] (of type T)` says no more than T, and a bare `[5]` nothing.
	let mut out = String::new();
	let mut rest = text.as_str();
	while let Some(start) = rest.find('[') {
		let Some(len) = rest[start..].find(']') else {
			break;
		};
		let inside = &rest[start + 1..start + len];
		out += &rest[..start];
		rest = &rest[start + len + 1..];
		if inside.is_empty() || !inside.chars().all(|c| c.is_ascii_digit()) {
			out += &format!("[{inside}]");
		} else if let Some(typed) = rest.strip_prefix(" (of type ") {
			let end = typed.find(')').unwrap_or(typed.len());
			out += &typed[..end];
			rest = typed.get(end + 1..).unwrap_or("");
		} else {
			out += "it";
		}
	}
	out + rest
}
