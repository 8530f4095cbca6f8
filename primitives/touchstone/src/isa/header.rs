//! What a program says about itself before its code.

named! {
	/// How a kernel's floats are meant.
	FloatMode {
		/// One result everywhere, compared bit by bit.
		Strict = 0, "strict";
		/// Full speed on a GPU, compared within a tolerance.
		Relaxed = 1, "relaxed";
	}
}

/// What a program needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Header {
	/// How floats are meant.
	pub float_mode: FloatMode,
	/// Lanes of a workgroup in x, y and z.
	pub workgroup_size: [u16; 3],
	/// Registers of a lane, at most 256. Setting them to zero takes fuel.
	pub registers: u16,
	/// How many of them, from the first on, hold the same in all lanes.
	pub uniform: u16,
	/// Words of private memory of a lane, at most 4096, and 2^18 over all lanes.
	pub private_words: u16,
	/// Words of workgroup memory, at most 4096.
	pub workgroup_words: u16,
	/// Inputs that instructions may name, at most 8: those below this number.
	pub inputs: u8,
	/// Outputs that instructions may name, at most 4: those below this number.
	pub outputs: u8,
	/// Words of the uniform block, at most 256, that each pass gives.
	pub params: u16,
}

impl Header {
	/// The first word: the bytes `TSB` and the version, 1.
	pub const MAGIC: u32 = u32::from_le_bytes([b'T', b'S', b'B', 1]);

	/// Words of a header.
	pub const WORDS: usize = 6;

	/// One lane, nothing else.
	pub const fn new(float_mode: FloatMode) -> Self {
		Self {
			float_mode,
			workgroup_size: [1, 1, 1],
			registers: 0,
			uniform: 0,
			private_words: 0,
			workgroup_words: 0,
			inputs: 0,
			outputs: 0,
			params: 0,
		}
	}

	/// Lanes of a workgroup.
	pub fn lanes(&self) -> u32 {
		let [x, y, z] = self.workgroup_size;
		u32::from(x).saturating_mul(u32::from(y)).saturating_mul(u32::from(z))
	}

	/// The binary form.
	pub fn to_words(&self) -> [u32; Self::WORDS] {
		let pair = |low: u16, high: u16| u32::from(low) | u32::from(high) << 16;
		let [x, y, z] = self.workgroup_size;
		[
			Self::MAGIC,
			u32::from_le_bytes([self.float_mode.code(), self.inputs, self.outputs, 0]),
			pair(x, y),
			pair(z, self.registers),
			pair(self.params, self.private_words),
			pair(self.workgroup_words, self.uniform),
		]
	}
}
