//! The service's side: a runner that is started, watched and ended.

use super::protocol::{receive, send, Device, Failure, FilePath, Reply, Request, Run};
use crate::tag::Tag;
use assay_market::BlobHash;
use std::{
	ffi::OsString,
	fs,
	io::{self, BufRead, BufReader},
	os::unix::process::CommandExt,
	path::{Path, PathBuf},
	process::{Child, ChildStderr, ChildStdin, Command, Stdio},
	sync::{
		atomic::{AtomicBool, Ordering},
		mpsc::{self, Receiver, RecvTimeoutError},
		Arc, Mutex, PoisonError,
	},
	thread::{self, JoinHandle},
	time::{Duration, Instant},
};

/// How often a runner at work is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// How long a runner has to end a job that is cancelled, before it is killed.
const CANCEL_WITHIN: Duration = Duration::from_secs(5);

/// How long a runner that has closed its pipe has to end.
const END_WITHIN: Duration = Duration::from_secs(1);

/// The most bytes of a line that a runner writes to the log.
const MAX_OF_A_LINE: u64 = 2000;

/// The program that is a runner, and what it is told to be one.
#[derive(Clone, Debug)]
pub struct Launcher {
	/// The program.
	pub program: PathBuf,
	/// Its arguments.
	pub arguments: Vec<OsString>,
}

/// Why a job wasn't run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
	/// The runner said so.
	#[error("{1}")]
	Reported(Failure, String),
	/// The runner ended, or speaks nonsense.
	#[error("the runner ended: {0}")]
	Ended(String),
	/// The runner said nothing for too long.
	#[error("the runner hangs: nothing for {0:?}; killed")]
	Silent(Duration),
	/// The runner took more memory than it may.
	#[error(
		"the runner took {} MiB of memory and may take {} MiB; killed",
		bytes >> 20,
		limit >> 20
	)]
	Memory {
		/// Bytes that it had.
		bytes: u64,
		/// Bytes that it may have.
		limit: u64,
	},
	/// There is no time left.
	#[error("no time is left; killed")]
	Late,
	/// Nobody wants the job any more.
	#[error("cancelled")]
	Cancelled,
}

/// What a runner is held to while it works.
#[derive(Debug)]
pub struct Watched<'w> {
	/// Becomes true when nobody wants the job any more.
	pub cancel: &'w AtomicBool,
	/// Until when it has to be done.
	pub until: Option<Instant>,
	/// How long it may say nothing.
	pub silence: Duration,
	/// Bytes of memory that it may take.
	pub memory: u64,
}

/// Reported how far a job or a self-test is: what is done, of how much.
pub type Tell<'t> = &'t dyn Fn(u64, u64);

/// A process with one device. Ends when it is dropped.
#[derive(Debug)]
pub struct Runner {
	child: Child,
	requests: Option<ChildStdin>,
	replies: Receiver<Result<Reply, String>>,
	/// For what it works, as its lines in the log say.
	label: Arc<Mutex<String>>,
	threads: Vec<JoinHandle<()>>,
}

impl Runner {
	/// Starts a process. `name` is what the log calls it while it has no job.
	pub fn start(launcher: &Launcher, name: &str) -> io::Result<Self> {
		let mut child = Command::new(&launcher.program)
			.args(&launcher.arguments)
			.stdin(Stdio::piped())
			.stdout(Stdio::piped())
			.stderr(Stdio::piped())
			.process_group(0)
			.spawn()?;
		let label = Arc::new(Mutex::new(name.to_string()));
		let requests = child.stdin.take();
		let (sender, replies) = mpsc::channel();
		let mut runner = Self { child, requests, replies, label, threads: Vec::new() };
		if let Some(mut output) = runner.child.stdout.take() {
			runner.spawn("gpu-replies", move || loop {
				let reply = match receive::<Reply>(&mut output) {
					Ok(Some(reply)) => Ok(reply),
					Ok(None) => break,
					Err(error) => Err(error.to_string()),
				};
				let nonsense = reply.is_err();
				if sender.send(reply).is_err() || nonsense {
					break;
				}
			})?;
		}
		if let Some(errors) = runner.child.stderr.take() {
			let label = runner.label.clone();
			runner.spawn("gpu-lines", move || pass_on(errors, &label))?;
		}
		Ok(runner)
	}

	fn spawn(&mut self, name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
		let thread = thread::Builder::new().name(name.into()).spawn(work)?;
		self.threads.push(thread);
		Ok(())
	}

	/// The process' number.
	pub fn id(&self) -> u32 {
		self.child.id()
	}

	/// Whether the process is there to be asked for more.
	pub fn is_alive(&mut self) -> bool {
		matches!(self.child.try_wait(), Ok(None))
	}

	fn ask(&mut self, request: &Request) -> Result<(), Broken> {
		let sent = match &mut self.requests {
			Some(requests) => send(requests, request),
			None => Err(io::ErrorKind::BrokenPipe.into()),
		};
		match sent {
			Ok(()) => Ok(()),
			Err(_) => Err(Broken::Ended(self.how_it_ended())),
		}
	}

	/// The devices of this machine.
	pub fn list(&mut self, watched: &Watched<'_>) -> Result<Vec<Device>, Broken> {
		self.ask(&Request::List)?;
		match self.reply(watched, &|_, _| {})? {
			Reply::Devices(Ok(devices)) => Ok(devices),
			Reply::Devices(Err(why)) => Err(Broken::Reported(Failure::Device, why)),
			other => Err(nonsense(&other)),
		}
	}

	/// Opens a device, or the interpreter, and tests it.
	pub fn open(
		&mut self,
		device: Option<u32>,
		memory: u64,
		verdicts: &Path,
		watched: &Watched<'_>,
		tell: Tell<'_>,
	) -> Result<Device, Broken> {
		self.ask(&Request::Open { device, memory, verdicts: FilePath::from(verdicts) })?;
		match self.reply(watched, tell)? {
			Reply::Opened(device) => Ok(device),
			Reply::NotOpened(why) => Err(Broken::Reported(Failure::Device, why)),
			other => Err(nonsense(&other)),
		}
	}

	/// Runs a job: the hashes of its outputs, and how long the device computed.
	pub fn run(
		&mut self,
		run: Run,
		watched: &Watched<'_>,
		tell: Tell<'_>,
	) -> Result<(Vec<BlobHash>, Duration), Broken> {
		let name = self.relabel(Tag(&run.attempt).to_string());
		let done = self.ask(&Request::Run(Box::new(run))).and_then(|()| self.reply(watched, tell));
		self.relabel(name);
		match done? {
			Reply::Done { hashes, computing } => Ok((hashes, Duration::from_millis(computing))),
			Reply::Failed { kind, why } => Err(Broken::Reported(kind, why)),
			other => Err(nonsense(&other)),
		}
	}

	fn relabel(&self, name: String) -> String {
		let mut label = self.label.lock().unwrap_or_else(PoisonError::into_inner);
		std::mem::replace(&mut label, name)
	}

	/// Waits for what isn't progress.
	fn reply(&mut self, watched: &Watched<'_>, tell: Tell<'_>) -> Result<Reply, Broken> {
		let (mut heard, mut cancelled) = (Instant::now(), None::<(Instant, Broken)>);
		loop {
			match self.replies.recv_timeout(LOOK_EVERY) {
				Ok(Ok(Reply::Progress { done, total })) => {
					heard = Instant::now();
					tell(done, total);
				},
				Ok(Ok(Reply::Testing { done, total })) => {
					heard = Instant::now();
					tell(done.into(), total.into());
				},
				Ok(Ok(reply)) => {
					return match (cancelled, reply) {
						(Some((_, why)), Reply::Failed { .. }) => Err(why),
						(_, reply) => Ok(reply),
					}
				},
				Ok(Err(why)) => return Err(Broken::Ended(why)),
				Err(RecvTimeoutError::Disconnected) => {
					return Err(Broken::Ended(self.how_it_ended()))
				},
				Err(RecvTimeoutError::Timeout) => {},
			}
			let bytes = resident(self.child.id());
			if bytes > watched.memory {
				let limit = watched.memory;
				return Err(self.kill(Broken::Memory { bytes, limit }));
			}
			if heard.elapsed() > watched.silence {
				return Err(self.kill(Broken::Silent(watched.silence)));
			}
			match &cancelled {
				Some((since, why)) if since.elapsed() > CANCEL_WITHIN => {
					let why = why.clone();
					return Err(self.kill(why));
				},
				Some(_) => {},
				None => {
					let late = watched.until.is_some_and(|until| Instant::now() >= until);
					let why = match watched.cancel.load(Ordering::Relaxed) {
						true => Broken::Cancelled,
						false if late => Broken::Late,
						false => continue,
					};
					self.ask(&Request::Cancel)?;
					cancelled = Some((Instant::now(), why));
				},
			}
		}
	}

	fn kill(&mut self, why: Broken) -> Broken {
		// It may have ended by itself meanwhile.
		let _ = self.child.kill();
		let _ = self.child.wait();
		why
	}

	fn how_it_ended(&mut self) -> String {
		// Its pipe is closed, so it is ending, or no use any more.
		let until = Instant::now() + END_WITHIN;
		while self.is_alive() && Instant::now() < until {
			thread::sleep(LOOK_EVERY / 10);
		}
		let _ = self.child.kill();
		match self.child.wait() {
			Ok(status) => status.to_string(),
			Err(error) => error.to_string(),
		}
	}
}

impl Drop for Runner {
	fn drop(&mut self) {
		drop(self.requests.take());
		let _ = self.child.kill();
		let _ = self.child.wait();
		for thread in self.threads.drain(..) {
			let _ = thread.join();
		}
	}
}

fn nonsense(reply: &Reply) -> Broken {
	Broken::Ended(format!("it answered {reply:?}"))
}

/// Brings a runner's lines to the node's log.
fn pass_on(errors: ChildStderr, label: &Mutex<String>) {
	let mut errors = BufReader::new(errors);
	loop {
		let mut line = Vec::new();
		let read = io::Read::take(&mut errors, MAX_OF_A_LINE).read_until(b'\n', &mut line);
		match read {
			Ok(0) | Err(_) => return,
			Ok(_) => {
				let line = String::from_utf8_lossy(&line);
				let line = line.replace(|c: char| c.is_control(), " ");
				let label = label.lock().unwrap_or_else(PoisonError::into_inner).clone();
				log::warn!(target: "gpu", "{label}: runner: {}", line.trim_end());
			},
		}
	}
}

/// Bytes of memory that a process has for itself. Files that it only reads don't count, and neither
/// does address space: drivers reserve more of it than there is memory.
fn resident(process: u32) -> u64 {
	let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
	let kibibytes = |line: &str| {
		let (name, value) = line.split_once(':')?;
		if !["RssAnon", "RssShmem", "VmSwap"].contains(&name) {
			return None;
		}
		value.trim().strip_suffix(" kB")?.parse::<u64>().ok()
	};
	status.lines().filter_map(kibibytes).sum::<u64>() << 10
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn memory_should_be_what_a_process_has_for_itself() {
		let before = resident(std::process::id());
		// The optimiser mustn't see that nobody reads it.
		let held = std::hint::black_box(vec![1u8; 64 << 20]);
		let after = resident(std::process::id());
		assert!(
			after >= before + (60 << 20),
			"{before} {after} {}",
			std::hint::black_box(&held).len()
		);
		assert_eq!(resident(u32::MAX), 0);
	}
}
