//! Kernels from the command line: what the tool `touchstone` does, and what the node's commands
//! share with it.
//!
//! - [`args`]: what a person may type, and how it is read.
//! - [`setup`]: a pass as the command line describes it, checked.
//! - [`kernel`]: a kernel, from source or from bytecode.
//! - [`failure`]: what the compiler's and the engine's errors come to.
//! - [`report`]: what a command prints.
//!
//! Failures, files, progress and Ctrl-C are `assay-terminal`'s.
//!
//! ```no_run
//! use assay_touchstone_tool::{args::Cli, run};
//! use clap::Parser;
//!
//! let code = run(&Cli::parse_from(["touchstone", "check", "mandelbrot.wgsl"]));
//! ```

pub mod args;
mod commands;
pub use commands::{check, devices};
mod execute;
pub mod failure;
pub mod kernel;
pub mod report;
pub mod setup;

use args::{Cli, Command};
use std::process::ExitCode;

/// Does what was typed, and prints what came of it.
pub fn run(cli: &Cli) -> ExitCode {
	let outcome = match &cli.command {
		Command::Check(args) => commands::check::run(args),
		Command::Compile(args) => commands::compile::run(args),
		Command::Disasm(args) => commands::disasm::run(args),
		Command::Cost(args) => commands::cost::run(args),
		Command::Run(args) => commands::run::run(args),
		Command::Diff(args) => commands::diff::run(args),
		Command::Bench(args) => commands::bench::run(args),
		Command::Devices => commands::devices::run(),
		Command::Selftest(args) => commands::selftest::run(args),
		Command::Prove(args) => commands::prove::run(args),
		Command::Verify(args) => commands::verify::run(args),
	};
	report::finish(outcome, cli.json)
}
