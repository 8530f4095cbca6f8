//! Runs a command in this process, and keeps what it printed.

use assay_cli::{run, Command, Console};
use clap::Parser;
use std::{
	io::{self, Write},
	path::{Path, PathBuf},
	sync::{Arc, Mutex},
	thread::{self, JoinHandle},
	time::{Duration, Instant},
};

/// How long something that has to come is waited for.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The commands alone.
#[derive(Parser)]
pub struct Cli {
	#[command(subcommand)]
	command: Command,
}

/// What came of a command.
#[derive(Debug, PartialEq, Eq)]
pub struct Ran {
	pub code: u8,
	pub out: String,
	pub err: String,
}

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
	fn text(&self) -> String {
		String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
	}
}

impl Write for Kept {
	fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
		self.0.lock().unwrap().write(bytes)
	}

	fn flush(&mut self) -> io::Result<()> {
		Ok(())
	}
}

pub fn parse(arguments: &[&str]) -> Command {
	let typed = ["assay"].iter().chain(arguments);
	match Cli::try_parse_from(typed) {
		Ok(cli) => cli.command,
		Err(error) => panic!("{error}"),
	}
}

/// Runs a command with nobody to be asked.
pub fn assay(arguments: &[&str]) -> Ran {
	go(arguments, None)
}

/// Runs a command with somebody who answers every question like this.
pub fn assay_answering(arguments: &[&str], answer: &'static str) -> Ran {
	go(arguments, Some(answer))
}

fn go(arguments: &[&str], answer: Option<&'static str>) -> Ran {
	let (out, err) = (Kept::default(), Kept::default());
	let code = go_into(arguments, answer, &out, &err);
	Ran { code, out: out.text(), err: err.text() }
}

fn go_into(arguments: &[&str], answer: Option<&'static str>, out: &Kept, err: &Kept) -> u8 {
	let command = parse(arguments);
	let mut console = Console::to(command.json(), Box::new(out.clone()), Box::new(err.clone()));
	if let Some(answer) = answer {
		console = console.answering(answer);
	}
	run(&command, &console)
}

/// A command that runs meanwhile.
pub struct Running {
	out: Kept,
	err: Kept,
	thread: JoinHandle<u8>,
}

/// Runs a command with nobody to be asked, beside the test.
pub fn assay_in_background(arguments: &[&str]) -> Running {
	let (out, err) = (Kept::default(), Kept::default());
	let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
	let thread = thread::spawn({
		let (out, err) = (out.clone(), err.clone());
		move || {
			let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
			go_into(&arguments, None, &out, &err)
		}
	});
	Running { out, err, thread }
}

impl Running {
	/// Waits until something was printed on standard output.
	pub fn wait_for(&self, text: &str) {
		let begun = Instant::now();
		while !self.out.text().contains(text) {
			assert!(
				begun.elapsed() < PATIENCE,
				"no {text}: {}{}",
				self.out.text(),
				self.err.text()
			);
			thread::yield_now();
		}
	}

	/// Waits for its end.
	pub fn end(self) -> Ran {
		let code = self.thread.join().unwrap();
		Ran { code, out: self.out.text(), err: self.err.text() }
	}
}

/// A folder with files for a command. What it prints names them without the folder.
pub struct Folder(tempfile::TempDir);

impl Folder {
	pub fn new() -> Self {
		Self(tempfile::tempdir().unwrap())
	}

	pub fn path(&self, name: &str) -> PathBuf {
		self.0.path().join(name)
	}

	/// Writes a file, and gives its path as it is typed.
	pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
		let path = self.path(name);
		std::fs::write(&path, bytes).unwrap();
		path.display().to_string()
	}

	/// The same text without what differs from run to run.
	pub fn plain(&self, text: &str) -> String {
		text.replace(&format!("{}/", self.0.path().display()), "")
	}
}

/// A kernel of the library.
pub fn library_kernel(name: &str, file: &str) -> String {
	let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../kernels");
	std::fs::read_to_string(root.join(name).join(file)).unwrap()
}

/// Doubles each word of its input.
pub const DOUBLE: &str = "\
@group(0) @binding(0) var<storage, read> numbers: array<u32>;
@group(0) @binding(1) var<storage, read_write> doubled: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	doubled[id.x] = 2u * numbers[id.x];
}
";
