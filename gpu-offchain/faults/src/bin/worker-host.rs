//! A GPU service as a process of its own, which fails as `ASSAY_FAULTS` says: for tests to kill.
//!
//! `assay-worker-host FOLDER` serves the worker key of sevens with the interpreter, or with
//! the best device when `ASSAY_HOST_DEVICE` is set. The mailbox are files in `FOLDER/mail`, named for
//! their keys in hex; each one that the service writes or removes is told in a line. A line on the
//! standard input rings the bell; its end stops the service.

use assay_blobs::{Reach, Store};
use assay_faults::OnPurpose;
use assay_worker::{runner, Bell, Config, Devices, Launcher, Service, Stored};
use sp_core::{hexdisplay::HexDisplay, offchain::OffchainStorage};
use std::{
	env,
	error::Error,
	fs, io,
	path::PathBuf,
	process::{self, ExitCode},
	sync::{Arc, Mutex},
	time::Duration,
};

/// The argument that makes this program a runner.
const RUNNER: &str = "gpu-runner";

/// Bytes that the store may fill.
const QUOTA: u64 = 4 << 30;

/// How long a job has to end when the service is stopped.
const GRACE: Duration = Duration::from_millis(500);

fn main() -> ExitCode {
	let arguments: Vec<String> = env::args().skip(1).collect();
	if arguments.first().is_some_and(|first| first == RUNNER) {
		return match OnPurpose::of_environment() {
			Ok(faults) => runner::main(&faults),
			Err(error) => failed(&error),
		};
	}
	match host(&arguments) {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => failed(&*error),
	}
}

fn failed(error: &dyn Error) -> ExitCode {
	eprintln!("{error}");
	ExitCode::FAILURE
}

fn host(arguments: &[String]) -> Result<(), Box<dyn Error>> {
	log::set_logger(&Lines)?;
	log::set_max_level(log::LevelFilter::Info);
	let [folder] = arguments else {
		return Err("one argument: the folder".into());
	};
	let folder = PathBuf::from(folder);
	let launcher = Launcher { program: env::current_exe()?, arguments: vec![RUNNER.into()] };
	let mut config = Config::new(folder.join("gpu"), launcher);
	config.devices = match env::var_os("ASSAY_HOST_DEVICE") {
		Some(_) => Devices::Auto,
		None => Devices::Interpreter,
	};
	let bell = Bell::default();
	let handle = Service {
		config,
		storage: Files { folder: folder.join("mail"), lock: Arc::default() },
		bell: bell.clone(),
		blobs: Arc::new(Stored::new(Store::open(folder.join("store"), QUOTA)?, Reach::Private)),
		keys: Box::new(|| vec![[7; 32]]),
		faults: Arc::new(OnPurpose::of_environment()?),
		registry: None,
	}
	.start()?;
	println!("started {}", process::id());
	for line in io::stdin().lines() {
		line?;
		bell.ring();
	}
	handle.stop(GRACE);
	Ok(())
}

/// A mailbox of files.
#[derive(Clone)]
struct Files {
	folder: PathBuf,
	lock: Arc<Mutex<()>>,
}

impl Files {
	fn path(&self, key: &[u8]) -> PathBuf {
		self.folder.join(HexDisplay::from(&key).to_string())
	}
}

impl OffchainStorage for Files {
	fn set(&mut self, _: &[u8], key: &[u8], value: &[u8]) {
		let path = self.path(key);
		let beside = path.with_extension("new");
		fs::write(&beside, value).expect("tests have room on their disk");
		fs::rename(&beside, &path).expect("tests have room on their disk");
		println!("wrote {}", path.display());
	}

	fn remove(&mut self, _: &[u8], key: &[u8]) {
		let path = self.path(key);
		if fs::remove_file(&path).is_ok() {
			println!("removed {}", path.display());
		}
	}

	fn get(&self, _: &[u8], key: &[u8]) -> Option<Vec<u8>> {
		fs::read(self.path(key)).ok()
	}

	fn compare_and_set(
		&mut self,
		prefix: &[u8],
		key: &[u8],
		old_value: Option<&[u8]>,
		new_value: &[u8],
	) -> bool {
		let lock = self.lock.clone();
		let _guard = lock.lock();
		let same = self.get(prefix, key).as_deref() == old_value;
		if same {
			self.set(prefix, key, new_value);
		}
		same
	}
}

/// The log, as lines on the standard error.
struct Lines;

impl log::Log for Lines {
	fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
		metadata.target() == "gpu"
	}

	fn log(&self, record: &log::Record<'_>) {
		if self.enabled(record.metadata()) {
			eprintln!("{} {}", record.level(), record.args());
		}
	}

	fn flush(&self) {}
}
