//! The runner's side: a process with one device.

use super::{
	confine::confine,
	protocol::{receive, send, Device, Failure, FilePath, Reply, Request, Run},
};
use crate::faults::Faults;
use assay_conformance::Needs;
use assay_engine::{
	devices,
	selftest::{selftest, Cache, Watch},
	Backend, Control, DeviceInfo, DeviceOptions, Error, Job, Progress, Writers,
};
use assay_market::{BlobHash, Capability, DeviceKind, DeviceLimits, FloatModes, Work};
use assay_results::Mapped;
use std::{
	cell::Cell,
	fs::File,
	io::{self, BufWriter},
	path::PathBuf,
	process::ExitCode,
	sync::{
		atomic::{AtomicBool, Ordering},
		mpsc, Arc, Mutex, PoisonError,
	},
	thread,
	time::{Duration, Instant},
};

/// How often progress is told at most.
const TELL_EVERY: Duration = Duration::from_millis(200);

/// Bytes that are written to a file at once.
const WRITTEN_AT_ONCE: usize = 1 << 20;

/// The name of the interpreter as a device.
const INTERPRETER: &str = "interpreter";

/// Does what the service on the other end of the standard input asks for, until it closes.
pub fn main(faults: &dyn Faults) -> ExitCode {
	let parent = match confine() {
		Ok(parent) => parent,
		Err(error) => {
			eprintln!("the runner can't be confined: {error}");
			return ExitCode::FAILURE;
		},
	};
	let cancel = Arc::new(AtomicBool::new(false));
	let (requests, asked) = mpsc::channel();
	let cancelled = cancel.clone();
	let listening =
		thread::Builder::new().name("listen".into()).spawn(move || listen(&requests, &cancelled));
	if let Err(error) = listening {
		eprintln!("the runner has no thread: {error}");
		return ExitCode::FAILURE;
	}
	let mut runner = Runner { parent: Mutex::new(parent), backend: None, cancel, faults };
	for request in asked {
		runner.serve(request);
	}
	ExitCode::SUCCESS
}

/// Hears the service while a job runs. The process ends with it, whatever a driver is doing.
fn listen(requests: &mpsc::Sender<Request>, cancel: &AtomicBool) {
	let mut input = io::stdin().lock();
	loop {
		match receive::<Request>(&mut input) {
			Ok(Some(Request::Cancel)) => cancel.store(true, Ordering::Relaxed),
			Ok(Some(request)) => {
				if let Request::Run(_) = request {
					cancel.store(false, Ordering::Relaxed);
				}
				if requests.send(request).is_err() {
					break;
				}
			},
			Ok(None) => break,
			Err(error) => {
				eprintln!("the runner can't understand the service: {error}");
				break;
			},
		}
	}
	// SAFETY: nothing is run on the way out: a driver that hangs wouldn't bear its clean-up.
	unsafe { libc::_exit(0) }
}

struct Runner<'f> {
	parent: Mutex<File>,
	backend: Option<Backend>,
	cancel: Arc<AtomicBool>,
	faults: &'f dyn Faults,
}

impl Runner<'_> {
	fn tell(&self, reply: &Reply) {
		let mut parent = self.parent.lock().unwrap_or_else(PoisonError::into_inner);
		// A service that is gone is noticed by who listens.
		let _ = send(&mut *parent, reply);
	}

	fn serve(&mut self, request: Request) {
		let reply = match request {
			Request::List => Reply::Devices(list()),
			Request::Open { device, memory, verdicts } => match self.open(device, memory, verdicts)
			{
				Ok(device) => Reply::Opened(device),
				Err(why) => Reply::NotOpened(why),
			},
			Request::Run(run) => match self.run(*run) {
				Ok(done) => done,
				Err((kind, why)) => Reply::Failed { kind, why },
			},
			Request::Cancel => return,
		};
		self.tell(&reply);
	}

	fn open(
		&mut self,
		device: Option<u32>,
		memory: u64,
		verdicts: FilePath,
	) -> Result<Device, String> {
		let Some(index) = device else {
			self.backend = Some(Backend::Interpreter);
			return Ok(interpreter(memory));
		};
		let options = DeviceOptions { memory: Some(memory), ..DeviceOptions::default() };
		let device = assay_engine::Device::open(Some(index as usize), &options);
		let device = device.map_err(|error| error.to_string())?;
		let progress = |done, total| {
			let (done, total) = (done as u32, total as u32);
			self.tell(&Reply::Testing { done, total });
		};
		let watch = Watch { cancel: None, progress: Some(&progress) };
		let cache = Cache::at(PathBuf::from(verdicts));
		let tested = selftest(&device, Some(&cache), &watch).map_err(|error| error.to_string())?;
		if let Some(why) = tested.not_kept {
			eprintln!("the verdict of the self-test can't be kept: {why}");
		}
		for failure in &tested.verdict.failures {
			eprintln!("the self-test failed: {failure}");
		}
		let offers = tested.verdict.offers();
		let mut described = described(device.info());
		described.trusted = offers.contains(&Needs::Integers);
		described.capability.floats = FloatModes {
			strict: offers.contains(&Needs::Strict),
			relaxed: offers.contains(&Needs::Relaxed),
		};
		self.backend = Some(Backend::Device(Box::new(device)));
		Ok(described)
	}

	fn run(&self, run: Run) -> Result<Reply, (Failure, String)> {
		let Some(backend) = &self.backend else {
			return Err((Failure::Device, "no device is open".into()));
		};
		let attempt = run.attempt;
		let work = Work::new(run.spec, run.kernels)
			.map_err(|error| (Failure::Unfit, error.to_string()))?;
		let disk = |path: &PathBuf, error: io::Error| {
			(Failure::Disk, format!("{}: {error}", path.display()))
		};
		let mut inputs = Vec::new();
		for path in run.inputs.into_iter().map(PathBuf::from) {
			inputs.push(Mapped::open(&path).map_err(|error| disk(&path, error))?);
		}
		let mut files = run.outputs.into_iter().map(PathBuf::from);
		let mut writers = Writers { passes: Vec::new() };
		for pass in &work.spec().passes {
			let mut of_pass = Vec::new();
			for path in files.by_ref().take(pass.outputs.len()) {
				let file = File::create(&path).map_err(|error| disk(&path, error))?;
				of_pass.push(BufWriter::with_capacity(WRITTEN_AT_ONCE, file));
			}
			writers.passes.push(of_pass);
		}
		let inputs = inputs.iter().map(|input| &**input);
		let job = Job::new(work, inputs.collect())
			.map_err(|error| (Failure::Unfit, error.to_string()))?;
		let device = match backend {
			Backend::Interpreter => None,
			Backend::Device(device) => Some(&**device),
		};
		let told = Cell::new(None::<Instant>);
		let progress = |progress: Progress| {
			self.faults.running(&attempt, device);
			if told.get().is_none_or(|told| told.elapsed() >= TELL_EVERY) {
				told.set(Some(Instant::now()));
				let (done, total) = (progress.done.0, progress.total.0);
				self.tell(&Reply::Progress { done, total });
			}
		};
		let control = Control { cancel: Some(&self.cancel), progress: Some(&progress) };
		let report = backend
			.run(&job, &mut writers, &control)
			.map_err(|error| (kind(&error), error.to_string()))?;
		Ok(Reply::Done {
			hashes: report.hashes.iter().flatten().map(|hash| BlobHash(hash.0)).collect(),
			computing: report.computing.as_millis() as u64,
		})
	}
}

fn kind(error: &Error) -> Failure {
	match error {
		Error::Misfit(_) | Error::Raise { .. } => Failure::Unfit,
		Error::NoVulkan { .. }
		| Error::NoDevice
		| Error::NoSuchDevice { .. }
		| Error::TooSmall { .. }
		| Error::Open { .. }
		| Error::Lost { .. }
		| Error::OutOfMemory { .. }
		| Error::Driver { .. }
		| Error::NoThread { .. }
		| Error::Stuck { .. } => Failure::Device,
		Error::Kernel { .. } => Failure::Kernel,
		Error::Sink { .. } => Failure::Disk,
		Error::Cancelled => Failure::Cancelled,
	}
}

fn list() -> Result<Vec<Device>, String> {
	let devices = devices().map_err(|error| error.to_string())?;
	Ok(devices.iter().map(described).collect())
}

fn described(info: &DeviceInfo) -> Device {
	Device {
		index: u32::try_from(info.index).ok(),
		name: info.name.clone(),
		backend: info.backend.clone(),
		driver: info.driver.clone(),
		driver_version: info.driver_version.clone(),
		kind: info.kind,
		trusted: false,
		capability: Capability { limits: (&info.limits).into(), floats: FloatModes::default() },
		lacks: info.lacks.clone(),
	}
}

/// The interpreter, which is right by definition, and as large as what a job may ask for.
pub(crate) fn interpreter(memory: u64) -> Device {
	Device {
		index: None,
		name: INTERPRETER.into(),
		backend: INTERPRETER.into(),
		driver: INTERPRETER.into(),
		driver_version: env!("CARGO_PKG_VERSION").into(),
		kind: DeviceKind::Interpreter,
		trusted: true,
		capability: Capability {
			limits: DeviceLimits {
				memory,
				buffer: assay_proof::MAX_BLOB_LEN,
				lanes: assay_touchstone::limits::MAX_LANES,
				workgroup_memory: assay_touchstone::limits::MAX_WORKGROUP_WORDS * 4,
			},
			floats: FloatModes { strict: true, relaxed: true },
		},
		lacks: None,
	}
}
