//! Examples in pages, run as they stand there.

use crate::bench::Bench;
use std::{env, path::Path, process::Command};

/// A page whose examples were run.
pub struct Replayed {
	/// The page with what the commands printed now.
	pub text: String,
	/// The commands in order.
	pub commands: Vec<String>,
	/// What differs from the page.
	pub differences: Vec<String>,
}

/// Runs the blocks of a page that are marked `console` in order, in one folder, with the file `wgsl`
/// as blocks before them show it. Those that are marked `console device` too, where there is one.
pub fn replayed(bench: &Bench, page: &str, wgsl: Option<&str>) -> Replayed {
	let mut done = Replayed { text: String::new(), commands: Vec::new(), differences: Vec::new() };
	for (number, part) in page.split("```").enumerate() {
		if number > 0 {
			done.text += "```";
		}
		match part.split_once('\n') {
			Some(("wgsl", source)) if number % 2 == 1 => {
				if let Some(name) = wgsl {
					bench.write(name, source.as_bytes());
				}
				done.text += part;
			},
			Some((kind @ ("console" | "console device"), examples))
				if number % 2 == 1 && (kind == "console" || bench.has_device()) =>
			{
				done.text += &format!("{kind}\n");
				for example in examples.split("$ ").skip(1) {
					done.example(bench, example);
				}
			},
			_ => done.text += part,
		}
	}
	done
}

impl Replayed {
	/// Runs one command, after which stands what it prints.
	fn example(&mut self, bench: &Bench, example: &str) {
		let (shown, expected) = split(example);
		let printed = run(bench.path(), shown);
		if printed != expected {
			self.differences.push(format!("$ {shown}\nprints\n{printed}not\n{expected}"));
		}
		self.text += &format!("$ {shown}\n{printed}");
		self.commands.push(shown.into());
	}
}

/// A command, which goes on where a line ends in `\` or within quotes, and what is printed after it.
fn split(example: &str) -> (&str, &str) {
	let mut ends = example.match_indices('\n').map(|(at, _)| at);
	let end = ends.find(|at| {
		let command = &example[..*at];
		!command.ends_with('\\') && command.matches('\'').count().is_multiple_of(2)
	});
	let end = end.expect("a command ends in its block");
	(&example[..end], &example[end + 1..])
}

/// What a command prints, on a machine on which the tool is installed.
fn run(folder: &Path, command: &str) -> String {
	let tool = Path::new(env!("CARGO_BIN_EXE_touchstone"));
	let mut path = tool.parent().expect("the tool is in a folder").as_os_str().to_owned();
	if let Some(others) = env::var_os("PATH") {
		path.push(":");
		path.push(others);
	}
	let done = Command::new("sh")
		.args(["-c", command])
		.env("PATH", path)
		.env("XDG_CACHE_HOME", folder.join(".cache"))
		// Drivers complain where it is missing.
		.env("XDG_RUNTIME_DIR", folder)
		.current_dir(folder)
		.output()
		.unwrap();
	let text = |bytes| String::from_utf8(bytes).unwrap();
	let printed = text(done.stdout) + &text(done.stderr);
	assert!(done.status.success(), "{command}\n{printed}");
	printed
}
