//! Outputs on their way out: hashed, and handed to the sink.

use crate::{
	blob_hasher::BlobHasher,
	error::Error,
	sink::{OutputPlace, Sink},
};
use assay_proof::RootHash;
use std::{io, mem};

/// Hashes outputs and hands them on.
pub(crate) struct Delivery<'s> {
	sink: &'s mut dyn Sink,
	hasher: BlobHasher,
	hashes: Vec<Vec<RootHash>>,
}

impl<'s> Delivery<'s> {
	/// Nothing delivered yet, of so many passes.
	pub fn new(sink: &'s mut dyn Sink, passes: usize) -> Self {
		Self { sink, hasher: BlobHasher::default(), hashes: vec![Vec::new(); passes] }
	}

	/// The next bytes of an output.
	pub fn part(&mut self, place: OutputPlace, bytes: &[u8]) -> Result<(), Error> {
		self.hasher.update(bytes);
		self.sink.write(place, bytes).map_err(failed(place))
	}

	/// The output is complete.
	pub fn end(&mut self, place: OutputPlace) -> Result<(), Error> {
		let hash = mem::take(&mut self.hasher).finish();
		self.hashes[place.pass].push(hash);
		self.sink.end(place, hash).map_err(failed(place))
	}

	/// The hash of each output of each pass.
	pub fn finish(self) -> Vec<Vec<RootHash>> {
		self.hashes
	}
}

fn failed(place: OutputPlace) -> impl Fn(io::Error) -> Error {
	move |error| Error::Sink { place, error }
}
