//! Why a job wasn't run to its end.

use crate::{
	fit::Misfit,
	job::{JobError, Place},
};
use assay_compiler::raise::RaiseError;
use assay_touchstone::RunError;
use std::{fmt, io, time::Duration};

/// Why a job wasn't run to its end, or a device not opened.
#[derive(Debug)]
pub enum Error {
	/// The job means nothing.
	Job(JobError),
	/// The job doesn't fit the device. Nothing was started.
	Misfit(Misfit),
	/// A kernel can't be raised: a defect of ours.
	Raise {
		/// The pass.
		pass: usize,
		/// What is wrong.
		error: RaiseError,
	},
	/// There is no Vulkan here.
	NoVulkan {
		/// What was tried, and what came of it.
		why: String,
	},
	/// There is Vulkan, but no device.
	NoDevice,
	/// There is no device of this number.
	NoSuchDevice {
		/// The number.
		index: usize,
		/// How many devices there are.
		count: usize,
	},
	/// The device has less than a job may rely on.
	TooSmall {
		/// The device's name.
		name: String,
		/// What it lacks.
		lacks: String,
	},
	/// The device can't be opened.
	Open {
		/// The device's name.
		name: String,
		/// What the driver says.
		why: String,
	},
	/// The device was lost. The next run opens it again.
	Lost {
		/// The device's name.
		name: String,
		/// What the driver says.
		why: String,
	},
	/// The device has no memory left. The next run opens it again.
	OutOfMemory {
		/// The device's name.
		name: String,
		/// What the driver says.
		why: String,
	},
	/// The driver refused something that should work. The next run opens the device again.
	Driver {
		/// The device's name.
		name: String,
		/// What the driver says.
		why: String,
	},
	/// The device didn't come back from a dispatch. The next run opens it again.
	Stuck {
		/// The device's name.
		name: String,
		/// How long it was waited for.
		after: Duration,
	},
	/// The interpreter says that a workgroup of the kernel has no result.
	Kernel {
		/// The pass.
		pass: usize,
		/// The workgroup.
		group: [u32; 3],
		/// What is wrong.
		error: RunError,
	},
	/// The system gives no thread to deliver outputs from.
	NoThread {
		/// What it says.
		why: String,
	},
	/// An output couldn't be written.
	Sink {
		/// Which output.
		place: Place,
		/// What went wrong.
		error: io::Error,
	},
	/// Somebody ended the job early.
	Cancelled,
}

impl fmt::Display for Error {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Job(error) => error.fmt(f),
			Self::Misfit(error) => error.fmt(f),
			Self::Raise { pass, error } => write!(f, "pass {pass}: {error}"),
			Self::NoVulkan { why } => write!(
				f,
				"no Vulkan here: {why}; install the Vulkan loader (libvulkan1) and your GPU's \
				 driver, or a software driver (mesa-vulkan-drivers)"
			),
			Self::NoDevice => f.write_str(
				"Vulkan has no device here: install your GPU's driver, or a software driver \
				 (mesa-vulkan-drivers)",
			),
			Self::NoSuchDevice { index, count } => write!(
				f,
				"there is no device {index}: devices are numbered from 0 and there are {count}"
			),
			Self::TooSmall { name, lacks } => write!(f, "{name} is too small: {lacks}"),
			Self::Open { name, why } => write!(f, "{name} can't be opened: {why}"),
			Self::Lost { name, why } => {
				write!(f, "{name} was lost ({why}); run again, the device is opened anew")
			},
			Self::OutOfMemory { name, why } => write!(
				f,
				"{name} is out of memory ({why}): close what else uses it, or run a smaller job"
			),
			Self::Driver { name, why } => write!(f, "{name}: the driver says: {why}"),
			Self::Stuck { name, after } => write!(
				f,
				"{name} hasn't come back from a dispatch for {} s and is given up",
				after.as_secs()
			),
			Self::Kernel { pass, group, error } => {
				let [x, y, z] = group;
				write!(f, "pass {pass}, workgroup {x},{y},{z}: {error}")
			},
			Self::NoThread { why } => write!(f, "no thread to deliver outputs from: {why}"),
			Self::Sink { place, error } => write!(f, "{place} can't be written: {error}"),
			Self::Cancelled => f.write_str("cancelled"),
		}
	}
}

impl std::error::Error for Error {}

impl From<JobError> for Error {
	fn from(error: JobError) -> Self {
		Self::Job(error)
	}
}

impl From<Misfit> for Error {
	fn from(error: Misfit) -> Self {
		Self::Misfit(error)
	}
}
