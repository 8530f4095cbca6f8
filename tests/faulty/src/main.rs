//! The binary `assay-faulty`: a node that fails on purpose where `ASSAY_FAULTS` says so.

use assay_faults::OnPurpose;
use assay_node::command;
use std::{process::ExitCode, sync::Arc};

fn main() -> ExitCode {
	let faults = match OnPurpose::of_environment() {
		Ok(faults) => faults,
		Err(error) => {
			eprintln!("Error: {error}");
			return ExitCode::from(2);
		},
	};
	match command::run(Arc::new(faults)) {
		Ok(code) => code,
		Err(failure) => {
			eprintln!("{failure}");
			ExitCode::FAILURE
		},
	}
}
