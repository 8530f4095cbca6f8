// Conversions between binary32 and binary16, in integers: drivers round and flush as they like.

fn half_to_float(half: u32) -> u32 {
	let sign = (half & 0x8000u) << 16u;
	let magnitude = half & 0x7fffu;
	if magnitude >= 0x7c00u {
		return select(sign | 0x7f800000u, 0x7fc00000u, magnitude > 0x7c00u);
	}
	if magnitude >= 0x0400u {
		return sign | ((magnitude << 13u) + 0x38000000u);
	}
	if magnitude == 0u {
		return sign;
	}
	// A subnormal half is a number of units of 2^-24; its highest bit becomes the hidden one.
	let zeros = countLeadingZeros(magnitude);
	let mantissa = (magnitude << ((zeros - 8u) & 31u)) & 0x007fffffu;
	return sign | ((134u - zeros) << 23u) | mantissa;
}

fn float_to_half(bits: u32) -> u32 {
	let sign = (bits >> 16u) & 0x8000u;
	let magnitude = bits & 0x7fffffffu;
	if magnitude > 0x7f800000u {
		return 0x7e00u;
	}
	if magnitude >= 0x47800000u {
		return sign | 0x7c00u;
	}
	if magnitude >= 0x38800000u {
		let even = magnitude + 0x0fffu + ((magnitude >> 13u) & 1u);
		return sign | ((even >> 13u) - 0x1c000u);
	}
	// Below 2^-25 nothing is left, a binary32 subnormal included.
	if magnitude < 0x33000000u {
		return sign;
	}
	let mantissa = (magnitude & 0x007fffffu) | 0x00800000u;
	let shift = (126u - (magnitude >> 23u)) & 31u;
	let rest = mantissa & ((1u << shift) - 1u);
	let tie = 1u << ((shift - 1u) & 31u);
	let units = mantissa >> shift;
	let up = rest > tie || (rest == tie && (units & 1u) != 0u);
	return sign | (units + select(0u, 1u, up));
}

fn pack_half(a: u32, b: u32) -> u32 {
	return float_to_half(a) | (float_to_half(b) << 16u);
}
