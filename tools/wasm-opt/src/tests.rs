use super::*;

const HEADER: &[u8] = b"\0asm\x01\0\0\0";
const CODE: &[u8] = &[10, 2, 1, 0];

fn custom(name: &str, body: &[u8]) -> Vec<u8> {
	let mut content = vec![name.len() as u8];
	content.extend_from_slice(name.as_bytes());
	content.extend_from_slice(body);
	let mut section = vec![0, content.len() as u8];
	section.extend(content);
	section
}

fn blob(sections: &[&[u8]]) -> Vec<u8> {
	[&[HEADER], sections].concat().concat()
}

fn as_builder_calls_it() -> OptimizationOptions {
	let mut options = OptimizationOptions::new_opt_level_0();
	options
		.mvp_features_only()
		.debug_info(true)
		.add_pass(Pass::StripDwarf)
		.add_pass(Pass::SignextLowering);
	options
}

#[test]
fn debug_sections_should_go_and_all_else_stay_when_stripping() {
	let name = custom("name", b"f");
	let version = custom("runtime_version", b"v");
	let input = blob(&[CODE, &custom(".debug_info", b"xyz"), &name, &version]);
	let output = as_builder_calls_it().apply(&input).unwrap();
	assert_eq!(output, blob(&[CODE, &name, &version]));
}

#[test]
fn names_should_go_when_debug_info_is_off() {
	let input = blob(&[CODE, &custom("name", b"f")]);
	let output = OptimizationOptions::new_opt_level_0().apply(&input).unwrap();
	assert_eq!(output, blob(&[CODE]));
}

#[test]
fn blob_should_be_refused_when_it_declares_sign_extension() {
	let features = custom("target_features", b"\x02+\x0fmutable-globals+\x08sign-ext");
	let refused = as_builder_calls_it().apply(&blob(&[CODE, &features]));
	assert!(matches!(refused, Err(OptimizationError::NeedsLowering)));
	let features = custom("target_features", b"\x02+\x0fmutable-globals-\x08sign-ext");
	let input = blob(&[CODE, &features]);
	assert_eq!(as_builder_calls_it().apply(&input).unwrap(), input);
}

#[test]
fn offset_should_be_named_when_a_section_is_cut_short() {
	let mut input = blob(&[CODE]);
	input.pop();
	assert!(matches!(as_builder_calls_it().apply(&input), Err(OptimizationError::Malformed(8))));
	assert!(matches!(as_builder_calls_it().apply(b"ELF"), Err(OptimizationError::Malformed(0))));
}
