//! Tests of the crate from outside, next to a slow reference.

#![cfg(feature = "std")]

mod against_reference;
mod common;
mod hostile;
mod outboard;
mod reference;
#[cfg(feature = "scale")]
mod scale;
mod shown_chunks;
mod work_bound;
