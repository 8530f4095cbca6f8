//! Conformance vectors: passes with the words that every device must make of them.
//!
//! A device that runs kernels for money has to agree with the interpreter bit by bit. These passes
//! go through every instruction of Touchstone and every edge of `docs/touchstone.md`; the words
//! expected are literal, or come from plain arithmetic written for this crate. The interpreter is
//! held to the same words by this crate's tests.
//!
//! ```
//! use assay_conformance::{vectors, Needs};
//!
//! let vectors = vectors();
//! let first = &vectors[0];
//! assert_eq!(first.needs, Needs::Integers);
//! // What a device made of the pass is compared with what is expected.
//! let mut made: Vec<Vec<u32>> = first.expected.iter().map(|it| it.words.clone()).collect();
//! assert_eq!(first.difference(&made), None);
//! made[0][0] ^= 1;
//! assert_eq!(first.difference(&made).unwrap().word, 0);
//! ```
//!
//! Terms: a *vector* is a pass with what it must give; a *sheet* is a vector whose output has a row
//! for each thing that is tried, and in it a word for each lane; a *table* is a sheet whose lanes
//! each take operands of their own; an *oracle* computes what is expected.

#![forbid(unsafe_code)]

mod code;
mod control;
mod edges;
mod floats;
mod integers;
mod memory;
mod oracle;
mod relaxed;
mod shared;
mod sheet;
mod table;
mod values;
mod vector;

pub use vector::{Difference, Expected, Needs, Vector};

/// All vectors: integers first, then strict floats, then relaxed ones.
pub fn vectors() -> Vec<Vector> {
	let mut all = integers::vectors();
	all.extend(values::vectors());
	all.extend(memory::vectors());
	all.extend(control::vectors());
	all.extend(shared::vectors());
	all.extend(floats::vectors());
	all.extend(relaxed::vectors());
	all
}
