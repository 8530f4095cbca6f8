//! The thread that reads rolls, has orders done, and writes down what came of them.
//!
//! It alone changes what is known of attempts and writes to the mailbox. Devices, fetches and proofs
//! have threads of their own, which tell it when they are done.

mod devices;
mod orders;
mod outcomes;

use crate::{
	bell::Pending,
	context::Context,
	device_queue::DeviceQueue,
	entry::{Activity, Entry},
	event::Event,
	ledger::{name, Ledger},
	mail::{decode_roll, Mail},
	prover::Prover,
	tag::Tag,
};
use assay_mailbox::{keys, Attempt, Roll, WorkerId};
use assay_market::Work;
use sp_core::offchain::OffchainStorage;
use std::{
	collections::{BTreeMap, HashSet},
	io,
	sync::{Arc, Mutex, PoisonError},
	thread::JoinHandle,
	time::{Duration, Instant},
};

/// How long nothing has to happen before the rolls are looked at all the same.
const TICK: Duration = Duration::from_secs(30);

/// After so many blocks off the roll, what is being done for an attempt is ended.
const CANCEL_AFTER: u32 = 2;

/// The queues that there are, for everybody to look at.
pub(crate) type DeviceQueues = Arc<Mutex<Vec<Arc<DeviceQueue>>>>;

/// The worker keys of this node.
pub type Keys = Box<dyn Fn() -> Vec<WorkerId> + Send>;

pub(crate) struct Scheduler<S> {
	context: Context,
	mail: Mail<S>,
	keys: Keys,
	ledger: Ledger,
	entries: BTreeMap<Attempt, Entry>,
	queues: DeviceQueues,
	queue_threads: Vec<JoinHandle<()>>,
	queues_closed: usize,
	/// Whether it is known which devices there are.
	listed: bool,
	fetches: Vec<JoinHandle<()>>,
	prover: Option<Prover>,
	turns: u64,
	/// When everything that still runs is ended; set once it stops.
	stopping: Option<Instant>,
}

impl<S: OffchainStorage> Scheduler<S> {
	/// Reads what is known of attempts.
	pub fn open(
		context: Context,
		storage: S,
		keys: Keys,
		queues: DeviceQueues,
	) -> io::Result<Self> {
		let (ledger, records) = Ledger::open(&context.config.folder)?;
		let prover = Some(Prover::start(&context)?);
		let mut entries = BTreeMap::new();
		for record in records {
			let brief = record.brief.clone();
			let work = Work::new(brief.spec, brief.kernels).ok().map(Arc::new);
			entries.insert(record.attempt, Entry::new(record, work));
		}
		if !entries.is_empty() {
			log::info!(target: "gpu", "goes on with what is known of {} attempts", entries.len());
		}
		Ok(Self {
			context,
			mail: Mail(storage),
			keys,
			ledger,
			entries,
			queues,
			queue_threads: Vec::new(),
			queues_closed: 0,
			listed: false,
			fetches: Vec::new(),
			prover,
			turns: 0,
			stopping: None,
		})
	}

	/// Works until it is stopped.
	pub fn work(mut self) {
		devices::find(&self.context);
		self.read_rolls();
		loop {
			let Pending { rolls, events } = self.context.bell.clone().wait(self.patience());
			let waited_in_vain = !rolls && events.is_empty();
			for event in events {
				self.hear(event);
			}
			if self.stopping.is_none() && (rolls || waited_in_vain) {
				self.read_rolls();
			}
			self.end_what_is_over();
			self.count();
			if self.has_stopped() {
				break;
			}
		}
		if let Some(prover) = self.prover.take() {
			prover.end();
		}
		for thread in self.queue_threads.drain(..).chain(self.fetches.drain(..)) {
			if thread.join().is_err() {
				log::error!(target: "gpu", "a thread of the GPU service ended in panic");
			}
		}
		log::info!(target: "gpu", "stopped");
	}

	fn patience(&self) -> Duration {
		match self.stopping {
			Some(at) => at.saturating_duration_since(Instant::now()).min(TICK),
			None => TICK,
		}
		// Time that is over needn't be waited for, but others need some.
		.max(Duration::from_millis(20))
	}

	fn hear(&mut self, event: Event) {
		match event {
			Event::Devices(found) => self.devices_found(found),
			Event::QueueChanged => self.assign(),
			Event::QueueClosed => self.queues_closed += 1,
			Event::Fetched { attempt, turn, fetched } => self.fetched(attempt, turn, fetched),
			Event::Ran { attempt, turn, outcome } => self.ran(attempt, turn, outcome),
			Event::Proven { attempt, turn, wanted, proven } => {
				self.proven(attempt, turn, wanted, proven)
			},
			Event::Stop(at) => self.stop(at),
		}
	}

	/// Looks at the roll of each key.
	fn read_rolls(&mut self) {
		for worker in (self.keys)() {
			let Some(bytes) = self.mail.roll(&worker) else {
				continue;
			};
			let Some(roll) = decode_roll(&bytes) else {
				log::error!(target: "gpu", "a roll can't be read: runtime and node don't match");
				continue;
			};
			self.follow(&worker, &roll);
		}
		self.fetches.retain(|fetch| !fetch.is_finished());
	}

	/// Does what a roll asks for, and ends what it doesn't ask for any more.
	fn follow(&mut self, worker: &WorkerId, roll: &Roll) {
		let mut wanted = HashSet::new();
		for order in &roll.orders {
			let attempt = Attempt {
				worker: *worker,
				job: order.job,
				attempt: order.attempt,
				work: order.work,
			};
			wanted.insert(attempt);
			self.serve(attempt, order, roll);
		}
		let of_worker = self.entries.iter_mut();
		let (mut over, mut left) = (Vec::new(), Vec::new());
		for (attempt, entry) in of_worker.filter(|(attempt, _)| attempt.worker == *worker) {
			if wanted.contains(attempt) {
				continue;
			}
			if entry.order.take().is_some() {
				left.push(*attempt);
			}
			entry.at = roll.at;
			let absent = roll.at.saturating_sub(entry.record.seen);
			if entry.activity != Activity::None && absent >= CANCEL_AFTER {
				entry.cancel();
			}
			let elsewhere = entry.record.genesis != roll.genesis;
			if entry.activity == Activity::None && (elsewhere || absent >= self.context.config.keep)
			{
				over.push(*attempt);
			}
		}
		for attempt in left {
			// When it was last seen is what counts after a restart.
			self.keep(&attempt);
		}
		for attempt in over {
			self.forget(attempt);
		}
	}

	/// Removes all that is kept of an attempt.
	fn forget(&mut self, attempt: Attempt) {
		let Some(entry) = self.entries.remove(&attempt) else {
			return;
		};
		let tag = Tag(&attempt);
		log::debug!(target: "gpu", "{tag}: forgotten");
		for shown in &entry.record.shown {
			self.mail.remove(&shown.key(&attempt));
		}
		for key in [keys::answer(&attempt), keys::brief(&attempt), keys::sent(&attempt)] {
			self.mail.remove(&key);
		}
		let unpinned = self.context.blobs.unpin(&name(&attempt));
		if let Err(error) = unpinned.and_then(|()| self.ledger.forget(&attempt)) {
			log::warn!(target: "gpu", "{tag}: something of it is left on disk: {error}");
		}
	}

	fn turn(&mut self) -> u64 {
		self.turns += 1;
		self.turns
	}

	fn keep(&self, attempt: &Attempt) {
		if let Some(entry) = self.entries.get(attempt) {
			if let Err(error) = self.ledger.keep(&entry.record) {
				log::error!(target: "gpu",
					"{}: what is known of it can't be kept: {error}; a restart will run it again",
					Tag(attempt));
			}
		}
	}

	fn all_queues(&self) -> Vec<Arc<DeviceQueue>> {
		self.queues.lock().unwrap_or_else(PoisonError::into_inner).clone()
	}

	fn stop(&mut self, at: Instant) {
		let first = self.stopping.is_none();
		self.stopping = Some(self.stopping.map_or(at, |before| before.min(at)));
		if !first {
			return;
		}
		let left = at.saturating_duration_since(Instant::now());
		log::info!(target: "gpu", "stops; what runs has {left:.0?} to end");
		for queue in self.all_queues() {
			queue.clear();
			queue.close();
		}
		for entry in self.entries.values() {
			if entry.activity == Activity::Fetching {
				entry.cancel();
			}
		}
	}

	/// Ends what still runs when the time to stop is over.
	fn end_what_is_over(&self) {
		if self.stopping.is_some_and(|at| Instant::now() >= at) {
			for entry in self.entries.values() {
				entry.cancel();
			}
		}
	}

	fn has_stopped(&self) -> bool {
		// A thread that ended in panic has told nobody.
		let closed = self.queues_closed == self.queue_threads.len()
			|| self.queue_threads.iter().all(JoinHandle::is_finished);
		let fetching = self.fetches.iter().any(|fetch| !fetch.is_finished());
		self.stopping.is_some() && self.listed && closed && !fetching
	}

	fn count(&self) {
		let count = |is: fn(&Activity) -> bool| {
			self.entries.values().filter(|entry| is(&entry.activity)).count()
		};
		let queues = self.all_queues();
		let running = queues.iter().filter(|queue| queue.is_running()).count();
		let in_queues = count(|activity| matches!(activity, Activity::InQueue(_)));
		let ready = count(|activity| *activity == Activity::Ready);
		self.context.metrics.attempts([
			("fetching", count(|activity| *activity == Activity::Fetching)),
			("waiting", (in_queues + ready).saturating_sub(running)),
			("running", running),
		]);
		let proving = self.entries.values().map(|entry| entry.proving.len()).sum();
		self.context.metrics.proving(proving);
	}
}
