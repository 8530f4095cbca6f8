//! What the vectors expect, against two other sources.

use crate::passes::{interpret, program, read_slowly};
use assay_conformance::{vectors, Needs};
use assay_touchstone::FloatMode;

#[test]
fn interpreter_should_make_what_is_expected() {
	for vector in vectors() {
		let made = interpret(&vector, &program(&vector));
		let made = made.unwrap_or_else(|error| panic!("{}: {error:?}", vector.name));
		if let Some(difference) = vector.difference(&made) {
			panic!("{}: {difference}", vector.name);
		}
		let lengths: Vec<_> = vector.expected.iter().map(|it| it.words.len()).collect();
		let announced: Vec<_> = vector.outputs.iter().map(|it| it.words as usize).collect();
		assert_eq!(lengths, announced, "{}", vector.name);
	}
}

#[test]
fn slow_reading_should_make_what_is_expected() {
	for vector in vectors() {
		let made = read_slowly(&vector, &program(&vector));
		if let Some(difference) = vector.difference(&made) {
			panic!("{}: {difference}", vector.name);
		}
	}
}

#[test]
fn tiles_should_be_as_jobs_may_have_them() {
	for vector in vectors() {
		for output in &vector.outputs {
			assert_eq!(output.check(vector.grid), Ok(()), "{}", vector.name);
		}
	}
}

#[test]
fn names_should_differ_and_modes_should_fit() {
	let vectors = vectors();
	let mut names: Vec<_> = vectors.iter().map(|vector| &vector.name).collect();
	names.sort();
	names.dedup();
	assert_eq!(names.len(), vectors.len());
	for vector in &vectors {
		let relaxed = program(vector).header().float_mode == FloatMode::Relaxed;
		assert_eq!(relaxed, vector.needs == Needs::Relaxed, "{}", vector.name);
	}
	for needs in Needs::ALL {
		assert!(vectors.iter().any(|vector| vector.needs == needs), "{needs}");
	}
}

/// A device gets all of them done in seconds only while they are few and small.
#[test]
fn set_should_stay_small() {
	let vectors = vectors();
	assert!(vectors.len() <= 80, "{} programs", vectors.len());
	let mut programs: Vec<_> = vectors.iter().map(|vector| &vector.bytecode).collect();
	programs.sort();
	programs.dedup();
	assert!(programs.len() < vectors.len(), "tiles of all shapes have one program");
	let words = |vector: &assay_conformance::Vector| {
		vector.expected.iter().map(|it| it.words.len()).sum::<usize>()
	};
	let words: usize = vectors.iter().map(words).sum();
	let bytes: usize = vectors.iter().flat_map(|vector| &vector.inputs).map(Vec::len).sum();
	eprintln!("{} vectors, {words} words expected, {bytes} bytes of inputs", vectors.len());
	assert!(words < 1 << 20 && bytes < 1 << 23, "{words} words, {bytes} bytes");
}
