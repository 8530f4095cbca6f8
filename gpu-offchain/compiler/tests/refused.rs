//! Kernels that are wrong get a message with a place, a reason and a remedy.

use assay_compiler::{compile, Options};

fn code_and_line(body: &str) -> (&'static str, usize) {
	let source = format!(
		"@group(0) @binding(0) var<storage, read_write> b: array<u32>;\nvar<workgroup> w: atomic<u32>;\n\
		 @compute @workgroup_size(1) fn main() {{\n{body}\n}}"
	);
	let failed = compile(&source, "wrong.wgsl", &Options::default()).expect_err("is refused");
	let first = &failed.list[0];
	println!("{failed}");
	assert!(first.help.is_some(), "no remedy: {failed}");
	(first.code, first.line_column(&source).map_or(0, |(line, _)| line))
}

#[test]
fn wrong_kernels_are_refused_with_a_place_and_a_remedy() {
	assert_eq!(
		code_and_line("var x = b[0]; while (x != 1u) { x = x * 5u; } b[1] = x;"),
		("loop-bound", 4)
	);
	assert_eq!(code_and_line("\nb[0] = u32(f32(b[1]) * 2.5);"), ("float-mode", 5));
	assert_eq!(code_and_line("b[0] = atomicAdd(&w, 1u);"), ("atomic-result", 4));
	assert_eq!(code_and_line("b[0] = atomicExchange(&w, 1u);"), ("atomic-exchange", 4));
	assert_eq!(code_and_line("b[0] = nothing;"), ("wgsl", 4));
}
