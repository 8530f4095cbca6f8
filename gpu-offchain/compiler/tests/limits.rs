//! Kernels at the edges of what lanes have: registers, and variables that don't fit them.

use assay_compiler::{compile, Options};
use assay_touchstone::{Interpreter, Launch, Output, Program, TileShape, WholeInputs};

/// Compiles and runs a kernel of one lane with one input and one output of one word.
fn run(source: &str, input: &[u32]) -> (Program, u32) {
	let kernel = compile(source, "k.wgsl", &Options::default())
		.unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
	let program = Program::parse(&kernel.bytecode).expect("valid bytecode");
	let bytes: Vec<u8> = input.iter().flat_map(|word| word.to_le_bytes()).collect();
	let outputs = [Output { words: 1, tiles: TileShape::flat(1) }];
	let launch = Launch::new(&[], [1, 1, 1], &outputs);
	let mut memory = WholeInputs { inputs: &[&bytes] };
	let made = Interpreter::new(&program).run(&launch, [0; 3], &mut memory).unwrap();
	(program.clone(), made.tiles[0][0])
}

/// A kernel in which `count` variables are alive at once, through a branch and a loop that change
/// each of them.
fn crowded(count: usize) -> String {
	let each = |line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
	let declared = each(&|n| format!("\tvar x{n} = a[{n}] * {}u;\n", 2 * n + 1));
	let branched = each(&|n| format!("\t\tx{n} += x{};\n", (n + 1) % count));
	let looped = each(&|n| format!("\t\tx{n} = x{} ^ (x{n} + k);\n", (n + 7) % count));
	let summed = each(&|n| format!("\tsum = sum * 31u + x{};\n", count - 1 - n));
	format!(
		"@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read_write> b: array<u32>;
@compute @workgroup_size(1) fn main() {{
{declared}	if (a[0] != 1u) {{
{branched}	}}
	for (var k = 0u; k < 3u; k++) {{
{looped}	}}
	var sum = 0u;
{summed}	b[0] = sum;
}}"
	)
}

/// What the kernel computes.
fn crowd(count: usize, a: &[u32]) -> u32 {
	let mut x: Vec<u32> = (0..count).map(|n| a[n].wrapping_mul(2 * n as u32 + 1)).collect();
	if a[0] != 1 {
		for n in 0..count {
			x[n] = x[n].wrapping_add(x[(n + 1) % count]);
		}
	}
	for k in 0..3u32 {
		for n in 0..count {
			x[n] = x[(n + 7) % count] ^ x[n].wrapping_add(k);
		}
	}
	let reversed = x.iter().rev();
	reversed.fold(0, |sum: u32, x| sum.wrapping_mul(31).wrapping_add(*x))
}

#[test]
fn values_should_survive_when_there_are_more_than_registers() {
	for (count, spills) in [(100, false), (250, false), (260, true), (290, true)] {
		for first in [1, 5] {
			let mut input: Vec<u32> = (0..count as u32).map(|n| n * n + 3).collect();
			input[0] = first;
			let (program, sum) = run(&crowded(count), &input);
			assert_eq!(sum, crowd(count, &input), "{count} variables");
			let header = program.header();
			assert!(header.registers <= 256);
			assert_eq!(header.private_words > 0, spills, "{count} variables");
		}
	}
}

#[test]
fn kernel_should_be_refused_when_its_spills_make_it_too_long() {
	let refused = compile(&crowded(700), "k.wgsl", &Options::default()).unwrap_err();
	assert_eq!(refused.list[0].code, "too-long", "{refused}");
}

/// Arrays are in memory, and each round of the loop declares them anew.
#[test]
fn variables_of_a_loop_should_start_as_zeros_in_every_round() {
	let source = "@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read_write> b: array<u32>;
fn count(i: u32) -> u32 {
	var seen: array<u32, 9>;
	seen[a[i] % 9u] += 1u;
	seen[a[i + 1u] % 9u] += 1u;
	return seen[a[0] % 9u];
}
@compute @workgroup_size(1) fn main() {
	var sum = 0u;
	for (var i = 0u; i < 5u; i++) {
		var marks: array<vec2<u32>, 8>;
		let at = a[i] % 8u;
		sum = sum * 10u + marks[at].x + count(i);
		marks[at].x = 7u;
		marks[(at + 1u) % 8u] = vec2<u32>(5u, 6u);
	}
	b[0] = sum;
}";
	// `a[0]` is 3: which of two neighbours are 3, round by round.
	let (_, sum) = run(source, &[3, 3, 4, 3, 12, 21]);
	assert_eq!(sum, 21_122);
}
