//! The binary `touchstone`: checks, compiles, runs and proves kernels without a node.
//!
//! `docs/touchstone-tool.md` is its manual.

use assay_touchstone_tool::{args::Cli, run};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
	run(&Cli::parse())
}
