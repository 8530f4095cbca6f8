//! Integer operations that Rust doesn't have, or has with a panic.

#[inline(always)]
pub fn div_u(a: u32, b: u32) -> u32 {
	a.checked_div(b).unwrap_or(a)
}

#[inline(always)]
pub fn rem_u(a: u32, b: u32) -> u32 {
	a.checked_rem(b).unwrap_or(0)
}

#[inline(always)]
pub fn div_s(a: u32, b: u32) -> u32 {
	// Only x / 0 and MIN / -1 have no quotient, and both are to give x.
	(a as i32).checked_div(b as i32).map_or(a, |quotient| quotient as u32)
}

#[inline(always)]
pub fn rem_s(a: u32, b: u32) -> u32 {
	(a as i32).checked_rem(b as i32).map_or(0, |remainder| remainder as u32)
}

#[inline(always)]
pub fn dot4_s(a: u32, b: u32) -> u32 {
	let byte = |word: u32, shift: u32| i32::from((word >> shift) as i8);
	let product = |shift| byte(a, shift).wrapping_mul(byte(b, shift));
	product(0).wrapping_add(product(8)).wrapping_add(product(16)).wrapping_add(product(24)) as u32
}

#[inline(always)]
pub fn dot4_u(a: u32, b: u32) -> u32 {
	let product = |shift: u32| ((a >> shift) & 0xff).wrapping_mul((b >> shift) & 0xff);
	product(0).wrapping_add(product(8)).wrapping_add(product(16)).wrapping_add(product(24))
}

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
pub fn extract_u(a: u32, offset: u32, count: u32) -> u32 {
	let (offset, count) = limited(offset, count);
	a.checked_shr(offset).unwrap_or(0) & low_bits(count)
}

#[inline(always)]
pub fn extract_s(a: u32, offset: u32, count: u32) -> u32 {
	let (offset, count) = limited(offset, count);
	if count == 0 {
		return 0;
	}
	let at_top = a << (32 - offset - count);
	((at_top as i32) >> (32 - count)) as u32
}

#[inline(always)]
pub fn insert(base: u32, bits: u32, offset: u32, count: u32) -> u32 {
	let (offset, count) = limited(offset, count);
	let mask = low_bits(count).checked_shl(offset).unwrap_or(0);
	(base & !mask) | (bits.checked_shl(offset).unwrap_or(0) & mask)
}
