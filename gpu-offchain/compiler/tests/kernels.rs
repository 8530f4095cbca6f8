//! Small kernels, compiled and run, against what a person says they do.

use assay_compiler::{compile, Options};
use assay_touchstone::{Interpreter, Launch, Listing, Output, Program, TileShape, WholeInputs};

/// Compiles a body for one workgroup and runs it: `a` is the input, `b` the output, `p` the
/// parameters, `i` the lane.
fn run_body(items: &str, body: &str, input: &[u32], params: &[u32], words: u32) -> Vec<u32> {
	let lanes = words.clamp(1, 64);
	let source = format!(
		"// assay: strict
struct P {{ n: u32, m: u32, s: i32, t: u32 }}
@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(3) var<storage, read_write> b: array<u32>;
@group(0) @binding(7) var<uniform> p: P;
{items}
@compute @workgroup_size({lanes})
fn main(@builtin(local_invocation_index) i: u32) {{
	let unused = a[0] + p.n;
{body}
}}"
	);
	run(&source, &[input], params, words)
}

fn run(source: &str, inputs: &[&[u32]], params: &[u32], words: u32) -> Vec<u32> {
	let kernel = compile(source, "test.wgsl", &Options::default())
		.unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
	let program = Program::parse(&kernel.bytecode).expect("valid bytecode");
	if std::env::var_os("LISTING").is_some() {
		println!("{}", Listing(&program));
	}
	let tiles = TileShape::flat(words);
	let outputs = vec![Output { words, tiles }; kernel.outputs.len()];
	let launch = Launch::new(params, [1, 1, 1], &outputs);
	let bytes: Vec<Vec<u8>> = inputs
		.iter()
		.map(|input| input.iter().flat_map(|word| word.to_le_bytes()).collect())
		.collect();
	let inputs: Vec<&[u8]> = bytes.iter().map(Vec::as_slice).collect();
	let mut memory = WholeInputs { inputs: &inputs };
	Interpreter::new(&program)
		.run(&launch, [0, 0, 0], &mut memory)
		.unwrap_or_else(|error| panic!("{error:?}\n{}", Listing(&program)))
		.tiles
		.swap_remove(0)
}

const FOUR: [u32; 4] = [0; 4];

#[test]
fn counted_loop_sums() {
	let body = "var s = 0u; for (var k = 0u; k < p.n; k++) { s += k * k + a[k]; } b[i] = s;";
	assert_eq!(run_body("", body, &[1, 2, 3, 4, 5], &[5, 0, 0, 0], 1), [45]);
	assert_eq!(run_body("", body, &[1, 2], &[0, 0, 0, 0], 1), [0]);
}

#[test]
fn loop_with_break_and_continue() {
	let body = "var s = 0u;
	for (var k = 0u; k < 20u; k++) {
		if (k % 3u == 0u) { continue; }
		if (k > p.n) { break; }
		s = s * 2u + k;
	}
	b[i] = s;";
	let mut expected = 0;
	for k in [1, 2, 4, 5, 7, 8, 10] {
		expected = expected * 2 + k;
	}
	assert_eq!(run_body("", body, &[0], &[10, 0, 0, 0], 1), [expected]);
}

#[test]
fn while_loop_halving_and_nested_triangle() {
	let body = "var s = 0u; var x = i + 64u;
	while (x > 0u) { s++; x >>= 1u; }
	for (var k = 0u; k < p.n; k++) { for (var j = 0u; j < k; j++) { s += 100u; } }
	b[i] = s;";
	assert_eq!(run_body("", body, &[0], &[4, 0, 0, 0], 2), [607, 607]);
}

#[test]
fn early_returns_and_nested_leaps() {
	let items = "fn f(x: u32) -> u32 {
		if (x == 0u) { return 10u; }
		if (x == 1u) { return 11u; }
		for (var k = 0u; k < 8u; k++) {
			for (var j = 0u; j < 8u; j++) {
				if (k * j == x) { return 100u + k * 10u + j; }
			}
		}
		return 5u;
	}";
	let expected: Vec<u32> = vec![10, 11, 112, 113, 114, 115, 116, 117, 124, 133, 125, 5];
	assert_eq!(run_body(items, "b[i] = f(i);", &[0], &FOUR, 12), expected);
}

#[test]
fn switch_with_breaks_and_continue() {
	let body = "var s = 0u;
	for (var k = 0u; k < 6u; k++) {
		switch (k) {
			case 0u, 2u: { s += 1u; }
			case 1u: { if (i == 1u) { break; } s += 10u; }
			case 3u: { continue; }
			default: { s += 100u; if (k == 5u) { break; } s += 1000u; }
		}
		s += 10000u;
	}
	b[i] = s;";
	assert_eq!(run_body("", body, &[0], &FOUR, 2), [51212, 51202]);
}

#[test]
fn private_arrays_pointers_and_structs() {
	let items = "struct S { v: vec3<u32>, w: u32, xs: array<u32, 5> }
	fn add(q: ptr<function, S>, n: u32) { (*q).w += n; (*q).xs[n] = (*q).v.y; }";
	let body = "var s = S(vec3(1u, 2u, 3u), 4u, array(9u, 8u, 7u, 6u, 5u));
	add(&s, i + 1u);
	var t = 0u;
	for (var k = 0; k < 5; k++) { t = t * 10u + s.xs[k]; }
	b[i] = t + s.w;";
	assert_eq!(run_body(items, body, &[0], &FOUR, 2), [92765 + 5, 98265 + 6]);
}

#[test]
fn constant_tables() {
	let items = "const T = array<u32, 8>(3u, 1u, 4u, 1u, 5u, 9u, 2u, 6u);";
	assert_eq!(run_body(items, "b[i] = T[i];", &[0], &FOUR, 8), [3, 1, 4, 1, 5, 9, 2, 6]);
}

#[test]
fn workgroup_prefix_sum() {
	let items = "var<workgroup> w: array<u32, 64>;";
	let body = "w[i] = a[i]; workgroupBarrier();
	for (var s = 1u; s < 64u; s <<= 1u) {
		var x = 0u;
		if (i >= s) { x = w[i - s]; }
		workgroupBarrier();
		w[i] += x;
		workgroupBarrier();
	}
	b[i] = w[i];";
	let input: Vec<u32> = (0..64).map(|x| x * 7 % 13).collect();
	let sums: Vec<u32> = (0..64).map(|n| input[..=n].iter().sum()).collect();
	assert_eq!(run_body(items, body, &input, &FOUR, 64), sums);
}

#[test]
fn atomics_and_uniform_load() {
	let items = "var<workgroup> c: atomic<u32>; var<workgroup> u: u32;";
	let body = "atomicAdd(&c, i); if (i == 3u) { u = 7u; } workgroupBarrier();
	let x = workgroupUniformLoad(&u); b[i] = atomicLoad(&c) + x;";
	assert_eq!(run_body(items, body, &[0], &FOUR, 8), [35; 8]);
}

#[test]
fn division_and_shift_edges() {
	let body = "let x = a[i]; let y = a[i + 4u];
	b[4u * 0u + i] = (x / y) ^ (x % y) ^ u32(i32(x) / i32(y)) ^ u32(i32(x) % i32(y)) ^ (x << y);";
	let min = i32::MIN as u32;
	let got = run_body("", body, &[7, min, 100, 5, 0, u32::MAX, 7, 33], &FOUR, 4);
	// Per lane: both quotients and remainders, unsigned and signed, then the shift.
	let parts = [[7, 0, 7, 0, 7], [0, min, min, 0, 0], [14, 2, 14, 2, 100 << 7], [0, 5, 0, 5, 10]];
	assert_eq!(got, parts.map(|lane| lane.into_iter().fold(0, |all, part| all ^ part)));
}

#[test]
fn strict_floats_and_matrices() {
	let body = "let m = mat2x2<f32>(1.0, 2.0, 3.0, 4.0);
	let x = bitcast<f32>(a[i]);
	let v = m * vec2(x, 1.0);
	b[i] = bitcast<u32>(sqrt(v.x * v.x) + v.y / 2.0);";
	let x = 1.5f32;
	let (vx, vy) = (x + 3.0, 2.0 * x + 4.0);
	let expected = ((vx * vx).sqrt() + vy / 2.0).to_bits();
	assert_eq!(run_body("", body, &[x.to_bits()], &FOUR, 1), [expected]);
}

#[test]
fn bits_and_packing() {
	let body = "let x = a[0];
	b[0] = extractBits(x, 4u, 8u); b[1] = insertBits(x, 5u, 8u, 4u);
	b[2] = u32(firstLeadingBit(x)); b[3] = countOneBits(x);
	b[4] = pack4xU8(vec4(1u, 2u, 3u, 4u)); b[5] = dot4U8Packed(x, 0x01010101u);
	b[6] = (x << 5u) | (x >> 27u); b[7] = arrayLength(&a);";
	let x = 0x1234_5678u32;
	let source = run_body("", &format!("if (i == 0u) {{ {body} }}"), &[x], &FOUR, 8);
	let expected = [0x67, 0x1234_5578, 28, 13, 0x0403_0201, 0x114, x.rotate_left(5), 1];
	assert_eq!(source, expected);
}

#[test]
fn annotated_loop() {
	let body = "var x = a[0]; var k = 0u;
	// bound: p.n + 1
	while (x != 1u) { if (x % 2u == 0u) { x /= 2u; } else { x = 3u * x + 1u; } k++; }
	b[i] = k;";
	assert_eq!(run_body("", body, &[6], &[20, 0, 0, 0], 1), [8]);
	assert_eq!(run_body("", body, &[6], &[4, 0, 0, 0], 1), [5]);
}

#[test]
fn bindings_are_numbered_in_order() {
	let source = "@group(0) @binding(9) var<storage, read_write> z: array<u32>;
@group(0) @binding(5) var<storage, read> y: array<u32>;
@group(0) @binding(2) var<storage, read> x: array<vec4<u32>>;
@compute @workgroup_size(1) fn main() { z[0] = x[1].z - y[0]; }";
	let kernel = compile(source, "b.wgsl", &Options::default()).unwrap();
	let numbers: Vec<u32> = kernel.inputs.iter().map(|binding| binding.number).collect();
	assert_eq!((numbers, kernel.outputs[0].number), (vec![2, 5], 9));
	let x = [0, 0, 0, 0, 1, 2, 50, 4];
	assert_eq!(run(source, &[&x, &[8]], &[], 1), [42]);
}
