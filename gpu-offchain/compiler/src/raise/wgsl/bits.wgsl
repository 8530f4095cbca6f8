// Integer operations that WGSL leaves open at the edges, or doesn't have.

fn div_u(a: u32, b: u32) -> u32 {
	return a / select(b, 1u, b == 0u);
}

fn rem_u(a: u32, b: u32) -> u32 {
	return a % select(b, 1u, b == 0u);
}

// By 1 where there is no quotient: x / 0 and MIN / -1 are to give x.
fn signed_divisor(a: u32, b: u32) -> i32 {
	let without = b == 0u || (a == 0x80000000u && b == 0xffffffffu);
	return bitcast<i32>(select(b, 1u, without));
}

fn div_s(a: u32, b: u32) -> u32 {
	return bitcast<u32>(bitcast<i32>(a) / signed_divisor(a, b));
}

// Not `%`: SPIR-V leaves the remainder of negative numbers open under Vulkan.
fn rem_s(a: u32, b: u32) -> u32 {
	let divisor = signed_divisor(a, b);
	let quotient = bitcast<i32>(a) / divisor;
	return a - bitcast<u32>(quotient) * bitcast<u32>(divisor);
}

fn low_bits(count: u32) -> u32 {
	return select(0xffffffffu >> ((32u - count) & 31u), 0u, count == 0u);
}

fn shifted_down(a: u32, by: u32) -> u32 {
	return select(a >> (by & 31u), 0u, by >= 32u);
}

fn extract_u(a: u32, from_bit: u32, bits: u32) -> u32 {
	let offset = min(from_bit, 32u);
	let count = min(bits, 32u - offset);
	return shifted_down(a, offset) & low_bits(count);
}

fn extract_s(a: u32, from_bit: u32, bits: u32) -> u32 {
	let offset = min(from_bit, 32u);
	let count = min(bits, 32u - offset);
	let top = a << ((32u - offset - count) & 31u);
	return select(bitcast<u32>(bitcast<i32>(top) >> ((32u - count) & 31u)), 0u, count == 0u);
}

fn insert_bits(base: u32, bits: u32, at_bit: u32, how_many: u32) -> u32 {
	let offset = min(at_bit, 32u);
	let count = min(how_many, 32u - offset);
	let mask = low_bits(count) << (offset & 31u);
	return (base & ~mask) | ((bits << (offset & 31u)) & mask);
}

fn product_or_max(a: u32, b: u32) -> u32 {
	if a != 0u && b > 0xffffffffu / max(a, 1u) {
		return 0xffffffffu;
	}
	return a * b;
}

fn sum_or_max(a: u32, b: u32) -> u32 {
	return a + min(b, 0xffffffffu - a);
}

fn rotated(a: u32, by: u32) -> u32 {
	return (a << (by & 31u)) | (a >> ((32u - by) & 31u));
}

fn dot4_s(a: u32, b: u32) -> u32 {
	return bitcast<u32>(dot4I8Packed(a, b));
}

// a / b where both are below 2^31, or something of 2^20 and more where that is so much. The floats
// are less than 2^-20 of it off, so that what they give is off by one at most.
fn quotient(a: u32, b: u32) -> u32 {
	let divisor = max(b, 1u);
	let near = u32(min(f32(a) / f32(divisor), 1048576.0));
	let lower = near - select(0u, 1u, near * divisor > a);
	return lower + select(0u, 1u, a - lower * divisor >= divisor);
}
