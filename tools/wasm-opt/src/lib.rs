//! Stands in for the `wasm-opt` crate while the runtime is built.
//!
//! `substrate-wasm-builder` uses `wasm-opt` for two things only: to drop DWARF sections and to
//! lower sign-extension instructions. Our runtime is compiled for `wasm32v1-none`, which has no
//! sign-extension instructions to lower, so compiling all of binaryen (five minutes of C++ on two
//! cores) buys nothing. This crate drops the sections itself and fails when a blob says that it
//! does use an instruction set beyond `wasm32v1-none`.
//! `docs/decisions/0002-no-binaryen.md` has the measurements.
//!
//! Terms: a *section* is a part of a WebAssembly module: an id byte, a length, a body. A *custom
//! section* has id 0 and a name.

#![forbid(unsafe_code)]

mod module;

use std::{fmt, fs, io, path::Path};

/// The passes that `substrate-wasm-builder` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
	/// Drop the `.debug_*` sections.
	StripDwarf,
	/// Would rewrite sign extension; here: refuse a blob that uses it.
	SignextLowering,
}

/// What to do with a blob. Only the options that `substrate-wasm-builder` uses exist.
#[derive(Debug, Clone, Default)]
pub struct OptimizationOptions {
	passes: Vec<Pass>,
	keep_names: bool,
}

impl OptimizationOptions {
	/// No passes. Nothing is optimised at any level, so there is only this one.
	pub fn new_opt_level_0() -> Self {
		Self::default()
	}

	/// Accepted and implied: nothing here can add a feature to a blob.
	pub fn mvp_features_only(&mut self) -> &mut Self {
		self
	}

	/// Whether to keep the section with function names.
	pub fn debug_info(&mut self, keep: bool) -> &mut Self {
		self.keep_names = keep;
		self
	}

	/// Adds a pass; order doesn't matter.
	pub fn add_pass(&mut self, pass: Pass) -> &mut Self {
		self.passes.push(pass);
		self
	}

	/// Reads `input`, applies the passes, writes `output`. The two may be the same file.
	pub fn run(
		&self,
		input: impl AsRef<Path>,
		output: impl AsRef<Path>,
	) -> Result<(), OptimizationError> {
		let (input, output) = (input.as_ref(), output.as_ref());
		let blob =
			fs::read(input).map_err(|e| OptimizationError::Io(input.display().to_string(), e))?;
		let done = self.apply(&blob)?;
		fs::write(output, done).map_err(|e| OptimizationError::Io(output.display().to_string(), e))
	}

	/// The passes on a blob in memory.
	fn apply(&self, blob: &[u8]) -> Result<Vec<u8>, OptimizationError> {
		let mut kept = blob.get(..module::HEADER).unwrap_or_default().to_vec();
		for section in module::sections(blob)? {
			let section = section?;
			if self.passes.contains(&Pass::SignextLowering)
				&& section.name == Some(b"target_features")
				&& section.declares_feature(b"sign-ext")
			{
				return Err(OptimizationError::NeedsLowering);
			}
			let dwarf = section.name.is_some_and(|name| name.starts_with(b".debug_"));
			let names = section.name == Some(b"name");
			if (dwarf && self.passes.contains(&Pass::StripDwarf)) || (names && !self.keep_names) {
				continue;
			}
			kept.extend_from_slice(section.whole);
		}
		Ok(kept)
	}
}

/// Why a blob could not be processed.
#[derive(Debug)]
pub enum OptimizationError {
	/// A file could not be read or written.
	Io(String, io::Error),
	/// The file is not a WebAssembly module; the offset is where reading it failed.
	Malformed(usize),
	/// The blob uses sign extension, which only the real wasm-opt could remove.
	NeedsLowering,
}

impl fmt::Display for OptimizationError {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::Io(path, e) => write!(f, "{path}: {e}"),
			Self::Malformed(at) => write!(f, "not a WebAssembly module (byte {at})"),
			Self::NeedsLowering => write!(
				f,
				"the runtime was not compiled for wasm32v1-none: run `make setup`, which installs \
				 that target, and build again from clean"
			),
		}
	}
}

impl std::error::Error for OptimizationError {}

#[cfg(test)]
mod tests;
