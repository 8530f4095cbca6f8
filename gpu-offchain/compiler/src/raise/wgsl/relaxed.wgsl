// Relaxed floats: what the driver makes of them, since outputs are compared within a tolerance.
//
// Where the driver's result would be undefined, or a rounding mode would show, it is pinned down.

fn is_nan(bits: u32) -> bool {
	return (bits & 0x7fffffffu) > 0x7f800000u;
}

fn add_f(a: u32, b: u32) -> u32 {
	return bitcast<u32>(bitcast<f32>(a) + bitcast<f32>(b));
}

fn sub_f(a: u32, b: u32) -> u32 {
	return bitcast<u32>(bitcast<f32>(a) - bitcast<f32>(b));
}

fn mul_f(a: u32, b: u32) -> u32 {
	return bitcast<u32>(bitcast<f32>(a) * bitcast<f32>(b));
}

fn div_f(a: u32, b: u32) -> u32 {
	return bitcast<u32>(bitcast<f32>(a) / bitcast<f32>(b));
}

fn mad_f(a: u32, b: u32, c: u32) -> u32 {
	return bitcast<u32>(bitcast<f32>(a) * bitcast<f32>(b) + bitcast<f32>(c));
}

fn min_f(a: u32, b: u32) -> u32 {
	return select(a, b, bitcast<f32>(b) < bitcast<f32>(a));
}

fn max_f(a: u32, b: u32) -> u32 {
	return select(a, b, bitcast<f32>(a) < bitcast<f32>(b));
}

fn eq_f(a: u32, b: u32) -> u32 {
	return select(0u, 1u, bitcast<f32>(a) == bitcast<f32>(b));
}

fn ne_f(a: u32, b: u32) -> u32 {
	return select(0u, 1u, bitcast<f32>(a) != bitcast<f32>(b));
}

fn lt_f(a: u32, b: u32) -> u32 {
	return select(0u, 1u, bitcast<f32>(a) < bitcast<f32>(b));
}

fn le_f(a: u32, b: u32) -> u32 {
	return select(0u, 1u, bitcast<f32>(a) <= bitcast<f32>(b));
}

fn gt_f(a: u32, b: u32) -> u32 {
	return select(0u, 1u, bitcast<f32>(a) > bitcast<f32>(b));
}

fn ge_f(a: u32, b: u32) -> u32 {
	return select(0u, 1u, bitcast<f32>(a) >= bitcast<f32>(b));
}

fn neg_f(a: u32) -> u32 {
	return bitcast<u32>(-bitcast<f32>(a));
}

fn abs_f(a: u32) -> u32 {
	return bitcast<u32>(abs(bitcast<f32>(a)));
}

fn sqrt_f(a: u32) -> u32 {
	return bitcast<u32>(sqrt(bitcast<f32>(a)));
}

fn floor_f(a: u32) -> u32 {
	return bitcast<u32>(floor(bitcast<f32>(a)));
}

fn ceil_f(a: u32) -> u32 {
	return bitcast<u32>(ceil(bitcast<f32>(a)));
}

fn trunc_f(a: u32) -> u32 {
	return bitcast<u32>(trunc(bitcast<f32>(a)));
}

fn round_f(a: u32) -> u32 {
	return bitcast<u32>(round(bitcast<f32>(a)));
}

fn sin_f(a: u32) -> u32 {
	return bitcast<u32>(sin(bitcast<f32>(a)));
}

fn cos_f(a: u32) -> u32 {
	return bitcast<u32>(cos(bitcast<f32>(a)));
}

fn tan_f(a: u32) -> u32 {
	return bitcast<u32>(tan(bitcast<f32>(a)));
}

fn asin_f(a: u32) -> u32 {
	return bitcast<u32>(asin(bitcast<f32>(a)));
}

fn acos_f(a: u32) -> u32 {
	return bitcast<u32>(acos(bitcast<f32>(a)));
}

fn atan_f(a: u32) -> u32 {
	return bitcast<u32>(atan(bitcast<f32>(a)));
}

fn sinh_f(a: u32) -> u32 {
	return bitcast<u32>(sinh(bitcast<f32>(a)));
}

fn cosh_f(a: u32) -> u32 {
	return bitcast<u32>(cosh(bitcast<f32>(a)));
}

// Drivers may divide sinh by cosh, and both overflow; from 10 on it is 1 anyway.
fn tanh_f(a: u32) -> u32 {
	return bitcast<u32>(tanh(clamp(bitcast<f32>(a), -10.0, 10.0)));
}

fn asinh_f(a: u32) -> u32 {
	return bitcast<u32>(asinh(bitcast<f32>(a)));
}

fn acosh_f(a: u32) -> u32 {
	return bitcast<u32>(acosh(bitcast<f32>(a)));
}

fn atanh_f(a: u32) -> u32 {
	return bitcast<u32>(atanh(bitcast<f32>(a)));
}

fn exp_f(a: u32) -> u32 {
	return bitcast<u32>(exp(bitcast<f32>(a)));
}

fn exp2_f(a: u32) -> u32 {
	return bitcast<u32>(exp2(bitcast<f32>(a)));
}

fn log_f(a: u32) -> u32 {
	return bitcast<u32>(log(bitcast<f32>(a)));
}

fn log2_f(a: u32) -> u32 {
	return bitcast<u32>(log2(bitcast<f32>(a)));
}

fn inverse_sqrt_f(a: u32) -> u32 {
	return bitcast<u32>(inverseSqrt(bitcast<f32>(a)));
}

fn atan2_f(a: u32, b: u32) -> u32 {
	return bitcast<u32>(atan2(bitcast<f32>(a), bitcast<f32>(b)));
}

// WGSL leaves powers of negative numbers and of zero to the driver.
fn pow_f(a: u32, b: u32) -> u32 {
	let y = bitcast<f32>(b);
	if y == 0.0 {
		return 0x3f800000u;
	}
	let magnitude = a & 0x7fffffffu;
	if magnitude == a {
		return bitcast<u32>(pow(bitcast<f32>(a), y));
	}
	let power = bitcast<u32>(pow(bitcast<f32>(magnitude), y));
	if trunc(y) != y && magnitude != 0u {
		return 0x7fc00000u;
	}
	let odd = trunc(y * 0.5) != y * 0.5;
	return power ^ select(0u, 0x80000000u, odd && trunc(y) == y);
}

fn f_to_s(a: u32) -> u32 {
	let x = bitcast<f32>(a);
	let whole = select(i32(clamp(x, -2147483648.0, 2147483520.0)), 0x7fffffff, x >= 2147483648.0);
	return select(bitcast<u32>(whole), 0u, is_nan(a));
}

fn f_to_u(a: u32) -> u32 {
	let x = bitcast<f32>(a);
	let whole = select(u32(clamp(x, 0.0, 4294967040.0)), 0xffffffffu, x >= 4294967296.0);
	return select(whole, 0u, is_nan(a));
}

fn s_to_f(a: u32) -> u32 {
	return bitcast<u32>(f32(bitcast<i32>(a)));
}

// SwiftShader's own rounds twice. Both parts are exact here, so that only their sum is rounded.
fn u_to_f(a: u32) -> u32 {
	return bitcast<u32>(f32(a >> 16u) * 65536.0 + f32(a & 0xffffu));
}

fn half_low(a: u32) -> u32 {
	return bitcast<u32>(unpack2x16float(a).x);
}

fn half_high(a: u32) -> u32 {
	return bitcast<u32>(unpack2x16float(a).y);
}
