//! Whether a job fits a device, known before anything of it is started.

use crate::{
	error::Error,
	job::{Job, Pass, Place, Source},
};
use assay_compiler::raise::{raise, Layout, RaiseError, RaiseOptions, Raised};
use naga::AddressSpace;
use std::fmt;

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

/// What of a job doesn't fit a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
	/// A kernel has more inputs and outputs than the device can give it.
	StorageBuffers {
		/// The pass.
		pass: usize,
		/// How many the kernel needs at least.
		needed: u32,
		/// How many there are.
		limit: u32,
	},
	/// An output is longer than a buffer can be.
	Output {
		/// Which one.
		place: Place,
		/// Its bytes.
		bytes: u64,
		/// The most that there can be.
		limit: u64,
	},
	/// An input is longer than a buffer can be.
	Input {
		/// The pass.
		pass: usize,
		/// Its input.
		input: usize,
		/// Its bytes.
		bytes: u64,
		/// The most that there can be.
		limit: u64,
	},
	/// The kernel has more inputs than buffers are left for them, and those that have to share one
	/// are longer than a buffer can be.
	SharedInputs {
		/// The pass.
		pass: usize,
		/// The first of the inputs that share.
		first: usize,
		/// Their bytes.
		bytes: u64,
		/// The most that there can be.
		limit: u64,
	},
	/// Workgroups have too many lanes.
	Lanes {
		/// The pass.
		pass: usize,
		/// Lanes of its workgroups, as the device has to run them.
		lanes: u32,
		/// The most that there can be.
		limit: u32,
	},
	/// Workgroups are too long in one dimension.
	WorkgroupSize {
		/// The pass.
		pass: usize,
		/// Lanes of its workgroups in x, y and z, as the device has to run them.
		size: [u32; 3],
		/// The most that there can be.
		limit: [u32; 3],
	},
	/// Workgroups have too much memory.
	WorkgroupMemory {
		/// The pass.
		pass: usize,
		/// Bytes of its workgroups' memory.
		bytes: u32,
		/// The most that there can be.
		limit: u32,
	},
	/// What has to be on the device at one time is more than it has memory.
	Memory {
		/// The pass at which it is most.
		pass: usize,
		/// Bytes that have to be there.
		bytes: u64,
		/// Bytes that there are.
		limit: u64,
	},
}

impl fmt::Display for Misfit {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::StorageBuffers { pass, needed, limit } => write!(
				f,
				"pass {pass}: the kernel needs {needed} storage buffers and the device has {limit}"
			),
			Self::Output { place, bytes, limit } => write!(
				f,
				"{place}: {bytes} bytes don't fit a storage buffer, which has {limit} at most on \
				 this device"
			),
			Self::Input { pass, input, bytes, limit } => write!(
				f,
				"pass {pass}, input {input}: {bytes} bytes don't fit a storage buffer, which has \
				 {limit} at most on this device"
			),
			Self::SharedInputs { pass, first, bytes, limit } => write!(
				f,
				"pass {pass}: the inputs from {first} on have to share a storage buffer, and their \
				 {bytes} bytes don't fit one, which has {limit} at most on this device"
			),
			Self::Lanes { pass, lanes, limit } => write!(
				f,
				"pass {pass}: a workgroup has {lanes} lanes and the device runs {limit} at most"
			),
			Self::WorkgroupSize { pass, size, limit } => {
				let ([x, y, z], [most_x, most_y, most_z]) = (size, limit);
				write!(
					f,
					"pass {pass}: a workgroup has {x}x{y}x{z} lanes and the device runs \
					 {most_x}x{most_y}x{most_z} at most"
				)
			},
			Self::WorkgroupMemory { pass, bytes, limit } => write!(
				f,
				"pass {pass}: a workgroup has {bytes} bytes of memory and the device gives it \
				 {limit} at most"
			),
			Self::Memory { pass, bytes, limit } => write!(
				f,
				"at pass {pass} there have to be {bytes} bytes on the device, which has {limit}"
			),
		}
	}
}

impl std::error::Error for Misfit {}

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
		let last = pass.inputs.len().checked_sub(1)?;
		let first = (0..last).find(|&input| binding(input) == binding(last))?;
		let words = pass.inputs[first..].iter();
		Some(Self { first, words: words.map(|&source| job.source_words(source)).collect() })
	}

	/// Words of all of them.
	pub fn total(&self) -> u64 {
		self.words.iter().map(|&words| u64::from(words)).sum()
	}
}

/// Raises a kernel for a device.
pub(crate) fn raise_for(limits: &Limits, pass: &Pass<'_>, number: usize) -> Result<Raised, Error> {
	let options = RaiseOptions { max_storage_buffers: limits.storage_buffers };
	raise(pass.program, &options).map_err(|error| match error {
		RaiseError::TooFewStorageBuffers { needed, available } => {
			Error::Misfit(Misfit::StorageBuffers { pass: number, needed, limit: available })
		},
		error => Error::Raise { pass: number, error },
	})
}

/// Checks that a job means something and fits a device with these limits.
pub fn check_fit(job: &Job<'_>, limits: &Limits) -> Result<(), Error> {
	job.check()?;
	let shape = |(number, pass)| raise_for(limits, pass, number).map(|raised| Shape::of(&raised));
	let shapes: Vec<Shape> = job.passes.iter().enumerate().map(shape).collect::<Result<_, _>>()?;
	let shapes: Vec<&Shape> = shapes.iter().collect();
	Ok(check_shapes(job, &shapes, limits)?)
}

/// Checks that a job, whose passes have these shapes, fits a device.
pub(crate) fn check_shapes(
	job: &Job<'_>,
	shapes: &[&Shape],
	limits: &Limits,
) -> Result<(), Misfit> {
	for (number, shape) in shapes.iter().enumerate() {
		check_workgroup(number, shape, limits)?;
		check_buffers(job, number, shape, limits)?;
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
	number: usize,
	shape: &Shape,
	limits: &Limits,
) -> Result<(), Misfit> {
	let limit = limits.storage_buffer_bytes;
	let pass = &job.passes[number];
	for (output, described) in pass.outputs.iter().enumerate() {
		let bytes = buffer_bytes(u64::from(described.words));
		if bytes > limit {
			let place = Place { pass: number, output };
			return Err(Misfit::Output { place, bytes, limit });
		}
	}
	for (input, &source) in pass.inputs.iter().enumerate() {
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
	let inputs = (0..job.inputs.len()).map(Source::Input).filter(|&source| {
		let first = job.passes.iter().position(|pass| pass.inputs.contains(&source));
		first.is_some_and(|first| first <= now) && job.last_reader(source) >= Some(now)
	});
	let made = job.passes.iter().take(now + 1).enumerate();
	let outputs = made
		.flat_map(|(pass, made)| {
			(0..made.outputs.len()).map(move |output| Source::Output { pass, output })
		})
		.filter(|&source| match source {
			Source::Output { pass, .. } => pass == now || job.last_reader(source) >= Some(now),
			Source::Input(_) => false,
		});
	let shared = Shared::of(job, &job.passes[now], &shape.layout)
		.map_or(0, |shared| buffer_bytes(shared.total()));
	inputs.chain(outputs).map(bytes).sum::<u64>() + shared
}
