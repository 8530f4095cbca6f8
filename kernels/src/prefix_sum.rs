//! Prefix sums of words, in levels of blocks.

use crate::{
	layout::{bytes_of, flat, input, made, words_of},
	random::Random,
	workload::{Kernel, Size, SourceFile, Workload, WorkloadPass},
};

/// Words of a block.
const BLOCK: u32 = 1024;

/// Workgroups in a row of the grid, where there are more.
const MAX_IN_ROW: u32 = 1024;

pub(crate) const KERNEL: Kernel = Kernel { name: "prefix-sum", sources: &[SCAN, ADD], make };

const SCAN: SourceFile =
	SourceFile { name: "scan.wgsl", text: include_str!("../prefix-sum/scan.wgsl") };

const ADD: SourceFile =
	SourceFile { name: "add.wgsl", text: include_str!("../prefix-sum/add.wgsl") };

fn make(size: Size, seed: u64) -> Workload {
	let words = match size {
		Size::Odd => 2_345,
		Size::Small => 4_096,
		Size::Medium => 1_100_000,
		Size::Large => 1 << 24,
	};
	Workload {
		inputs: vec![bytes_of(Random::new(seed).words(words as usize))],
		passes: passes(words),
		check: Box::new(|inputs| {
			let values = words_of(&inputs[0]).into_iter();
			let sums = values.scan(0u32, |sum, value| {
				*sum = sum.wrapping_add(value);
				Some(*sum)
			});
			vec![bytes_of(sums)]
		}),
	}
}

/// Up the levels until one block holds all, and down again.
fn passes(words: u32) -> Vec<WorkloadPass> {
	let mut passes = Vec::new();
	let mut lengths = vec![words];
	let mut from = input(0);
	loop {
		let words = lengths[lengths.len() - 1];
		let blocks = words.div_ceil(BLOCK);
		let pass = passes.len();
		let grid = grid(blocks);
		passes.push(WorkloadPass {
			source: SCAN,
			overrides: Vec::new(),
			floats: None,
			grid,
			params: Vec::new(),
			inputs: vec![from],
			outputs: vec![flat(words, BLOCK, grid), flat(blocks, 1, grid)],
		});
		if blocks == 1 {
			break;
		}
		from = made(pass, 1);
		lengths.push(blocks);
	}
	let mut totals = passes.len() - 1;
	for level in (0..lengths.len() - 1).rev() {
		let grid = grid(lengths[level].div_ceil(BLOCK));
		passes.push(WorkloadPass {
			source: ADD,
			overrides: Vec::new(),
			floats: None,
			grid,
			params: Vec::new(),
			inputs: vec![made(level, 0), made(totals, 0)],
			outputs: vec![flat(lengths[level], BLOCK, grid)],
		});
		totals = passes.len() - 1;
	}
	passes
}

/// Rows of workgroups, enough of them: what is too many has no words.
fn grid(blocks: u32) -> [u32; 3] {
	let x = blocks.min(MAX_IN_ROW);
	[x, blocks.div_ceil(x), 1]
}
