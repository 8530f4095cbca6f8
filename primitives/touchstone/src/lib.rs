//! Touchstone: a total, deterministic SIMT instruction set for one GPU workgroup, and its interpreter.
//!
//! The chain judges GPU work by executing a workgroup of it again. For that a kernel has to mean
//! one thing on every machine, to end, and to cost a known amount before it starts; Touchstone is
//! the language in which kernels do. `docs/touchstone.md` is its specification.
//!
//! Terms: a *lane* is one invocation of the kernel, a *workgroup* its lanes that share memory and
//! barriers, a *tile* the part of an output that one workgroup owns, *fuel* the unit of the work that
//! a program may take.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

// Before the modules that declare with its macros.
#[macro_use]
mod ops;

mod chunk_set;
mod compare;
mod exec;
mod fuel;
mod isa;
pub mod limits;
mod listing;
pub mod math;
mod memory;
mod program;
mod tile;
mod uniform;
mod validate;

pub use compare::{BadTolerance, Comparison, Rule, Tolerance, GROSS_FACTOR};
pub use exec::{Execution, Fault, Interpreter, Launch, RunError, Void};
pub use fuel::{CostError, Fuel, LANE_GROUP};
pub use isa::{
	builder::Builder,
	decode::{decode, Decoded},
	encode::encode,
	error::{Invalid, Reason},
	header::{FloatMode, Header},
	instr::{Control, Instr},
	operand::{Address, Bound, Buffer, Field, Operand, Reg, Space, When, Width},
};
pub use listing::Listing;
pub use memory::{
	words_of_bytes, BadChunks, Memory, Recorder, SparseInput, SparseInputs, WholeInputs,
	CHUNK_WORDS,
};
pub use ops::{extract_bits, insert_bits, AtomicOp, BinaryOp, Builtin, Domain, MulAddOp, UnaryOp};
pub use program::Program;
pub use tile::{BadTiles, Output, Run, Tile, TileShape};
