//! The vectors are right: the interpreter and a slow reading of the specification make the same of
//! them, and no instruction is left out.

mod coverage;
mod passes;
#[path = "../../../../primitives/touchstone/tests/reference/mod.rs"]
#[allow(dead_code)]
mod reference;
mod words;
