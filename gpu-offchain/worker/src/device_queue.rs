//! One device: its queue, its state, and the thread that keeps its runner.

use crate::{
	blobs::Blobs,
	check::{check, Checked, Unchecked},
	context::Context,
	event::{Event, Outcome},
	faults::Point,
	ledger::name,
	runner::{
		protocol::{Device, Failure, FilePath, Run},
		step_back, Broken, Runner, Watched,
	},
	state::State,
	tag::Tag,
};
use assay_mailbox::{Answer, Attempt, DeclineReason};
use assay_market::{BlobRef, Capability, DeviceLimits, FloatModes, Work};
use assay_results::Results;
use std::{
	collections::VecDeque,
	fs, io,
	path::PathBuf,
	sync::{
		atomic::{AtomicBool, Ordering},
		Arc, Condvar, Mutex, MutexGuard, PoisonError,
	},
	time::{Duration, Instant},
};

/// How often a job is tried before it is declined.
const TRIES: u32 = 2;

/// How long a device may take to be opened and tested.
const OPEN_WITHIN: Duration = Duration::from_secs(15 * 60);

/// A job in a queue.
#[derive(Clone)]
pub(crate) struct Assignment {
	pub attempt: Attempt,
	/// Tells this time of running it from others.
	pub turn: u64,
	pub work: Arc<Work>,
	/// When it has to be done.
	pub until: Instant,
	/// Becomes true when nobody wants it any more.
	pub cancel: Arc<AtomicBool>,
}

/// What a queue's thread and everybody else know of it.
struct Shared {
	queue: VecDeque<Assignment>,
	device: Device,
	/// Whether it has been opened and tested.
	tested: bool,
	state: State,
	closing: bool,
}

/// A device and its queue.
pub(crate) struct DeviceQueue {
	pub number: usize,
	shared: Mutex<Shared>,
	changed: Condvar,
}

impl DeviceQueue {
	pub fn new(number: usize, device: Device) -> Self {
		Self {
			number,
			shared: Mutex::new(Shared {
				queue: VecDeque::new(),
				device,
				tested: false,
				state: State::Starting,
				closing: false,
			}),
			changed: Condvar::new(),
		}
	}

	fn shared(&self) -> MutexGuard<'_, Shared> {
		self.shared.lock().unwrap_or_else(PoisonError::into_inner)
	}

	/// What the device is, what it does, and what waits for it.
	pub fn look(&self) -> (Device, State, Vec<Attempt>) {
		let shared = self.shared();
		let queue = shared.queue.iter().map(|waiting| waiting.attempt);
		(shared.device.clone(), shared.state.clone(), queue.collect())
	}

	/// Whether a job is run.
	pub fn is_running(&self) -> bool {
		matches!(self.shared().state, State::Running { .. })
	}

	/// Whether it is the interpreter.
	pub fn is_interpreter(&self) -> bool {
		self.shared().device.index.is_none()
	}

	/// Whether the device can be used, with nothing in the way: `None` while that isn't known.
	pub fn usable(&self) -> Option<bool> {
		let shared = self.shared();
		match shared.state {
			State::Starting | State::Testing { .. } => shared.tested.then_some(true),
			State::Idle | State::Running { .. } => Some(shared.device.trusted),
			State::Failed(_) | State::Stopped => Some(false),
		}
	}

	/// Why a job can't be run here, if it can't.
	pub fn lacks(&self, work: &Work) -> Option<String> {
		// Taken apart so that something new is looked at or doesn't compile.
		let Capability {
			limits: DeviceLimits { memory, buffer, lanes, workgroup_memory },
			floats: FloatModes { strict, relaxed },
		} = work.plan().needs();
		let Capability { limits: has, floats } = self.shared().device.capability;
		let at_most = |what: &str, needed: u64, has: u64| {
			(needed > has).then(|| format!("{what}: {needed} needed, {has} there"))
		};
		let mode = |what: &str, needed: bool, has: bool| {
			(needed && !has).then(|| format!("{what} floats failed the self-test"))
		};
		mode("strict", strict, floats.strict)
			.or_else(|| mode("relaxed", relaxed, floats.relaxed))
			.or_else(|| at_most("bytes of memory", memory, has.memory))
			.or_else(|| at_most("bytes of a buffer", buffer, has.buffer))
			.or_else(|| at_most("lanes", lanes.into(), has.lanes.into()))
			.or_else(|| {
				let (needed, has) = (workgroup_memory, has.workgroup_memory);
				at_most("bytes of workgroup memory", needed.into(), has.into())
			})
	}

	/// Fuel of the jobs that wait or run here.
	pub fn load(&self) -> u64 {
		let shared = self.shared();
		let waiting = shared.queue.iter().map(|waiting| waiting.work.plan().fuel().0);
		let running = match shared.state {
			State::Running { done, total, .. } => total.saturating_sub(done),
			State::Starting
			| State::Testing { .. }
			| State::Idle
			| State::Failed(_)
			| State::Stopped => 0,
		};
		waiting.fold(running, u64::saturating_add)
	}

	pub fn push(&self, assignment: Assignment) {
		self.shared().queue.push_back(assignment);
		self.changed.notify_one();
	}

	/// Takes everything from the queue.
	pub fn clear(&self) -> Vec<Assignment> {
		self.shared().queue.drain(..).collect()
	}

	/// Ends the thread after the job that is being run.
	pub fn close(&self) {
		self.shared().closing = true;
		self.changed.notify_one();
	}

	fn set(&self, context: &Context, state: State) {
		let mut shared = self.shared();
		shared.state = state;
		context.metrics.device(&shared.device, self.number, (&shared.state).into());
	}

	/// Keeps a runner and gives it what is in the queue, until the queue is closed.
	pub fn work(&self, context: &Context) {
		step_back();
		let mut runner = None;
		while !self.shared().closing {
			if runner.is_none() {
				match self.open(context) {
					Ok(open) => runner = Some(open),
					Err(why) => {
						if !self.shared().closing {
							self.fail(context, &why);
						}
						continue;
					},
				}
			}
			let Some(assignment) = self.next() else { break };
			let outcome = self.serve(context, &mut runner, &assignment);
			if runner.is_some() {
				self.set(context, State::Idle);
			}
			context.bell.tell(Event::Ran {
				attempt: assignment.attempt,
				turn: assignment.turn,
				outcome,
			});
		}
		drop(runner);
		self.set(context, State::Stopped);
		context.bell.tell(Event::QueueClosed);
	}

	/// Waits for a job, or for the end.
	fn next(&self) -> Option<Assignment> {
		let mut shared = self.shared();
		loop {
			if shared.closing {
				return None;
			}
			if let Some(assignment) = shared.queue.pop_front() {
				return Some(assignment);
			}
			shared = self.changed.wait(shared).unwrap_or_else(PoisonError::into_inner);
		}
	}

	/// Leaves a device that can't be used alone for a while.
	fn fail(&self, context: &Context, why: &str) {
		let name = self.name();
		log::error!(target: "gpu", "{name} can't be used: {why}; tried again in {:?}",
			context.config.reopen_after);
		self.set(context, State::Failed(why.into()));
		context.bell.tell(Event::QueueChanged);
		let until = Instant::now() + context.config.reopen_after;
		let mut shared = self.shared();
		while !shared.closing {
			let left = until.saturating_duration_since(Instant::now());
			if left.is_zero() {
				return;
			}
			shared =
				self.changed.wait_timeout(shared, left).unwrap_or_else(PoisonError::into_inner).0;
		}
	}

	/// What the log calls the device.
	fn name(&self) -> String {
		format!("device {} ({})", self.number, self.shared().device.name)
	}

	/// Starts a runner with the device open and tested.
	fn open(&self, context: &Context) -> Result<Runner, String> {
		let config = &context.config;
		let name = self.name();
		self.set(context, State::Starting);
		let started = Instant::now();
		let mut runner = Runner::start(&config.launcher, &name).map_err(|error| {
			format!("{} can't be started: {error}", config.launcher.program.display())
		})?;
		let closed = AtomicBool::new(false);
		let watched = Watched {
			cancel: &closed,
			until: Some(started + OPEN_WITHIN),
			silence: config.silence,
			memory: config.memory,
		};
		let index = self.shared().device.index;
		let verdicts = config.folder.join("verdicts");
		let tell = |done, total| {
			self.set(context, State::Testing { done, total });
			if self.shared().closing {
				closed.store(true, Ordering::Relaxed);
			}
		};
		let opened = runner.open(index, config.memory, &verdicts, &watched, &tell);
		let device = opened.map_err(|broken| broken.to_string())?;
		let floats = device.capability.floats;
		if !device.trusted {
			return Err("it failed the self-test".into());
		}
		log::info!(target: "gpu",
			"{name}: ready after {:.1} s, {} {}; strict floats: {}, relaxed floats: {}",
			started.elapsed().as_secs_f32(), device.driver, device.driver_version,
			said(floats.strict), said(floats.relaxed));
		{
			let mut shared = self.shared();
			(shared.device, shared.tested) = (device, true);
		}
		self.set(context, State::Idle);
		context.bell.tell(Event::QueueChanged);
		Ok(runner)
	}

	/// Runs a job, twice if the runner breaks, and makes an answer of it.
	fn serve(
		&self,
		context: &Context,
		runner: &mut Option<Runner>,
		assignment: &Assignment,
	) -> Outcome {
		let tag = Tag(&assignment.attempt);
		for tried in 1..=TRIES {
			if assignment.cancel.load(Ordering::Relaxed) {
				return Outcome::Cancelled;
			}
			if runner.is_none() {
				match self.open(context) {
					Ok(open) => *runner = Some(open),
					Err(why) => {
						log::error!(target: "gpu", "{tag}: {}: {why}", self.name());
						self.set(context, State::Failed(why));
						return Outcome::Returned;
					},
				}
			}
			let Some(open) = runner else { continue };
			let broken = match self.run(context, open, assignment) {
				Ok(outcome) => return outcome,
				Err(broken) => broken,
			};
			let (reason, refusal, keep) = match &broken {
				Broken::Cancelled => {
					log::info!(target: "gpu", "{tag}: cancelled");
					let alive = runner.as_mut().is_some_and(Runner::is_alive);
					if !alive {
						*runner = None;
					}
					return Outcome::Cancelled;
				},
				Broken::Late => ("late", Some(DeclineReason::Unable), true),
				Broken::Memory { .. } => ("memory", Some(DeclineReason::Unable), false),
				Broken::Reported(Failure::Unfit, _) => ("unfit", Some(DeclineReason::Unable), true),
				Broken::Reported(Failure::Kernel, _) => {
					("kernel", Some(DeclineReason::NotReproducible), true)
				},
				Broken::Reported(Failure::Disk, _) => ("disk", Some(DeclineReason::Unable), true),
				Broken::Reported(Failure::Device | Failure::Cancelled, _) => {
					("device", None, false)
				},
				Broken::Silent(_) => ("silent", None, false),
				Broken::Ended(_) => ("ended", None, false),
			};
			log::warn!(target: "gpu", "{tag}: not done on {}: {broken}", self.name());
			if !(keep && runner.as_mut().is_some_and(Runner::is_alive)) {
				*runner = None;
			}
			match refusal {
				Some(refusal) => return self.declined(context, reason, refusal),
				None => {
					context.metrics.failure(reason);
					if tried < TRIES {
						log::info!(target: "gpu", "{tag}: tried once more with a new runner");
					}
				},
			}
		}
		Outcome::Answered(Answer::Decline(DeclineReason::Unable))
	}

	fn declined(&self, context: &Context, reason: &str, refusal: DeclineReason) -> Outcome {
		context.metrics.failure(reason);
		Outcome::Answered(Answer::Decline(refusal))
	}

	fn run(
		&self,
		context: &Context,
		runner: &mut Runner,
		assignment: &Assignment,
	) -> Result<Outcome, Broken> {
		let Assignment { attempt, work, .. } = assignment;
		let tag = Tag(attempt);
		let disk = |what: String| Broken::Reported(Failure::Disk, what);
		let mut inputs = Vec::new();
		for (number, input) in work.spec().inputs.iter().enumerate() {
			let opened = context.blobs.open(&input.blob);
			let opened = opened.map_err(|error| disk(format!("input {number}: {error}")))?;
			let opened = opened.ok_or_else(|| disk(format!("input {number} is gone again")))?;
			inputs.push(FilePath::from(&*opened.path));
		}
		let scratch = Scratch::new(context.blobs.scratch().to_path_buf(), attempt, work);
		let total = work.plan().fuel().0;
		let started = Instant::now();
		log::info!(target: "gpu", "{tag}: runs on {}: {total} fuel", self.name());
		let tell = |done, total| {
			let attempt = *attempt;
			self.set(context, State::Running { attempt, done, total });
			if done > 0 {
				context.faults.at(Point::Running, &attempt);
			}
		};
		tell(0, total);
		let watched = Watched {
			cancel: &assignment.cancel,
			until: Some(assignment.until),
			silence: context.config.silence,
			memory: context.config.memory,
		};
		let run = Run {
			attempt: *attempt,
			spec: work.spec().clone(),
			kernels: work.kernels().to_vec(),
			inputs,
			outputs: scratch.files.iter().map(|path| FilePath::from(&**path)).collect(),
		};
		let (hashes, computing) = runner.run(run, &watched, &tell)?;
		context.metrics.computed(self.number, total, computing);
		log::info!(target: "gpu", "{tag}: ran for {:.2} s, {:.2} s of it computing",
			started.elapsed().as_secs_f32(), computing.as_secs_f32());
		let tampered = context.faults.tamper(attempt, work, &scratch.files);
		let tampered = tampered.map_err(|error| disk(error.to_string()))?;
		let mut made = Vec::new();
		for (file, hash) in scratch.files.iter().zip(&hashes) {
			let blob = context.blobs.adopt(file);
			let blob = blob.map_err(|error| disk(format!("an output can't be kept: {error}")))?;
			if blob.hash != *hash && !tampered {
				return Err(disk("an output isn't on disk as it was made".into()));
			}
			made.push(blob);
		}
		let pinned: Vec<BlobRef> =
			work.spec().inputs.iter().map(|input| input.blob).chain(made.clone()).collect();
		let pinned = context.blobs.pin(&name(attempt), &pinned);
		pinned.map_err(|error| disk(format!("outputs can't be kept: {error}")))?;
		let answer = Answer::Commit(made.iter().map(|blob| blob.hash).collect());
		if !context.faults.checks(attempt) {
			return Ok(Outcome::Answered(answer));
		}
		Ok(self.checked(context, assignment, made, answer))
	}

	/// The answer, if the interpreter has nothing against it.
	fn checked(
		&self,
		context: &Context,
		assignment: &Assignment,
		made: Vec<BlobRef>,
		answer: Answer,
	) -> Outcome {
		let tag = Tag(&assignment.attempt);
		let blobs: &dyn Blobs = &*context.blobs;
		let results = Results::new(&assignment.work, blobs, made);
		match check(&assignment.work, &results, &context.config.check) {
			Checked::Fine { tiles } => {
				log::info!(target: "gpu", "{tag}: the interpreter agrees on {tiles} tiles");
				Outcome::Answered(answer)
			},
			Checked::Differs { place, verdict } => {
				log::error!(target: "gpu",
					"{tag}: {} disagrees with the interpreter: {verdict:?} at pass {}, workgroup {:?}",
					self.name(), place.pass, place.group);
				self.declined(context, "differs", DeclineReason::NotReproducible)
			},
			Checked::Unknown(error) => {
				log::error!(target: "gpu", "{tag}: results can't be checked: {error}");
				let reason = match error {
					Unchecked::NotShown(_) => "disk",
					Unchecked::Foreseeable(_) => "random",
				};
				self.declined(context, reason, DeclineReason::Unable)
			},
		}
	}
}

fn said(passed: bool) -> &'static str {
	match passed {
		true => "yes",
		false => "no",
	}
}

/// The files that a runner writes. What wasn't adopted is removed.
struct Scratch {
	files: Vec<PathBuf>,
}

impl Scratch {
	fn new(folder: PathBuf, attempt: &Attempt, work: &Work) -> Self {
		let name = name(attempt);
		let file = |(number, _)| folder.join(format!("{name}-{number}"));
		Self { files: work.spec().outputs().enumerate().map(file).collect() }
	}
}

impl Drop for Scratch {
	fn drop(&mut self) {
		for file in &self.files {
			match fs::remove_file(file) {
				Err(error) if error.kind() != io::ErrorKind::NotFound => {
					log::warn!(target: "gpu", "{} can't be removed: {error}", file.display());
				},
				_ => {},
			}
		}
	}
}
