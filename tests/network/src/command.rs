//! Commands of the node's binary that end by themselves.

use crate::{launch::Outcome, process::Process, scene::Scene, secs, wait};
use std::time::Duration;

/// A command that takes longer than this hangs.
const TIME_TO_END: Duration = secs(60);

impl Scene {
	/// Runs the node's binary with these arguments to its end, whatever that is. `name` is that of
	/// its log.
	#[track_caller]
	pub fn run(&self, name: &str, args: &[&str]) -> Outcome {
		let log = self.next_log(name);
		let args: Vec<_> = args.iter().map(Into::into).collect();
		let environment = [("TMPDIR", self.temporary_dir().into_os_string())];
		let process = log.open().and_then(|file| {
			let stderr = file.try_clone()?;
			Process::spawn(&self.binary(), &args, &environment, file, stderr)
		});
		let mut process = process.expect("the binary was just found");
		let ended = wait::until(format!("{args:?} to end"), TIME_TO_END, || {
			process.ended().ok_or_else(|| wait::Seen::not_yet(log.tail(1)))
		});
		match ended {
			Ok(status) => Outcome { code: status.code(), log },
			Err(error) => panic!("{error}"),
		}
	}
}
