//! From WGSL to Touchstone bytecode, and from bytecode to a module that a GPU runs.
//!
//! [`compile`] turns a compute shader into the bytecode that the chain judges. naga parses and
//! validates it; the rest of the way is here: functions are inlined, vectors and matrices become
//! scalars, loops get bounds, and what is left is made cheap, since fuel is what people pay.
//! What may be written is in `docs/kernels-language.md`. [`raise`] goes the other way: what a GPU
//! runs is derived from what the chain will judge.
//!
//! ```
//! let kernel = assay_compiler::compile(
//!     "@group(0) @binding(0) var<storage, read> a: array<u32>;
//!     @group(0) @binding(1) var<storage, read_write> b: array<u32>;
//!     @compute @workgroup_size(64)
//!     fn main(@builtin(global_invocation_id) id: vec3<u32>) {
//!         b[id.x] = 3u * a[id.x];
//!     }",
//!     "triple.wgsl",
//!     &assay_compiler::Options::default(),
//! )
//! .unwrap();
//! assert_eq!(kernel.inputs[0].name, "a");
//! ```

#![forbid(unsafe_code)]

mod alloc;
mod compile;
mod diagnostic;
mod directives;
mod extent;
mod front;
mod ir;
mod lower;
mod naga_error;
mod nesting;
mod opt;
pub mod raise;
mod text;
mod tokens;
mod types;

pub use assay_touchstone::FloatMode;
pub use compile::{compile, Binding, Kernel, Options, ParamField};
pub use diagnostic::{Diagnostic, Diagnostics, Place, Severity};
