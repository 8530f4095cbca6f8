//! What a host tells a raised program about one pass and one dispatch.

use super::layout::{Layout, UNIFORM_VECTOR};
use assay_touchstone::Output;
use thiserror::Error;

/// One pass of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pass<'a> {
	/// Workgroups of the whole grid.
	pub grid: [u32; 3],
	/// Words of each input.
	pub inputs: &'a [u32],
	/// In the order of the program's outputs.
	pub outputs: &'a [Output],
	/// The words of the uniform block.
	pub params: &'a [u32],
}

/// Why a pass doesn't fit a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PassError {
	/// Not as many inputs as the program has.
	#[error("not as many inputs as the kernel has")]
	WrongInputCount,
	/// Not as many outputs as the program has.
	#[error("not as many outputs as the kernel has")]
	WrongOutputCount,
	/// Not as many parameters as the program has.
	#[error("not as many parameters as the kernel has")]
	WrongParamCount,
	/// A loop's bound is beyond 32 bits.
	#[error("a loop has a bound beyond 2^32")]
	BoundTooLarge,
	/// The inputs that share a binding are longer than 32 bits can count.
	#[error("inputs that share a binding are longer than 2^32 words")]
	InputsTooLong,
}

impl Layout {
	/// The contents of [`PASS_BINDING`](super::PASS_BINDING).
	pub fn pass_words(&self, pass: &Pass<'_>) -> Result<Vec<u32>, PassError> {
		check(pass.inputs.len() == self.inputs.len(), PassError::WrongInputCount)?;
		check(pass.outputs.len() == self.outputs.len(), PassError::WrongOutputCount)?;
		check(pass.params.len() == self.param_count(), PassError::WrongParamCount)?;

		// The second opaque zero comes after the grid.
		let mut words = vec![pass.grid[0], pass.grid[1], pass.grid[2], 0];
		for Output { words: length, tiles } in pass.outputs {
			words.extend([*length, tiles.rows, tiles.row_words, tiles.pitch, tiles.plane]);
		}
		for (index, &length) in pass.inputs.iter().enumerate() {
			let offset = self.input_binding(index, pass.inputs).map_or(0, |(_, offset)| offset);
			check(offset.checked_add(length).is_some(), PassError::InputsTooLong)?;
			words.extend([length, offset]);
		}
		for bound in &self.bounds {
			words.push(bound.iterations(pass.params).ok_or(PassError::BoundTooLarge)?);
		}
		words.extend(pass.params);
		words.resize(words.len().next_multiple_of(UNIFORM_VECTOR as usize), 0);
		Ok(words)
	}

	/// The contents of [`DISPATCH_BINDING`](super::DISPATCH_BINDING) for a dispatch whose first
	/// workgroup is this one of the grid. The last word is the zero that drivers must not know.
	pub fn dispatch_words(first: [u32; 3]) -> [u32; 4] {
		[first[0], first[1], first[2], 0]
	}
}

fn check(holds: bool, error: PassError) -> Result<(), PassError> {
	if holds {
		Ok(())
	} else {
		Err(error)
	}
}

/// A part of a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dispatch {
	/// Its first workgroup.
	pub first: [u32; 3],
	/// Its workgroups in x, y and z.
	pub groups: [u32; 3],
}

/// Cuts a grid into boxes of at most `largest` workgroups in each dimension, x fastest.
///
/// ```
/// use assay_compiler::raise::split;
///
/// let parts: Vec<_> = split([70_000, 1, 1], [65_535, 65_535, 65_535]).collect();
/// assert_eq!(parts[1].first, [65_535, 0, 0]);
/// assert_eq!(parts[1].groups, [4_465, 1, 1]);
/// ```
pub fn split(grid: [u32; 3], largest: [u32; 3]) -> impl Iterator<Item = Dispatch> {
	let step = largest.map(|groups| groups.max(1));
	let starts = move |axis: usize| (0..grid[axis]).step_by(step[axis] as usize);
	starts(2).flat_map(move |z| {
		starts(1).flat_map(move |y| {
			starts(0).map(move |x| {
				let first = [x, y, z];
				let groups =
					core::array::from_fn(|axis| (grid[axis] - first[axis]).min(step[axis]));
				Dispatch { first, groups }
			})
		})
	})
}
