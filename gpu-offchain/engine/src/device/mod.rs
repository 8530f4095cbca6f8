//! Jobs on a GPU.

mod faults;
mod list;
mod open;
mod pace;
mod pipelines;
mod pool;
mod readback;
mod run;
mod wait;

pub use list::{devices, DeviceInfo};

use crate::{control::Control, error::Error, job::Job, report::Report, sink::Sink};
use assay_market::DeviceKind;
use open::Open;
use std::{
	fmt,
	sync::{Mutex, MutexGuard, PoisonError},
	time::Duration,
};

/// How long a dispatch is meant to take: short enough for a screen that is drawn by the same GPU
/// and for drivers that reset what takes seconds, long enough to hide what starting it takes.
pub const DEFAULT_DISPATCH_TIME: Duration = Duration::from_millis(100);

/// How long a dispatch is waited for. It was meant to take 100 ms; the first one may compile.
const DEFAULT_PATIENCE: Duration = Duration::from_secs(60);

/// How a device is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceOptions {
	/// How long a dispatch is meant to take.
	pub dispatch_time: Duration,
	/// The most workgroups of a dispatch.
	pub largest_dispatch: u64,
	/// How long a dispatch is waited for before the device is given up.
	pub patience: Duration,
	/// Bytes on the device that jobs may fill, if less than there are.
	pub memory: Option<u64>,
}

impl Default for DeviceOptions {
	fn default() -> Self {
		Self {
			dispatch_time: DEFAULT_DISPATCH_TIME,
			largest_dispatch: u64::MAX,
			patience: DEFAULT_PATIENCE,
			memory: None,
		}
	}
}

/// What a device has made so far, since it was opened for the first time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
	/// How often it was opened.
	pub opened: u64,
	/// Kernels compiled.
	pub pipelines: u64,
	/// Buffers made on the device.
	pub buffers: u64,
	/// Buffers made for reading back.
	pub slots: u64,
}

/// A device that runs jobs, one at a time.
pub struct Device {
	info: DeviceInfo,
	options: DeviceOptions,
	adapter: wgpu::Adapter,
	state: Mutex<State>,
	/// The device that is open now, for whoever wants to see it lost.
	handle: Mutex<Option<wgpu::Device>>,
}

/// What a job needs for itself alone.
#[derive(Default)]
struct State {
	open: Option<Open>,
	/// What was made on devices that are closed.
	past: Counters,
}

impl Device {
	/// Opens a device: that of this number, or else the first one of the best kind.
	pub fn open(index: Option<usize>, options: &DeviceOptions) -> Result<Self, Error> {
		let mut adapters = list::adapters()?;
		let infos: Vec<DeviceInfo> = adapters
			.iter()
			.enumerate()
			.map(|(index, adapter)| DeviceInfo::of(index, adapter))
			.collect();
		let count = infos.len();
		let index = index.unwrap_or_else(|| best(&infos));
		let Some(mut info) = infos.into_iter().nth(index) else {
			return Err(Error::NoSuchDevice { index, count });
		};
		if let Some(lacks) = info.lacks {
			let name = info.name;
			return Err(Error::TooSmall { name, lacks });
		}
		if let Some(memory) = options.memory {
			info.limits.memory = info.limits.memory.min(memory);
		}
		let device = Self {
			info,
			options: options.clone(),
			adapter: adapters.swap_remove(index),
			state: Mutex::default(),
			handle: Mutex::default(),
		};
		device.opened(&mut device.state())?;
		Ok(device)
	}

	/// What it is.
	pub fn info(&self) -> &DeviceInfo {
		&self.info
	}

	/// Runs a job. Its outputs go to the sink as they are made; what a sink has been given is
	/// worth nothing unless the run ends well.
	///
	/// Another run that is under way is waited for.
	pub fn run(
		&self,
		job: &Job<'_>,
		sink: &mut dyn Sink,
		control: &Control<'_>,
	) -> Result<Report, Error> {
		let mut state = self.state();
		let result = run::run(self.opened(&mut state)?, job, sink, control);
		match &result {
			Err(Error::Stuck { .. }) => self.close(&mut state).map_or((), Open::abandon),
			Err(error) if leaves_in_doubt(error) => drop(self.close(&mut state)),
			_ => {},
		}
		result
	}

	/// What was made so far.
	pub fn counters(&self) -> Counters {
		let state = self.state();
		state.open.iter().fold(state.past, |sum, open| sum.and(open))
	}

	/// Loses the device on purpose, to see what comes of it.
	pub fn lose(&self) {
		if let Some(device) = &*self.handle.lock().unwrap_or_else(PoisonError::into_inner) {
			device.destroy();
		}
	}

	/// The open device, which is opened if it isn't, or if it was lost since.
	fn opened<'s>(&self, state: &'s mut State) -> Result<&'s mut Open, Error> {
		if state.open.as_ref().is_some_and(|open| wait::look(&open.device, &open.faults).is_err()) {
			drop(self.close(state));
		}
		if state.open.is_none() {
			let open = Open::new(&self.adapter, &self.info.name, self.info.limits, &self.options)?;
			*self.handle.lock().unwrap_or_else(PoisonError::into_inner) = Some(open.device.clone());
			state.past.opened += 1;
			return Ok(state.open.insert(open));
		}
		state.open.as_mut().ok_or(Error::NoDevice)
	}

	fn close(&self, state: &mut State) -> Option<Open> {
		*self.handle.lock().unwrap_or_else(PoisonError::into_inner) = None;
		let open = state.open.take()?;
		state.past = state.past.and(&open);
		Some(open)
	}

	/// A job that panicked leaves a device that may well be in doubt, but says so itself.
	fn state(&self) -> MutexGuard<'_, State> {
		self.state.lock().unwrap_or_else(PoisonError::into_inner)
	}
}

impl Counters {
	fn and(self, open: &Open) -> Self {
		Self {
			opened: self.opened,
			pipelines: self.pipelines + open.pipelines.compiled,
			buffers: self.buffers + open.pool.made,
			slots: self.slots + open.staging.made,
		}
	}
}

impl fmt::Debug for Device {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("Device")
			.field("info", &self.info)
			.field("options", &self.options)
			.finish_non_exhaustive()
	}
}

/// Whether a device that ended a job like this can't be used for the next one.
fn leaves_in_doubt(error: &Error) -> bool {
	match error {
		Error::Lost { .. }
		| Error::OutOfMemory { .. }
		| Error::Driver { .. }
		| Error::Stuck { .. } => true,
		Error::Misfit(_)
		| Error::Raise { .. }
		| Error::NoVulkan { .. }
		| Error::NoDevice
		| Error::NoSuchDevice { .. }
		| Error::TooSmall { .. }
		| Error::Open { .. }
		| Error::Kernel { .. }
		| Error::NoThread { .. }
		| Error::Sink { .. }
		| Error::Cancelled => false,
	}
}

/// The first device of the best kind that can be opened.
fn best(infos: &[DeviceInfo]) -> usize {
	let rank = |info: &DeviceInfo| {
		let kind = match info.kind {
			DeviceKind::Discrete => 0,
			DeviceKind::Integrated => 1,
			DeviceKind::Virtual => 2,
			DeviceKind::Other => 3,
			DeviceKind::Software | DeviceKind::Interpreter => 4,
		};
		(info.lacks.is_some(), kind)
	};
	let best = infos.iter().min_by_key(|info| rank(info));
	best.map_or(0, |info| info.index)
}
