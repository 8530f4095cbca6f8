//! Which kernels a device may be trusted with: conformance vectors, run on it once.
//!
//! ```no_run
//! use assay_engine::{selftest::{selftest, Cache, Watch}, Device};
//!
//! let device = Device::open(None, &Default::default())?;
//! let tested = selftest(&device, Cache::of_user().as_ref(), &Watch::default())?;
//! if tested.verdict.offers().contains(&assay_conformance::Needs::Strict) {
//!     // Strict kernels may be run here.
//! }
//! # Ok::<(), assay_engine::Error>(())
//! ```
//!
//! A verdict is kept in a file, since neither a device nor its driver changes often. It counts for
//! the same device, driver, driver's version, program and vectors only.
//!
//! Terms: a *mode* is what kernels need of a device (integers, strict or relaxed floats, see
//! [`Needs`]); a device *offers* a mode when it failed none of its vectors.

mod cache;
mod identity;
mod verdict;

#[cfg(test)]
mod tests;

pub use cache::Cache;
pub use verdict::{Failure, Verdict};

use crate::{Collected, Control, Device, Error, Job};
use assay_conformance::{vectors, Vector};
use assay_market::{BadWork, JobBuilder, PassBuilder, Work};
use std::{
	fmt,
	sync::atomic::AtomicBool,
	time::{Duration, Instant},
};

#[doc(no_inline)]
pub use assay_conformance::Needs;

/// What the one who started a self-test may see and do while it runs.
#[derive(Clone, Copy, Default)]
pub struct Watch<'w> {
	/// When this becomes true, the test ends with [`Error::Cancelled`].
	pub cancel: Option<&'w AtomicBool>,
	/// Told after each vector: how many are done, and how many there are.
	pub progress: Option<&'w dyn Fn(usize, usize)>,
}

impl fmt::Debug for Watch<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("Watch")
			.field("cancel", &self.cancel)
			.field("progress", &self.progress.is_some())
			.finish()
	}
}

/// What a self-test came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tested {
	/// What the device may be trusted with.
	pub verdict: Verdict,
	/// How long it ran, or `None` when the verdict was known.
	pub took: Option<Duration>,
	/// Why the verdict couldn't be kept, where it should have been.
	pub not_kept: Option<String>,
}

/// Runs all vectors on a device, unless the cache knows what comes of it.
///
/// What the device gets wrong is in the verdict. An error means that there is none: the test was
/// cancelled, or the device can't be opened.
pub fn selftest(
	device: &Device,
	cache: Option<&Cache>,
	watch: &Watch<'_>,
) -> Result<Tested, Error> {
	let vectors = vectors();
	let identity = identity::of(device.info(), &vectors);
	let control = Control { cancel: watch.cancel, progress: None };
	tested(&identity, cache, &vectors, watch, &mut |vector| {
		run(vector, |job, made| device.run(job, made, &control).map(drop))
	})
}

/// The verdict that is known, or else that of running the vectors.
fn tested(
	identity: &identity::Identity,
	cache: Option<&Cache>,
	vectors: &[Vector],
	watch: &Watch<'_>,
	run: &mut dyn FnMut(&Vector) -> Result<Vec<Vec<u32>>, Error>,
) -> Result<Tested, Error> {
	if let Some(verdict) = cache.and_then(|cache| cache.read(identity)) {
		return Ok(Tested { verdict, took: None, not_kept: None });
	}
	let started = Instant::now();
	let mut verdict = Verdict::default();
	for (number, vector) in vectors.iter().enumerate() {
		match run(vector) {
			Ok(outputs) => verdict.judge(vector, &outputs),
			Err(error) if is_of_the_vector(&error) => verdict.broke(vector, &error),
			Err(error) => return Err(error),
		}
		if let Some(tell) = watch.progress {
			tell(number + 1, vectors.len());
		}
	}
	let took = started.elapsed();
	// A device that broke down may do better the next time.
	let kept = match cache {
		Some(cache) if !verdict.broke_down => cache.write(identity, &verdict),
		_ => Ok(()),
	};
	Ok(Tested { verdict, took: Some(took), not_kept: kept.err().map(|error| error.to_string()) })
}

/// Whether an error says something about a vector, rather than that nothing can be tested.
fn is_of_the_vector(error: &Error) -> bool {
	match error {
		Error::Misfit(_)
		| Error::Raise { .. }
		| Error::Lost { .. }
		| Error::OutOfMemory { .. }
		| Error::Driver { .. }
		| Error::Stuck { .. }
		| Error::Kernel { .. } => true,
		Error::NoVulkan { .. }
		| Error::NoDevice
		| Error::NoSuchDevice { .. }
		| Error::TooSmall { .. }
		| Error::Open { .. }
		| Error::NoThread { .. }
		| Error::Sink { .. }
		| Error::Cancelled => false,
	}
}

/// A vector as a job.
fn work(vector: &Vector) -> Result<Work, BadWork> {
	let pass = PassBuilder::new(&vector.bytecode, vector.grid)
		.params(&vector.params)
		.read_job_inputs(vector.inputs.len() as u8);
	let outputs = vector.outputs.iter();
	let pass = outputs.fold(pass, |pass, output| pass.write(output.words, output.tiles));
	let inputs = vector.inputs.iter();
	inputs.fold(JobBuilder::new(), |job, input| job.input(input)).pass(pass).finish()
}

/// The words of a vector's outputs, as a job makes them.
fn run(
	vector: &Vector,
	run: impl FnOnce(&Job<'_>, &mut Collected) -> Result<(), Error>,
) -> Result<Vec<Vec<u32>>, Error> {
	let work = work(vector).expect("a test says that every vector is a valid job");
	let inputs = vector.inputs.iter().map(Vec::as_slice);
	let job = Job::new(work, inputs.collect()).expect("the job was made of these inputs");
	let mut made = Collected::default();
	run(&job, &mut made)?;
	let outputs = made.passes.pop().unwrap_or_default();
	let words = |bytes: Vec<u8>| {
		let words = bytes.chunks_exact(4);
		words.map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect()
	};
	Ok(outputs.into_iter().map(words).collect())
}
