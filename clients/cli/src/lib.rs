//! The command line of developers and providers: jobs, kernels, blobs, providers, devices.
//!
//! The binary `assay` plugs [`Command`] in beside what runs a node; `assay-cli` is the same without
//! a node. What speaks to nodes is `assay-client`; this is what people and programs type and read.
//!
//! ```no_run
//! use assay_cli::{run, Command, Console};
//! use clap::Parser;
//!
//! #[derive(Parser)]
//! struct Cli {
//!     #[command(subcommand)]
//!     command: Command,
//! }
//!
//! let cli = Cli::parse_from(["assay", "job", "status", "7"]);
//! std::process::exit(run(&cli.command, &Console::of_process(cli.command.json())).into());
//! ```
//!
//! `docs/cli.md` is the manual, exit codes included.

#![forbid(unsafe_code)]

pub mod args;
mod blobs;
mod connect;
mod devices;
pub mod job;
mod kernel;
mod keys;
mod picture;
mod provider;

pub use args::Command;
pub use assay_terminal::{Console, Failure, Kind};
pub use picture::{png, Pixels};

/// Does what was typed, says what came of it, and gives the exit code.
pub fn run(command: &Command, console: &Console) -> u8 {
	let outcome = match command {
		Command::Devices(_) => devices::run(console),
		Command::Kernel(args) => match &args.command {
			args::KernelCommand::Check(source) => kernel::check(source, console),
			args::KernelCommand::Register(register) => {
				in_runtime(kernel::register(&args.common, register, console))
			},
		},
		Command::Job(args) => in_runtime(job::run(args, console)),
		Command::Provider(args) => in_runtime(provider::run(args, console)),
		Command::Blob(args) => in_runtime(blobs::run(&args.command, console)),
	};
	match outcome {
		Ok(()) => 0,
		Err(failure) => {
			console.fail(&failure);
			failure.code()
		},
	}
}

/// Runs what talks to others. Ctrl-C is for the commands that say what it means to them.
fn in_runtime<T>(
	work: impl std::future::Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
	let runtime = tokio::runtime::Builder::new_multi_thread()
		.worker_threads(2)
		.enable_all()
		.build()
		.map_err(|error| {
			Failure::broke(format!("no thread can be started: {error}"))
				.advice("end other programs, or raise the limit of threads (`ulimit -u`)")
		})?;
	let outcome = runtime.block_on(work);
	// What still waits for a connection has nothing to say any more.
	runtime.shutdown_background();
	outcome
}
