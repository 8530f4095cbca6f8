//! Data for kernels: the same for the same seed, on every machine.

/// A generator of 64 bits of state (SplitMix64).
pub(crate) struct Random(u64);

impl Random {
	pub fn new(seed: u64) -> Self {
		Self(seed)
	}

	pub fn word(&mut self) -> u32 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		((z ^ (z >> 31)) >> 32) as u32
	}

	/// A number below `end`.
	pub fn below(&mut self, end: u32) -> u32 {
		((u64::from(self.word()) * u64::from(end)) >> 32) as u32
	}

	/// A float from `from` on and below `to`, in steps that 24 bits can tell apart.
	pub fn float(&mut self, from: f32, to: f32) -> f32 {
		let part = (self.word() >> 8) as f32 / 16_777_216.0;
		from + (to - from) * part
	}

	pub fn bytes(&mut self, count: usize) -> Vec<u8> {
		let mut bytes: Vec<u8> = Vec::with_capacity(count + 3);
		while bytes.len() < count {
			bytes.extend(self.word().to_le_bytes());
		}
		bytes.truncate(count);
		bytes
	}

	pub fn words(&mut self, count: usize) -> Vec<u32> {
		(0..count).map(|_| self.word()).collect()
	}

	pub fn floats(&mut self, count: usize, from: f32, to: f32) -> Vec<f32> {
		(0..count).map(|_| self.float(from, to)).collect()
	}
}
