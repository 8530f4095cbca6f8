//! Matrix product of signed bytes, summed in 32 bits.

use crate::{
	layout::{bytes_of, input, planar},
	random::Random,
	workload::{Kernel, Size, SourceFile, Workload, WorkloadPass},
};

/// Rows and columns of a tile.
const TILE: u32 = 32;

pub(crate) const KERNEL: Kernel = Kernel { name: "matmul-i8", sources: &[PRODUCT], make };

const PRODUCT: SourceFile =
	SourceFile { name: "matmul-i8.wgsl", text: include_str!("../matmul-i8/matmul-i8.wgsl") };

fn make(size: Size, seed: u64) -> Workload {
	let [rows, columns, depth]: [u32; 3] = match size {
		Size::Odd => [37, 51, 75],
		Size::Small => [64, 32, 64],
		Size::Medium => [256, 192, 512],
		Size::Large => [2048, 2048, 4096],
	};
	let mut random = Random::new(seed);
	let (words, pitch) = (depth.div_ceil(4), columns.next_multiple_of(TILE));
	// A row more than there is, which counts for nothing.
	let mut matrix = |rows: u32| {
		let mut bytes = Vec::new();
		for _ in 0..rows + 1 {
			bytes.extend(random.bytes(depth as usize));
			bytes.resize(bytes.len().next_multiple_of(4), 0);
		}
		bytes
	};
	let grid = [columns.div_ceil(TILE), rows.div_ceil(TILE), 1];
	Workload {
		inputs: vec![matrix(rows), matrix(columns)],
		passes: vec![WorkloadPass {
			source: PRODUCT,
			overrides: Vec::new(),
			floats: None,
			grid,
			params: vec![rows, columns, words, pitch],
			inputs: vec![input(0), input(1)],
			outputs: vec![planar(rows, pitch, [TILE, TILE], grid)],
		}],
		check: Box::new(move |inputs| {
			let signed = |bytes: &[u8]| bytes.iter().map(|b| *b as i8).collect::<Vec<_>>();
			let (a, b) = (signed(&inputs[0]), signed(&inputs[1]));
			let line = 4 * words as usize;
			let mut product = vec![0u32; (rows * pitch) as usize];
			for (row, x) in a.chunks_exact(line).take(rows as usize).enumerate() {
				for (column, y) in b.chunks_exact(line).take(columns as usize).enumerate() {
					let terms = x.iter().zip(y).map(|(x, y)| i32::from(*x) * i32::from(*y));
					product[row * pitch as usize + column] = terms.sum::<i32>() as u32;
				}
			}
			vec![bytes_of(product)]
		}),
	}
}
