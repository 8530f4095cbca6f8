//! Ctrl-C: the first one ends the work in order, the second one at once. Neither leaves files.

use crate::CANCELLED;
use std::{
	fs,
	path::{Path, PathBuf},
	sync::{
		atomic::{AtomicBool, AtomicU32, Ordering},
		Mutex, PoisonError,
	},
};

/// Set by the first Ctrl-C, or by being told to end.
static CANCEL: AtomicBool = AtomicBool::new(false);

/// How often.
static PRESSED: AtomicU32 = AtomicU32::new(0);

/// Files that are begun.
static BEGUN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Becomes true with the first Ctrl-C.
pub fn cancel() -> &'static AtomicBool {
	&CANCEL
}

/// How often Ctrl-C was pressed.
pub fn pressed() -> u32 {
	PRESSED.load(Ordering::Relaxed)
}

extern "C" fn press(_: libc::c_int) {
	PRESSED.fetch_add(1, Ordering::Relaxed);
	CANCEL.store(true, Ordering::Relaxed);
}

/// Takes Ctrl-C over from the system, or gives it back.
pub fn listen(listening: bool) {
	let handler = match listening {
		true => press as extern "C" fn(libc::c_int) as libc::sighandler_t,
		false => libc::SIG_DFL,
	};
	for signal in [libc::SIGINT, libc::SIGTERM] {
		// SAFETY: the handler only touches atomics, which a signal may interrupt anywhere.
		unsafe { libc::signal(signal, handler) };
	}
}

/// Remembers a file that is begun.
pub fn remember(path: &Path) {
	begun(|files| files.push(path.to_path_buf()));
}

/// Forgets a file that is complete, or gone.
pub fn forget(path: &Path) {
	begun(|files| files.retain(|it| it != path));
}

fn begun(change: impl FnOnce(&mut Vec<PathBuf>)) {
	change(&mut BEGUN.lock().unwrap_or_else(PoisonError::into_inner));
}

/// Ends the program at once, whatever else runs in it.
pub fn leave() -> ! {
	begun(|files| {
		for file in files.drain(..) {
			// It may be gone already.
			let _ = fs::remove_file(file);
		}
	});
	// SAFETY: nothing is run on the way out: a driver that is in the middle of something wouldn't
	// bear its own clean-up, and may be why we can't wait.
	unsafe { libc::_exit(CANCELLED.into()) }
}
