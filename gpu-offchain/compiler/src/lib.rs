//! Touchstone's compiler: WGSL to bytecode, and bytecode to what a GPU runs.

#![forbid(unsafe_code)]

pub mod raise;
