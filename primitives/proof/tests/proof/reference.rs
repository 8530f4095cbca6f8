//! BLAKE3 and its range proofs, written down slowly from the specification.
//!
//! Nothing here is shared with the crate or with the `blake3` crate.

const IV: [u32; 8] = [
	0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
];
const PERMUTATION: [usize; 16] = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];
const CHUNK_START: u32 = 1;
const CHUNK_END: u32 = 2;
const PARENT: u32 = 4;
const ROOT: u32 = 8;
pub const CHUNK: usize = 1024;

pub type Hash = [u8; 32];

fn mix(v: &mut [u32; 16], [a, b, c, d]: [usize; 4], x: u32, y: u32) {
	v[a] = v[a].wrapping_add(v[b]).wrapping_add(x);
	v[d] = (v[d] ^ v[a]).rotate_right(16);
	v[c] = v[c].wrapping_add(v[d]);
	v[b] = (v[b] ^ v[c]).rotate_right(12);
	v[a] = v[a].wrapping_add(v[b]).wrapping_add(y);
	v[d] = (v[d] ^ v[a]).rotate_right(8);
	v[c] = v[c].wrapping_add(v[d]);
	v[b] = (v[b] ^ v[c]).rotate_right(7);
}

fn compress(cv: [u32; 8], block: &[u8], counter: u64, flags: u32) -> [u32; 8] {
	let mut message = [0u32; 16];
	for (i, byte) in block.iter().enumerate() {
		message[i / 4] |= u32::from(*byte) << (8 * (i % 4));
	}
	let mut v = [0u32; 16];
	v[..8].copy_from_slice(&cv);
	v[8..12].copy_from_slice(&IV[..4]);
	v[12..].copy_from_slice(&[counter as u32, (counter >> 32) as u32, block.len() as u32, flags]);
	for _ in 0..7 {
		for i in 0..4 {
			mix(&mut v, [i, 4 + i, 8 + i, 12 + i], message[2 * i], message[2 * i + 1]);
		}
		for i in 0..4 {
			let diagonal = [i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4];
			mix(&mut v, diagonal, message[8 + 2 * i], message[9 + 2 * i]);
		}
		message = PERMUTATION.map(|from| message[from]);
	}
	core::array::from_fn(|i| v[i] ^ v[i + 8])
}

fn to_bytes(words: [u32; 8]) -> Hash {
	let mut bytes = [0; 32];
	for (i, word) in words.iter().enumerate() {
		bytes[4 * i..4 * i + 4].copy_from_slice(&word.to_le_bytes());
	}
	bytes
}

pub fn chunk_hash(index: usize, bytes: &[u8], is_top: bool) -> Hash {
	let blocks: Vec<&[u8]> = if bytes.is_empty() { vec![&[]] } else { bytes.chunks(64).collect() };
	let mut cv = IV;
	for (i, block) in blocks.iter().enumerate() {
		let mut flags = 0;
		if i == 0 {
			flags |= CHUNK_START;
		}
		if i == blocks.len() - 1 {
			flags |= CHUNK_END;
			if is_top {
				flags |= ROOT;
			}
		}
		cv = compress(cv, block, index as u64, flags);
	}
	to_bytes(cv)
}

pub fn parent_hash(left: Hash, right: Hash, is_top: bool) -> Hash {
	let flags = if is_top { PARENT | ROOT } else { PARENT };
	to_bytes(compress(IV, &[left, right].concat(), 0, flags))
}

pub fn chunk_count(len: usize) -> usize {
	len.div_ceil(CHUNK).max(1)
}

/// Where a node of `first..end` splits: the largest power of two of chunks less than all.
fn split(first: usize, end: usize) -> usize {
	let mut left = 1;
	while left * 2 < end - first {
		left *= 2;
	}
	first + left
}

pub fn chunk_bytes(blob: &[u8], index: usize) -> &[u8] {
	&blob[index * CHUNK..blob.len().min((index + 1) * CHUNK)]
}

/// The hash of the node over chunks `first..end` of a blob.
pub fn node_hash(blob: &[u8], first: usize, end: usize) -> Hash {
	let is_top = end - first == chunk_count(blob.len());
	if end - first == 1 {
		return chunk_hash(first, chunk_bytes(blob, first), is_top);
	}
	let middle = split(first, end);
	parent_hash(node_hash(blob, first, middle), node_hash(blob, middle, end), is_top)
}

pub fn root(blob: &[u8]) -> Hash {
	node_hash(blob, 0, chunk_count(blob.len()))
}

/// The hashes and the data that prove the chunks for which `shown` is true.
pub fn prove(blob: &[u8], shown: &[bool]) -> (Vec<Hash>, Vec<u8>) {
	fn visit(blob: &[u8], shown: &[bool], first: usize, end: usize, hashes: &mut Vec<Hash>) {
		if !shown[first..end].contains(&true) {
			hashes.push(node_hash(blob, first, end));
		} else if end - first > 1 {
			let middle = split(first, end);
			visit(blob, shown, first, middle, hashes);
			visit(blob, shown, middle, end, hashes);
		}
	}
	assert_eq!(shown.len(), chunk_count(blob.len()));
	let mut hashes = Vec::new();
	visit(blob, shown, 0, shown.len(), &mut hashes);
	let data = (0..shown.len()).filter(|i| shown[*i]).flat_map(|i| chunk_bytes(blob, i).to_vec());
	(hashes, data.collect())
}

/// The root that a proof leads to, or `None` if it has too few or too many hashes or bytes.
pub fn rebuild(len: usize, shown: &[bool], hashes: &[Hash], data: &[u8]) -> Option<Hash> {
	struct Proof<'a> {
		len: usize,
		shown: &'a [bool],
		hashes: Vec<Hash>,
		data: &'a [u8],
	}
	fn visit(proof: &mut Proof, first: usize, end: usize) -> Option<Hash> {
		let is_top = end - first == proof.shown.len();
		if !proof.shown[first..end].contains(&true) {
			return proof.hashes.pop();
		}
		if end - first == 1 {
			let count = proof.len.min(end * CHUNK) - first * CHUNK;
			let (own, rest) = proof.data.split_at_checked(count)?;
			proof.data = rest;
			return Some(chunk_hash(first, own, is_top));
		}
		let middle = split(first, end);
		let left = visit(proof, first, middle)?;
		let right = visit(proof, middle, end)?;
		Some(parent_hash(left, right, is_top))
	}
	let mut proof = Proof { len, shown, hashes: hashes.iter().rev().copied().collect(), data };
	let top = visit(&mut proof, 0, shown.len())?;
	(proof.hashes.is_empty() && proof.data.is_empty()).then_some(top)
}
