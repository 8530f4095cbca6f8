//! Bit fields of words.

/// The field's bits as they stand: `min(offset, 32)`, `min(count, 32 - offset)`.
#[inline(always)]
fn limited(offset: u32, count: u32) -> (u32, u32) {
	let offset = offset.min(32);
	(offset, count.min(32 - offset))
}

#[inline(always)]
fn low_bits(count: u32) -> u32 {
	u32::MAX.checked_shr(32 - count).unwrap_or(0)
}

#[inline(always)]
fn extract_u(a: u32, offset: u32, count: u32) -> u32 {
	let (offset, count) = limited(offset, count);
	a.checked_shr(offset).unwrap_or(0) & low_bits(count)
}

#[inline(always)]
fn extract_s(a: u32, offset: u32, count: u32) -> u32 {
	let (offset, count) = limited(offset, count);
	if count == 0 {
		return 0;
	}
	let at_top = a << (32 - offset - count);
	((at_top as i32) >> (32 - count)) as u32
}

/// Bits of a word, moved to bit 0. The numbers are limited to the word; `signed` copies the field's
/// highest bit into what is above it.
#[inline(always)]
pub fn extract_bits(signed: bool, a: u32, offset: u32, count: u32) -> u32 {
	if signed {
		extract_s(a, offset, count)
	} else {
		extract_u(a, offset, count)
	}
}

/// A word with some bits replaced. The numbers are limited to the word.
#[inline(always)]
pub fn insert_bits(base: u32, bits: u32, offset: u32, count: u32) -> u32 {
	let (offset, count) = limited(offset, count);
	let mask = low_bits(count).checked_shl(offset).unwrap_or(0);
	(base & !mask) | (bits.checked_shl(offset).unwrap_or(0) & mask)
}
