//! A service in this process, with a mailbox that the test writes to.

use crate::post::{Post, PATIENCE};
use assay_faults::OnPurpose;
use assay_mailbox::{keys, Answer, Attempt, Brief, Opening, Order, Roll, Task, WorkerId};
use assay_types::{BlobHash, Place};
use assay_worker::{
	Bell, Config, DeviceSnapshot, Devices, Folder, Handle, Launcher, Service, Waking,
};
use codec::Encode;
use sp_core::offchain::{OffchainStorage, STORAGE_PREFIX};
use std::{
	env, fs, os::unix::fs::symlink, path::Path, sync::Arc, thread, time::Duration, time::Instant,
};
use tempfile::TempDir;

/// The program that is the runners.
pub const HOST: &str = env!("CARGO_BIN_EXE_assay-worker-host");

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
	pub blobs: Arc<Folder>,
	pub handle: Handle,
}

/// How a service is started.
pub struct Options {
	pub devices: Devices,
	/// What goes wrong in the service.
	pub faults: String,
	/// What goes wrong in its runners.
	pub runner_faults: String,
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
			memory: 4 << 30,
			silence: PATIENCE,
			block_time: Duration::from_secs(3),
			keep: 20,
			keys: vec![WORKER],
		}
	}
}

/// How a program is started as a runner with faults.
pub fn launcher(faults: &str) -> Launcher {
	Launcher {
		program: "/usr/bin/env".into(),
		arguments: vec![
			format!("{}={faults}", assay_faults::VARIABLE).into(),
			HOST.into(),
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

impl Rig {
	pub fn start(options: Options) -> Self {
		Self::start_in(Arc::new(TempDir::new().unwrap()), Post::default(), options)
	}

	/// Starts a service where another one was.
	pub fn start_in(folder: Arc<TempDir>, post: Post, options: Options) -> Self {
		let gpu = folder.path().join("gpu");
		share_verdicts(&gpu);
		let mut config = Config::new(gpu, launcher(&options.runner_faults));
		config.devices = options.devices;
		config.memory = options.memory;
		config.silence = options.silence;
		config.block_time = options.block_time;
		config.keep = options.keep;
		config.fetch_pause = Duration::from_millis(100);
		let bell = Bell::default();
		let blobs = Arc::new(Folder::open(&folder.path().join("store")).unwrap());
		let keys = options.keys;
		let handle = Service {
			config,
			storage: post.clone(),
			bell: bell.clone(),
			blobs: blobs.clone(),
			keys: Box::new(move || keys.clone()),
			faults: Arc::new(options.faults.parse::<OnPurpose>().unwrap()),
			registry: None,
		}
		.start()
		.unwrap();
		let waking = Waking::new(post.clone(), bell);
		Self {
			folder,
			post,
			waking,
			blobs,
			handle,
		}
	}

	/// The best device of this machine, or `None` and a visible reason.
	pub fn on_gpu(options: Options) -> Option<Self> {
		let rig = Self::start(Options {
			devices: Devices::Auto,
			..options
		});
		let devices = rig.devices(|devices| {
			let settled =
				|device: &DeviceSnapshot| !["starting", "testing"].contains(&&*device.state);
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
		self.waking
			.clone()
			.set(STORAGE_PREFIX, key, &value.encode());
	}

	/// Writes what an attempt computes.
	pub fn brief(&self, attempt: &Attempt, brief: &Brief) {
		self.write(&keys::brief(attempt), brief);
	}

	/// Writes the roll of a worker.
	pub fn roll_of(&self, worker: WorkerId, at: u32, orders: Vec<Order>) {
		let roll = Roll {
			genesis: GENESIS,
			at,
			operator: vec![],
			orders,
		};
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
		self.post
			.wait_for("opening", &keys::opening(attempt, sample))
	}

	/// The bytes of an output.
	pub fn output(&self, hash: &BlobHash) -> Vec<u8> {
		fs::read(self.blobs.path(hash)).unwrap()
	}
}

pub fn attempt(job: u64) -> Attempt {
	Attempt {
		worker: WORKER,
		job,
		attempt: 1,
	}
}

/// An order for the first attempt at a job, with much time.
pub fn order(job: u64, task: Task) -> Order {
	Order {
		job,
		attempt: 1,
		task,
		until: 1000,
	}
}

pub fn place(pass: u8, x: u32) -> Place {
	Place {
		pass,
		group: [x, 0, 0],
	}
}
