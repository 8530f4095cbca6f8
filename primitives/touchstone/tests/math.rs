//! The functions of floats, against those of the host in double precision, which have another
//! source and 29 bits more.
//!
//! `ASSAY_STRIDE=1` looks at every argument there is; without it one of 4,093 is.

use assay_touchstone::math;
use std::env;

const SIGN: u32 = 0x8000_0000;
const INFINITY: u32 = 0x7f80_0000;

/// The argument with these bits, as functions get it: a subnormal is a zero.
fn operand(bits: u32) -> f32 {
	f32::from_bits(if bits & INFINITY == 0 { bits & SIGN } else { bits })
}

/// How far a result is from what it should be, in units of its last place. Infinite where one of
/// them is a number, or an infinity, or zero, and the other isn't.
fn error(result: f32, exact: f64) -> f64 {
	let least = f64::from(f32::MIN_POSITIVE);
	// Halfway to the next power of two, a float is infinite.
	let most = f64::from(f32::MAX) * (1.0 + 1.0 / f64::from(1 << 25));
	let size = exact.abs();
	if exact.is_nan() || result.is_nan() {
		return if exact.is_nan() && result.is_nan() { 0.0 } else { f64::INFINITY };
	}
	if result.is_infinite() {
		return if size >= most { 0.0 } else { f64::INFINITY };
	}
	if result.abs() < f32::MIN_POSITIVE {
		// Flushed, or about to be.
		return if size < least * (1.0 + f64::from(f32::EPSILON)) { 0.0 } else { f64::INFINITY };
	}
	if exact == 0.0 || (result < 0.0) != (exact < 0.0) {
		return f64::INFINITY;
	}
	let exponent = (((size.to_bits() >> 52) as i32) - 1023).clamp(-126, 127);
	(f64::from(result) - exact).abs() / 2f64.powi(exponent - 23)
}

/// Checks a function of one number: the largest error, in hundredths, isn't beyond what is said.
fn check(name: &str, function: fn(f32) -> f32, exact: fn(f64) -> f64, hundredths: u32) {
	let stride: u32 = env::var("ASSAY_STRIDE").map_or(4093, |n| n.parse().expect("a number"));
	let edges = [0, 1, INFINITY - 1, INFINITY, INFINITY + 1, 0x3f80_0000, 0x0080_0000, 0x3f00_0000];
	let edges = edges.into_iter().flat_map(|bits| [bits, bits | SIGN]);
	let every = (0..=u32::MAX / stride).map(|n| n * stride);
	let (mut worst, mut place) = (0.0, 0);
	let mut counts = [0u64; 5];
	for bits in edges.chain(every) {
		let x = operand(bits);
		let error = error(function(x), exact(f64::from(x)));
		counts[((error * 2.0) as usize).min(4)] += 1;
		if error > worst {
			(worst, place) = (error, bits);
		}
	}
	println!("{name}: {worst:.4} at {place:#010x}; by half units {counts:?}");
	assert!(
		worst * 100.0 <= f64::from(hundredths),
		"{name}({:e}) is {:e}, {worst:.4} units from {:e}",
		operand(place),
		function(operand(place)),
		exact(f64::from(operand(place)))
	);
}

#[test]
fn exponentials_should_be_near() {
	check("exp2", math::exp2, f64::exp2, 100);
	check("exp", math::exp, f64::exp, 125);
}

#[test]
fn logarithms_should_be_near() {
	check("log", math::log, f64::ln, 125);
	check("log2", math::log2, f64::log2, 175);
}

#[test]
fn trigonometry_should_be_near() {
	check("sin", math::sin, f64::sin, 175);
	check("cos", math::cos, f64::cos, 175);
	check("tan", math::tan, f64::tan, 200);
}

#[test]
fn arcs_should_be_near() {
	check("atan", math::atan, f64::atan, 150);
	check("asin", math::asin, f64::asin, 150);
	check("acos", math::acos, f64::acos, 150);
}

#[test]
fn hyperbolic_functions_should_be_near() {
	check("sinh", math::sinh, f64::sinh, 200);
	check("cosh", math::cosh, f64::cosh, 175);
	check("tanh", math::tanh, f64::tanh, 175);
	check("asinh", math::asinh, asinh, 200);
	check("acosh", math::acosh, acosh, 200);
	check("atanh", math::atanh, |x| 0.5 * f64::ln_1p(2.0 * x / (1.0 - x)), 200);
}

fn asinh(x: f64) -> f64 {
	let size = x.abs();
	if size.is_infinite() {
		return x;
	}
	let square = size * size;
	f64::ln_1p(size + square / (1.0 + (square + 1.0).sqrt())).copysign(x)
}

fn acosh(x: f64) -> f64 {
	let beyond = x - 1.0;
	if x < 1.0 {
		return f64::NAN;
	}
	if x == f64::INFINITY {
		return x;
	}
	f64::ln_1p(beyond + (beyond * beyond + 2.0 * beyond).sqrt())
}

/// A sequence that looks random.
struct Words(u64);

impl Words {
	fn next(&mut self) -> u32 {
		self.0 =
			self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
		(self.0 >> 32) as u32
	}
}

#[test]
fn functions_of_two_numbers_should_be_near() {
	let mut words = Words(1);
	let (mut angles, mut powers) = ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0));
	for round in 0..1_000_000 {
		let (x, y) = (operand(words.next()), operand(words.next()));
		let off = error(math::atan2(y, x), f64::from(y).atan2(f64::from(x)));
		if off > angles.0 {
			angles = (off, y, x);
		}
		// A base near 1, where the logarithm is small and the exponent large, or any other.
		let base = match round % 3 {
			0 => operand(0x3f00_0000 + (words.next() >> 8)),
			_ => x.abs(),
		};
		if !base.is_finite() || base == 0.0 {
			continue;
		}
		let wanted = f64::from(words.next()) / f64::from(u32::MAX) * 256.0 - 127.0;
		let exponent = operand(((wanted / f64::from(base).log2()) as f32).to_bits());
		if !exponent.is_finite() {
			continue;
		}
		let off = error(math::pow(base, exponent), f64::from(base).powf(f64::from(exponent)));
		if off > powers.0 {
			powers = (off, base, exponent);
		}
	}
	println!("atan2: {angles:?}; pow: {powers:?}");
	assert!(angles.0 <= 2.0, "atan2{:?} is {} units off", (angles.1, angles.2), angles.0);
	assert!(powers.0 <= 2.0, "pow{:?} is {} units off", (powers.1, powers.2), powers.0);
}

#[test]
fn special_values_should_be_as_the_table_says() {
	const NAN: f32 = f32::NAN;
	const INF: f32 = f32::INFINITY;
	let same = |got: f32, wanted: f32| {
		(got.is_nan() && wanted.is_nan()) || got.to_bits() == wanted.to_bits()
	};
	type Table = (&'static str, fn(f32) -> f32, [f32; 6]);
	// At 0, -0, 1, infinity, -infinity, and -2.
	let pi_2 = std::f32::consts::FRAC_PI_2;
	let below_pi_4 = f32::from_bits(std::f32::consts::FRAC_PI_4.to_bits() - 1);
	let tables: [Table; 9] = [
		("exp2", math::exp2, [1.0, 1.0, 2.0, INF, 0.0, 0.25]),
		("exp", math::exp, [1.0, 1.0, 2.718_281_7, INF, 0.0, 0.135_335_28]),
		("log", math::log, [-INF, -INF, 0.0, INF, NAN, NAN]),
		("log2", math::log2, [-INF, -INF, 0.0, INF, NAN, NAN]),
		("atan", math::atan, [0.0, -0.0, below_pi_4, pi_2, -pi_2, -1.107_148_8]),
		("asin", math::asin, [0.0, -0.0, pi_2, NAN, NAN, NAN]),
		("tanh", math::tanh, [0.0, -0.0, 0.761_594_2, 1.0, -1.0, -0.964_027_6]),
		("atanh", math::atanh, [0.0, -0.0, INF, NAN, NAN, NAN]),
		("acosh", math::acosh, [NAN, NAN, 0.0, INF, NAN, NAN]),
	];
	for (name, function, wanted) in tables {
		for (x, wanted) in [0.0, -0.0, 1.0, INF, -INF, -2.0].into_iter().zip(wanted) {
			assert!(same(function(x), wanted), "{name}({x}) is {}, not {wanted}", function(x));
		}
		assert!(function(NAN).is_nan(), "{name}(NaN)");
	}
	for function in [math::sin, math::cos, math::tan] {
		assert!(function(INF).is_nan() && function(-INF).is_nan() && function(NAN).is_nan());
	}
	for function in [math::sin, math::tan, math::sinh, math::asinh] {
		assert!(same(function(0.0), 0.0) && same(function(-0.0), -0.0));
	}
	let powers = [
		(0.0, 0.0, 1.0),
		(NAN, 0.0, 1.0),
		(1.0, NAN, 1.0),
		(0.0, 2.0, 0.0),
		(0.0, -2.0, INF),
		(-1.0, 2.0, NAN),
		(2.0, INF, INF),
		(0.5, INF, 0.0),
		(2.0, -INF, 0.0),
		(INF, -1.0, 0.0),
		(INF, 1.0, INF),
		(2.0, 127.0, 1.701_411_8e38),
		(2.0, 128.0, INF),
		(2.0, -126.0, f32::MIN_POSITIVE),
		(2.0, -127.0, 0.0),
		(3.0, 4.0, 81.0),
	];
	for (x, y, wanted) in powers {
		let got = math::pow(x, y);
		assert!(same(got, wanted), "pow({x}, {y}) is {got}, not {wanted}");
	}
}

#[test]
fn fused_products_should_be_rounded_once() {
	let mut words = Words(7);
	let mut differing = 0;
	for round in 0..2_000_000u32 {
		// Exponents that lie close together, so that the parts meet; or any.
		let mut number = || match round % 2 {
			0 => f32::from_bits(
				0x3f00_0000 ^ (words.next() & 0x807f_ffff) ^ (words.next() & 0x0380_0000),
			),
			_ => operand(words.next()),
		};
		let (a, b, c) = (number(), number(), number());
		let (got, wanted) = (math::fma(a, b, c), a.mul_add(b, c));
		assert!(
			got.to_bits() == wanted.to_bits() || (got.is_nan() && wanted.is_nan()),
			"fma({a:e}, {b:e}, {c:e}) is {got:e}, not {wanted:e}"
		);
		differing += u32::from((f64::from(a) * f64::from(b) + f64::from(c)) as f32 != wanted);
	}
	println!("rounded twice, {differing} would be others");
}
