//! The binary `assay`.

use assay_node::command;
use std::process::ExitCode;

fn main() -> ExitCode {
	match command::run() {
		Ok(code) => code,
		Err(failure) => {
			eprintln!("{failure}");
			ExitCode::FAILURE
		},
	}
}
