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
