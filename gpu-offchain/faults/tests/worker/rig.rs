//! A service in this process, with a mailbox that the test writes to.

use crate::post::{Post, PATIENCE};
use assay_blobs::{Reach, Store, StoreError};
use assay_faults::OnPurpose;
use assay_mailbox::{keys, Answer, Attempt, Brief, Opening, Order, Roll, Task, WorkerId};
use assay_market::{BlobHash, Place, Readiness};
use assay_worker::{
	Bell, Config, DeviceSnapshot, Devices, Handle, Launcher, Service, Stored, Waking,
};
use codec::Encode;
use sp_core::offchain::{OffchainStorage, STORAGE_PREFIX};
use std::{
	env, fs, os::unix::fs::symlink, path::Path, sync::Arc, thread, time::Duration, time::Instant,
};
use substrate_prometheus_endpoint::Registry;
use tempfile::TempDir;

/// The program that is the runners.
pub const HOST: &str = env!("CARGO_BIN_EXE_assay-worker-host");

/// Bytes that a store may fill.
const QUOTA: u64 = 4 << 30;

/// Set where a missing GPU is a failure.
const REQUIRE: &str = "ASSAY_REQUIRE_GPU";

/// The worker key of most tests.
pub const WORKER: WorkerId = [7; 32];

/// The chain of most tests.
pub const GENESIS: [u8; 32] = [1; 32];

pub struct Rig {
	pub folder: Arc<TempDir>,
	pub post: Post,
	pub waking: Waking<Post>,
	pub store: Store,
	pub registry: Registry,
	pub handle: Handle,
}

/// How a service is started.
pub struct Options {
	pub devices: Devices,
	/// What goes wrong in the service.
	pub faults: String,
	/// What goes wrong in its runners.
	pub runner_faults: String,
	/// The program that is the runners.
	pub program: &'static str,
	pub memory: u64,
	pub silence: Duration,
	pub block_time: Duration,
	pub keep: u32,
	pub keys: Vec<WorkerId>,
}

impl Default for Options {
	fn default() -> Self {
		Self {
			devices: Devices::Interpreter,
			faults: String::new(),
			runner_faults: String::new(),
			program: HOST,
			memory: 4 << 30,
			silence: PATIENCE,
			block_time: Duration::from_secs(3),
			keep: 20,
			keys: vec![WORKER],
		}
	}
}

/// A variable that the runners of a folder have, to be found by.
fn mark(folder: &TempDir) -> String {
	format!("ASSAY_TEST_FOLDER={}", folder.path().display())
}

/// How a program is started as a runner with faults.
fn launcher(program: &str, faults: &str, mark: String) -> Launcher {
	Launcher {
		program: "/usr/bin/env".into(),
		arguments: vec![
			mark.into(),
			format!("{}={faults}", assay_faults::VARIABLE).into(),
			program.into(),
			"gpu-runner".into(),
		],
	}
}

/// All tests know each other's verdicts on devices: a self-test takes its time.
pub fn share_verdicts(gpu: &Path) {
	let shared = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verdicts");
	fs::create_dir_all(&shared).unwrap();
	fs::create_dir_all(gpu).unwrap();
	// It is there already when a service is started again.
	let _ = symlink(shared, gpu.join("verdicts"));
}

/// Opens a store that may have been open in this process before.
///
/// Another test that starts a process copies all descriptors for the moment between fork and exec,
/// and with them the lock of a store that was just closed here.
fn open_when_free(folder: &Path) -> Store {
	let until = Instant::now() + PATIENCE;
	loop {
		match Store::open(folder, QUOTA) {
			Err(StoreError::InUse { .. }) if Instant::now() < until => thread::yield_now(),
			opened => return opened.unwrap(),
		}
	}
}

impl Rig {
	pub fn start(options: Options) -> Self {
		Self::start_in(Arc::new(TempDir::new().unwrap()), Post::default(), options)
	}

	/// Starts a service where another one was.
	pub fn start_in(folder: Arc<TempDir>, post: Post, options: Options) -> Self {
		let gpu = folder.path().join("gpu");
		share_verdicts(&gpu);
		let mut config =
			Config::new(gpu, launcher(options.program, &options.runner_faults, mark(&folder)));
		config.devices = options.devices;
		config.memory = options.memory;
		config.silence = options.silence;
		config.block_time = options.block_time;
		config.keep = options.keep;
		config.fetch_pause = Duration::from_millis(100);
		let bell = Bell::default();
		let store = open_when_free(&folder.path().join("store"));
		let registry = Registry::new();
		let keys = options.keys;
		let handle = Service {
			config,
			storage: post.clone(),
			bell: bell.clone(),
			blobs: Arc::new(Stored::new(store.clone(), Reach::Private)),
			keys: Box::new(move || keys.clone()),
			faults: Arc::new(options.faults.parse::<OnPurpose>().unwrap()),
			registry: Some(registry.clone()),
		}
		.start()
		.unwrap();
		let waking = Waking::new(post.clone(), bell);
		Self { folder, post, waking, store, registry, handle }
	}

	/// Ends the service and starts it anew where it was.
	pub fn restart(self, grace: Duration, options: Options) -> Self {
		self.handle.stop(grace);
		let (folder, post) = (self.folder.clone(), self.post.clone());
		// The store is opened once at a time.
		drop(self);
		Self::start_in(folder, post, options)
	}

	/// The best device of this machine, or `None` and a visible reason.
	pub fn on_gpu(options: Options) -> Option<Self> {
		let rig = Self::start(Options { devices: Devices::Auto, ..options });
		let devices = rig.devices(|devices| {
			let settled = |device: &DeviceSnapshot| device.state.readiness() != Readiness::Unknown;
			!devices.is_empty() && devices.iter().all(settled)
		});
		if devices.iter().all(|device| device.backend == "interpreter") {
			assert!(env::var_os(REQUIRE).is_none(), "no GPU: {devices:?}");
			eprintln!("SKIPPED, no GPU");
			return None;
		}
		eprintln!("on {}", devices[0].name);
		Some(rig)
	}

	/// Waits until something is so.
	pub fn until(&self, what: &str, so: impl Fn(&Self) -> bool) {
		let until = Instant::now() + PATIENCE;
		while !so(self) {
			assert!(Instant::now() < until, "never: {what}");
			thread::yield_now();
		}
	}

	/// Waits until the devices are as they should be.
	pub fn devices(&self, are: impl Fn(&[DeviceSnapshot]) -> bool) -> Vec<DeviceSnapshot> {
		let until = Instant::now() + PATIENCE;
		loop {
			let devices = self.handle.devices();
			if are(&devices) {
				return devices;
			}
			assert!(Instant::now() < until, "{devices:?}");
			thread::yield_now();
		}
	}

	pub fn write(&self, key: &[u8], value: &impl Encode) {
		self.waking.clone().set(STORAGE_PREFIX, key, &value.encode());
	}

	/// Writes what an attempt computes.
	pub fn brief(&self, attempt: &Attempt, brief: &Brief) {
		self.write(&keys::brief(attempt), brief);
	}

	/// Writes the roll of a worker.
	pub fn roll_of(&self, worker: WorkerId, at: u32, orders: Vec<Order>) {
		let roll = Roll { genesis: GENESIS, at, operator: vec![], orders };
		self.write(&keys::roll(&worker), &roll);
	}

	pub fn roll(&self, at: u32, orders: Vec<Order>) {
		self.roll_of(WORKER, at, orders);
	}

	pub fn answer(&self, attempt: &Attempt) -> Answer {
		self.post.wait_for("answer", &keys::answer(attempt))
	}

	/// Waits for hashes.
	pub fn commitment(&self, attempt: &Attempt) -> Vec<BlobHash> {
		match self.answer(attempt) {
			Answer::Commit(hashes) => hashes,
			Answer::Decline(why) => panic!("declined: {why:?}"),
		}
	}

	pub fn opening(&self, attempt: &Attempt, sample: u8) -> Opening {
		self.post.wait_for("opening", &keys::opening(attempt, sample))
	}

	/// What the environment of its runners has.
	pub fn mark(&self) -> String {
		mark(&self.folder)
	}

	/// Files that are left of runs.
	pub fn scratch(&self) -> usize {
		fs::read_dir(self.store.scratch_folder()).unwrap().count()
	}

	/// Attempts that are known on disk.
	pub fn records(&self) -> usize {
		fs::read_dir(self.folder.path().join("gpu/attempts")).unwrap().count()
	}

	/// The number of a metric with these labels.
	pub fn metric(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
		let families = self.registry.gather();
		let family = families.iter().find(|family| family.get_name() == name);
		let metrics = family.map_or(&[][..], |family| family.get_metric());
		let same = metrics.iter().find(|metric| {
			labels.iter().all(|(name, value)| {
				metric
					.get_label()
					.iter()
					.any(|it| it.get_name() == *name && it.get_value() == *value)
			})
		});
		same.map_or(0.0, |metric| metric.get_counter().get_value() + metric.get_gauge().get_value())
	}

	/// The bytes of an output.
	pub fn output(&self, hash: &BlobHash) -> Vec<u8> {
		self.store.open_blob(hash).unwrap().read().unwrap()
	}
}

pub fn attempt(job: u64) -> Attempt {
	Attempt { worker: WORKER, job, attempt: 1, work: [4; 32] }
}

/// An order for the first attempt at a job, with much time.
pub fn order(job: u64, task: Task) -> Order {
	Order { job, attempt: 1, work: [4; 32], task, until: 1000 }
}

pub fn place(pass: u8, x: u32) -> Place {
	Place { pass, group: [x, 0, 0] }
}
