//! Numbers that follow from a seed.

/// SplitMix64: small, and good enough to play with.
#[derive(Clone)]
pub struct Dice(u64);

impl Dice {
	pub fn new(seed: u64) -> Self {
		Self(seed)
	}

	pub fn roll(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		z ^ (z >> 31)
	}

	/// A number below `limit`, which isn't zero.
	pub fn below(&mut self, limit: u64) -> u64 {
		((u128::from(self.roll()) * u128::from(limit)) >> 64) as u64
	}

	/// Whether something happens that happens once in `times`.
	pub fn once_in(&mut self, times: u64) -> bool {
		self.below(times) == 0
	}

	/// One of these.
	pub fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
		&among[self.below(among.len() as u64) as usize]
	}

	/// One of these, by their weights.
	pub fn weighed<T: Copy>(&mut self, among: &[(u32, T)]) -> T {
		let all = among.iter().map(|(weight, _)| u64::from(*weight)).sum();
		let mut at = self.below(all);
		for (weight, thing) in among {
			match at.checked_sub(u64::from(*weight)) {
				Some(rest) => at = rest,
				None => return *thing,
			}
		}
		unreachable!("the number is below the sum")
	}
}
