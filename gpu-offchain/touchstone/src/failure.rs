//! What the compiler's and the engine's errors come to on a command line.

use crate::report;
use assay_compiler::Diagnostics;
use assay_engine::Error;
use assay_terminal::Failure;

/// The kernel's source is wrong.
pub fn of_source(diagnostics: Diagnostics) -> Failure {
	Failure::source(diagnostics.to_string(), report::of_diagnostics(&diagnostics))
}

/// The engine doesn't run it, or failed.
pub fn of_engine(error: Error) -> Failure {
	match error {
		// The pass that the command line describes is the only one.
		Error::Kernel { group, error, .. } => {
			let [x, y, z] = group;
			Failure::input(format!("workgroup {x},{y},{z}: {error}"))
		},
		Error::Misfit(misfit) => Failure::device(format!(
			"it doesn't fit the device: {misfit}; the interpreter takes it"
		)),
		Error::NoVulkan { .. }
		| Error::NoDevice
		| Error::NoSuchDevice { .. }
		| Error::TooSmall { .. }
		| Error::Open { .. } => Failure::device(error),
		Error::Raise { .. }
		| Error::Lost { .. }
		| Error::OutOfMemory { .. }
		| Error::Driver { .. }
		| Error::Stuck { .. }
		| Error::NoThread { .. }
		| Error::Sink { .. } => Failure::broke(error),
		Error::Cancelled => Failure::interrupted(),
	}
}
