//! Choices that make a program, as a list: a shorter or smaller list makes a simpler program.

/// Makes choices, or repeats those of a list.
pub struct Choices {
	given: Option<Vec<u32>>,
	made: Vec<u32>,
	state: u64,
}

impl Choices {
	/// Choices that a seed decides.
	pub fn from_seed(seed: u64) -> Self {
		Self {
			given: None,
			made: Vec::new(),
			state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d,
		}
	}

	/// The choices of a list; behind its end always the first.
	pub fn from_list(list: Vec<u32>) -> Self {
		Self { given: Some(list), made: Vec::new(), state: 0 }
	}

	/// What was chosen.
	pub fn into_list(self) -> Vec<u32> {
		self.made
	}

	fn random(&mut self) -> u32 {
		self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.state;
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		(z >> 32) as u32
	}

	/// Any word.
	pub fn word(&mut self) -> u32 {
		let next = match &self.given {
			Some(list) => list.get(self.made.len()).copied().unwrap_or(0),
			None => self.random(),
		};
		self.made.push(next);
		next
	}

	/// A number below `end`.
	pub fn below(&mut self, end: usize) -> usize {
		self.word() as usize % end
	}

	/// One time in `n`. Never in the simplest program.
	pub fn one_in(&mut self, n: usize) -> bool {
		self.below(n) == n - 1
	}

	/// One of these; the first is the simplest.
	pub fn pick<'t, T: ?Sized>(&mut self, from: &[&'t T]) -> &'t T {
		from[self.below(from.len())]
	}
}

/// A list that makes a simpler program for which `fails` still holds.
pub fn shrink(list: Vec<u32>, fails: impl Fn(&[u32]) -> bool) -> Vec<u32> {
	let mut best = list;
	let mut tries = 0;
	let mut size = best.len() / 2;
	while size > 0 {
		let mut at = 0;
		while at < best.len() && tries < 3_000 {
			let end = (at + size).min(best.len());
			let without = [&best[..at], &best[end..]].concat();
			let mut zeroed = best.clone();
			zeroed[at..end].fill(0);
			tries += 2;
			if fails(&without) {
				best = without;
			} else if best[at..end].iter().any(|n| *n != 0) && fails(&zeroed) {
				best = zeroed;
				at = end;
			} else {
				at = end;
			}
		}
		size /= 2;
	}
	best
}
