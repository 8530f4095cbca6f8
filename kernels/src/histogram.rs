//! How often each byte occurs.

use crate::{
	layout::{bytes_of, flat, input, made},
	random::Random,
	workload::{Kernel, Size, SourceFile, Workload, WorkloadPass},
};

/// Bytes that a workgroup counts.
const BLOCK: u32 = 1 << 16;

/// Rows of counts that a workgroup adds up.
const MERGED: u32 = 64;

/// Workgroups in a row of the grid, where there are more.
const MAX_IN_ROW: u32 = 256;

pub(crate) const KERNEL: Kernel = Kernel { name: "histogram", sources: &[COUNT, MERGE], make };

const COUNT: SourceFile =
	SourceFile { name: "count.wgsl", text: include_str!("../histogram/count.wgsl") };

const MERGE: SourceFile =
	SourceFile { name: "merge.wgsl", text: include_str!("../histogram/merge.wgsl") };

fn make(size: Size, seed: u64) -> Workload {
	let bytes = match size {
		Size::Odd => 65_536 + 4_323,
		Size::Small => 3 * BLOCK,
		Size::Medium => 80 * BLOCK - 2,
		Size::Large => 64 << 20,
	};
	// Sums of bytes, so that counts differ.
	let mut random = Random::new(seed);
	let data = (0..bytes).map(|_| (random.below(200) + random.below(57)) as u8).collect();
	let blocks = bytes.div_ceil(BLOCK);
	let x = blocks.min(MAX_IN_ROW);
	let grid = [x, blocks.div_ceil(x), 1];
	let mut rows = grid[0] * grid[1];
	let mut passes = vec![WorkloadPass {
		source: COUNT,
		overrides: Vec::new(),
		floats: None,
		grid,
		params: vec![bytes],
		inputs: vec![input(0)],
		outputs: vec![flat(256 * rows, 256, grid)],
	}];
	while rows > 1 {
		let pass = passes.len() - 1;
		rows = rows.div_ceil(MERGED);
		let grid = [rows, 1, 1];
		passes.push(WorkloadPass {
			source: MERGE,
			overrides: Vec::new(),
			floats: None,
			grid,
			params: Vec::new(),
			inputs: vec![made(pass, 0)],
			outputs: vec![flat(256 * rows, 256, grid)],
		});
	}
	Workload {
		inputs: vec![data],
		passes,
		check: Box::new(|inputs| {
			let mut counts = [0; 256];
			for byte in &inputs[0] {
				counts[usize::from(*byte)] += 1;
			}
			vec![bytes_of(counts)]
		}),
	}
}
