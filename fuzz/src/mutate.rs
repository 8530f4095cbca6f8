//! Programs from fuzz input: a generated one, changed as the input says.

use crate::generator::{case, Case};
use assay_touchstone::*;

/// The input, read from the front; zeros behind its end.
pub struct Input<'a>(pub &'a [u8]);

impl Input<'_> {
	pub fn byte(&mut self) -> u8 {
		match self.0.split_first() {
			Some((byte, rest)) => {
				self.0 = rest;
				*byte
			},
			None => 0,
		}
	}

	pub fn word(&mut self) -> u32 {
		u32::from_le_bytes([self.byte(), self.byte(), self.byte(), self.byte()])
	}

	pub fn below(&mut self, end: usize) -> usize {
		(usize::from(self.byte()) << 8 | usize::from(self.byte())) % end.max(1)
	}
}

/// A generated program, and the bytes of what the input made of it.
pub fn changed(input: &mut Input<'_>) -> (Case, Vec<u8>) {
	let seed = u64::from(input.word());
	let mut case = case(seed);
	let other = crate::generator::case(seed >> 8 ^ 0x5555).code;
	for _ in 0..input.byte() % 8 {
		let length = case.code.len();
		let (at, from) = (input.below(length), input.below(length));
		match input.byte() % 8 {
			0 if length > 1 => drop(case.code.remove(at)),
			1 => case.code.insert(at, case.code[from]),
			2 => case.code.swap(at, from),
			3 => case.code.insert(at, other[from % other.len()]),
			4 => case.code.insert(at, Instr::Barrier),
			5 => {
				case.header.uniform =
					u16::from(input.byte()) % case.header.registers.saturating_add(1)
			},
			6 => {
				let repeated = case.code[at.min(from)..at.max(from)].to_vec();
				case.code.splice(at..at, repeated);
			},
			_ => {
				// A word of the encoding becomes any word, if that decodes.
				let mut bytes = encode(&case.header, &case.code[..]);
				let place = 4 * input.below(bytes.len() / 4);
				bytes[place..place + 4].copy_from_slice(&input.word().to_le_bytes());
				if let Ok((header, decoded)) = decode(&bytes) {
					let code: Result<Vec<_>, _> =
						decoded.map(|item| item.map(|(_, i)| i)).collect();
					match code {
						Ok(code) if !code.is_empty() => (case.header, case.code) = (header, code),
						_ => return (case, bytes),
					}
				}
			},
		}
	}
	let mut bytes = case.bytecode();
	for _ in 0..input.byte() % 4 {
		let at = input.below(bytes.len());
		bytes[at] ^= input.byte();
	}
	(case, bytes)
}
