//! The binary `assay`.

use assay_node::{advice, command};
use std::process::ExitCode;

fn main() -> ExitCode {
	match command::run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("{}", advice::explain(&error));
			ExitCode::FAILURE
		},
	}
}
