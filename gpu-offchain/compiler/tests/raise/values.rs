//! Words that find mistakes.

/// Edges of integers, floats, halves, shifts and conversions.
pub const EDGES: [u32; 52] = [
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
	0x8180_7f01,
	0x0080_0000, // smallest normal
	0x007f_ffff, // largest subnormal
	0x807f_ffff,
	0x8080_0000,
	0x00ff_ffff,
	0x3f80_0000, // 1
	0xbf80_0000, // -1
	0x3f7f_ffff, // below 1
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
	0x7f7f_ffff, // largest
	0x7f80_0000, // infinity
	0xff80_0000,
	0x7f80_0001, // signalling NaN
	0xffc0_1234, // NaN with a payload
	0x3380_0000, // 2^-24, the smallest half
	0x477f_f000, // rounds to the infinite half
];

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
}

/// All pairs of edges: the first words and the second ones.
pub fn pairs() -> (Vec<u32>, Vec<u32>) {
	EDGES.iter().flat_map(|&a| EDGES.iter().map(move |&b| (a, b))).unzip()
}
