//! A service in a process of its own, to be killed.

use crate::rig::{share_verdicts, GENESIS, HOST, WORKER};
use assay_mailbox::{keys, Attempt, Brief, Order, Roll};
use codec::{Decode, Encode};
use std::{
	fs,
	io::{BufRead, BufReader, Lines, Write},
	path::{Path, PathBuf},
	process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// The process, and the folder that outlives it.
pub struct Host {
	folder: PathBuf,
	child: Child,
	bell: Option<ChildStdin>,
	lines: Lines<BufReader<ChildStdout>>,
}

fn file(folder: &Path, key: &[u8]) -> PathBuf {
	let name: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
	folder.join("mail").join(name)
}

impl Host {
	/// Starts a service that fails as told.
	pub fn start(folder: &Path, faults: &str) -> Self {
		share_verdicts(&folder.join("gpu"));
		fs::create_dir_all(folder.join("mail")).unwrap();
		let mut child = Command::new(HOST)
			.arg(folder)
			.env(assay_faults::VARIABLE, faults)
			.stdin(Stdio::piped())
			.stdout(Stdio::piped())
			.spawn()
			.unwrap();
		let lines = BufReader::new(child.stdout.take().unwrap()).lines();
		Self { folder: folder.into(), bell: child.stdin.take(), child, lines }
	}

	/// Reads lines until one is the wanted one; false if the process ends before.
	fn until(&mut self, wanted: &str) -> bool {
		self.lines.by_ref().any(|line| line.unwrap().starts_with(wanted))
	}

	/// Waits until the service writes a key.
	pub fn writes(&mut self, key: &[u8]) -> bool {
		let line = format!("wrote {}", file(&self.folder, key).display());
		self.until(&line)
	}

	pub fn brief(&self, attempt: &Attempt, brief: &Brief) {
		fs::write(file(&self.folder, &keys::brief(attempt)), brief.encode()).unwrap();
	}

	/// Writes a roll and rings. A process that is dying needn't hear it.
	pub fn roll(&mut self, at: u32, orders: Vec<Order>) {
		let roll = Roll { genesis: GENESIS, at, operator: vec![], orders };
		let path = file(&self.folder, &keys::roll(&WORKER));
		let beside = path.with_extension("new");
		fs::write(&beside, roll.encode()).unwrap();
		fs::rename(beside, path).unwrap();
		let _ = self.bell.as_mut().unwrap().write_all(b"ring\n");
	}

	pub fn read<V: Decode>(&self, key: &[u8]) -> Option<V> {
		let bytes = fs::read(file(&self.folder, key)).ok()?;
		Some(V::decode(&mut &bytes[..]).unwrap())
	}

	/// The processes that it has started.
	pub fn children(&self) -> Vec<u32> {
		let parent = self.child.id().to_string();
		let all = fs::read_dir("/proc").unwrap().flatten();
		let numbers = all.filter_map(|it| it.file_name().to_str()?.parse::<u32>().ok());
		numbers
			.filter(|number| {
				let stat = fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
				let fields = stat.rsplit_once(") ").map_or("", |(_, fields)| fields);
				fields.split(' ').nth(1) == Some(&*parent)
			})
			.collect()
	}

	pub fn kill(&mut self) {
		self.child.kill().unwrap();
	}

	/// Waits until it has aborted, or was killed.
	pub fn dies(mut self) {
		use std::os::unix::process::ExitStatusExt;
		let status = self.child.wait().unwrap();
		assert!([Some(6), Some(9)].contains(&status.signal()), "{status}");
	}

	/// Stops it in order.
	pub fn stop(mut self) {
		drop(self.bell.take());
		assert!(self.child.wait().unwrap().success());
	}
}
