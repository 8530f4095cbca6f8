//! Where the bytes of outputs go.

use crate::job::Place;
use assay_proof::RootHash;
use std::io::{self, Write};

/// Takes the outputs of a job as they come: pass after pass, output after output, each from its
/// first byte to its last. It is called on another thread than the job was started on.
pub trait Sink: Send {
	/// The next bytes of an output. An output without words has none.
	fn write(&mut self, place: Place, bytes: &[u8]) -> io::Result<()>;

	/// An output is complete.
	fn end(&mut self, _place: Place, _hash: RootHash) -> io::Result<()> {
		Ok(())
	}
}

/// Keeps all outputs in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Collected {
	/// The bytes of each output of each pass.
	pub passes: Vec<Vec<Vec<u8>>>,
}

impl Collected {
	fn output(&mut self, place: Place) -> &mut Vec<u8> {
		grown(grown(&mut self.passes, place.pass), place.output)
	}
}

impl Sink for Collected {
	fn write(&mut self, place: Place, bytes: &[u8]) -> io::Result<()> {
		self.output(place).extend_from_slice(bytes);
		Ok(())
	}

	fn end(&mut self, place: Place, _hash: RootHash) -> io::Result<()> {
		self.output(place);
		Ok(())
	}
}

/// The item at a place of a list, which is lengthened to have it.
fn grown<T: Default>(list: &mut Vec<T>, at: usize) -> &mut T {
	if list.len() <= at {
		list.resize_with(at + 1, T::default);
	}
	&mut list[at]
}

/// Keeps nothing: for those who want the hashes only.
#[derive(Clone, Copy, Debug, Default)]
pub struct Discard;

impl Sink for Discard {
	fn write(&mut self, _place: Place, _bytes: &[u8]) -> io::Result<()> {
		Ok(())
	}
}

/// One writer, such as a file, for each output of each pass. An output without one is dropped.
#[derive(Debug)]
pub struct Writers<W> {
	/// The writer of each output of each pass.
	pub passes: Vec<Vec<W>>,
}

impl<W: Write> Writers<W> {
	fn writer(&mut self, place: Place) -> Option<&mut W> {
		self.passes.get_mut(place.pass)?.get_mut(place.output)
	}
}

impl<W: Write + Send> Sink for Writers<W> {
	fn write(&mut self, place: Place, bytes: &[u8]) -> io::Result<()> {
		self.writer(place).map_or(Ok(()), |writer| writer.write_all(bytes))
	}

	fn end(&mut self, place: Place, _hash: RootHash) -> io::Result<()> {
		self.writer(place).map_or(Ok(()), Write::flush)
	}
}
