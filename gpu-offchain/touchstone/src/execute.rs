//! Running a whole pass, on a device or on the interpreter.

use crate::failure::of_engine;
use assay_engine::{Backend, Collected, Control, Device, DeviceOptions, Error, Job, Report, Sink};
use assay_terminal::{Failure, ProgressBar};

/// Opens a device.
pub fn open(device: Option<usize>) -> Result<Box<Device>, Failure> {
	let opened = Device::open(device, &DeviceOptions::default());
	opened.map(Box::new).map_err(of_engine)
}

/// Runs the pass. Errors are still the engine's, since only the caller knows the outputs' files.
pub fn run(
	backend: &Backend,
	job: &Job<'_>,
	sink: &mut dyn Sink,
	watch: &ProgressBar,
) -> Result<Report, Error> {
	let progress = |progress: assay_engine::Progress| {
		watch.tell(progress.done.0, progress.total.0);
	};
	let control = Control { cancel: Some(watch.cancel()), progress: Some(&progress) };
	backend.run(job, sink, &control)
}

/// Runs the pass and keeps its outputs in memory.
pub fn collect(
	backend: &Backend,
	job: &Job<'_>,
	watch: &ProgressBar,
) -> Result<(Vec<Vec<u8>>, Report), Failure> {
	let mut made = Collected::default();
	let report = run(backend, job, &mut made, watch).map_err(of_engine)?;
	Ok((made.passes.pop().unwrap_or_default(), report))
}
