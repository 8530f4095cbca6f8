//! Why a job wasn't run to its end.

use crate::{misfit::Misfit, sink::OutputPlace};
use assay_compiler::raise::RaiseError;
use assay_touchstone::RunError;
use std::{io, time::Duration};

/// Why a job wasn't run to its end, or a device not opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// The job doesn't fit the device. Nothing was started.
	#[error(transparent)]
	Misfit(#[from] Misfit),
	/// A kernel can't be raised: a defect of ours.
	#[error("pass {pass}: {error}")]
	Raise {
		/// Counted from 0.
		pass: usize,
		/// What the compiler says.
		#[source]
		error: RaiseError,
	},
	/// There is no Vulkan here.
	#[error(
		"no Vulkan here: {why}; install the Vulkan loader (libvulkan1) and your GPU's driver, or a \
		 software driver (mesa-vulkan-drivers)"
	)]
	NoVulkan {
		/// What was tried, and what came of it.
		why: String,
	},
	/// There is Vulkan, but no device.
	#[error(
		"Vulkan has no device here: install your GPU's driver, or a software driver \
		 (mesa-vulkan-drivers)"
	)]
	NoDevice,
	/// There is no device of this number.
	#[error("there is no device {index}: devices are numbered from 0 and there are {count}")]
	NoSuchDevice {
		/// The number that was asked for.
		index: usize,
		/// How many devices there are.
		count: usize,
	},
	/// The device has less than a job may rely on.
	#[error("{name} is too small: {lacks}")]
	TooSmall {
		/// The device's name.
		name: String,
		/// What it lacks.
		lacks: String,
	},
	/// The device can't be opened.
	#[error("{name} can't be opened: {why}")]
	Open {
		/// The device's name.
		name: String,
		/// What the driver says.
		why: String,
	},
	/// The device was lost. The next run opens it again.
	#[error("{name} was lost ({why}); run again, the device is opened anew")]
	Lost {
		/// The device's name.
		name: String,
		/// What the driver says.
		why: String,
	},
	/// The device has no memory left. The next run opens it again.
	#[error("{name} is out of memory ({why}): close what else uses it, or run a smaller job")]
	OutOfMemory {
		/// The device's name.
		name: String,
		/// What the driver says.
		why: String,
	},
	/// The driver refused something that should work. The next run opens the device again.
	#[error("{name}: the driver says: {why}")]
	Driver {
		/// The device's name.
		name: String,
		/// What the driver says.
		why: String,
	},
	/// The device didn't come back from a dispatch. The next run opens it again.
	#[error(
		"{name} hasn't come back from a dispatch for {} s and is given up",
		after.as_secs()
	)]
	Stuck {
		/// The device's name.
		name: String,
		/// How long it was waited for.
		after: Duration,
	},
	/// The interpreter says that a workgroup of the kernel has no result.
	#[error(
		"pass {pass}, workgroup {},{},{}: {error}",
		group[0],
		group[1],
		group[2]
	)]
	Kernel {
		/// Counted from 0.
		pass: usize,
		/// In x, y and z.
		group: [u32; 3],
		/// The kernel's fault, a race for example.
		#[source]
		error: RunError,
	},
	/// The system gives no thread to deliver outputs from.
	#[error("no thread to deliver outputs from: {error}")]
	NoThread {
		/// What it says.
		#[source]
		error: io::Error,
	},
	/// An output couldn't be written.
	#[error("{place} can't be written: {error}")]
	Sink {
		/// The output that was on its way.
		place: OutputPlace,
		/// What went wrong.
		#[source]
		error: io::Error,
	},
	/// Somebody ended the job early.
	#[error("cancelled")]
	Cancelled,
}
