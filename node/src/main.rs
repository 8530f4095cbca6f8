//! The binary `assay`.

use assay_node::command;
use assay_worker::NoFaults;
use std::{process::ExitCode, sync::Arc};

fn main() -> ExitCode {
	match command::run(Arc::new(NoFaults)) {
		Ok(code) => code,
		Err(failure) => {
			eprintln!("{failure}");
			ExitCode::FAILURE
		},
	}
}
