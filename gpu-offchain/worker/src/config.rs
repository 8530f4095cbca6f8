//! What an operator can set.

use crate::runner::Launcher;
use std::{path::PathBuf, time::Duration};

/// How the service works.
#[derive(Clone, Debug)]
pub struct Config {
	/// Where the service keeps what it knows of its jobs, and verdicts on devices.
	pub folder: PathBuf,
	/// What jobs are run on.
	pub devices: Devices,
	/// Bytes of memory that a runner may take, and bytes on the device that a job may fill.
	pub memory: u64,
	/// How a runner is started.
	pub launcher: Launcher,
	/// How long a block takes.
	pub block_time: Duration,
	/// Blocks before a deadline at which a job is given up: what is left is for the report.
	pub margin: u32,
	/// How long a runner may say nothing before it is killed.
	pub silence: Duration,
	/// Blocks for which an attempt is kept that nothing is to be done for any more: the chain may
	/// turn out to be another one.
	pub keep: u32,
	/// How results are checked before they are committed to.
	pub check: CheckOptions,
	/// The longest pause between two attempts to get an input.
	pub fetch_pause: Duration,
	/// How long a device that can't be opened is left alone.
	pub reopen_after: Duration,
}

/// What jobs are run on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Devices {
	/// All GPUs; if there is none, a driver in software; if there is none either, or if none passes
	/// the self-test, the interpreter.
	Auto,
	/// These, by number.
	These(Vec<u32>),
	/// The interpreter.
	Interpreter,
}

/// How results are checked against the interpreter before they are committed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckOptions {
	/// At least so many tiles.
	pub least: u32,
	/// At most so many.
	pub most: u32,
	/// Fuel that more than the least may take together.
	pub fuel: u64,
}

impl Default for CheckOptions {
	fn default() -> Self {
		Self { least: 2, most: 8, fuel: 64_000_000 }
	}
}

impl Config {
	/// The defaults.
	pub fn new(folder: PathBuf, launcher: Launcher) -> Self {
		Self {
			folder,
			devices: Devices::Auto,
			memory: 8 << 30,
			launcher,
			block_time: Duration::from_secs(3),
			margin: 2,
			silence: Duration::from_secs(120),
			keep: 256,
			check: CheckOptions::default(),
			fetch_pause: Duration::from_secs(10),
			reopen_after: Duration::from_secs(60),
		}
	}
}
