//! Fuel: what a program may take, known before it runs.

use crate::{
	isa::instr::{Control, Instr},
	program::Program,
};
use thiserror::Error;

/// The unit of work: what an integer addition takes in one lane, a *lane-operation*.
///
/// Prices, limits and what an execution took are counted in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fuel(pub u64);

/// Why a program has no fuel with these parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CostError {
	/// Not as many parameters as the program announces.
	#[error("not as many parameters as the kernel has")]
	WrongParamCount,
	/// The bound of the loop at this instruction is beyond 32 bits.
	#[error("the loop at instruction {instruction} has a bound beyond 2^32")]
	BoundTooLarge {
		/// The instruction's number.
		instruction: u32,
	},
	/// The sum is beyond 64 bits.
	#[error("the fuel is beyond 2^64")]
	Overflow,
}

/// Lanes are paid for in groups of this many: what a GPU issues at once.
pub const LANE_GROUP: u32 = 32;

/// Registers and private words that one unit of fuel sets to zero.
const WORDS_ZEROED_PER_FUEL: u64 = 16;

impl Program {
	/// The lanes that a workgroup pays for.
	pub fn charged_lanes(&self) -> u64 {
		u64::from(self.header().lanes().next_multiple_of(LANE_GROUP))
	}

	/// What a workgroup takes before its first instruction.
	pub(crate) fn start_fuel(&self) -> u64 {
		let header = self.header();
		let words = u64::from(header.registers) + u64::from(header.private_words);
		let per_lane = 1 + words.div_ceil(WORDS_ZEROED_PER_FUEL);
		self.charged_lanes() * per_lane + u64::from(header.workgroup_words)
	}

	/// The most that one workgroup can take.
	pub fn workgroup_fuel(&self, params: &[u32]) -> Result<Fuel, CostError> {
		if params.len() != usize::from(self.header().params) {
			return Err(CostError::WrongParamCount);
		}
		per_lane(self.code(), params)?
			.checked_mul(self.charged_lanes())
			.and_then(|fuel| fuel.checked_add(self.start_fuel()))
			.map(Fuel)
			.ok_or(CostError::Overflow)
	}

	/// The most that a pass over a grid of workgroups can take.
	pub fn pass_fuel(&self, params: &[u32], grid: [u32; 3]) -> Result<Fuel, CostError> {
		let Fuel(mut fuel) = self.workgroup_fuel(params)?;
		for workgroups in grid {
			fuel = fuel.checked_mul(u64::from(workgroups)).ok_or(CostError::Overflow)?;
		}
		Ok(Fuel(fuel))
	}
}

/// A loop whose end hasn't come yet, and the sum of what is around it.
struct Open {
	iterations: u64,
	outside: u64,
}

fn per_lane(code: &[Instr], params: &[u32]) -> Result<u64, CostError> {
	let mut open = alloc::vec::Vec::new();
	let mut sum = 0u64;
	for (index, instr) in code.iter().enumerate() {
		sum = sum.checked_add(u64::from(instr.cost())).ok_or(CostError::Overflow)?;
		match instr.control() {
			Some(Control::Loop { bound }) => {
				let iterations = bound
					.iterations(params)
					.ok_or(CostError::BoundTooLarge { instruction: index as u32 })?;
				open.push(Open { iterations: u64::from(iterations), outside: sum });
				sum = 0;
			},
			Some(Control::EndLoop { .. }) => {
				if let Some(Open { iterations, outside }) = open.pop() {
					sum = sum
						.checked_mul(iterations)
						.and_then(|inside| inside.checked_add(outside))
						.ok_or(CostError::Overflow)?;
				}
			},
			// Both parts of an `if` count, and whoever leaves early has paid for the rest.
			Some(
				Control::If { .. }
				| Control::Else
				| Control::End
				| Control::Continuing
				| Control::Break { .. }
				| Control::Continue { .. }
				| Control::Exit { .. },
			)
			| None => {},
		}
	}
	Ok(sum)
}
