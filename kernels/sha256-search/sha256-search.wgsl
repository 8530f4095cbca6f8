// SHA-256 search: which nonces, appended to a prefix, give a digest that begins with a small word?
//
// Each lane absorbs the whole blocks of the prefix once, and then tries EACH nonces. The message of
// a nonce is the prefix followed by the nonce in four bytes, the highest first.

const LANES = 128u;
// Nonces that a lane tries. A workgroup tries LANES * EACH that follow each other.
const EACH = 16u;

struct Params {
	// Bytes of the prefix.
	bytes: u32,
	// Blocks that what follows the whole blocks of the prefix fills, together with the nonce and the
	// padding: 1 when bytes % 64 is at most 51, else 2.
	blocks: u32,
	// The first nonce of workgroup 0.
	first: u32,
	// A digest is a hit when its first word, the highest byte first, is at most this.
	most: u32,
}

// The bytes of the prefix.
@group(0) @binding(0) var<storage, read> prefix: array<u32>;
// Of each workgroup: how many nonces hit, the lowest of them, the lowest first word of any digest.
@group(0) @binding(1) var<storage, read_write> found: array<u32>;
@group(0) @binding(2) var<uniform> params: Params;

const K = array<u32, 64>(
	0x428a2f98u, 0x71374491u, 0xb5c0fbcfu, 0xe9b5dba5u, 0x3956c25bu, 0x59f111f1u, 0x923f82a4u, 0xab1c5ed5u,
	0xd807aa98u, 0x12835b01u, 0x243185beu, 0x550c7dc3u, 0x72be5d74u, 0x80deb1feu, 0x9bdc06a7u, 0xc19bf174u,
	0xe49b69c1u, 0xefbe4786u, 0x0fc19dc6u, 0x240ca1ccu, 0x2de92c6fu, 0x4a7484aau, 0x5cb0a9dcu, 0x76f988dau,
	0x983e5152u, 0xa831c66du, 0xb00327c8u, 0xbf597fc7u, 0xc6e00bf3u, 0xd5a79147u, 0x06ca6351u, 0x14292967u,
	0x27b70a85u, 0x2e1b2138u, 0x4d2c6dfcu, 0x53380d13u, 0x650a7354u, 0x766a0abbu, 0x81c2c92eu, 0x92722c85u,
	0xa2bfe8a1u, 0xa81a664bu, 0xc24b8b70u, 0xc76c51a3u, 0xd192e819u, 0xd6990624u, 0xf40e3585u, 0x106aa070u,
	0x19a4c116u, 0x1e376c08u, 0x2748774cu, 0x34b0bcb5u, 0x391c0cb3u, 0x4ed8aa4au, 0x5b9cca4fu, 0x682e6ff3u,
	0x748f82eeu, 0x78a5636fu, 0x84c87814u, 0x8cc70208u, 0x90befffau, 0xa4506cebu, 0xbef9a3f7u, 0xc67178f2u,
);

// Workgroup memory begins at zero, so what is looked for low is kept inverted, and looked for high.
var<workgroup> hits: atomic<u32>;
var<workgroup> inverted_nonce: atomic<u32>;
var<workgroup> inverted_word: atomic<u32>;

fn rotr(x: u32, n: u32) -> u32 {
	return (x >> n) | (x << (32u - n));
}

// The bytes of a word in the other order.
fn swapped(x: u32) -> u32 {
	return (rotr(x, 8u) & 0xff00ff00u) | (rotr(x, 24u) & 0x00ff00ffu);
}

// One round. Instead of moving the eight words on, the caller names them in another order.
fn turn(
	a: u32, b: u32, c: u32, d: ptr<function, u32>,
	e: u32, f: u32, g: u32, h: ptr<function, u32>,
	input: u32,
) {
	let sum1 = rotr(e, 6u) ^ rotr(e, 11u) ^ rotr(e, 25u);
	let sum0 = rotr(a, 2u) ^ rotr(a, 13u) ^ rotr(a, 22u);
	let t = *h + sum1 + (g ^ (e & (f ^ g))) + input;
	*d += t;
	*h = t + sum0 + ((a & b) | (c & (a | b)));
}

// Rounds t to t + 15.
fn turns(
	a: ptr<function, u32>, b: ptr<function, u32>, c: ptr<function, u32>, d: ptr<function, u32>,
	e: ptr<function, u32>, f: ptr<function, u32>, g: ptr<function, u32>, h: ptr<function, u32>,
	w: ptr<function, array<u32, 16>>, t: u32,
) {
	turn(*a, *b, *c, d, *e, *f, *g, h, K[t] + (*w)[0]);
	turn(*h, *a, *b, c, *d, *e, *f, g, K[t + 1u] + (*w)[1]);
	turn(*g, *h, *a, b, *c, *d, *e, f, K[t + 2u] + (*w)[2]);
	turn(*f, *g, *h, a, *b, *c, *d, e, K[t + 3u] + (*w)[3]);
	turn(*e, *f, *g, h, *a, *b, *c, d, K[t + 4u] + (*w)[4]);
	turn(*d, *e, *f, g, *h, *a, *b, c, K[t + 5u] + (*w)[5]);
	turn(*c, *d, *e, f, *g, *h, *a, b, K[t + 6u] + (*w)[6]);
	turn(*b, *c, *d, e, *f, *g, *h, a, K[t + 7u] + (*w)[7]);
	turn(*a, *b, *c, d, *e, *f, *g, h, K[t + 8u] + (*w)[8]);
	turn(*h, *a, *b, c, *d, *e, *f, g, K[t + 9u] + (*w)[9]);
	turn(*g, *h, *a, b, *c, *d, *e, f, K[t + 10u] + (*w)[10]);
	turn(*f, *g, *h, a, *b, *c, *d, e, K[t + 11u] + (*w)[11]);
	turn(*e, *f, *g, h, *a, *b, *c, d, K[t + 12u] + (*w)[12]);
	turn(*d, *e, *f, g, *h, *a, *b, c, K[t + 13u] + (*w)[13]);
	turn(*c, *d, *e, f, *g, *h, *a, b, K[t + 14u] + (*w)[14]);
	turn(*b, *c, *d, e, *f, *g, *h, a, K[t + 15u] + (*w)[15]);
}

fn expand(early: u32, late: u32) -> u32 {
	return (rotr(early, 7u) ^ rotr(early, 18u) ^ (early >> 3u))
		+ (rotr(late, 17u) ^ rotr(late, 19u) ^ (late >> 10u));
}

// The next sixteen words of a block. All indices are constants, so all words are in registers.
fn next(w: ptr<function, array<u32, 16>>) {
	(*w)[0] += (*w)[9] + expand((*w)[1], (*w)[14]);
	(*w)[1] += (*w)[10] + expand((*w)[2], (*w)[15]);
	(*w)[2] += (*w)[11] + expand((*w)[3], (*w)[0]);
	(*w)[3] += (*w)[12] + expand((*w)[4], (*w)[1]);
	(*w)[4] += (*w)[13] + expand((*w)[5], (*w)[2]);
	(*w)[5] += (*w)[14] + expand((*w)[6], (*w)[3]);
	(*w)[6] += (*w)[15] + expand((*w)[7], (*w)[4]);
	(*w)[7] += (*w)[0] + expand((*w)[8], (*w)[5]);
	(*w)[8] += (*w)[1] + expand((*w)[9], (*w)[6]);
	(*w)[9] += (*w)[2] + expand((*w)[10], (*w)[7]);
	(*w)[10] += (*w)[3] + expand((*w)[11], (*w)[8]);
	(*w)[11] += (*w)[4] + expand((*w)[12], (*w)[9]);
	(*w)[12] += (*w)[5] + expand((*w)[13], (*w)[10]);
	(*w)[13] += (*w)[6] + expand((*w)[14], (*w)[11]);
	(*w)[14] += (*w)[7] + expand((*w)[15], (*w)[12]);
	(*w)[15] += (*w)[8] + expand((*w)[0], (*w)[13]);
}

// Absorbs a block. Uses it up.
fn compress(state: ptr<function, array<u32, 8>>, w: ptr<function, array<u32, 16>>) {
	var a = (*state)[0];
	var b = (*state)[1];
	var c = (*state)[2];
	var d = (*state)[3];
	var e = (*state)[4];
	var f = (*state)[5];
	var g = (*state)[6];
	var h = (*state)[7];
	// The last words that are made aren't used: one copy of the rounds is worth it.
	for (var t = 0u; t < 64u; t += 16u) {
		turns(&a, &b, &c, &d, &e, &f, &g, &h, w, t);
		next(w);
	}
	(*state)[0] += a;
	(*state)[1] += b;
	(*state)[2] += c;
	(*state)[3] += d;
	(*state)[4] += e;
	(*state)[5] += f;
	(*state)[6] += g;
	(*state)[7] += h;
}

@compute @workgroup_size(LANES)
fn main(
	@builtin(workgroup_id) group: vec3<u32>,
	@builtin(num_workgroups) groups: vec3<u32>,
	@builtin(local_invocation_index) lane: u32,
) {
	var start = array<u32, 8>(
		0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au,
		0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u,
	);
	var w: array<u32, 16>;
	for (var block = 0u; block < params.bytes / 64u; block++) {
		let at = block * 16u;
		w = array(
			swapped(prefix[at]), swapped(prefix[at + 1u]), swapped(prefix[at + 2u]), swapped(prefix[at + 3u]),
			swapped(prefix[at + 4u]), swapped(prefix[at + 5u]), swapped(prefix[at + 6u]), swapped(prefix[at + 7u]),
			swapped(prefix[at + 8u]), swapped(prefix[at + 9u]), swapped(prefix[at + 10u]), swapped(prefix[at + 11u]),
			swapped(prefix[at + 12u]), swapped(prefix[at + 13u]), swapped(prefix[at + 14u]), swapped(prefix[at + 15u]),
		);
		compress(&start, &w);
	}

	// What follows the whole blocks, with a nonce of zeros: the rest of the prefix, the nonce, a bit,
	// zeros, and the length in bits.
	let rest = params.bytes % 64u;
	let whole = params.bytes / 64u * 16u;
	var tail: array<u32, 32>;
	for (var i = 0u; i < 16u; i++) {
		var word = 0u;
		if (4u * i < rest) {
			word = swapped(prefix[whole + i]);
			if (4u * i + 4u > rest) {
				word &= ~(0xffffffffu >> (8u * (rest % 4u)));
			}
		}
		tail[i] = word;
	}
	tail[rest / 4u + 1u] |= 0x80000000u >> (8u * (rest % 4u));
	tail[16u * params.blocks - 2u] |= (params.bytes + 4u) >> 29u;
	tail[16u * params.blocks - 1u] |= (params.bytes + 4u) << 3u;

	// The nonce may lie in two words.
	let at = rest / 4u;
	let offset = 8u * (rest % 4u);
	let left = tail[at];
	let right = tail[at + 1u];
	let number = group.y * groups.x + group.x;
	let first = params.first + number * (LANES * EACH) + lane;
	for (var k = 0u; k < EACH; k++) {
		let nonce = first + k * LANES;
		tail[at] = left | (nonce >> offset);
		if (offset != 0u) {
			tail[at + 1u] = right | (nonce << (32u - offset));
		}
		var state = start;
		for (var block = 0u; block < params.blocks; block++) {
			let at = 16u * block;
			w = array(
				tail[at], tail[at + 1u], tail[at + 2u], tail[at + 3u],
				tail[at + 4u], tail[at + 5u], tail[at + 6u], tail[at + 7u],
				tail[at + 8u], tail[at + 9u], tail[at + 10u], tail[at + 11u],
				tail[at + 12u], tail[at + 13u], tail[at + 14u], tail[at + 15u],
			);
			compress(&state, &w);
		}
		if (state[0] <= params.most) {
			atomicAdd(&hits, 1u);
			atomicMax(&inverted_nonce, ~nonce);
		}
		atomicMax(&inverted_word, ~state[0]);
	}

	workgroupBarrier();
	if (lane == 0u) {
		found[3u * number] = atomicLoad(&hits);
		found[3u * number + 1u] = ~atomicLoad(&inverted_nonce);
		found[3u * number + 2u] = ~atomicLoad(&inverted_word);
	}
}
