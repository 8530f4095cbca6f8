//! Hyperbolic functions and their inverses.

use super::{
	exponential::exp_m1, fma, log, logarithm::log_1p, polynomial, power_of_two, signed, LN_2,
};

/// From here on sine and cosine are beyond the largest `f32`.
const LARGEST: f32 = 89.415_985;

/// From here on the tangent rounds to 1.
const TANH_IS_ONE: f32 = 9.02;

/// `(tanh(x) - x) / x^3` in x^2, to 0.55, within 2^-29 of the tangent.
const TANH: [f32; 5] = [-0.333_333_16, 0.133_325_44, -0.053_847_548, 0.021_050_714, -0.006_242_849];

/// `(sinh(x) - x) / x^3` in x^2, to 1, within 2^-31 of the sine.
const SINH: [f32; 4] = [0.166_666_67, 0.008_333_310_5, 1.984_288_6e-4, 2.781_878e-6];

/// `(atanh(x) - x) / x^3` in x^2, to 0.3, within 2^-29 of the result.
const ATANH: [f32; 4] = [0.333_332_8, 0.200_055_7, 0.141_040_18, 0.133_985_86];

/// From here on one more or less doesn't change a logarithm's argument.
const HUGE: f32 = 1e10;

/// x and a multiple of its cube: an odd function near zero.
fn odd<const N: usize>(x: f32, coefficients: [f32; N]) -> f32 {
	let square = x * x;
	fma(polynomial(square, coefficients) * square, x, x)
}

/// The hyperbolic sine.
pub fn sinh(x: f32) -> f32 {
	if x.is_nan() {
		return x;
	}
	let size = x.abs();
	let result = if size > LARGEST {
		f32::INFINITY
	} else if size < 1.0 {
		odd(size, SINH)
	} else {
		let quarter = quarter_exp(size);
		fma(quarter, 2.0, -0.125 / quarter)
	};
	signed(result, x)
}

/// The hyperbolic cosine.
pub fn cosh(x: f32) -> f32 {
	if x.is_nan() {
		return x;
	}
	let size = x.abs();
	if size > LARGEST {
		return f32::INFINITY;
	}
	let quarter = quarter_exp(size);
	fma(quarter, 2.0, 0.125 / quarter)
}

/// A quarter of e^x, which doesn't overflow where half of it doesn't.
fn quarter_exp(x: f32) -> f32 {
	let (n, m) = exp_m1(x);
	let unit = power_of_two(n.wrapping_sub(2));
	fma(unit, m, unit)
}

/// The hyperbolic tangent.
pub fn tanh(x: f32) -> f32 {
	if x.is_nan() {
		return x;
	}
	let size = x.abs();
	let result = if size > TANH_IS_ONE {
		1.0
	} else if size < 0.55 {
		odd(size, TANH)
	} else {
		let (n, m) = exp_m1(2.0 * size);
		let unit = power_of_two(n);
		1.0 - 2.0 / (fma(unit, m, unit) + 1.0)
	};
	signed(result, x)
}

/// The inverse of the hyperbolic sine.
pub fn asinh(x: f32) -> f32 {
	if !x.is_finite() {
		return x;
	}
	let size = x.abs();
	let result = if size > HUGE {
		log(size) + LN_2.high
	} else {
		let square = size * size;
		log_1p(size + square / (1.0 + libm::sqrtf(square + 1.0)))
	};
	signed(result, x)
}

/// The inverse of the hyperbolic cosine.
pub fn acosh(x: f32) -> f32 {
	if x.is_nan() || x < 1.0 {
		return f32::NAN;
	}
	if x == f32::INFINITY {
		return x;
	}
	if x > HUGE {
		return log(x) + LN_2.high;
	}
	let beyond = x - 1.0;
	log_1p(beyond + libm::sqrtf(fma(beyond, beyond, 2.0 * beyond)))
}

/// The inverse of the hyperbolic tangent.
pub fn atanh(x: f32) -> f32 {
	let size = x.abs();
	if size.is_nan() || size > 1.0 {
		return f32::NAN;
	}
	let result = if size == 1.0 {
		f32::INFINITY
	} else if size < 0.3 {
		odd(size, ATANH)
	} else {
		0.5 * log_1p(2.0 * size / (1.0 - size))
	};
	signed(result, x)
}
