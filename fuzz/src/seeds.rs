//! Writes small seeds for each target: `seeds FOLDER`.

#[allow(dead_code)]
#[path = "../../primitives/touchstone/tests/generator/mod.rs"]
mod generator;
#[allow(dead_code)]
#[path = "../../primitives/touchstone/tests/reference/mod.rs"]
mod reference;

use std::{fs, io, path::Path};

/// Kernels that use most of the language between them.
const KERNELS: &[&str] = &[
	"@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read_write> b: array<u32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	b[id.x] = 3u * a[id.x];
}",
	"// assay: relaxed
struct P { n: u32, scale: f32 }
@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> b: array<vec4<f32>>;
@group(0) @binding(2) var<uniform> p: P;
fn f(v: vec4<f32>) -> vec4<f32> { return mix(sin(v), exp2(v.yxwz), vec4(p.scale)); }
@compute @workgroup_size(8, 4, 2) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	let m = mat4x4<f32>(a[0], a[1], a[2], a[3]);
	if (id.x >= p.n) { return; }
	b[id.x] = m * f(a[id.x]) / max(length(a[id.y].xyz), 0.5);
}",
	"// assay: strict
struct P { n: u32, steps: array<vec4<u32>, 2> }
@group(0) @binding(0) var<storage, read> a: array<i32>;
@group(0) @binding(1) var<storage, read_write> b: array<i32>;
@group(0) @binding(2) var<uniform> p: P;
var<workgroup> w: array<i32, 64>;
var<workgroup> c: atomic<u32>;
@compute @workgroup_size(64) fn main(@builtin(local_invocation_index) i: u32, @builtin(workgroup_id) g: vec3<u32>) {
	w[i] = a[g.x * 64u + i];
	for (var s = 32u; s > 0u; s >>= 1u) {
		workgroupBarrier();
		if (i < s) { w[i] += w[i + s]; }
	}
	atomicMax(&c, i);
	workgroupBarrier();
	if (p.n > 3u) { let top = workgroupUniformLoad(&w[0]); b[0] = top + i32(atomicLoad(&c)); workgroupBarrier(); }
	switch p.steps[1].x { case 0u, 3u: { b[1] = w[1] / a[2]; } default: { b[2] = i32(f32(w[2]) * sqrt(f32(i))); } }
}",
	"struct S { v: vec3<u32>, xs: array<u32, 5> }
const T = array<u32, 8>(3u, 1u, 4u, 1u, 5u, 9u, 2u, 6u);
override k: u32 = 7u;
@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read_write> b: array<u32>;
var<private> q: array<S, 2>;
fn g(s: ptr<function, S>, n: u32) -> u32 { (*s).xs[n] += k; if (n > 2u) { return (*s).v.y; } return dot4U8Packed(n, T[n & 7u]); }
@compute @workgroup_size(1) fn main() {
	var s = S(vec3(1u, 2u, 3u), array(9u, 8u, 7u, 6u, 5u));
	var x = arrayLength(&a);
	// bound: 40
	while (x != 1u) {
		if (x % 2u == 0u) { x = x / 2u; continue; }
		x = extractBits(3u * x + 1u, 1u, 31u) ^ reverseBits(countOneBits(x)) ^ pack4xU8(vec4(x)) ;
		if (g(&s, x % 5u) == 9u) { break; }
	}
	q[x % 2u] = s;
	b[0] = q[1].xs[x] + bitcast<u32>(firstLeadingBit(i32(x)) >> (x & 31u));
}",
];

fn main() -> io::Result<()> {
	let folder = std::env::args().nth(1).expect("usage: seeds FOLDER");
	let write = |target: &str, number: usize, bytes: &[u8]| {
		let folder = Path::new(&folder).join(target);
		fs::create_dir_all(&folder)?;
		fs::write(folder.join(format!("seed-{number}")), bytes)
	};
	for number in 0..60 {
		let case = generator::case(number as u64);
		write("touchstone_decode", number, &case.bytecode())?;
		let changes: Vec<u8> = (number as u32).to_le_bytes().into_iter().chain([0; 24]).collect();
		write("touchstone_validate", number, &changes)?;
		write("touchstone_run", number, &[&[1], &changes[..]].concat())?;
		let bytes = case.bytecode();
		let length = (bytes.len() as u16).to_be_bytes();
		write("touchstone_run", 100 + number, &[&[0], &length[..], &bytes, &[1; 40]].concat())?;
	}
	for (number, kernel) in KERNELS.iter().enumerate() {
		write("compile", number, kernel.as_bytes())?;
	}
	write("proof_verify", 0, &[0; 64])
}
