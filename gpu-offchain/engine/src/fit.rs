//! Whether a job fits a device, known before anything of it is started.

use crate::{
	error::Error,
	job::{Job, Pass},
	misfit::Misfit,
	sink::OutputPlace,
};
use assay_compiler::raise::{raise, Layout, RaiseError, RaiseOptions, Raised};
use assay_market::{DeviceLimits, InputSource};
use naga::AddressSpace;

/// What a device has for a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
	/// Storage buffers that a kernel can have.
	pub storage_buffers: u32,
	/// Bytes of one of them.
	pub storage_buffer_bytes: u64,
	/// Lanes of a workgroup.
	pub lanes: u32,
	/// Lanes of a workgroup in x, y and z.
	pub workgroup_size: [u32; 3],
	/// Bytes of workgroup memory.
	pub workgroup_bytes: u32,
	/// Workgroups of one dispatch in each dimension. Longer grids are split.
	pub dispatch: u32,
	/// Bytes of memory.
	pub memory: u64,
}

impl From<&Limits> for DeviceLimits {
	fn from(limits: &Limits) -> Self {
		Self {
			memory: limits.memory,
			buffer: limits.storage_buffer_bytes,
			lanes: limits.lanes,
			workgroup_memory: limits.workgroup_bytes,
		}
	}
}

/// Bytes of the buffer for so many words: at least 16, and whole vectors of four words.
pub(crate) fn buffer_bytes(words: u64) -> u64 {
	4 * words.next_multiple_of(4).max(4)
}

/// What a device has to know of a raised program to tell whether it fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
	pub layout: Layout,
	/// Lanes in x, y and z, with those that fill up.
	pub workgroup_size: [u32; 3],
	/// Bytes of workgroup memory.
	pub workgroup_bytes: u32,
}

impl Shape {
	pub fn of(raised: &Raised) -> Self {
		let module = &raised.module;
		let bytes = module
			.global_variables
			.iter()
			.filter(|(_, variable)| variable.space == AddressSpace::WorkGroup)
			.map(|(_, variable)| module.types[variable.ty].inner.size(module.to_ctx()))
			.fold(0, u32::saturating_add);
		Self {
			layout: raised.layout.clone(),
			workgroup_size: module
				.entry_points
				.first()
				.map_or([1; 3], |entry| entry.workgroup_size),
			workgroup_bytes: bytes,
		}
	}
}

/// The inputs of a pass that have a buffer in common, with each one's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shared {
	/// The first of them. The others follow.
	pub first: usize,
	/// Words of each.
	pub words: Vec<u32>,
}

impl Shared {
	/// Which inputs of a pass have a buffer in common.
	pub fn of(job: &Job<'_>, pass: &Pass<'_>, layout: &Layout) -> Option<Self> {
		let binding = |input| layout.input_binding(input, &[]).map(|(binding, _)| binding);
		let last = pass.spec.inputs.len().checked_sub(1)?;
		let first = (0..last).find(|&input| binding(input) == binding(last))?;
		let words = pass.spec.inputs[first..].iter();
		Some(Self { first, words: words.map(|&source| job.source_words(source)).collect() })
	}

	/// Words of all of them.
	pub fn total(&self) -> u64 {
		self.words.iter().map(|&words| u64::from(words)).sum()
	}
}

/// Raises a kernel for a device.
pub(crate) fn raise_for(limits: &Limits, pass: &Pass<'_>) -> Result<Raised, Error> {
	let number = pass.number;
	let options = RaiseOptions { max_storage_buffers: limits.storage_buffers };
	raise(pass.program, &options).map_err(|error| match error {
		RaiseError::TooFewStorageBuffers { needed, available } => {
			Error::Misfit(Misfit::StorageBuffers { pass: number, needed, limit: available })
		},
		error => Error::Raise { pass: number, error },
	})
}

/// Checks that a job fits a device with these limits.
pub fn check_fit(job: &Job<'_>, limits: &Limits) -> Result<(), Error> {
	let shape = |pass| raise_for(limits, &pass).map(|raised| Shape::of(&raised));
	let shapes: Vec<Shape> = job.passes().map(shape).collect::<Result<_, _>>()?;
	let shapes: Vec<&Shape> = shapes.iter().collect();
	Ok(check_shapes(job, &shapes, limits)?)
}

/// Checks that a job, whose passes have these shapes, fits a device.
pub(crate) fn check_shapes(
	job: &Job<'_>,
	shapes: &[&Shape],
	limits: &Limits,
) -> Result<(), Misfit> {
	for (pass, shape) in job.passes().zip(shapes) {
		check_workgroup(pass.number, shape, limits)?;
		check_buffers(job, &pass, shape, limits)?;
	}
	check_memory(job, shapes, limits)
}

fn check_workgroup(pass: usize, shape: &Shape, limits: &Limits) -> Result<(), Misfit> {
	let (size, limit) = (shape.workgroup_size, limits.workgroup_size);
	let lanes = size.iter().fold(1, |lanes: u32, &n| lanes.saturating_mul(n));
	if lanes > limits.lanes {
		let limit = limits.lanes;
		return Err(Misfit::Lanes { pass, lanes, limit });
	}
	if size.iter().zip(limit).any(|(&n, most)| n > most) {
		return Err(Misfit::WorkgroupSize { pass, size, limit });
	}
	let (bytes, limit) = (shape.workgroup_bytes, limits.workgroup_bytes);
	if bytes > limit {
		return Err(Misfit::WorkgroupMemory { pass, bytes, limit });
	}
	Ok(())
}

fn check_buffers(
	job: &Job<'_>,
	pass: &Pass<'_>,
	shape: &Shape,
	limits: &Limits,
) -> Result<(), Misfit> {
	let (number, limit) = (pass.number, limits.storage_buffer_bytes);
	for (output, described) in pass.outputs.iter().enumerate() {
		let bytes = buffer_bytes(u64::from(described.words));
		if bytes > limit {
			let place = OutputPlace { pass: number, output };
			return Err(Misfit::Output { place, bytes, limit });
		}
	}
	for (input, &source) in pass.spec.inputs.iter().enumerate() {
		let bytes = buffer_bytes(u64::from(job.source_words(source)));
		if bytes > limit {
			return Err(Misfit::Input { pass: number, input, bytes, limit });
		}
	}
	if let Some(shared) = Shared::of(job, pass, &shape.layout) {
		let bytes = buffer_bytes(shared.total());
		if bytes > limit {
			return Err(Misfit::SharedInputs { pass: number, first: shared.first, bytes, limit });
		}
	}
	Ok(())
}

fn check_memory(job: &Job<'_>, shapes: &[&Shape], limits: &Limits) -> Result<(), Misfit> {
	let needed = |pass: usize| needed_at(job, pass, shapes[pass]);
	let most = (0..shapes.len()).max_by_key(|&pass| (needed(pass), core::cmp::Reverse(pass)));
	match most {
		Some(pass) if needed(pass) > limits.memory => {
			Err(Misfit::Memory { pass, bytes: needed(pass), limit: limits.memory })
		},
		_ => Ok(()),
	}
}

/// Bytes that have to be on the device while a pass runs.
fn needed_at(job: &Job<'_>, now: usize, shape: &Shape) -> u64 {
	let bytes = |source| buffer_bytes(u64::from(job.source_words(source)));
	let is_read_later = |source| job.last_reader(source) >= Some(now);
	// A job has at most 64 inputs.
	let inputs = (0..job.inputs().len() as u8).map(InputSource::Job).filter(|&source| {
		job.first_reader(source).is_some_and(|first| first <= now) && is_read_later(source)
	});
	let outputs = job.passes().take(now + 1).flat_map(|pass| {
		let outputs = 0..pass.outputs.len();
		outputs.map(move |output| (pass.number, pass.output(output))).collect::<Vec<_>>()
	});
	let outputs = outputs
		.filter(|&(pass, source)| pass == now || is_read_later(source))
		.map(|(_, source)| source);
	let shared = Shared::of(job, &job.pass(now), &shape.layout)
		.map_or(0, |shared| buffer_bytes(shared.total()));
	inputs.chain(outputs).map(bytes).sum::<u64>() + shared
}
