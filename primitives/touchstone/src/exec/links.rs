//! Where control goes, found once for a program.

use crate::isa::instr::{Control, Instr};
use alloc::{vec, vec::Vec};

/// Where an instruction may go other than to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link {
	/// `if`: behind its `else`, or its `end`. `else`: its `end`. `loop`: behind its `end_loop`.
	/// `end_loop`: behind its `loop`.
	pub target: u32,
	/// What ends the part of a block that the instruction stands in, or for the last instruction
	/// of a block, the part that the block stands in. Where lanes go when none is left.
	pub skip: u32,
}

/// The links of valid code.
pub fn links(code: &[Instr]) -> Vec<Link> {
	let mut links = vec![Link::default(); code.len()];
	// From behind, so that the ends of blocks are known: what ends each open part, and what ends
	// its block.
	let mut open: Vec<(u32, u32)> = Vec::new();
	let end = code.len() as u32;
	for (index, instr) in code.iter().enumerate().rev() {
		let here = index as u32;
		let innermost = open.last().copied().unwrap_or((end, end));
		links[index].skip = innermost.0;
		let Some(control) = instr.control() else {
			continue;
		};
		match control {
			Control::End | Control::EndLoop { .. } => open.push((here, here)),
			Control::Else | Control::Continuing => {
				links[index].target = innermost.1;
				if let Some(part) = open.last_mut() {
					part.0 = here;
				}
			},
			Control::If { .. } => {
				let (part, block) = innermost;
				links[index].target = if part == block { block } else { part + 1 };
				open.pop();
			},
			Control::Loop { .. } => {
				let block = innermost.1;
				links[index].target = block + 1;
				if let Some(end_loop) = links.get_mut(block as usize) {
					end_loop.target = here + 1;
				}
				open.pop();
			},
			Control::Break { .. } | Control::Continue { .. } | Control::Exit { .. } => {},
		}
	}
	links
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::isa::operand::{Bound, Reg, When};

	#[test]
	fn links_lead_to_the_ends_of_blocks() {
		let when = When::If(Reg(0));
		let code = [
			Instr::Loop { bound: Bound::Constant(2) }, // 0
			Instr::If { when },                        // 1
			Instr::Break { when },                     // 2
			Instr::Else,                               // 3
			Instr::Barrier,                            // 4
			Instr::End,                                // 5
			Instr::Continuing,                         // 6
			Instr::If { when },                        // 7
			Instr::End,                                // 8
			Instr::EndLoop { leave: None },            // 9
		];
		let found: Vec<(u32, u32)> =
			links(&code).iter().map(|link| (link.target, link.skip)).collect();
		let expected =
			[(10, 6), (4, 3), (0, 3), (5, 5), (0, 5), (0, 6), (9, 9), (8, 8), (0, 9), (1, 10)];
		// What a block's first instruction skips to is never asked for: lanes are left when it runs.
		for index in [1, 2, 3, 4, 5, 6, 8, 9] {
			assert_eq!(found[index], expected[index], "instruction {index}");
		}
		assert_eq!((found[0].0, found[7].0), (10, 8));
	}
}
