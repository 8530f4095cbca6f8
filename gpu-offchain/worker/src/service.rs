//! Starting and ending the service, and looking at it.

use crate::{
	bell::Bell,
	blobs::Blobs,
	config::Config,
	context::Context,
	event::Event,
	faults::Faults,
	metrics::Metrics,
	scheduler::{DeviceQueues, Keys, Scheduler},
	snapshot::DeviceSnapshot,
};
use sp_core::offchain::OffchainStorage;
use std::{
	fmt, io,
	sync::{Arc, Mutex, PoisonError},
	thread::{self, JoinHandle},
	time::{Duration, Instant},
};
use substrate_prometheus_endpoint::Registry;

/// What a service is made of.
pub struct Service<S> {
	/// How it works.
	pub config: Config,
	/// The node's offchain database: the mailbox.
	pub storage: S,
	/// What wakes it: the bell of the [`Waking`](crate::Waking) that offchain workers write to.
	pub bell: Bell,
	/// The node's blobs.
	pub blobs: Arc<dyn Blobs>,
	/// The worker keys of this node, as they are when it is asked.
	pub keys: Keys,
	/// What goes wrong on purpose: [`NoFaults`](crate::NoFaults).
	pub faults: Arc<dyn Faults>,
	/// Where metrics go.
	pub registry: Option<Registry>,
}

impl<S: OffchainStorage + 'static> Service<S> {
	/// Starts the service, in threads of its own.
	pub fn start(self) -> io::Result<Handle> {
		let context = Context {
			config: Arc::new(self.config),
			blobs: self.blobs,
			faults: self.faults,
			bell: self.bell.clone(),
			metrics: Metrics::register(self.registry.as_ref()),
		};
		let queues = DeviceQueues::default();
		let scheduler = Scheduler::open(context, self.storage, self.keys, queues.clone())?;
		let thread =
			thread::Builder::new().name("gpu-scheduler".into()).spawn(move || scheduler.work())?;
		Ok(Handle(Arc::new(Inner { bell: self.bell, queues, thread: Mutex::new(Some(thread)) })))
	}
}

impl<S> fmt::Debug for Service<S> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("Service").field("config", &self.config).finish_non_exhaustive()
	}
}

/// A service that runs. It is stopped at once when the last handle is dropped.
#[derive(Clone)]
pub struct Handle(Arc<Inner>);

struct Inner {
	bell: Bell,
	queues: DeviceQueues,
	thread: Mutex<Option<JoinHandle<()>>>,
}

impl Handle {
	/// The devices, what they do and what waits for them.
	pub fn devices(&self) -> Vec<DeviceSnapshot> {
		let queues = self.0.queues.lock().unwrap_or_else(PoisonError::into_inner);
		queues.iter().map(|queue| DeviceSnapshot::of(queue)).collect()
	}

	/// Takes nothing new, gives what runs some time to end, and returns when no process and no
	/// scratch file is left. What was begun is done again after the next start.
	pub fn stop(&self, grace: Duration) {
		self.0.stop(grace);
	}
}

impl Inner {
	fn stop(&self, grace: Duration) {
		self.bell.tell(Event::Stop(Instant::now() + grace));
		let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
		if thread.is_some_and(|thread| thread.join().is_err()) {
			log::error!(target: "gpu", "the GPU service ended in panic");
		}
	}
}

impl Drop for Inner {
	fn drop(&mut self) {
		self.stop(Duration::ZERO);
	}
}

impl fmt::Debug for Handle {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("Handle").field("devices", &self.devices()).finish()
	}
}
