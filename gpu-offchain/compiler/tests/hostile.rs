//! Sources made to exhaust the compiler: each is refused or compiled, soon and in little memory.

use assay_compiler::{compile, Options};
use std::time::{Duration, Instant};

/// What a source comes to: the code of its first diagnostic, or `ok`.
fn outcome(name: &str, source: &str) -> String {
	let start = Instant::now();
	let outcome = match compile(source, "hostile.wgsl", &Options::default()) {
		Ok(_) => "ok".to_string(),
		Err(failed) => failed.list[0].code.to_string(),
	};
	let took = start.elapsed();
	println!("{name}: {outcome}, {} bytes, {took:?}", source.len());
	assert_ne!(outcome, "internal", "{name}");
	assert!(took < Duration::from_secs(10), "{name} took {took:?}");
	outcome
}

fn kernel(items: &str, body: &str) -> String {
	format!(
		"@group(0) @binding(0) var<storage, read_write> b: array<u32>;\n{items}\n\
		 @compute @workgroup_size(1) fn main() {{\n{body}\n}}"
	)
}

/// As often as the compiler lets through, and as often as a source has room for.
fn each(name: &str, source: impl Fn(usize) -> String, most: usize) {
	outcome(name, &source(most));
	let per = source(2000).len() - source(1000).len();
	let refused = outcome(name, &source(200_000_000 / per));
	assert_eq!(refused, "too-deep", "{name}");
}

#[test]
fn deep_expressions() {
	let around = |open: &'static str, inner: &'static str, close: &'static str| {
		move |n: usize| kernel("", &format!("b[0] = {}{inner}{};", open.repeat(n), close.repeat(n)))
	};
	each("parentheses", around("(", "1u", ")"), 1000);
	each("signs", around("~", "1u", ""), 2000);
	each("minus", |n| kernel("", &format!("var x = 1; b[0] = u32({}x);", "-".repeat(n))), 2000);
	each("not", |n| kernel("", &format!("var x = true; b[0] = u32({}x);", "!".repeat(n))), 2000);
	each("indices", around("b[", "0u", "]"), 600);
	each("sum", around("b[1] + ", "1u", ""), 400);
	each("constant sum", around("1u + ", "1u", ""), 1000);
	each("right sum", around("1u + (", "1u", ")"), 500);
	each("calls", around("min(1u, ", "1u", ")"), 600);
	each(
		"types",
		|n| kernel("", &format!("var x: {}u32{};", "array<".repeat(n), ", 1>".repeat(n))),
		600,
	);
	each("members", |n| kernel("", &format!("b[0] = 1u{};", ".x".repeat(n))), 1000);
	each("and", around("b[0] == 1u && ", "true", ""), 250);
	each("vectors", around("vec2(", "1u, 1u", ", 1u)"), 600);
}

#[test]
fn deep_blocks() {
	let chain = |n: usize| {
		kernel("", &format!("{}{{ }}", "if (b[0] == 1u) { b[1] = 2u; } else ".repeat(n)))
	};
	each("else if", chain, 250);
	let loops = |n: usize| kernel("", &format!("{}{}", "loop {".repeat(n), "}".repeat(n)));
	each("loops", loops, 200);
	let blocks = |n: usize| kernel("", &format!("{}{}", "{".repeat(n), "}".repeat(n)));
	each("blocks", blocks, 200);
	let ifs = |n: usize| kernel("", &format!("{}{}", "if (b[0] == 1u) {".repeat(n), "}".repeat(n)));
	each("ifs", ifs, 200);
}

#[test]
fn long_chains_of_declarations() {
	let chain = |n: usize, item: &dyn Fn(usize) -> String| (0..n).map(item).collect::<String>();
	let n = 8000;
	let items = format!("const c0 = 1u;{}", chain(n, &|i| format!("const c{}=c{i};", i + 1)));
	outcome("constants", &kernel(&items, &format!("b[0] = c{n};")));
	let items = format!("{}const c{n} = 1u;", chain(n, &|i| format!("const c{i}=c{};", i + 1)));
	outcome("constants, backwards", &kernel(&items, "b[0] = c0;"));
	let items = format!("{}alias c{n} = u32;", chain(n, &|i| format!("alias c{i}=c{};", i + 1)));
	outcome("aliases", &kernel(&items, "b[0] = c0(1);"));
	let items =
		format!("override c0 = 1u;{}", chain(4000, &|i| format!("override c{}=c{i}+1u;", i + 1)));
	outcome("overrides", &kernel(&items, "b[0] = c4000;"));
	let items =
		format!("fn f0() {{ b[0] = 1u; }}{}", chain(n, &|i| format!("fn f{}(){{f{i}();}}", i + 1)));
	assert_eq!(outcome("calls", &kernel(&items, &format!("f{n}();"))), "too-deep");
	let items = format!(
		"struct S0 {{ x: u32 }}{}",
		chain(n / 2, &|i| format!("struct S{} {{x:S{i}}}", i + 1))
	);
	outcome("structs", &kernel(&items, &format!("var x: S{}; b[0] = 1u;", n / 2)));
	let items = chain(n, &|i| format!("var<workgroup> w{i}: u32;"));
	outcome("variables", &kernel(&items, "b[0] = w1;"));
	let body = chain(n, &|i| format!("var x{i} = b[{i}];"));
	outcome("locals", &kernel("", &body));
}

#[test]
fn what_doubles_or_is_huge() {
	let double = |n: usize| -> String {
		(0..n).map(|i| format!("fn f{}() {{ f{i}(); f{i}(); }}", i + 1)).collect()
	};
	let items = format!("fn f0() {{ b[0] += 1u; }}{}", double(50));
	assert_eq!(outcome("calls", &kernel(&items, "f50();")), "too-large");
	for n in [12, 20, 28, 29, 40] {
		let structs: String =
			(0..n).map(|i| format!("struct S{} {{ x: S{i}, y: S{i} }}", i + 1)).collect();
		let items = format!("struct S0 {{ x: u32 }}{structs}");
		outcome("private structs", &kernel(&items, &format!("var x: S{n}; b[0] = 1u;")));
		outcome("made structs", &kernel(&items, &format!("let x = S{n}(); b[0] = 1u;")));
		let copied = format!("var x: S{n}; var y = x; y = x; b[0] = 1u;");
		outcome("copied structs", &kernel(&items, &copied));
		let shared = format!("{items} var<workgroup> w: S{n};");
		outcome("shared structs", &kernel(&shared, "w = w; b[0] = 1u;"));
		let stored =
			format!("{items} @group(0) @binding(1) var<storage, read_write> s: array<S{n}>;");
		outcome("stored structs", &kernel(&stored, "s[1] = s[0]; b[0] = 1u;"));
		let params = format!("{items} @group(0) @binding(1) var<uniform> s: S{n};");
		outcome("parameters", &kernel(&params, "let x = s; b[0] = 1u;"));
	}
	for words in [5000u64, 100_000, 70_000_000, 1_000_000_000, 1_073_741_823, 4_294_967_295] {
		for place in ["var<private>", "var<workgroup>", "const", "fn"] {
			let (items, body) = match place {
				"const" => (format!("const c = array<u32, {words}>();"), "b[0] = c[b[1]];".into()),
				"fn" => (
					String::new(),
					format!("var x = array<u32, {words}>(); x = x; b[0] = x[b[1]];"),
				),
				_ => (
					format!("{place} x: array<u32, {words}>;"),
					"let y = x; x = y; b[0] = y[b[1]];".into(),
				),
			};
			outcome(&format!("{place} of {words}"), &kernel(&items, &body));
		}
		let nested = format!("var<private> x: array<array<vec4<u32>, {words}>, {words}>;");
		outcome("nested array", &kernel(&nested, "b[0] = x[1][2].x;"));
		let stored = format!(
			"@group(0) @binding(1) var<storage, read_write> s: array<array<u32, {words}>>;"
		);
		outcome("stored array", &kernel(&stored, "s[b[2]] = s[b[3]]; b[0] = s[b[1]][b[2]];"));
		let params = format!("@group(0) @binding(1) var<uniform> p: array<vec4<u32>, {words}>;");
		outcome("parameters", &kernel(&params, "b[0] = p[b[1]].x;"));
		let size = kernel("", "").replace("size(1)", &format!("size({words}, {words}, {words})"));
		outcome("workgroup", &size);
		outcome(
			"bound",
			&kernel("", &format!("for (var i = 0u; i < {words}u; i++) {{ b[i] = i; }}")),
		);
		let nest = "for (var i = 0u; i < 4000000000u; i++) {".repeat(20) + &"}".repeat(20);
		outcome("nested bounds", &kernel("", &nest));
	}
}

/// What naga would write out before it sees that it makes no sense.
#[test]
fn values_of_many_parts() {
	let huge = "array<u32, 2000000000>()";
	for value in [
		format!("~{huge}"),
		"-array<i32, 400000000>()".to_string(),
		format!("{huge} == {huge}"),
		"all(array<bool, 2000000000>())".into(),
		format!("{huge} + 1u"),
		"~array(c, c, c, c, c, c, c, c, c, c)".into(),
		format!("~array({})", "array<u32, 4000000>(), ".repeat(1000)),
		format!("~array({})", "array<u32, n << 10>(), ".repeat(1000)),
	] {
		let items =
			format!("const n = 4000u; const c = array<u32, n * 1000>(); const x = {value};");
		assert_eq!(
			outcome(&value[..value.len().min(60)], &kernel(&items, "b[0] = 1u;")),
			"too-large"
		);
	}
	let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
	println!("{:?}", peak.lines().find(|line| line.starts_with("VmHWM")));
}

/// Text that isn't WGSL at all.
#[test]
fn text_of_any_kind() {
	for text in [
		"",
		"\0",
		"\u{feff}",
		"}",
		"/*",
		"// bound:",
		"// assay:",
		"// assay: strict",
		"é",
		"\"",
		"@",
		"@compute",
		"enable f16;",
		"_",
	] {
		for n in [1, 2, 1000, 60_000] {
			let source = text.repeat(n);
			if source.len() <= 256 * 1024 {
				assert_ne!(outcome(&format!("{n} times {text:?}"), &source), "ok");
			}
		}
	}
	assert_eq!(outcome("long", &" ".repeat(256 * 1024 + 1)), "too-large");
}
