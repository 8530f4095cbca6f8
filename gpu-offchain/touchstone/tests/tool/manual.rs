//! The manual's examples, run as they stand there.

use crate::bench::Bench;

/// Runs the blocks that are marked `console` in order, in one folder, with the files that blocks
/// before them show, and compares what is printed. Those that are marked `console device` too,
/// where there is one.
#[test]
fn manual_should_show_what_the_tool_prints() {
	let manual = include_str!("../../../../docs/touchstone-tool.md");
	let bench = Bench::new();
	let (mut commands, has_device) = (0, bench.has_device());
	for block in manual.split("```").skip(1).step_by(2) {
		let (kind, text) = block.split_once('\n').unwrap();
		match kind {
			"wgsl" => bench.write("brighten.wgsl", text.as_bytes()),
			"console device" if !has_device => {},
			"console" | "console device" => {
				for example in text.split("$ ").skip(1) {
					commands += 1;
					let (command, rest) = whole_line(example);
					run(&bench, &command, rest);
				}
			},
			_ => {},
		}
	}
	assert!(
		commands >= if has_device { 10 } else { 8 },
		"only {commands} commands were found"
	);
}

/// A command that may go over several lines, and what is printed after it.
fn whole_line(example: &str) -> (String, &str) {
	let mut command = String::new();
	let mut rest = example;
	loop {
		let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
		rest = after;
		match line.strip_suffix('\\') {
			Some(part) => command += part,
			None => return (command + line, rest),
		}
	}
}

#[track_caller]
fn run(bench: &Bench, command: &str, expected: &str) {
	if let Some(args) = command.strip_prefix("touchstone ") {
		let ran = bench.run(args);
		assert_eq!(ran.out + &ran.err, expected, "{command}");
	} else {
		let done = std::process::Command::new("sh")
			.args(["-c", command])
			.current_dir(bench.path())
			.output()
			.unwrap();
		assert!(done.status.success(), "{command}");
		assert_eq!(
			String::from_utf8(done.stdout).unwrap(),
			expected,
			"{command}"
		);
	}
}
