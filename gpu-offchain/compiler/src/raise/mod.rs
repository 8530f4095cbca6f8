//! Touchstone bytecode to a program for GPUs.
//!
//! What a GPU runs is derived from what the chain will judge, never from a second compile of the
//! kernel's source. The result is a [`naga::Module`] with one compute entry point, [`ENTRY_POINT`].
//!
//! ```
//! use assay_compiler::raise::{raise, BindingKind, RaiseOptions};
//! use assay_touchstone::{Builder, Builtin, FloatMode, Header, Program, Reg, Space};
//!
//! let mut header = Header::new(FloatMode::Strict);
//! (header.workgroup_size, header.inputs, header.outputs) = ([64, 1, 1], 1, 1);
//! let bytecode = Builder::new(header)
//!     .builtin(Reg(0), Builtin::GlobalX)
//!     .load(Space::Input(0), Reg(1), Reg(0))
//!     .store(Space::Output(0), Reg(0), Reg(1))
//!     .finish();
//! let program = Program::parse(&bytecode).unwrap();
//!
//! let raised = raise(&program, &RaiseOptions::default()).unwrap();
//! assert_eq!(raised.module.entry_points.len(), 1);
//! assert_eq!(raised.layout.bindings()[2], (2, BindingKind::Output));
//! ```
//!
//! The module doesn't lean on the driver, nor on the checks that naga and wgpu can add:
//!
//! - every access to memory is guarded, with lengths that the host gives as hidden words;
//! - divisors, shift counts, bit fields and conversions are limited before they are used;
//! - every loop counts down from its bound;
//! - workgroup memory is zeroed by all lanes together before the first instruction, so a pipeline
//!   can do without wgpu's own zeroing, which one lane does alone where the driver can't;
//! - where there are barriers, workgroups are filled up to whole groups of 32 lanes;
//! - strict floats are as section 4 of `docs/touchstone.md` says.
//!
//! Terms: the *frame* is the part of the module that is written as WGSL (declarations, functions,
//! the start of the entry point); the *body* is the program's own instructions, as naga's IR; a
//! *hidden word* is one that the host gives and the kernel's author doesn't see.

mod body;
mod emit;
mod error;
mod frame;
mod lanes;
mod layout;
mod memory;
mod operations;
mod pass;

pub use error::RaiseError;
pub use frame::names::ENTRY as ENTRY_POINT;
pub use layout::{BindingKind, Layout, DISPATCH_BINDING, PASS_BINDING};
pub use pass::{split, Dispatch, Pass, PassError};

use assay_touchstone::Program;
use frame::Frame;
use lanes::Lanes;
use naga::compact::{compact, KeepUnused};

/// What the device can do that changes the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RaiseOptions {
	/// Storage buffers that a shader may have: `max_storage_buffers_per_shader_stage`. With 12 every
	/// program has a binding for each of its buffers.
	pub max_storage_buffers: u32,
}

impl Default for RaiseOptions {
	/// What every device has that wgpu runs on with its default limits.
	fn default() -> Self {
		Self { max_storage_buffers: 8 }
	}
}

/// A program as a GPU runs it.
#[derive(Clone, Debug)]
pub struct Raised {
	/// One compute entry point, validated by nobody yet.
	pub module: naga::Module,
	/// Its bindings and hidden words.
	pub layout: Layout,
}

/// Raises a program.
pub fn raise(program: &Program, options: &RaiseOptions) -> Result<Raised, RaiseError> {
	let (header, code) = (program.header(), program.code());
	let layout = Layout::new(header, code, options.max_storage_buffers)?;
	let lanes = Lanes::of(header, code);
	let source = Frame { header, code, lanes, layout: &layout }
		.source()
		.map_err(|error| RaiseError::Frame(error.to_string()))?;
	let mut module = naga::front::wgsl::parse_str(&source)
		.map_err(|error| RaiseError::Frame(error.emit_to_string(&source)))?;
	let mut entry = module.entry_points.pop().ok_or_else(|| RaiseError::missing(ENTRY_POINT))?;
	entry.function = body::append(&module, entry.function, program, (&layout, lanes))?;
	module.entry_points.push(entry);
	compact(&mut module, KeepUnused::No);
	Ok(Raised { module, layout })
}
