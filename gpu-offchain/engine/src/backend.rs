//! What a job is run on.

use crate::{
	control::Control, device::Device, error::Error, interpreter, job::Job, report::Report,
	sink::Sink,
};

/// What a job is run on.
#[derive(Debug)]
pub enum Backend {
	/// The interpreter, on all cores: slow, and right by definition.
	Interpreter,
	/// A GPU.
	Device(Box<Device>),
}

impl Backend {
	/// Runs a job. Its outputs go to the sink as they are made; what a sink has been given is
	/// worth nothing unless the run ends well.
	pub fn run(
		&self,
		job: &Job<'_>,
		sink: &mut dyn Sink,
		control: &Control<'_>,
	) -> Result<Report, Error> {
		match self {
			Self::Interpreter => interpreter::run(job, sink, control),
			Self::Device(device) => device.run(job, sink, control),
		}
	}
}
