//! The commands without the node around them, which builds in a tenth of the time.
//!
//! ```text
//! cargo run --release -p assay-client --example client -- job status 7
//! ```

use assay_client::{run, Command, Console};
use clap::Parser;
use std::process::ExitCode;

#[derive(Parser)]
struct Cli {
	#[command(subcommand)]
	command: Command,
}

fn main() -> ExitCode {
	let cli = Cli::parse();
	run(&cli.command, &Console::of_process(cli.command.json())).into()
}
