//! A child process that never outlives the test that started it.

use rustix::process::{kill_process, kill_process_group, Pid, Signal};
use std::{
	ffi::OsString,
	fs::File,
	io,
	os::unix::process::CommandExt,
	path::Path,
	process::{Child, Command, ExitStatus, Stdio},
};

/// A running child, killed together with its own children when dropped.
///
/// On Linux the kernel also kills the child when the test dies without unwinding, by Ctrl-C,
/// SIGTERM or SIGKILL: it is started through `setpriv --pdeathsig`, which needs no code between
/// fork and exec. The kernel watches the thread that started the child, so a process has to be
/// started by the thread that uses it, as tests do.
#[derive(Debug)]
pub struct Process {
	child: Child,
	pid: Pid,
}

impl Process {
	/// Starts `program` in a process group of its own.
	pub fn spawn(
		program: &Path,
		args: &[OsString],
		environment: &[(&str, OsString)],
		stdout: File,
		stderr: File,
	) -> io::Result<Self> {
		let child = dies_with_us(program)
			.args(args)
			.envs(environment.iter().map(|(name, value)| (name, value)))
			.stdin(Stdio::null())
			.stdout(stdout)
			.stderr(stderr)
			.process_group(0)
			.spawn()?;
		let pid = Pid::from_child(&child);
		Ok(Self { child, pid })
	}

	/// The process id.
	pub fn id(&self) -> u32 {
		self.child.id()
	}

	/// How the process ended, or `None` while it runs.
	pub fn ended(&mut self) -> Option<ExitStatus> {
		self.child.try_wait().expect("a child that we started can be waited for")
	}

	/// Asks the process to stop, as Ctrl-C and service managers do.
	pub fn terminate(&self) {
		// It may have ended by itself in the meantime.
		let _ = kill_process(self.pid, Signal::TERM);
	}

	/// Kills the process with SIGKILL and waits until it is gone.
	pub fn kill(&mut self) {
		let _ = self.child.kill();
		let _ = self.child.wait();
	}
}

impl Drop for Process {
	fn drop(&mut self) {
		// The group's id stays reserved until the child has been waited for.
		if self.ended().is_none() {
			let _ = kill_process_group(self.pid, Signal::KILL);
			self.kill();
		}
	}
}

#[cfg(target_os = "linux")]
fn dies_with_us(program: &Path) -> Command {
	let mut command = Command::new("setpriv");
	command.args(["--pdeathsig", "KILL", "--"]).arg(program);
	command
}

#[cfg(not(target_os = "linux"))]
fn dies_with_us(program: &Path) -> Command {
	Command::new(program)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		log::Log,
		scene::Scene,
		secs,
		wait::{until, Seen},
	};
	use rustix::process::test_kill_process;

	/// Runs a shell script whose output goes to `log`.
	fn shell(script: &str, log: &Log) -> Process {
		let args = ["-c".into(), script.into()];
		Process::spawn(Path::new("sh"), &args, &[], log.open().unwrap(), log.open().unwrap())
			.unwrap()
	}

	/// The process ids that a script has written to its log, one a line.
	fn pids(log: &Log, count: usize) -> Vec<Pid> {
		until(format!("{count} process ids"), secs(10), || {
			let text = log.text();
			let pids: Vec<_> =
				text.lines().filter_map(|line| Pid::from_raw(line.parse().ok()?)).collect();
			if pids.len() == count {
				Ok(pids)
			} else {
				Err(Seen::not_yet(text))
			}
		})
		.unwrap()
	}

	/// Waits until no process has the id, not even one that nobody has waited for.
	fn wait_until_gone(pid: Pid) {
		until(format!("the end of process {pid:?}"), secs(10), || match test_kill_process(pid) {
			Err(_) => Ok(()),
			Ok(()) if is_zombie(pid) => Ok(()),
			Ok(()) => Err(Seen::not_yet("it runs")),
		})
		.unwrap();
	}

	/// An orphan stays a zombie where process 1 does not reap, as in many containers.
	fn is_zombie(pid: Pid) -> bool {
		let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()));
		stat.is_ok_and(|stat| stat.rsplit(')').next().is_some_and(|rest| rest.starts_with(" Z")))
	}

	#[test]
	fn process_should_be_killed_with_its_children_when_dropped() {
		let scene = Scene::new("process_drop");
		let log = scene.log("shell");
		let process = shell("echo $$; sleep 1000 & echo $!; wait", &log);
		let pids = pids(&log, 2);
		assert_eq!(pids[0].as_raw_nonzero().get() as u32, process.id());

		drop(process);
		pids.into_iter().for_each(wait_until_gone);
	}

	#[test]
	fn process_should_be_killed_when_the_test_panics() {
		let scene = Scene::new("process_panic");
		let log = scene.log("shell");
		let test = log.clone();
		let panicked = std::thread::spawn(move || {
			let _process = shell("echo $$; sleep 1000", &test);
			pids(&test, 1);
			panic!("on purpose");
		})
		.join();

		assert!(panicked.is_err());
		wait_until_gone(pids(&log, 1)[0]);
	}

	/// The shell in the middle stands for a test that is killed: it has no time to clean up.
	#[cfg(target_os = "linux")]
	#[test]
	fn process_should_be_killed_when_whoever_started_it_is_killed() {
		let scene = Scene::new("process_orphan");
		let log = scene.log("shell");
		let mut middle =
			shell("setpriv --pdeathsig KILL -- sh -c 'echo $$; sleep 1000' & wait", &log);
		let pid = pids(&log, 1)[0];

		middle.kill();
		wait_until_gone(pid);
	}

	#[test]
	fn ended_should_give_the_status_when_the_process_is_over() {
		let scene = Scene::new("process_status");
		let mut process = shell("exit 3", &scene.log("shell"));
		let status =
			until("its end", secs(10), || process.ended().ok_or(Seen::not_yet("it runs"))).unwrap();
		assert_eq!(status.code(), Some(3));
	}

	#[test]
	fn terminate_should_let_the_process_say_goodbye() {
		let scene = Scene::new("process_terminate");
		let log = scene.log("shell");
		let mut process =
			shell("trap 'echo bye; exit 0' TERM; echo $$; while :; do sleep 0.1; done", &log);
		pids(&log, 1);

		process.terminate();
		let status =
			until("its end", secs(10), || process.ended().ok_or(Seen::not_yet("it runs"))).unwrap();
		assert!(status.success());
		assert!(log.line_with("bye").is_some());
	}
}
