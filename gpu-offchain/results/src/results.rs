//! What a job read and made, at hand for proofs.

use crate::{files::BlobFile, files::BlobFiles, map::Mapped};
use assay_market::{BlobHash, BlobRef, InputSource, Place, Work};
use assay_proof::{ChunkIndex, ChunkRange, ProveError, RangeProof};
use assay_witness::{judge, record, Pass, RecordError, Recorded, Refused, Source, Verdict};
use std::{fs::File, io};

/// A job that was run.
pub struct Results<'r> {
	work: &'r Work,
	files: &'r dyn BlobFiles,
	/// All outputs of all passes.
	made: Vec<BlobRef>,
}

/// Why nothing can be shown.
#[derive(Debug, thiserror::Error)]
pub enum NotShown {
	/// There is no such workgroup, output or chunk.
	#[error("the job has no such place")]
	Unknown,
	/// A blob isn't in the store any more.
	#[error("{0} isn't in the store any more")]
	Gone(InputSource),
	/// A blob can't be read.
	#[error("{blob} can't be read: {error}")]
	Unreadable {
		/// Which input or output of the job it is.
		blob: InputSource,
		/// What the system says.
		#[source]
		error: io::Error,
	},
	/// No witness can be made for the workgroup.
	#[error(transparent)]
	NotRecorded(#[from] RecordError),
	/// The witness says nothing that can be judged.
	#[error(transparent)]
	Refused(#[from] Refused),
	/// Chunks can't be proven.
	#[error(transparent)]
	NotProven(#[from] ProveError),
}

/// A blob of the job, mapped into memory.
struct MappedBlob {
	file: BlobFile,
	bytes: Mapped,
}

impl MappedBlob {
	/// The blob as what a witness is made from.
	fn source(&self) -> Source<'_> {
		Source { bytes: &self.bytes, outboard: &self.file.outboard }
	}
}

impl<'r> Results<'r> {
	/// A job, and the outputs of all its passes.
	pub fn new(work: &'r Work, files: &'r dyn BlobFiles, made: Vec<BlobRef>) -> Self {
		Self { work, files, made }
	}

	fn open(&self, source: InputSource) -> Result<BlobFile, NotShown> {
		let blob = self.work.blob(source, &self.made).ok_or(NotShown::Unknown)?;
		let file = self.files.open(&blob).map_err(unreadable(source))?;
		file.ok_or(NotShown::Gone(source))
	}

	fn map(&self, source: InputSource) -> Result<MappedBlob, NotShown> {
		let file = self.open(source)?;
		let bytes = Mapped::open(&file.path).map_err(unreadable(source))?;
		Ok(MappedBlob { file, bytes })
	}

	/// Passes `then` the pass of a place as others know it, and its inputs and outputs.
	fn with<T>(
		&self,
		place: &Place,
		then: impl FnOnce(&Pass<'_>, &[Source<'_>], &[Source<'_>]) -> Result<T, NotShown>,
	) -> Result<T, NotShown> {
		if !self.work.has(place) {
			return Err(NotShown::Unknown);
		}
		let number = usize::from(place.pass);
		let unknown = || NotShown::Unknown;
		let spec = self.work.spec().passes.get(number).ok_or_else(unknown)?;
		let written = (0u8..).zip(&spec.outputs);
		let written = written.map(|(output, _)| InputSource::Pass { pass: place.pass, output });
		let inputs = spec.inputs.iter().map(|source| self.map(*source));
		let inputs = inputs.collect::<Result<Vec<MappedBlob>, _>>()?;
		let outputs = written.map(|output| self.map(output));
		let outputs = outputs.collect::<Result<Vec<MappedBlob>, _>>()?;
		let commitment: Vec<BlobHash> = self.made.iter().map(|blob| blob.hash).collect();
		let evidence = self.work.spec().evidence(number, &commitment).ok_or_else(unknown)?;
		let program = self.work.program(number).ok_or_else(unknown)?;
		let limit = self.work.workgroup_fuel(number).ok_or_else(unknown)?;
		let pass = evidence.pass(program, limit);
		then(&pass, &sources(&inputs), &sources(&outputs))
	}

	/// Runs one workgroup on the interpreter, and proves what it read and what was made of it.
	pub fn record(&self, place: &Place) -> Result<Recorded, NotShown> {
		self.with(place, |pass, inputs, outputs| Ok(record(pass, place.group, inputs, outputs)?))
	}

	/// What the chain would say to a tile.
	pub fn judge(&self, place: &Place) -> Result<Verdict, NotShown> {
		self.with(place, |pass, inputs, outputs| {
			let recorded = record(pass, place.group, inputs, outputs)?;
			Ok(judge(pass, place.group, recorded.witness)?)
		})
	}

	/// Chunks of an output, with their proof. Outputs are counted over all passes.
	pub fn chunks(&self, output: u8, first: u32, count: u32) -> Result<RangeProof, NotShown> {
		let end = first.checked_add(count).ok_or(NotShown::Unknown)?;
		let range = ChunkRange::new(ChunkIndex(first), ChunkIndex(end)).ok_or(NotShown::Unknown)?;
		let source = self.work.spec().output_at(output.into()).ok_or(NotShown::Unknown)?;
		let blob = self.open(source)?;
		let file = File::open(&blob.path).map_err(unreadable(source))?;
		Ok(blob.outboard.prove(file, &[range].into_iter().collect())?)
	}
}

fn sources(blobs: &[MappedBlob]) -> Vec<Source<'_>> {
	blobs.iter().map(MappedBlob::source).collect()
}

fn unreadable(blob: InputSource) -> impl Fn(io::Error) -> NotShown {
	move |error| NotShown::Unreadable { blob, error }
}
