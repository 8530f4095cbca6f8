//! SHA-256 search: nonces whose digest begins with a small word.

use crate::{
	layout::{bytes_of, flat, input},
	random::Random,
	workload::{Kernel, Size, SourceFile, Workload, WorkloadPass},
};

/// Nonces that a workgroup tries.
const NONCES: u32 = 128 * 16;

pub(crate) const KERNEL: Kernel = Kernel { name: "sha256-search", sources: &[SEARCH], make };

const SEARCH: SourceFile = SourceFile {
	name: "sha256-search.wgsl",
	text: include_str!("../sha256-search/sha256-search.wgsl"),
};

fn make(size: Size, seed: u64) -> Workload {
	// The rests of the prefixes put the nonce into one word, two, and two blocks.
	let (prefix, most, grid) = match size {
		Size::Odd => (64 + 61, 0x00ff_ffff, [3, 1, 1]),
		Size::Small => (76, 0x000f_ffff, [2, 2, 1]),
		Size::Medium => (41, 0x0000_ffff, [8, 3, 1]),
		Size::Large => (76, 0x0000_000f, [256, 256, 1]),
	};
	// The nonce, a bit and the length behind the rest of the prefix.
	let blocks = (prefix as u32 % 64 + 4 + 1 + 8).div_ceil(64);
	let mut random = Random::new(seed);
	let first = random.word();
	let groups = grid[0] * grid[1];
	Workload {
		inputs: vec![random.bytes(prefix)],
		passes: vec![WorkloadPass {
			source: SEARCH,
			overrides: Vec::new(),
			floats: None,
			grid,
			params: vec![prefix as u32, blocks, first, most],
			inputs: vec![input(0)],
			outputs: vec![flat(3 * groups, 3, grid)],
		}],
		check: Box::new(move |inputs| {
			let mut found = Vec::new();
			for group in 0..groups {
				let (mut hits, mut lowest_nonce, mut lowest_word) = (0, u32::MAX, u32::MAX);
				for number in 0..NONCES {
					let nonce = first.wrapping_add(group * NONCES + number);
					let word = digest(&[&inputs[0], &nonce.to_be_bytes()[..]].concat())[0];
					lowest_word = lowest_word.min(word);
					if word <= most {
						hits += 1;
						lowest_nonce = lowest_nonce.min(nonce);
					}
				}
				found.extend([hits, lowest_nonce, lowest_word]);
			}
			vec![bytes_of(found)]
		}),
	}
}

/// The first 64 bits behind the point of a root of a prime, of which the highest 32 are wanted: the
/// greatest number whose power is at most the prime, counted in units of 2^-32.
fn fraction_of_root(prime: u128, power: u32) -> u32 {
	let wanted = prime << (32 * power);
	let (mut low, mut high) = (0u128, 1 << 37);
	while high - low > 1 {
		let middle = (low + high) / 2;
		if middle.pow(power) <= wanted {
			low = middle;
		} else {
			high = middle;
		}
	}
	low as u32
}

fn primes() -> impl Iterator<Item = u128> {
	(2u128..).filter(|n| (2..*n).all(|d| n % d != 0))
}

/// SHA-256 as FIPS 180-4 says, its constants from the roots of primes.
fn digest(message: &[u8]) -> [u32; 8] {
	use std::sync::LazyLock;
	static START: LazyLock<Vec<u32>> =
		LazyLock::new(|| primes().take(8).map(|p| fraction_of_root(p, 2)).collect());
	static K: LazyLock<Vec<u32>> =
		LazyLock::new(|| primes().take(64).map(|p| fraction_of_root(p, 3)).collect());
	let mut padded = message.to_vec();
	padded.push(0x80);
	while padded.len() % 64 != 56 {
		padded.push(0);
	}
	padded.extend((8 * message.len() as u64).to_be_bytes());

	let mut state: [u32; 8] = std::array::from_fn(|n| START[n]);
	for block in padded.chunks_exact(64) {
		let mut w = [0u32; 64];
		for (t, word) in block.chunks_exact(4).enumerate() {
			w[t] = u32::from_be_bytes([word[0], word[1], word[2], word[3]]);
		}
		for t in 16..64 {
			let (x, y) = (w[t - 2], w[t - 15]);
			let s1 = x.rotate_right(17) ^ x.rotate_right(19) ^ x >> 10;
			let s0 = y.rotate_right(7) ^ y.rotate_right(18) ^ y >> 3;
			w[t] = s1.wrapping_add(w[t - 7]).wrapping_add(s0).wrapping_add(w[t - 16]);
		}
		let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = state;
		for t in 0..64 {
			let s1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
			let choice = e & f ^ !e & g;
			let t1 = [h, s1, choice, K[t], w[t]].into_iter().fold(0, u32::wrapping_add);
			let s0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
			let majority = a & b ^ a & c ^ b & c;
			(h, g, f, e) = (g, f, e, d.wrapping_add(t1));
			(d, c, b, a) = (c, b, a, t1.wrapping_add(s0).wrapping_add(majority));
		}
		for (word, add) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
			*word = word.wrapping_add(add);
		}
	}
	state
}

#[cfg(test)]
mod tests {
	use super::*;

	fn hex(message: &[u8]) -> String {
		digest(message).iter().map(|word| format!("{word:08x}")).collect()
	}

	/// The examples that NIST publishes with FIPS 180-4.
	#[test]
	fn digest_should_give_published_values() {
		assert_eq!(hex(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
		assert_eq!(hex(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
		assert_eq!(
			hex(b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
			"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
		);
		assert_eq!(
			hex(&[b'a'; 1_000_000]),
			"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
		);
	}
}
