//! What a job read and made, at hand for proofs.

use crate::{
	blobs::{Blobs, Opened},
	map::Mapped,
	work::{Read, Work},
};
use assay_market::{BlobRef, Place};
use assay_proof::{ChunkIndex, ChunkRange, RangeProof};
use assay_witness::{judge, record, Pass, Recorded, Source, Verdict};
use std::{fmt, io};

/// A job that was run.
pub struct Results<'r> {
	work: &'r Work,
	blobs: &'r dyn Blobs,
	/// All outputs of all passes.
	made: Vec<BlobRef>,
}

/// Why nothing can be shown.
#[derive(Debug)]
pub enum NotShown {
	/// There is no such workgroup, output or chunk.
	Unknown,
	/// A blob isn't in the store any more.
	Gone(Read),
	/// A blob can't be read.
	Unreadable(Read, io::Error),
	/// There is no proof.
	Unproven(String),
}

impl fmt::Display for NotShown {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Unknown => f.write_str("the job has no such place"),
			Self::Gone(read) => write!(f, "{read} isn't in the store any more"),
			Self::Unreadable(read, error) => write!(f, "{read} can't be read: {error}"),
			Self::Unproven(why) => f.write_str(why),
		}
	}
}

impl std::error::Error for NotShown {}

impl fmt::Display for Read {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Input(input) => write!(f, "input {input}"),
			Self::Output(output) => write!(f, "output {output}"),
		}
	}
}

/// Blobs as what a witness is made from.
fn sources(mapped: &[(BlobRef, Opened, Mapped)]) -> Vec<Source<'_>> {
	let mapped = mapped.iter();
	mapped.map(|(_, opened, bytes)| Source { bytes, outboard: &opened.outboard }).collect()
}

impl<'r> Results<'r> {
	/// A job, and the outputs of all its passes.
	pub fn new(work: &'r Work, blobs: &'r dyn Blobs, made: Vec<BlobRef>) -> Self {
		Self { work, blobs, made }
	}

	fn blob_of(&self, read: Read) -> Option<BlobRef> {
		match read {
			Read::Input(input) => Some(self.work.spec.inputs.get(input)?.blob),
			Read::Output(output) => self.made.get(output).copied(),
		}
	}

	fn open(&self, read: Read) -> Result<(BlobRef, Opened), NotShown> {
		let blob = self.blob_of(read).ok_or(NotShown::Unknown)?;
		let opened = self.blobs.open(&blob);
		let opened = opened.map_err(|error| NotShown::Unreadable(read, error))?;
		Ok((blob, opened.ok_or(NotShown::Gone(read))?))
	}

	/// Maps what a pass reads or writes.
	fn map(&self, reads: &[Read]) -> Result<Vec<(BlobRef, Opened, Mapped)>, NotShown> {
		let map = |read: &Read| {
			let (blob, opened) = self.open(*read)?;
			let mapped = Mapped::open(&opened.path);
			let mapped = mapped.map_err(|error| NotShown::Unreadable(*read, error))?;
			Ok((blob, opened, mapped))
		};
		reads.iter().map(map).collect()
	}

	/// Passes `then` the pass of a place as others know it, and its inputs and outputs.
	fn with<T>(
		&self,
		place: &Place,
		then: impl FnOnce(&Pass<'_>, &[Source<'_>], &[Source<'_>]) -> Result<T, NotShown>,
	) -> Result<T, NotShown> {
		let number = usize::from(place.pass);
		let unknown = || NotShown::Unknown;
		if !self.work.has(place) {
			return Err(NotShown::Unknown);
		}
		let spec = self.work.spec.passes.get(number).ok_or_else(unknown)?;
		let first = self.work.spec.outputs_before(number);
		let written: Vec<Read> = (first..first + spec.outputs.len()).map(Read::Output).collect();
		let inputs = self.map(&self.work.reads(number))?;
		let outputs = self.map(&written)?;
		let targets = self.work.targets(number, &self.made).ok_or_else(unknown)?;
		let read: Vec<_> = inputs.iter().map(|(of, ..)| *of).collect();
		let pass = Pass {
			program: self.work.program(number).ok_or_else(unknown)?,
			params: &spec.params,
			grid: spec.grid.0,
			limit: self.work.workgroup_fuel(number).ok_or_else(unknown)?,
			inputs: &read,
			outputs: &targets,
		};
		then(&pass, &sources(&inputs), &sources(&outputs))
	}

	/// Runs one workgroup on the interpreter, and proves what it read and what was made of it.
	pub fn record(&self, place: &Place) -> Result<Recorded, NotShown> {
		self.with(place, |pass, inputs, outputs| {
			let recorded = record(pass, place.group, inputs, outputs);
			recorded.map_err(|error| NotShown::Unproven(error.to_string()))
		})
	}

	/// What the chain would say to a tile.
	pub fn judge(&self, place: &Place) -> Result<Verdict, NotShown> {
		self.with(place, |pass, inputs, outputs| {
			let recorded = record(pass, place.group, inputs, outputs);
			let recorded = recorded.map_err(|error| NotShown::Unproven(error.to_string()))?;
			let verdict = judge(pass, place.group, recorded.witness);
			verdict.map_err(|error| NotShown::Unproven(error.to_string()))
		})
	}

	/// Chunks of an output, with their proof. Outputs are counted over all passes.
	pub fn chunks(&self, output: u8, first: u32, count: u32) -> Result<RangeProof, NotShown> {
		let end = first.checked_add(count).ok_or(NotShown::Unknown)?;
		let range = ChunkRange::new(ChunkIndex(first), ChunkIndex(end)).ok_or(NotShown::Unknown)?;
		let read = Read::Output(output.into());
		let (_, opened) = self.open(read)?;
		let unreadable = |error| NotShown::Unreadable(read, error);
		let file = std::fs::File::open(&opened.path).map_err(unreadable)?;
		let proof = opened.outboard.prove(file, &[range].into_iter().collect());
		proof.map_err(|error| NotShown::Unproven(error.to_string()))
	}
}
