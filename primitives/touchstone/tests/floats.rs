//! Floats, conversions and integer operations against exact integer arithmetic.
//!
//! `TOUCHSTONE_PROGRAMS` sets how many random operands each operation gets.

#[allow(dead_code)]
mod generator;
#[allow(dead_code)]
mod reference;

use assay_touchstone::{extract_bits, insert_bits, BinaryOp, MulAddOp, UnaryOp};
use generator::{Numbers, EDGES};
use reference::{operations, softfloat};

fn count() -> u64 {
	let set = std::env::var("TOUCHSTONE_PROGRAMS").ok();
	20 * set.map_or(3000, |value| value.parse::<u64>().expect("a number"))
}

/// Every edge, its neighbours and its negative.
fn edges() -> Vec<u32> {
	let near = |&edge: &u32| [edge.wrapping_sub(1), edge, edge.wrapping_add(1)];
	let mut all: Vec<u32> =
		EDGES.iter().flat_map(near).flat_map(|edge| [edge, edge ^ 1 << 31]).collect();
	all.sort_unstable();
	all.dedup();
	all
}

/// Words, of which pairs are often floats whose exponents are close.
fn operands(numbers: &mut Numbers) -> [u32; 3] {
	let a = if numbers.one_in(3) { numbers.word() } else { numbers.next() as u32 };
	let near = |numbers: &mut Numbers| {
		let exponent = (a >> 23 & 255).wrapping_add(numbers.below(52)).wrapping_sub(26) & 255;
		numbers.next() as u32 & 0x807f_ffff | exponent << 23
	};
	let other = |numbers: &mut Numbers| match numbers.below(3) {
		0 => numbers.word(),
		1 => numbers.next() as u32,
		_ => near(numbers),
	};
	[a, other(numbers), other(numbers)]
}

fn check_unary(op: UnaryOp, a: u32) {
	let (got, want) = (op.apply(a), operations::unary(op, a));
	assert_eq!(got, want, "{op:?} of {a:08x}: {got:08x}, should be {want:08x}");
}

fn check_binary(op: BinaryOp, a: u32, b: u32) {
	let (got, want) = (op.apply(a, b), operations::binary(op, a, b));
	assert_eq!(got, want, "{op:?} of {a:08x}, {b:08x}: {got:08x}, should be {want:08x}");
}

#[test]
fn unary_operations_should_be_exact() {
	let edges = edges();
	for &op in UnaryOp::ALL {
		edges.iter().for_each(|&a| check_unary(op, a));
		let mut numbers = Numbers::new(u64::from(op.code()));
		(0..count()).for_each(|_| check_unary(op, operands(&mut numbers)[0]));
	}
}

#[test]
fn binary_operations_should_be_exact() {
	let edges = edges();
	for &op in BinaryOp::ALL {
		for &a in &edges {
			edges.iter().for_each(|&b| check_binary(op, a, b));
		}
		let mut numbers = Numbers::new(u64::from(op.code()) + 100);
		for _ in 0..count() {
			let [a, b, _] = operands(&mut numbers);
			check_binary(op, a, b);
		}
	}
}

#[test]
fn multiply_add_should_round_twice() {
	let mut numbers = Numbers::new(7);
	for _ in 0..count() {
		let [a, b, c] = operands(&mut numbers);
		for &op in MulAddOp::ALL {
			let (got, want) = (op.apply(a, b, c), operations::mul_add(op, a, b, c));
			assert_eq!(got, want, "{op:?} of {a:08x}, {b:08x}, {c:08x}");
		}
	}
}

#[test]
fn every_half_should_convert_and_come_back() {
	for half in 0..=0xffffu32 {
		let float = UnaryOp::HalfLow.apply(half);
		assert_eq!(float, softfloat::from_half(half), "{half:04x}");
		assert_eq!(UnaryOp::HalfHigh.apply(half << 16), float);
		let is_nan = half & 0x7fff > 0x7c00;
		let back = if is_nan { 0x7e00 } else { half };
		assert_eq!(BinaryOp::PackHalf.apply(float, 0), back, "{half:04x}");
	}
}

/// Operands with products and quotients around the smallest normal number.
fn tiny_results() -> impl Iterator<Item = (u32, u32, u32)> {
	let mut numbers = Numbers::new(11);
	(0..count()).map(move |_| {
		let a = numbers.next() as u32 & 0x807f_ffff | (1 + numbers.below(126)) << 23;
		let mantissa = match numbers.below(3) {
			0 => numbers.below(4),
			1 => 0x7f_ffff - numbers.below(4),
			_ => numbers.next() as u32 & 0x7f_ffff,
		};
		let product = 127 - (a >> 23 & 255) + numbers.below(3);
		let quotient = (a >> 23 & 255) + 125 + numbers.below(3);
		(a, mantissa | product << 23, mantissa | quotient.min(254) << 23)
	})
}

#[test]
fn slow_path_for_small_products_should_be_exact() {
	let mut taken = 0;
	for (a, b, _) in tiny_results() {
		if let Some(want) = softfloat::small_product(a, b) {
			assert_eq!(BinaryOp::MulF.apply(a, b), want, "{a:08x} * {b:08x}");
			taken += 1;
		}
		check_binary(BinaryOp::MulF, a, b);
	}
	assert!(taken > 100);
	// The largest that is flushed and the smallest that is rounded up.
	assert_eq!(BinaryOp::MulF.apply(0x1fff_ffff, 0x2000_0000), 0x0080_0000);
	assert_eq!(BinaryOp::MulF.apply(0x1fff_fffe, 0x2000_0000), 0);
}

#[test]
fn digit_by_digit_division_should_be_exact() {
	let mut numbers = Numbers::new(13);
	let random = (0..count()).map(|_| operands(&mut numbers)).map(|[a, b, _]| (a, b));
	for (a, b) in random.chain(tiny_results().map(|(a, _, b)| (a, b))) {
		let Some(want) = softfloat::div_wide(a, b) else {
			continue;
		};
		assert_eq!(softfloat::div(a, b), want, "{a:08x} / {b:08x}");
		assert_eq!(BinaryOp::DivF.apply(a, b), want, "{a:08x} / {b:08x}");
	}
}

#[test]
fn square_root_should_be_the_nearest() {
	let mut numbers = Numbers::new(17);
	for _ in 0..count() {
		let a = numbers.next() as u32 & 0x7fff_ffff;
		if !(0x0080_0000..0x7f80_0000).contains(&a) {
			continue;
		}
		let root = UnaryOp::Sqrt.apply(a);
		// (2 * root ± 1)^2 around 4 * a, in units of the root's last bit squared.
		let (m, e) = (u64::from(root & 0x7f_ffff | 1 << 23), (root >> 23) as i32 - 150);
		let (n, f) = (u128::from(a & 0x7f_ffff | 1 << 23), (a >> 23) as i32 - 150);
		let target = n << (f - 2 * e + 2) as u32;
		let below = u128::from(2 * m - 1).pow(2);
		let above = u128::from(2 * m + 1).pow(2);
		assert!(below < target && target < above, "sqrt({a:08x}) = {root:08x}");
	}
}

#[test]
fn bit_fields_should_be_limited_to_the_word() {
	let mut numbers = Numbers::new(19);
	let sizes = [0, 1, 5, 8, 16, 31, 32, 33, 40, 255, 1 << 31, u32::MAX];
	for offset in sizes {
		for count in sizes {
			for _ in 0..20 {
				let (a, b) = (numbers.word(), numbers.word());
				for signed in [false, true] {
					assert_eq!(
						extract_bits(signed, a, offset, count),
						operations::extract(signed, a, offset, count),
						"extract {signed} {a:08x} {offset} {count}"
					);
				}
				assert_eq!(
					insert_bits(a, b, offset, count),
					operations::insert(a, b, offset, count),
					"insert {a:08x} {b:08x} {offset} {count}"
				);
			}
		}
	}
}
