// Strict floats: one meaning on every driver. See docs/touchstone.md, section 4.
//
// Operands come flushed. What a driver computes in floats, it must not see through: operands that
// could be constants and all results are XORed with a zero that is only known at run time.

const SIGN: u32 = 0x80000000u;
const MAGNITUDE: u32 = 0x7fffffffu;
const MANTISSA: u32 = 0x007fffffu;
const HIDDEN: u32 = 0x00800000u;
const INFINITY: u32 = 0x7f800000u;
const NAN: u32 = 0x7fc00000u;

fn opaque(bits: u32) -> u32 {
	return bits ^ hidden_dispatch.w;
}

// Another zero, so that a driver can't tell that both operands are the same value.
fn apart(bits: u32) -> u32 {
	return bits ^ hidden_pass[0].w;
}

fn is_nan(bits: u32) -> bool {
	return (bits & MAGNITUDE) > INFINITY;
}

fn without_subnormal(bits: u32) -> u32 {
	return select(bits, bits & SIGN, (bits & INFINITY) == 0u);
}

fn flush(bits: u32) -> u32 {
	return opaque(without_subnormal(bits));
}

fn canonical(bits: u32) -> u32 {
	return select(without_subnormal(bits), NAN, is_nan(bits));
}

fn add_f(a: u32, b: u32) -> u32 {
	return canonical(opaque(bitcast<u32>(bitcast<f32>(a) + bitcast<f32>(apart(b)))));
}

fn sub_f(a: u32, b: u32) -> u32 {
	return canonical(opaque(bitcast<u32>(bitcast<f32>(a) - bitcast<f32>(apart(b)))));
}

fn mul_f(a: u32, b: u32) -> u32 {
	let product = opaque(bitcast<u32>(bitcast<f32>(a) * bitcast<f32>(b)));
	if (product & MAGNITUDE) <= HIDDEN {
		return tiny_product(product, a, b);
	}
	return select(product, NAN, is_nan(product));
}

// A product near the smallest normal number, where hardware flushes before or after it rounds.
fn tiny_product(product: u32, a: u32, b: u32) -> u32 {
	let sign = (a ^ b) & SIGN;
	let x = a & MAGNITUDE;
	let y = b & MAGNITUDE;
	if x == 0u || y == 0u {
		return sign;
	}
	let m = (x & MANTISSA) | HIDDEN;
	let n = (y & MANTISSA) | HIDDEN;
	// The 48-bit product of the mantissas, as two numbers of 24 bits.
	let middle = (m >> 12u) * (n & 0xfffu) + (m & 0xfffu) * (n >> 12u);
	let low = ((middle & 0xfffu) << 12u) + (m & 0xfffu) * (n & 0xfffu);
	let high = (m >> 12u) * (n >> 12u) + (middle >> 12u) + (low >> 24u);
	let rest = low & 0xffffffu;
	let wide = high >= HIDDEN;
	// The exponent, with twice the bias: 127 stands for 2^-127.
	let exponent = (x >> 23u) + (y >> 23u) + select(0u, 1u, wide);
	if exponent >= 128u {
		return sign | (product & MAGNITUDE);
	}
	let nearly = select(high == MANTISSA && rest >= HIDDEN, high == 0xffffffu, wide);
	return sign | select(0u, HIDDEN, exponent == 127u && nearly);
}

fn mad_f(a: u32, b: u32, c: u32) -> u32 {
	return add_f(mul_f(a, b), c);
}

fn div_f(a: u32, b: u32) -> u32 {
	let sign = (a ^ b) & SIGN;
	let x = a & MAGNITUDE;
	let y = b & MAGNITUDE;
	if x > INFINITY || y > INFINITY || (x == y && (x == 0u || x == INFINITY)) {
		return NAN;
	}
	if y == 0u || x == INFINITY {
		return sign | INFINITY;
	}
	if x == 0u || y == INFINITY {
		return sign;
	}
	var m = (x & MANTISSA) | HIDDEN;
	let n = (y & MANTISSA) | HIDDEN;
	var exponent = i32(x >> 23u) - i32(y >> 23u);
	if m < n {
		m = m << 1u;
		exponent = exponent - 1;
	}
	var rest = m - n;
	var quotient = 1u;
	for (var i = 0u; i < 3u; i = i + 1u) {
		let digits = rest << 8u;
		quotient = (quotient << 8u) | (digits / n);
		rest = digits % n;
	}
	if exponent < -126 {
		let nearly = exponent == -127 && quotient >= 0x1fffffeu;
		return opaque(sign | select(0u, HIDDEN, nearly));
	}
	var result = quotient >> 1u;
	if (quotient & 1u) != 0u && (rest != 0u || (result & 1u) != 0u) {
		result = result + 1u;
	}
	// Adding, not OR: a mantissa rounded up to 2^24 carries into the exponent.
	let magnitude = (bitcast<u32>(exponent + 126) << 23u) + result;
	return opaque(sign | select(magnitude, INFINITY, exponent > 127 || magnitude > INFINITY));
}

fn sqrt_f(a: u32) -> u32 {
	if is_nan(a) || a == 0xff800000u {
		return NAN;
	}
	if (a & MAGNITUDE) == 0u || a == INFINITY {
		return a;
	}
	if (a & SIGN) != 0u {
		return NAN;
	}
	var m = (a & MANTISSA) | HIDDEN;
	var exponent = i32(a >> 23u) - 127;
	if (exponent & 1) != 0 {
		m = m << 1u;
		exponent = exponent - 1;
	}
	// Bits 24 to 1 of the radicand's upper half, two at a time, then its last bit and zeros.
	var pairs = m << 7u;
	var rest = 0u;
	var root = 0u;
	for (var i = 0u; i < 25u; i = i + 1u) {
		rest = (rest << 2u) | (pairs >> 30u);
		pairs = pairs << 2u;
		let trial = (root << 2u) | 1u;
		root = root << 1u;
		if rest >= trial {
			rest = rest - trial;
			root = root | 1u;
		}
	}
	let rounded = (root >> 1u) + (root & 1u);
	return opaque((bitcast<u32>((exponent >> 1u) + 126) << 23u) + rounded);
}

fn neg_f(a: u32) -> u32 {
	return canonical(a ^ SIGN);
}

fn abs_f(a: u32) -> u32 {
	return canonical(a & MAGNITUDE);
}

fn trunc_f(a: u32) -> u32 {
	let exponent = (a >> 23u) & 0xffu;
	if exponent >= 150u {
		return canonical(a);
	}
	let fraction = select(MANTISSA >> ((exponent - 127u) & 31u), MAGNITUDE, exponent < 127u);
	return a & ~fraction;
}

// The next integer away from zero, for what has a fraction.
fn away_f(a: u32) -> u32 {
	let exponent = (a >> 23u) & 0xffu;
	if exponent < 127u {
		return (a & SIGN) | 0x3f800000u;
	}
	return (a | (MANTISSA >> ((exponent - 127u) & 31u))) + 1u;
}

fn floor_f(a: u32) -> u32 {
	let whole = trunc_f(a);
	if whole != a && (a & SIGN) != 0u && !is_nan(a) {
		return away_f(a);
	}
	return whole;
}

fn ceil_f(a: u32) -> u32 {
	let whole = trunc_f(a);
	if whole != a && (a & SIGN) == 0u && !is_nan(a) {
		return away_f(a);
	}
	return whole;
}

fn round_f(a: u32) -> u32 {
	let exponent = (a >> 23u) & 0xffu;
	if exponent >= 150u {
		return canonical(a);
	}
	if exponent < 127u {
		return (a & SIGN) | select(0u, 0x3f800000u, (a & MAGNITUDE) > 0x3f000000u);
	}
	let mask = MANTISSA >> ((exponent - 127u) & 31u);
	let fraction = a & mask;
	let tie = (mask + 1u) >> 1u;
	// For 1.x the lowest bit of the integer is the hidden one; 127, its exponent, is odd as well.
	let odd = (a & (mask + 1u)) != 0u;
	if fraction > tie || (fraction == tie && odd) {
		return away_f(a);
	}
	return a & ~mask;
}

fn magnitude_to_u(a: u32, exponent: u32) -> u32 {
	let mantissa = (a & MANTISSA) | HIDDEN;
	return select(
		mantissa >> ((150u - exponent) & 31u),
		mantissa << ((exponent - 150u) & 31u),
		exponent >= 150u,
	);
}

fn f_to_s(a: u32) -> u32 {
	let exponent = (a >> 23u) & 0xffu;
	let negative = (a & SIGN) != 0u;
	if is_nan(a) || exponent < 127u {
		return 0u;
	}
	if exponent >= 158u {
		return select(0x7fffffffu, 0x80000000u, negative);
	}
	let magnitude = magnitude_to_u(a, exponent);
	return select(magnitude, 0u - magnitude, negative);
}

fn f_to_u(a: u32) -> u32 {
	let exponent = (a >> 23u) & 0xffu;
	if is_nan(a) || exponent < 127u || (a & SIGN) != 0u {
		return 0u;
	}
	if exponent >= 159u {
		return 0xffffffffu;
	}
	return magnitude_to_u(a, exponent);
}

fn u_to_float(a: u32) -> u32 {
	if a == 0u {
		return 0u;
	}
	let zeros = countLeadingZeros(a);
	let digits = a << (zeros & 31u);
	let mantissa = digits >> 8u;
	let rest = digits & 0xffu;
	let up = rest > 128u || (rest == 128u && (mantissa & 1u) != 0u);
	return ((157u - zeros) << 23u) + mantissa + select(0u, 1u, up);
}

fn u_to_f(a: u32) -> u32 {
	return opaque(u_to_float(a));
}

fn s_to_f(a: u32) -> u32 {
	let sign = a & SIGN;
	return opaque(sign | u_to_float(select(a, 0u - a, sign != 0u)));
}

// An integer that is ordered as the floats are, one for both zeros.
fn order(a: u32) -> i32 {
	let magnitude = bitcast<i32>(a & MAGNITUDE);
	return select(magnitude, -magnitude, (a & SIGN) != 0u);
}

fn less(a: u32, b: u32) -> bool {
	return !is_nan(a) && !is_nan(b) && order(a) < order(b);
}

fn same(a: u32, b: u32) -> bool {
	return !is_nan(a) && !is_nan(b) && order(a) == order(b);
}

fn min_f(a: u32, b: u32) -> u32 {
	return canonical(select(a, b, less(b, a)));
}

fn max_f(a: u32, b: u32) -> u32 {
	return canonical(select(a, b, less(a, b)));
}

fn eq_f(a: u32, b: u32) -> u32 {
	return select(0u, 1u, same(a, b));
}

fn ne_f(a: u32, b: u32) -> u32 {
	return select(1u, 0u, same(a, b));
}

fn lt_f(a: u32, b: u32) -> u32 {
	return select(0u, 1u, less(a, b));
}

fn le_f(a: u32, b: u32) -> u32 {
	return select(0u, 1u, less(a, b) || same(a, b));
}

fn gt_f(a: u32, b: u32) -> u32 {
	return lt_f(b, a);
}

fn ge_f(a: u32, b: u32) -> u32 {
	return le_f(b, a);
}

fn half_low(a: u32) -> u32 {
	return opaque(half_to_float(a & 0xffffu));
}

fn half_high(a: u32) -> u32 {
	return opaque(half_to_float(a >> 16u));
}
