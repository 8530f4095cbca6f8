// Strict floats: one meaning on every driver. See docs/touchstone.md, section 4.
//
// Operands come flushed. What a driver computes in floats, it must not see through: operands that
// could be constants and all results are XORed with a zero that is only known at run time.
//
// Nothing branches, and conditions are joined by & and |, which don't either: drivers in software
// run both sides of a branch, and some take long to compile many.

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

// For what can't be subnormal, since it is made of flushed operands.
fn one_nan(bits: u32) -> u32 {
	return select(bits, NAN, is_nan(bits));
}

fn add_f(a: u32, b: u32) -> u32 {
	return canonical(opaque(bitcast<u32>(bitcast<f32>(a) + bitcast<f32>(apart(b)))));
}

fn sub_f(a: u32, b: u32) -> u32 {
	return canonical(opaque(bitcast<u32>(bitcast<f32>(a) - bitcast<f32>(apart(b)))));
}

// A flushed product, or any NaN.
//
// Near the smallest normal number hardware flushes before or after it rounds. So there the product
// is computed again, 2^64 times as large: it is rounded up to the smallest normal number from the
// float below that one on, and whether it is less than that float the lowest 32 bits of the
// mantissas' product tell.
fn product(a: u32, b: u32) -> u32 {
	let result = opaque(bitcast<u32>(bitcast<f32>(a) * bitcast<f32>(b)));
	let x = min(a & MAGNITUDE, b & MAGNITUDE);
	let y = max(a & MAGNITUDE, b & MAGNITUDE);
	let scaled = bitcast<u32>(bitcast<f32>(x + 0x20000000u) * bitcast<f32>(y));
	let low = ((x & MANTISSA) | HIDDEN) * ((y & MANTISSA) | HIDDEN);
	let reaches = (scaled > 0x207fffffu) | ((scaled == 0x207fffffu) & (low >= 0xff800000u));
	let tiny = ((a ^ b) & SIGN) | select(0u, HIDDEN, reaches & (x != 0u));
	return select(result, tiny, (result & MAGNITUDE) <= HIDDEN);
}

fn mul_f(a: u32, b: u32) -> u32 {
	return one_nan(product(a, b));
}

fn mad_f(a: u32, b: u32, c: u32) -> u32 {
	return canonical(opaque(bitcast<u32>(bitcast<f32>(product(a, b)) + bitcast<f32>(apart(c)))));
}

// The driver's quotient of the mantissas is at most 2.5 units of its last bit off. Three units less
// are surely not too much, and up to seven more are found in integers: their rest is known modulo
// 2^32, and small.
fn div_f(a: u32, b: u32) -> u32 {
	let sign = (a ^ b) & SIGN;
	let x = a & MAGNITUDE;
	let y = b & MAGNITUDE;
	let n = (y & MANTISSA) | HIDDEN;
	let less = (x & MANTISSA) < (y & MANTISSA);
	let m = ((x & MANTISSA) | HIDDEN) << select(0u, 1u, less);
	let exponent = i32(x >> 23u) - i32(y >> 23u) - select(0, 1, less);
	let above = bitcast<f32>((x & MANTISSA) | select(0x3f800000u, 0x40000000u, less));
	let below = bitcast<f32>((y & MANTISSA) | 0x3f800000u);
	var quotient = bitcast<u32>(above / below) - 0x3f000003u;
	var rest = (m << 23u) - quotient * n;
	let four = rest >= n << 2u;
	rest = rest - select(0u, n << 2u, four);
	let two = rest >= n << 1u;
	rest = rest - select(0u, n << 1u, two);
	let one = rest >= n;
	rest = rest - select(0u, n, one);
	quotient = quotient + (select(0u, 4u, four) | select(0u, 2u, two) | select(0u, 1u, one));
	// Never a tie: a quotient that ends halfway between floats would have a longer dividend.
	let rounded = quotient + select(0u, 1u, rest << 1u > n);
	// Adding, not OR: a mantissa rounded up to 2^24 carries into the exponent.
	let magnitude = (bitcast<u32>(exponent + 126) << 23u) + rounded;
	var result = select(magnitude, INFINITY, (exponent > 127) | (magnitude > INFINITY));
	let nearly = (exponent == -127) & (quotient == 0xffffffu);
	result = select(result, select(0u, HIDDEN, nearly), exponent < -126);
	result = select(result, 0u, (x == 0u) | (y == INFINITY));
	result = select(result, INFINITY, (y == 0u) | (x == INFINITY));
	let no_number = (x > INFINITY) | (y > INFINITY) | ((x == y) & ((x == 0u) | (x == INFINITY)));
	return opaque(select(sign | result, NAN, no_number));
}

// The driver's root is at most 7 units of its last bit off: the 2 units that its inverse may be off
// count up to twice as much, and its division adds 2.5. The rest is as above.
fn sqrt_f(a: u32) -> u32 {
	let exponent = i32((a >> 23u) & 0xffu) - 127;
	let odd = (exponent & 1) != 0;
	let square = bitcast<f32>((a & MANTISSA) | select(0x3f800000u, 0x40000000u, odd));
	var root = bitcast<u32>(sqrt(square)) - 0x3f000008u;
	var rest = (((a & MANTISSA) | HIDDEN) << select(23u, 24u, odd)) - root * root;
	let eight = rest >= (root << 4u) + 64u;
	rest = rest - select(0u, (root << 4u) + 64u, eight);
	root = root + select(0u, 8u, eight);
	let four = rest >= (root << 3u) + 16u;
	rest = rest - select(0u, (root << 3u) + 16u, four);
	root = root + select(0u, 4u, four);
	let two = rest >= (root << 2u) + 4u;
	rest = rest - select(0u, (root << 2u) + 4u, two);
	root = root + select(0u, 2u, two);
	let one = rest >= (root << 1u) + 1u;
	rest = rest - select(0u, (root << 1u) + 1u, one);
	root = root + select(0u, 1u, one);
	// Never a tie: the root of an integer isn't an integer and a half.
	let rounded = root + select(0u, 1u, rest > root);
	let result = (bitcast<u32>((exponent >> 1u) + 126) << 23u) + rounded;
	let itself = ((a & MAGNITUDE) == 0u) | (a == INFINITY);
	return opaque(select(select(result, a, itself), NAN, is_nan(a) | (a > SIGN)));
}

fn neg_f(a: u32) -> u32 {
	return one_nan(a ^ SIGN);
}

fn abs_f(a: u32) -> u32 {
	return one_nan(a & MAGNITUDE);
}

fn trunc_f(a: u32) -> u32 {
	let exponent = (a >> 23u) & 0xffu;
	let fraction = select(MANTISSA >> ((exponent - 127u) & 31u), MAGNITUDE, exponent < 127u);
	return select(a & ~fraction, one_nan(a), exponent >= 150u);
}

// The next integer away from zero, for what has a fraction.
fn away_f(a: u32) -> u32 {
	let exponent = (a >> 23u) & 0xffu;
	let next = (a | (MANTISSA >> ((exponent - 127u) & 31u))) + 1u;
	return select(next, (a & SIGN) | 0x3f800000u, exponent < 127u);
}

fn floor_f(a: u32) -> u32 {
	let whole = trunc_f(a);
	return select(whole, away_f(a), (whole != a) & ((a & SIGN) != 0u) & !is_nan(a));
}

fn ceil_f(a: u32) -> u32 {
	let whole = trunc_f(a);
	return select(whole, away_f(a), (whole != a) & ((a & SIGN) == 0u) & !is_nan(a));
}

fn round_f(a: u32) -> u32 {
	let exponent = (a >> 23u) & 0xffu;
	let mask = MANTISSA >> ((exponent - 127u) & 31u);
	let fraction = a & mask;
	let tie = (mask + 1u) >> 1u;
	// For 1.x the lowest bit of the integer is the hidden one; 127, its exponent, is odd as well.
	let odd = (a & (mask + 1u)) != 0u;
	let away = (fraction > tie) | ((fraction == tie) & odd);
	let middle = select(a & ~mask, away_f(a), away);
	let small = (a & SIGN) | select(0u, 0x3f800000u, (a & MAGNITUDE) > 0x3f000000u);
	return select(select(middle, small, exponent < 127u), one_nan(a), exponent >= 150u);
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
	let magnitude = magnitude_to_u(a, exponent);
	let most = select(0x7fffffffu, 0x80000000u, negative);
	let result = select(select(magnitude, 0u - magnitude, negative), most, exponent >= 158u);
	return select(result, 0u, is_nan(a) | (exponent < 127u));
}

fn f_to_u(a: u32) -> u32 {
	let exponent = (a >> 23u) & 0xffu;
	let result = select(magnitude_to_u(a, exponent), 0xffffffffu, exponent >= 159u);
	return select(result, 0u, is_nan(a) | (exponent < 127u) | ((a & SIGN) != 0u));
}

fn u_to_float(a: u32) -> u32 {
	let zeros = countLeadingZeros(a);
	let digits = a << (zeros & 31u);
	let mantissa = digits >> 8u;
	let rest = digits & 0xffu;
	let up = (rest > 128u) | ((rest == 128u) & ((mantissa & 1u) != 0u));
	return select(((157u - zeros) << 23u) + mantissa + select(0u, 1u, up), 0u, a == 0u);
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
	return !is_nan(a) & !is_nan(b) & (order(a) < order(b));
}

fn same(a: u32, b: u32) -> bool {
	return !is_nan(a) & !is_nan(b) & (order(a) == order(b));
}

fn min_f(a: u32, b: u32) -> u32 {
	return one_nan(select(a, b, less(b, a)));
}

fn max_f(a: u32, b: u32) -> u32 {
	return one_nan(select(a, b, less(a, b)));
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
	return select(0u, 1u, less(a, b) | same(a, b));
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
