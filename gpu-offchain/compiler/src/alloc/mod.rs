//! From structured values to registers and bytecode.

mod color;
mod emit;
mod flatten;
mod liveness;
mod spill;
mod together;

use crate::{diagnostic::Diagnostic, ir::Program};
use assay_touchstone::{limits, Header};

/// Classes of variables that are spilled in one round, and in how many rounds: few at first, so that
/// no more are spilled than have to be, then many, so that large kernels take no longer.
const ROUNDS: [(usize, usize); 3] = [(8, 16), (8, 64), (8, 256)];

/// Chooses registers and writes the bytecode.
pub(crate) fn assemble(program: &Program, header: Header) -> Result<Vec<u8>, Diagnostic> {
	let mut header = header;
	let mut code = flatten::flatten(program);
	if code.items.len() > limits::MAX_BYTECODE {
		return Err(too_long());
	}
	let rounds = ROUNDS.iter().flat_map(|&(rounds, at_once)| vec![at_once; rounds]);
	for at_once in rounds {
		liveness::remove_dead(&mut code);
		let same = together::same_in_all_lanes(&code)?;
		let graph = color::Graph::of(&code);
		match color::color(&mut code, graph, &same, at_once) {
			Ok(registers) => {
				header.uniform = registers.uniform;
				let bytecode = emit::emit(&code, &registers.of, header);
				return match bytecode.len() > limits::MAX_BYTECODE {
					true => Err(too_long()),
					false => Ok(bytecode),
				};
			},
			Err(spilled) => {
				let first = u32::from(header.private_words);
				let end = spill::spill(&mut code, &spilled, first);
				if end > limits::MAX_PRIVATE_WORDS {
					break;
				}
				header.private_words = end as u16;
			},
		}
	}
	Err(Diagnostic::error(
		"too-many-values",
		"the kernel needs more than 256 registers and can't put enough of them into memory",
	)
	.help("keep fewer values alive at once: put large sets of variables into arrays"))
}

fn too_long() -> Diagnostic {
	Diagnostic::error("too-long", "the kernel is longer than 32 KiB of bytecode").help(
		"call large functions from one place, in a loop; write repetitions as loops; \
		 split the kernel into passes",
	)
}
