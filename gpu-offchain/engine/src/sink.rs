//! Where the bytes of outputs go.

use assay_proof::RootHash;
use std::{
	fmt,
	io::{self, Write},
};

/// Which output of which pass, both counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutputPlace {
	/// At most 63.
	pub pass: usize,
	/// Among the outputs of that pass: at most 3.
	pub output: usize,
}

impl fmt::Display for OutputPlace {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "output {} of pass {}", self.output, self.pass)
	}
}

/// Takes the outputs of a job as they come: pass after pass, output after output, each from its
/// first byte to its last. It is called on another thread than the job was started on.
pub trait Sink: Send {
	/// The next bytes of an output. An output without words has none.
	fn write(&mut self, place: OutputPlace, bytes: &[u8]) -> io::Result<()>;

	/// An output is complete.
	fn end(&mut self, _place: OutputPlace, _hash: RootHash) -> io::Result<()> {
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
	fn output(&mut self, place: OutputPlace) -> &mut Vec<u8> {
		grown(grown(&mut self.passes, place.pass), place.output)
	}
}

impl Sink for Collected {
	fn write(&mut self, place: OutputPlace, bytes: &[u8]) -> io::Result<()> {
		self.output(place).extend_from_slice(bytes);
		Ok(())
	}

	fn end(&mut self, place: OutputPlace, _hash: RootHash) -> io::Result<()> {
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
	fn write(&mut self, _place: OutputPlace, _bytes: &[u8]) -> io::Result<()> {
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
	fn writer(&mut self, place: OutputPlace) -> Option<&mut W> {
		self.passes.get_mut(place.pass)?.get_mut(place.output)
	}
}

impl<W: Write + Send> Sink for Writers<W> {
	fn write(&mut self, place: OutputPlace, bytes: &[u8]) -> io::Result<()> {
		self.writer(place).map_or(Ok(()), |writer| writer.write_all(bytes))
	}

	fn end(&mut self, place: OutputPlace, _hash: RootHash) -> io::Result<()> {
		self.writer(place).map_or(Ok(()), Write::flush)
	}
}
