//! A process's log: written by the process, read by the test.

use std::{
	fs::{self, File, OpenOptions},
	io,
	path::{Path, PathBuf},
};

/// The file that one run of one process writes its output to.
#[derive(Debug, Clone)]
pub struct Log {
	path: PathBuf,
}

impl Log {
	/// A log that will be at `path`.
	pub fn at(path: PathBuf) -> Self {
		Self { path }
	}

	/// Where the log is.
	pub fn path(&self) -> &Path {
		&self.path
	}

	/// Opens the log for a process to append to.
	pub fn open(&self) -> io::Result<File> {
		OpenOptions::new().create(true).append(true).open(&self.path)
	}

	/// Everything written so far; empty when nothing was.
	pub fn text(&self) -> String {
		// A node may be killed in the middle of a character.
		fs::read(&self.path)
			.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
			.unwrap_or_default()
	}

	/// The last `lines` lines.
	pub fn tail(&self, lines: usize) -> String {
		let text = self.text();
		let all: Vec<_> = text.lines().collect();
		all[all.len().saturating_sub(lines)..].join("\n")
	}

	/// The first complete line that contains `pattern`.
	pub fn line_with(&self, pattern: &str) -> Option<String> {
		let text = self.text();
		let complete = &text[..text.rfind('\n')? + 1];
		complete.lines().find(|line| line.contains(pattern)).map(str::to_owned)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::scene::Scene;
	use std::io::Write;

	#[test]
	fn tail_should_be_the_last_lines_when_there_are_more() {
		let scene = Scene::new("log_tail");
		let log = scene.log("node");
		log.open().unwrap().write_all(b"one\ntwo\nthree\nfour\n").unwrap();

		assert_eq!(log.tail(2), "three\nfour");
		assert_eq!(log.tail(9), "one\ntwo\nthree\nfour");
	}

	#[test]
	fn log_should_read_as_empty_when_nothing_was_written() {
		let log = Log::at("/no/such/folder/node.log".into());
		assert_eq!(log.text(), "");
		assert_eq!(log.tail(5), "");
		assert_eq!(log.line_with(""), None);
	}

	#[test]
	fn line_with_should_skip_a_line_that_is_still_being_written() {
		let scene = Scene::new("log_line");
		let log = scene.log("node");
		log.open().unwrap().write_all(b"start\nserver: addr=127.0.0.1:4").unwrap();
		assert_eq!(log.line_with("addr="), None);

		log.open().unwrap().write_all(b"2\n").unwrap();
		assert_eq!(log.line_with("addr="), Some("server: addr=127.0.0.1:42".into()));
	}
}
