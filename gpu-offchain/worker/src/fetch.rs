//! Gets a job's inputs, in a thread of its own so that no device waits.

use crate::{
	blobs::Unavailable,
	context::Context,
	event::{Event, Fetched},
	ledger::name,
	runner::step_back,
	tag::Tag,
};
use assay_mailbox::Attempt;
use assay_market::{JobInput, Work};
use std::{
	io,
	sync::{
		atomic::{AtomicBool, Ordering},
		Arc,
	},
	thread::{self, JoinHandle},
	time::{Duration, Instant},
};

/// The first pause between two attempts to get an input.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// How often a pause looks whether it should end.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// What to get, for whom.
pub(crate) struct Fetch {
	pub attempt: Attempt,
	pub turn: u64,
	pub work: Arc<Work>,
	/// When to give up.
	pub until: Instant,
	pub cancel: Arc<AtomicBool>,
}

impl Fetch {
	/// Starts to get all inputs.
	pub fn start(self, context: &Context) -> io::Result<JoinHandle<()>> {
		let context = context.clone();
		thread::Builder::new().name("gpu-fetch".into()).spawn(move || {
			step_back();
			let fetched = self.all(&context);
			let Self { attempt, turn, .. } = self;
			context.bell.tell(Event::Fetched { attempt, turn, fetched });
		})
	}

	fn all(&self, context: &Context) -> Fetched {
		let blobs = &*context.blobs;
		let wanted: Vec<_> = self.work.spec().inputs.iter().map(|input| input.blob).collect();
		if let Err(error) = blobs.pin(&name(&self.attempt), &wanted) {
			return Fetched::Disk(error.to_string());
		}
		for (number, input) in self.work.spec().inputs.iter().enumerate() {
			match blobs.verify(&input.blob) {
				Ok(true) => continue,
				Ok(false) => {},
				Err(error) => return Fetched::Disk(format!("input {number}: {error}")),
			}
			match self.one(context, number, input) {
				Fetched::All => {},
				other => return other,
			}
		}
		Fetched::All
	}

	/// Gets one input, again and again while there is time.
	fn one(&self, context: &Context, number: usize, input: &JobInput) -> Fetched {
		let tag = Tag(&self.attempt);
		let address = String::from_utf8_lossy(&input.address);
		// Strangers write it, and it goes to the log.
		let shown = address.escape_debug().to_string();
		let from = match address.is_empty() {
			true => "whoever has it",
			false => &shown,
		};
		log::info!(target: "gpu",
			"{tag}: gets input {number} ({} bytes) from {from}", input.blob.len.get());
		let mut pause = FIRST_PAUSE;
		loop {
			if self.cancel.load(Ordering::Relaxed) {
				return Fetched::Cancelled;
			}
			let got = context.blobs.fetch(&input.blob, &address, self.until, &self.cancel);
			let why = match got {
				Ok(()) => return Fetched::All,
				Err(Unavailable::Disk(why)) => return Fetched::Disk(why),
				Err(Unavailable::Missing(why)) => why,
			};
			if Instant::now() + pause >= self.until {
				log::warn!(target: "gpu", "{tag}: input {number} is not available from {from}: {why}");
				return Fetched::Missing;
			}
			log::info!(target: "gpu",
				"{tag}: input {number} is not available yet ({why}); tried again in {pause:?}");
			self.pause(pause);
			pause = (2 * pause).min(context.config.fetch_pause);
		}
	}

	fn pause(&self, time: Duration) {
		let until = Instant::now() + time;
		while Instant::now() < until && !self.cancel.load(Ordering::Relaxed) {
			thread::sleep(LOOK_EVERY);
		}
	}
}
