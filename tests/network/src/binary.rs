//! Finding the node's binary.

use crate::target::target_dir;
use std::{env, fmt, path::PathBuf};

/// Names the binary to test, wherever it is.
const BINARY_VARIABLE: &str = "ASSAY_BIN";

/// Names what has the commands of developers and providers, where that isn't the node's binary: the
/// client's example has them, too, and builds in less time.
const COMMAND_LINE_VARIABLE: &str = "ASSAY_CLI";

/// There is no node to test.
#[derive(Debug)]
pub struct Missing {
	looked_at: Option<PathBuf>,
	by: &'static str,
}

impl std::error::Error for Missing {}

impl fmt::Display for Missing {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match &self.looked_at {
			Some(path) => write!(f, "there is nothing at {} ({})", path.display(), self.by)?,
			None => write!(
				f,
				"this test was moved out of its target folder, so it can't tell where the node is"
			)?,
		}
		write!(f, "; run `make build`, or name a built binary in {BINARY_VARIABLE}")
	}
}

/// The node's binary: the one that `ASSAY_BIN` names, else the release build of this target folder.
pub fn find() -> Result<PathBuf, Missing> {
	match env::var_os(BINARY_VARIABLE) {
		Some(named) => existing(named.into(), "named by ASSAY_BIN"),
		None => match target_dir() {
			Some(target) => {
				existing(target.join("release").join("assay"), "a node in the target folder")
			},
			None => Err(Missing { looked_at: None, by: "" }),
		},
	}
}

/// A program that `make build` puts beside the node's binary.
pub fn find_beside_node(name: &str) -> Result<PathBuf, Missing> {
	let node = find()?;
	existing(node.with_file_name(name), "beside the node")
}

/// The runtime that test chains are upgraded to: in this target folder.
pub fn find_next_release() -> Result<PathBuf, Missing> {
	let by = "`tools/env tools/next-release` builds it";
	match target_dir() {
		Some(target) => existing(target.join("next-release").join("assay_runtime.wasm"), by),
		None => Err(Missing { looked_at: None, by }),
	}
}

/// The program with the commands: the one that `ASSAY_CLI` names, else the node's binary.
pub fn find_command_line() -> Result<PathBuf, Missing> {
	match env::var_os(COMMAND_LINE_VARIABLE) {
		Some(named) => existing(named.into(), "named by ASSAY_CLI"),
		None => find(),
	}
}

fn existing(path: PathBuf, by: &'static str) -> Result<PathBuf, Missing> {
	if path.is_file() {
		Ok(path)
	} else {
		Err(Missing { looked_at: Some(path), by })
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn missing_binary_should_say_where_it_looked_and_what_to_run() {
		let message =
			existing("/no/such/assay".into(), "named by ASSAY_BIN").unwrap_err().to_string();
		assert!(message.contains("/no/such/assay"), "{message}");
		assert!(message.contains("make build"), "{message}");
	}
}
