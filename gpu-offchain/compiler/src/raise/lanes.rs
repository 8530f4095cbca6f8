//! Lanes that fill up a workgroup.
//!
//! A driver that runs lanes in vectors has lanes left over where the workgroup doesn't fill them.
//! lavapipe (Mesa 22.3) lets those go through loops with the others, but their loads give 0, so
//! that they may stay in a loop that all others have left, and wait at its barrier for good. Where
//! there are barriers the raised program therefore has whole groups of lanes: the ones on top do
//! what the others do, but leave no trace in memory.

use assay_touchstone::{Header, Instr, LANE_GROUP};

/// The lanes of a raised workgroup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lanes {
	/// The program's own.
	pub own: u32,
	/// All, with those that fill up.
	pub all: u32,
	/// Lanes in x, y and z.
	pub size: [u32; 3],
}

impl Lanes {
	pub fn of(header: &Header, code: &[Instr]) -> Self {
		let own = header.lanes();
		let all = own.next_multiple_of(LANE_GROUP);
		if own == all || !code.iter().any(Instr::is_barrier) {
			let size = header.workgroup_size.map(u32::from);
			return Self { own, all: own, size };
		}
		let size = [LANE_GROUP, all / LANE_GROUP, 1];
		Self { own, all, size }
	}

	pub fn are_filled_up(&self) -> bool {
		self.own < self.all
	}
}
