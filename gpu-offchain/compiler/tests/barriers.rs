//! Barriers in the control flow of real kernels, and those that lanes could miss.

use assay_compiler::{compile, Kernel, Options};
use assay_touchstone::{Instr, Interpreter, Launch, Output, Program, TileShape, WholeInputs};

fn compiled(source: &str) -> (Kernel, Program) {
	let kernel = compile(source, "test.wgsl", &Options::default())
		.unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
	let program = Program::parse(&kernel.bytecode).expect("the bytecode is valid");
	(kernel, program)
}

/// The whole output of a pass over a grid of tiles.
fn run(
	source: &str,
	inputs: &[&[u32]],
	params: &[u32],
	grid: [u32; 3],
	output: Output,
) -> Vec<u32> {
	let (_, program) = compiled(source);
	let outputs = [output];
	let launch = Launch::new(params, grid, &outputs);
	let bytes: Vec<Vec<u8>> = inputs
		.iter()
		.map(|input| input.iter().flat_map(|word| word.to_le_bytes()).collect())
		.collect();
	let slices: Vec<&[u8]> = bytes.iter().map(Vec::as_slice).collect();
	let mut whole = vec![0; output.words as usize];
	let mut interpreter = Interpreter::new(&program);
	for y in 0..grid[1] {
		for x in 0..grid[0] {
			let mut memory = WholeInputs { inputs: &slices };
			let made = interpreter
				.run(&launch, [x, y, 0], &mut memory)
				.unwrap_or_else(|error| panic!("{error}"));
			for (at, words) in output.tile_words([x, y, 0], &made.tiles[0]) {
				whole[at as usize..][..words.len()].copy_from_slice(words);
			}
		}
	}
	whole
}

#[test]
fn tiled_matrix_product() {
	let source = "struct P { n: u32 }
@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read> b: array<u32>;
@group(0) @binding(2) var<storage, read_write> c: array<u32>;
@group(0) @binding(3) var<uniform> p: P;
const T = 4u;
var<workgroup> left: array<array<u32, T>, T>;
var<workgroup> right: array<array<u32, T>, T>;
@compute @workgroup_size(4, 4)
fn main(@builtin(global_invocation_id) g: vec3<u32>, @builtin(local_invocation_id) l: vec3<u32>) {
	var sum = 0u;
	for (var t = 0u; t < p.n / T; t++) {
		left[l.y][l.x] = a[g.y * p.n + t * T + l.x];
		right[l.y][l.x] = b[(t * T + l.y) * p.n + g.x];
		workgroupBarrier();
		for (var k = 0u; k < T; k++) { sum += left[l.y][k] * right[k][l.x]; }
		workgroupBarrier();
	}
	c[g.y * p.n + g.x] = sum;
}";
	let n = 12u32;
	let a: Vec<u32> = (0..n * n).map(|i| i * 7 % 31).collect();
	let b: Vec<u32> = (0..n * n).map(|i| i * i % 29).collect();
	let at = |m: &[u32], y: u32, x: u32| m[(y * n + x) as usize];
	let expected: Vec<u32> =
		(0..n * n).map(|i| (0..n).map(|k| at(&a, i / n, k) * at(&b, k, i % n)).sum()).collect();
	let tiles = TileShape { rows: 4, row_words: 4, pitch: n, plane: 0 };
	let output = Output { words: n * n, tiles };
	assert_eq!(run(source, &[&a, &b], &[n], [3, 3, 1], output), expected);
}

#[test]
fn tree_reduction_over_a_parameter() {
	let source = "struct P { lanes: u32 }
@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read_write> b: array<u32>;
@group(0) @binding(2) var<uniform> p: P;
var<workgroup> w: array<u32, 256>;
@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) i: u32, @builtin(workgroup_id) group: vec3<u32>) {
	w[i] = a[group.x * 64u + i];
	workgroupBarrier();
	for (var s = p.lanes / 2u; s > 0u; s >>= 1u) {
		if (i < s) { w[i] += w[i + s]; }
		workgroupBarrier();
	}
	if (i == 0u) { b[group.x] = w[0]; }
}";
	let a: Vec<u32> = (0..128).map(|i| i * 97 % 1009).collect();
	let sums: Vec<u32> = a.chunks(64).map(|part| part.iter().sum()).collect();
	let output = Output { words: 2, tiles: TileShape::flat(1) };
	assert_eq!(run(source, &[&a], &[64], [2, 1, 1], output), sums);
}

#[test]
fn branches_and_loops_on_what_all_lanes_know() {
	let source = "struct P { n: u32, steps: array<vec4<u32>, 2> }
@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read_write> b: array<u32>;
@group(0) @binding(2) var<uniform> p: P;
var<workgroup> w: array<u32, 8>;
var<workgroup> done: u32;
fn swap(i: u32, by: u32) {
	if (by == 0u) { return; }
	let x = w[(i + by) % 8u];
	workgroupBarrier();
	w[i] = x + 1u;
	workgroupBarrier();
}
@compute @workgroup_size(8)
fn main(@builtin(local_invocation_index) i: u32, @builtin(workgroup_id) group: vec3<u32>) {
	if (p.n == 9u) { return; }
	w[i] = i;
	workgroupBarrier();
	for (var k = 0u; k < 2u; k++) {
		workgroupBarrier();
		switch p.steps[k].x {
			case 3u: { continue; }
			case 1u: { swap(i, a[k + group.x]); }
			default: { swap(i, 2u); swap(i, 0u); }
		}
		if (i == 5u) { done = w[i]; }
		if (workgroupUniformLoad(&done) > 6u) { break; }
		if (group.x + k > 100u) { workgroupBarrier(); }
		if (i < 4u) { continue; }
		w[i] += 100u;
	}
	workgroupBarrier();
	b[i] = w[i];
}";
	let output = Output { words: 8, tiles: TileShape::flat(8) };
	let run = |steps: [u32; 2]| {
		let params = [0, 0, 0, 0, steps[0], 0, 0, 0, steps[1], 0, 0, 0];
		run(source, &[&[3, 4]], &params, [1, 1, 1], output)
	};
	let expected = |steps: [u32; 2]| {
		let mut w: Vec<u32> = (0..8).collect();
		for (k, step) in steps.into_iter().enumerate() {
			let by = match step {
				3 => continue,
				1 => [3, 4][k],
				_ => 2,
			};
			w = (0..8).map(|i| w[(i + by) % 8] + 1).collect();
			if w[5] > 6 {
				break;
			}
			w[4..].iter_mut().for_each(|word| *word += 100);
		}
		w
	};
	for steps in [[3, 1], [1, 3], [0, 0], [1, 1], [3, 3]] {
		assert_eq!(run(steps), expected(steps), "{steps:?}");
	}
}

/// What decides about barriers stays in registers, however many values are alive.
#[test]
fn spilled_kernels_keep_their_barriers() {
	let sums: String =
		(0..400).map(|n| format!("let x{n} = a[i * 400u + {n}u] * {}u;\n", n + 3)).collect();
	let uses: String = (0..400).map(|n| format!("s = s * 3u + x{n};\n")).collect();
	let source = format!(
		"struct P {{ n: u32 }}
@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read_write> b: array<u32>;
@group(0) @binding(2) var<uniform> p: P;
var<workgroup> w: array<u32, 4>;
@compute @workgroup_size(4)
fn main(@builtin(local_invocation_index) i: u32) {{
	var s = 0u;
	{sums}
	for (var k = 0u; k < p.n; k++) {{
		w[i] = s + k;
		workgroupBarrier();
		s += w[(i + 1u) % 4u];
		workgroupBarrier();
		{uses}
	}}
	b[i] = s;
}}"
	);
	let (_, program) = compiled(&source);
	assert!(program.header().private_words > 0, "something is spilled");
	let barriers = program.code().iter().filter(|instr| **instr == Instr::Barrier);
	assert_eq!(barriers.count(), 2);
	let a: Vec<u32> = (0..1600).map(|n| n * 31 % 1000).collect();
	let mut expected = [0u32; 4];
	for k in 0..3 {
		let w = expected.map(|s| s.wrapping_add(k));
		for i in 0..4 {
			let s = &mut expected[i];
			*s = s.wrapping_add(w[(i + 1) % 4]);
			for n in 0..400 {
				let x = a[i * 400 + n].wrapping_mul(n as u32 + 3);
				*s = s.wrapping_mul(3).wrapping_add(x);
			}
		}
	}
	let output = Output { words: 4, tiles: TileShape::flat(4) };
	assert_eq!(run(&source, &[&a], &[3], [1, 1, 1], output), expected);
}

/// The line of the error, what it says and what it depends on.
fn refused(body: &str) -> (usize, String, String) {
	let source = format!(
		"struct P {{ n: u32 }}
@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read_write> b: array<u32>;
@group(0) @binding(2) var<uniform> p: P;
var<workgroup> w: array<u32, 8>;
@compute @workgroup_size(8)
fn main(@builtin(local_invocation_index) i: u32, @builtin(workgroup_id) group: vec3<u32>) {{
{body}
	b[i] = w[i] + a[i] + p.n;
}}"
	);
	let failed = compile(&source, "wrong.wgsl", &Options::default()).expect_err("it is refused");
	println!("{failed}");
	let first = &failed.list[0];
	assert_eq!(first.code, "divergent-barrier");
	assert!(first.help.is_some());
	let (line, _) = first.line_column(&source).expect("it has a place");
	(line - 7, first.message.clone(), first.label.clone())
}

#[test]
fn barriers_that_lanes_may_miss_are_refused() {
	let cases = [
		(
			1,
			"inside of a branch",
			"on which lane",
			"if (i < 4u) { workgroupBarrier(); }",
		),
		(
			3,
			"inside of a branch",
			"on which lane",
			"var x = 1u;\nif (i < 4u) { x = 2u; }\nif (x == 2u) { w[i] = 3u; } else { w[i] = 4u; workgroupBarrier(); }",
		),
		(
			1,
			"inside of a branch",
			"on workgroup memory",
			"if (w[0] == 1u) { storageBarrier(); }",
		),
		(
			1,
			"inside of a branch",
			"on which lane",
			"if (a[i] == 1u) { workgroupBarrier(); }",
		),
		(
			1,
			"inside of a branch",
			"on a word of an output",
			"if (b[i] == 1u) { workgroupBarrier(); }",
		),
		(
			1,
			"leave the loop",
			"on which lane",
			"for (var k = 0u; k < 8u; k++) { workgroupBarrier(); if (k == i) { break; } }",
		),
		(
			1,
			"leave the loop",
			"on which lane",
			"for (var k = 0u; k < min(i, 8u); k++) { workgroupBarrier(); }",
		),
		(
			3,
			"`continue`",
			"on which lane",
			"for (var k = 0u; k < 8u; k++) {\nif (k == i) { continue; }\nworkgroupBarrier(); }",
		),
		(
			2,
			"`return`",
			"on which lane",
			"if (i >= p.n) { return; }\nworkgroupBarrier();",
		),
		(
			1,
			"one place for all lanes",
			"on which lane",
			"w[i] = workgroupUniformLoad(&w[i]);",
		),
		(
			3,
			"inside of a branch",
			"on an array",
			"var xs = array(p.n, 1u, 2u);\nxs[i % 3u] = 7u;\nif (xs[p.n] > 1u) { workgroupBarrier(); }",
		),
	];
	for (line, message, label, body) in cases {
		let (got_line, got_message, got_label) = refused(body);
		assert_eq!(got_line, line, "{body}");
		assert!(got_message.contains(message), "{body}: {got_message}");
		assert!(got_label.contains(label), "{body}: {got_label}");
	}
}
