//! What authors of wrong kernels are told: each `tests/diagnostics/NAME.wgsl` is refused with what
//! stands in `NAME.txt`. `make generate` writes those anew.

use assay_compiler::{compile, Options};
use std::{fs, path::PathBuf};

/// Those whose message has no place, since there is nothing in the source to point at.
const WITHOUT_PLACE: [&str; 1] = ["empty"];

/// How many wrong kernels there are at least: a folder that isn't found has none.
const AT_LEAST: usize = 30;

fn kernels() -> Vec<PathBuf> {
	let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
	let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
	let mut kernels: Vec<_> = files
		.filter(|path| path.extension().is_some_and(|extension| extension == "wgsl"))
		.collect();
	kernels.sort();
	assert!(kernels.len() >= AT_LEAST, "only {} kernels", kernels.len());
	kernels
}

/// What is said about a kernel: errors, or warnings of one that compiles.
fn said(path: &PathBuf) -> String {
	let source = fs::read_to_string(path).unwrap();
	let name = path.file_name().unwrap().to_str().unwrap();
	match compile(&source, name, &Options::default()) {
		Err(refused) => refused.to_string(),
		Ok(kernel) => {
			let warnings = kernel.warnings.iter();
			warnings.map(|warning| warning.render(name, &source)).collect()
		},
	}
}

#[test]
fn message_diagnostics_should_be_current() {
	let generate = std::env::var_os("ASSAY_GENERATE").is_some();
	let mut stale = Vec::new();
	for path in kernels() {
		let (said, expected) = (said(&path), path.with_extension("txt"));
		if generate {
			fs::write(&expected, &said).unwrap();
		} else if fs::read_to_string(&expected).ok().as_ref() != Some(&said) {
			stale.push(format!("{} should be\n{said}", expected.display()));
		}
	}
	assert!(stale.is_empty(), "run `make generate` and look at the change\n{}", stale.join("\n"));
}

#[test]
fn every_message_should_name_a_line_and_a_remedy() {
	for path in kernels() {
		let (said, name) = (said(&path), path.file_stem().unwrap().to_str().unwrap());
		assert!(said.contains("= help: "), "{said}");
		let has_place = said.contains(&format!("--> {name}.wgsl:")) && said.contains(" | ");
		assert_eq!(has_place, !WITHOUT_PLACE.contains(&name), "{said}");
	}
}

#[test]
fn places_should_be_right_in_every_kind_of_text() {
	for (source, line, column) in [
		("fn f() { let x = y; }", 1, 18),
		("\n\n\tfn f() { let x = y; }", 3, 19),
		("// é\r\nfn f() { let x = y; }\r\n", 2, 18),
		("/* 大小 */ fn f() { let x = y; }", 1, 27),
		("\u{feff}fn f() { let x = y; }", 1, 19),
	] {
		let refused = compile(source, "k.wgsl", &Options::default()).unwrap_err();
		let place = refused.list[0].line_column(source);
		assert_eq!(place, Some((line, column)), "{source:?}: {refused}");
	}
}
