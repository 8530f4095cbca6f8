//! Kernels that are checked.

use crate::scene::{ask, market, on_tokio, triple};
use assay_market::{Floats, KernelCheck, KernelId, Severity};
use assay_rpc::{limits, Code};
use serde_json::{from_value, json, Value};
use sp_core::Bytes;

const DOUBLE: &str = "@group(0) @binding(3) var<storage, read> a: array<u32>;
@group(0) @binding(5) var<storage, read_write> b: array<u32>;
struct Params { n: u32 }
@group(0) @binding(1) var<uniform> params: Params;
override start: u32 = 1u;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	var sum = start;
	for (var i = 0u; i < params.n; i++) { sum += a[id.x]; }
	b[id.x] = sum;
}
";

fn check(kernel: Value, options: Value) -> Value {
	on_tokio(async { ask(&market(), "gpu_checkKernel", json!([kernel, options])).await })
}

fn checked(kernel: Value, options: Value) -> KernelCheck {
	from_value(check(kernel, options)).expect("it is an answer")
}

#[test]
fn a_source_should_be_compiled_and_its_names_told() {
	let answer = checked(json!({ "wgsl": DOUBLE }), json!({ "params": [10], "grid": [4, 1, 1] }));
	let kernel = answer.kernel.expect("it is fine");
	assert_eq!(answer.diagnostics, []);
	assert_eq!(kernel.id, KernelId::of(&kernel.bytecode));
	let interface = &kernel.interface;
	assert_eq!(
		(interface.floats, interface.workgroup_size, interface.param_words),
		(Floats::Strict, [64, 1, 1], 1)
	);
	let names = kernel.names.expect("a source has them");
	let bindings = [&names.inputs[0], &names.outputs[0]].map(|one| (&one.name[..], one.binding));
	assert_eq!(bindings, [("a", 3), ("b", 5)]);
	assert_eq!((&names.params[0].name[..], names.params[0].word), ("n", 0));
	assert_eq!(names.entry_point, "main");
	let fuel = kernel.fuel.expect("the parameters are known");
	assert_eq!(fuel.pass, Some(4 * fuel.workgroup));
	assert!(fuel.within_limit);
}

#[test]
fn fuel_should_be_told_only_if_it_is_known() {
	let open = checked(json!({ "wgsl": DOUBLE }), Value::Null);
	assert_eq!(open.kernel.expect("it is fine").fuel, None);
	let long = checked(json!({ "wgsl": DOUBLE }), json!({ "params": [u32::MAX] }));
	let fuel = long.kernel.expect("it is fine").fuel.expect("it is known");
	assert!(!fuel.within_limit && fuel.workgroup > 16_000_000);
	let closed = checked(json!({ "bytecode": Bytes(triple()) }), Value::Null);
	let fuel = closed.kernel.expect("it is fine").fuel.expect("no loop depends on anything");
	assert!(fuel.within_limit && fuel.pass.is_none());
}

#[test]
fn an_error_should_be_told_with_its_place_and_what_to_write() {
	let source = DOUBLE.replace("i < params.n", "a[i] > 0u");
	let answer = checked(json!({ "wgsl": source }), Value::Null);
	assert_eq!(answer.kernel, None);
	let [error] = &answer.diagnostics[..] else {
		panic!("{answer:?}");
	};
	assert_eq!((error.severity, error.line), (Severity::Error, Some(9)));
	assert!(error.help.is_some() && error.column.is_some());
	assert!(error.text.contains("kernel.wgsl:9:"), "{}", error.text);
}

#[test]
fn invalid_bytecode_should_be_told_and_not_be_an_error_of_the_request() {
	let answer = checked(json!({ "bytecode": "0x00010203" }), Value::Null);
	assert_eq!((answer.kernel, &answer.diagnostics[0].code[..]), (None, "bytecode"));
}

#[test]
fn options_should_reach_the_compiler() {
	let one = checked(json!({ "wgsl": DOUBLE }), json!({ "overrides": { "start": 7 } }));
	let other = checked(json!({ "wgsl": DOUBLE }), json!({ "overrides": { "start": 8 } }));
	let id = |answer: KernelCheck| answer.kernel.expect("it is fine").id;
	assert_ne!(id(one), id(other));
	let relaxed = checked(json!({ "wgsl": DOUBLE }), json!({ "floats": "relaxed" }));
	let kernel = relaxed.kernel.expect("it is fine");
	assert_eq!(kernel.interface.floats, Floats::Relaxed);
	let nowhere = checked(json!({ "wgsl": DOUBLE }), json!({ "entryPoint": "other" }));
	assert_eq!(nowhere.kernel, None);
}

#[test]
fn what_is_too_large_or_out_of_place_should_be_refused_with_its_code() {
	let code = |answer: &Value| {
		let code = answer["code"].as_i64().unwrap_or_else(|| panic!("no error: {answer}"));
		Code::of(code as i32)
	};
	let long = " ".repeat(limits::MAX_SOURCE + 1);
	let answer = check(json!({ "wgsl": long }), Value::Null);
	assert_eq!(code(&answer), Some(Code::TooMuch));
	assert_eq!(answer["message"], "the source has more bytes than 262144");
	let answer = check(json!({ "bytecode": Bytes(vec![0; 32 * 1024 + 1]) }), Value::Null);
	assert_eq!(code(&answer), Some(Code::TooMuch));
	let overrides: serde_json::Map<_, _> = (0..257).map(|n| (format!("o{n}"), json!(n))).collect();
	let answer = check(json!({ "wgsl": DOUBLE }), json!({ "overrides": overrides }));
	assert_eq!(answer["message"], "there are more overrides than 256");
	let answer = check(json!({ "bytecode": Bytes(triple()) }), json!({ "floats": "strict" }));
	assert_eq!(code(&answer), Some(Code::OptionsMisplaced));
	let answer = check(json!({ "wgsl": DOUBLE }), json!({ "params": [1, 2] }));
	assert_eq!(code(&answer), Some(Code::ParametersDiffer));
	assert_eq!(answer["message"], "words of parameters: the kernel takes 1, and 2 were given");
	let answer = check(json!({ "wgsl": DOUBLE }), json!({ "speed": 1 }));
	assert_eq!(answer["code"], -32602);
}
