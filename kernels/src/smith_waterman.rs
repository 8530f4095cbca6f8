//! Smith-Waterman: scores of the best local alignments.

use crate::{
	layout::{bytes_of, flat, input, words_of},
	random::Random,
	workload::{Kernel, Size, SourceFile, Workload, WorkloadPass},
};

/// Letters that there are, and scores in a row of the table.
const LETTERS: u32 = 20;
const ROW: usize = 32;

const OPEN: i32 = 11;
const EXTEND: i32 = 1;

pub(crate) const KERNEL: Kernel = Kernel { name: "smith-waterman", sources: &[SCORE], make };

const SCORE: SourceFile = SourceFile {
	name: "smith-waterman.wgsl",
	text: include_str!("../smith-waterman/smith-waterman.wgsl"),
};

fn make(size: Size, seed: u64) -> Workload {
	let (query, sequences, longest) = match size {
		Size::Odd => (77u32, 13u32, 131u32),
		Size::Small => (64, 8, 64),
		Size::Medium => (150, 40, 300),
		Size::Large => (256, 16384, 700),
	};
	let mut random = Random::new(seed);
	let query: Vec<u8> = letters(&mut random, query);
	let mut residues = Vec::new();
	let mut starts = vec![0];
	for _ in 0..sequences {
		residues.extend(relative(&mut random, &query, longest));
		starts.push(residues.len() as u32);
	}
	let x = sequences.min(128);
	let grid = [x, sequences.div_ceil(x), 1];
	let params = vec![sequences, query.len() as u32, longest, OPEN as u32, EXTEND as u32];
	Workload {
		inputs: vec![query, residues, bytes_of(starts), bytes_of(table(&mut random))],
		passes: vec![WorkloadPass {
			source: SCORE,
			overrides: Vec::new(),
			floats: None,
			grid,
			params,
			inputs: (0..4).map(input).collect(),
			outputs: vec![flat(sequences, 1, grid)],
		}],
		check: Box::new(|inputs| {
			let table = words_of(&inputs[3]);
			let starts = words_of(&inputs[2]);
			let scores = starts.windows(2).map(|ends| {
				let sequence = &inputs[1][ends[0] as usize..ends[1] as usize];
				let score = |a: u8, b: u8| table[ROW * usize::from(a) + usize::from(b)] as i32;
				best_score(&inputs[0], sequence, score) as u32
			});
			vec![bytes_of(scores)]
		}),
	}
}

fn letters(random: &mut Random, count: u32) -> Vec<u8> {
	(0..count).map(|_| random.below(LETTERS) as u8).collect()
}

/// A sequence with a piece of the query in it, of which some letters are lost, changed or new.
fn relative(random: &mut Random, query: &[u8], longest: u32) -> Vec<u8> {
	let before = random.below(longest / 2);
	let mut sequence = letters(random, before);
	let first = random.below(query.len() as u32) as usize;
	for letter in &query[first..] {
		match random.below(12) {
			0 => {},
			1 => sequence.push(random.below(LETTERS) as u8),
			2 => {
				let new = random.below(4);
				sequence.extend(letters(random, new));
			},
			_ => sequence.push(*letter),
		}
	}
	let more = random.below(longest);
	sequence.extend(letters(random, more));
	sequence.truncate(longest as usize);
	sequence
}

/// Scores that look like those of proteins: high for what is the same, mostly negative elsewhere.
fn table(random: &mut Random) -> Vec<u32> {
	let mut table = vec![0; ROW * ROW];
	for a in 0..LETTERS as usize {
		for b in 0..=a {
			let score = match a == b {
				true => 4 + random.below(8) as i32,
				false => random.below(7) as i32 - 4,
			};
			table[ROW * a + b] = score as u32;
			table[ROW * b + a] = score as u32;
		}
	}
	table
}

/// The best local alignment, cell by cell of the whole table (Gotoh).
fn best_score(query: &[u8], sequence: &[u8], score: impl Fn(u8, u8) -> i32) -> i32 {
	const NEVER: i32 = i32::MIN / 2;
	let mut best = 0;
	let mut row = vec![0; sequence.len() + 1];
	let mut down = vec![NEVER; sequence.len() + 1];
	for a in query {
		let above = row.clone();
		let mut across = NEVER;
		for (at, b) in sequence.iter().enumerate() {
			across = (across - EXTEND).max(row[at] - OPEN);
			down[at + 1] = (down[at + 1] - EXTEND).max(above[at + 1] - OPEN);
			let met = above[at] + score(*a, *b);
			row[at + 1] = met.max(across).max(down[at + 1]).max(0);
			best = best.max(row[at + 1]);
		}
	}
	best
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Three letters that match, a gap of two, three more: 6 * 5 - 11 - 1.
	#[test]
	fn best_score_should_pay_for_gaps() {
		let score = |a: u8, b: u8| if a == b { 5 } else { -4 };
		assert_eq!(best_score(b"ACGTCA", b"GGACGAATCATT", score), 18);
		assert_eq!(best_score(b"AAAA", b"CCCC", score), 0);
		assert_eq!(best_score(b"ACGT", b"ACGT", score), 20);
	}
}
