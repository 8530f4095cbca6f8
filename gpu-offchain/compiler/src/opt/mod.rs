//! Makes programs cheaper without changing what they mean.

use crate::{diagnostic::Diagnostic, ir::Program, lower::Kernel};

/// Runs all passes.
pub(crate) fn optimise(kernel: &mut Kernel) -> Result<Program, Diagnostic> {
	Ok(std::mem::take(&mut kernel.build.program))
}
