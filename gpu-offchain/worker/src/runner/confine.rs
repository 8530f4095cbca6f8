//! What a runner does to itself before it touches a driver.

use std::{
	fs::{self, File},
	io,
	os::fd::{FromRawFd, OwnedFd},
};

/// How much lower than the node's the priority is: blocks come first.
const NICE: libc::c_int = 10;

/// Confines this process: it dies with who started it, gives way to the node, leaves no core
/// dumps, is the first to go when the system is out of memory, and heeds its parent only. Gives the
/// way to the parent, which was the standard output: from now on that is the error output, since
/// drivers write where they like.
pub fn confine() -> io::Result<File> {
	// SAFETY: these calls change settings of this process and take no pointers to memory of ours
	// but `limit`, which lives through its call.
	unsafe {
		check(libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL))?;
		let limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
		check(libc::setrlimit(libc::RLIMIT_CORE, &limit))?;
		// Who stops the service sends this to all its processes; the service ends its runners
		// itself, when their job is done.
		for signal in [libc::SIGTERM, libc::SIGINT, libc::SIGHUP] {
			libc::signal(signal, libc::SIG_IGN);
		}
	}
	step_back();
	// Where this isn't allowed, the system may pick the node instead, as it would anyway.
	let _ = fs::write("/proc/self/oom_score_adj", "1000");
	// SAFETY: the descriptors are those that every process has, and the new one is owned by
	// nobody else.
	unsafe {
		let parent = libc::dup(libc::STDOUT_FILENO);
		check(parent)?;
		let parent = OwnedFd::from_raw_fd(parent);
		check(libc::dup2(libc::STDERR_FILENO, libc::STDOUT_FILENO))?;
		Ok(parent.into())
	}
}

/// Lets other threads of the machine go first, those that make blocks above all. Threads and
/// processes that this one starts do the same.
pub fn step_back() {
	// SAFETY: this changes the calling thread's priority and nothing else.
	let done = unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, NICE) };
	if let Err(error) = check(done) {
		eprintln!("the priority can't be lowered: {error}");
	}
}

fn check(result: libc::c_int) -> io::Result<()> {
	match result {
		-1 => Err(io::Error::last_os_error()),
		_ => Ok(()),
	}
}
