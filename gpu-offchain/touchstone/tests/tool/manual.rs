//! The manual's examples, run as they stand there.

use crate::{bench::Bench, console::replayed};

#[test]
fn manual_should_show_what_the_tool_prints() {
	let manual = include_str!("../../../../docs/touchstone-tool.md");
	let bench = Bench::new();
	let done = replayed(&bench, manual, Some("brighten.wgsl"));
	assert!(done.differences.is_empty(), "{}", done.differences.join("\n"));
	assert_eq!(done.text, manual);
	let (commands, least) = (done.commands.len(), if bench.has_device() { 10 } else { 8 });
	assert!(commands >= least, "only {commands} commands were found");
}
