//! The commands of `assay` for developers and providers, without the node around them.
//!
//! `docs/cli.md` is the manual.

use assay_cli::{run, Command, Console};
use clap::Parser;
use std::process::ExitCode;

/// Posts compute jobs to Assay, and offers devices. `assay` has the same commands, and runs a node.
#[derive(Parser)]
#[command(name = "assay-cli", version)]
struct Cli {
	#[command(subcommand)]
	command: Command,
}

fn main() -> ExitCode {
	let cli = Cli::parse();
	run(&cli.command, &Console::of_process(cli.command.json())).into()
}
