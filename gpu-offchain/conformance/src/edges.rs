//! Words that find mistakes.

/// Edges of integers, shifts, floats, halves and conversions.
pub const EDGES: [u32; 54] = [
	0,
	1,
	2,
	3,
	7,
	15,
	16,
	31,
	32,
	33,
	63,
	0x7f,
	0x80,
	0xff,
	0xffff,
	0x0001_0000,
	0x7fff_fffe,
	0x7fff_ffff,
	0x8000_0000,
	0x8000_0001,
	0xffff_fffe,
	0xffff_ffff,
	0x8180_7f01, // bytes around the sign
	0x0080_0000, // the smallest normal float
	0x007f_ffff, // the largest subnormal one
	0x807f_ffff,
	0x8080_0000,
	0x00ff_ffff,
	0x3f80_0000, // 1
	0xbf80_0000, // -1
	0x3f7f_ffff, // below 1
	0x3f80_0001, // above 1
	0x3f00_0000, // 1/2
	0xbf00_0000, // -1/2
	0x3f00_0001,
	0x3fc0_0000, // 3/2
	0x4020_0000, // 5/2
	0xc060_0000, // -7/2
	0x4b00_0001, // 2^23 + 1
	0x4aff_ffff, // 2^23 - 1/2
	0x4f00_0000, // 2^31
	0xcf00_0000, // -2^31
	0xcf00_0001,
	0x4eff_ffff, // below 2^31
	0x4f80_0000, // 2^32
	0x4f7f_ffff, // below 2^32
	0x7f7f_ffff, // the largest float
	0xff7f_ffff,
	0x7f80_0000, // infinity
	0xff80_0000,
	0x7f80_0001, // a signalling NaN
	0xffc0_1234, // a NaN with a payload
	0x3380_0000, // 2^-24, the smallest half
	0x477f_f000, // rounds to the infinite half
];

/// All pairs of edges.
pub fn pairs() -> impl Iterator<Item = [u32; 2]> {
	EDGES.into_iter().flat_map(|a| EDGES.map(|b| [a, b]))
}

/// Numbers that a seed decides.
pub struct Random(u64);

impl Random {
	pub fn new(seed: u64) -> Self {
		Self(seed ^ 0x9e37_79b9_7f4a_7c15)
	}

	pub fn word(&mut self) -> u32 {
		self.0 ^= self.0 << 13;
		self.0 ^= self.0 >> 7;
		self.0 ^= self.0 << 17;
		(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32) as u32
	}

	/// An edge, or at most two away from one.
	fn near_edge(&mut self) -> u32 {
		let edge = EDGES[(self.word() % EDGES.len() as u32) as usize];
		edge.wrapping_add(self.word() % 5).wrapping_sub(2)
	}

	/// Two floats: random bits, or two that are hard together.
	pub fn floats(&mut self) -> [u32; 2] {
		let (a, b) = (self.word(), self.word());
		let with_exponent = |word: u32, exponent: u32| word & 0x807f_ffff | exponent << 23;
		let exponent = 1 + (b >> 8) % 125;
		match self.word() % 8 {
			0 => [self.near_edge(), b],
			1 => [a, self.near_edge()],
			2 => [self.near_edge(), self.near_edge()],
			// Sums that cancel, quotients near 1.
			3 => [a, a ^ (b & 0x8000_00ff)],
			// Products and quotients near the smallest normal number.
			4 => [with_exponent(a, exponent), with_exponent(b, 127 - exponent)],
			5 => [with_exponent(a, exponent), with_exponent(b, exponent + 126)],
			// Mantissas of few bits: ties.
			6 => [a & 0xfff8_0000, b & 0xffff_f000],
			_ => [a, b],
		}
	}
}
