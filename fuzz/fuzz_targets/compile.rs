//! Any text as WGSL: the compiler ends; what compiles is valid, has a cost, and raises to a module
//! that naga accepts.

#![no_main]

use assay_compiler::{
	compile,
	raise::{raise, RaiseOptions},
	Options,
};
use assay_touchstone::{encode, Program};
use libfuzzer_sys::{fuzz_target, Corpus};
use naga::valid::{Capabilities, ValidationFlags, Validator};

fuzz_target!(|text: &str| -> Corpus {
	let kernel = match compile(text, "fuzz.wgsl", &Options::default()) {
		Ok(kernel) => kernel,
		Err(failed) => {
			assert!(!failed.list.is_empty());
			for diagnostic in &failed.list {
				assert_ne!(diagnostic.code, "internal", "{failed}");
				assert!(!diagnostic.message.is_empty());
			}
			assert!(!failed.to_string().is_empty());
			return Corpus::Keep;
		},
	};
	let program = Program::parse(&kernel.bytecode).expect("what the compiler makes is valid");
	assert_eq!(encode(program.header(), program.code()), kernel.bytecode);
	assert_eq!(usize::from(program.header().inputs), kernel.inputs.len());
	assert_eq!(usize::from(program.header().outputs), kernel.outputs.len());
	assert_eq!(u32::from(program.header().params), kernel.param_words);
	let params = vec![1; kernel.param_words as usize];
	let _ = program.pass_fuel(&params, [1, 2, 3]);
	let raised = raise(&program, &RaiseOptions::default()).expect("a valid program raises");
	let capabilities = Capabilities::SHADER_FLOAT16_IN_FLOAT32;
	let valid = Validator::new(ValidationFlags::all(), capabilities).validate(&raised.module);
	assert!(valid.is_ok(), "{:?}", valid.err());
	Corpus::Keep
});
