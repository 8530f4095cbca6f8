//! Makes programs cheaper without changing what they mean.

mod affine;
mod bounds;
mod dead;
mod fuse;
mod rebuild;

use crate::{diagnostic::Diagnostic, ir::Program, lower::Kernel};

/// Runs all passes, and gives loops their bounds on the way.
pub(crate) fn optimise(kernel: &mut Kernel) -> Result<Program, Diagnostic> {
	let mut program = std::mem::take(&mut kernel.build.program);
	dead::remove(&mut program);
	let mut build = rebuild::rebuild(&program, kernel.workgroup_size);
	bounds::infer(&mut build, kernel)?;
	dead::remove(&mut build.program);
	let mut program = rebuild::rebuild(&build.program, kernel.workgroup_size).program;
	dead::remove(&mut program);
	fuse::fuse(&mut program);
	dead::remove(&mut program);
	Ok(program)
}
