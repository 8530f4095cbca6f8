//! The fused multiply-add.

/// `a * b + c`, rounded once.
///
/// The product of two `f32` is exact in `f64`. Their sum with the third isn't always; so it is
/// rounded to odd, which keeps what a second rounding to `f32` has to know.
pub fn fma(a: f32, b: f32, c: f32) -> f32 {
	let (product, c) = (f64::from(a) * f64::from(b), f64::from(c));
	let sum = product + c;
	let of_c = sum - product;
	let lost = (product - (sum - of_c)) + (c - of_c);
	let even = sum.to_bits() & 1 == 0;
	// Infinities and NaN have no rest; a rest that is NaN isn't above or below.
	let odd = match (lost > 0.0, lost < 0.0) {
		(true, _) if even && sum > 0.0 => sum.to_bits().wrapping_add(1),
		(true, _) if even => sum.to_bits().wrapping_sub(1),
		(_, true) if even && sum > 0.0 => sum.to_bits().wrapping_sub(1),
		(_, true) if even => sum.to_bits().wrapping_add(1),
		_ => sum.to_bits(),
	};
	f64::from_bits(odd) as f32
}
