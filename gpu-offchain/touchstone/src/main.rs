//! The binary `touchstone`: checks, compiles, runs and proves kernels without a node.
//!
//! `docs/touchstone-tool.md` is its manual.

mod args;
mod commands;
mod execute;
mod failure;
mod files;
mod interrupt;
mod kernel;
mod report;
mod setup;
mod watch;

use args::{Cli, Command};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
	let cli = Cli::parse();
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
