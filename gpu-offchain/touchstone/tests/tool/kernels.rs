//! The pages of the kernels, whose examples are run as they stand there. `make generate` writes anew
//! what the commands print.

use crate::{bench::Bench, console::replayed};
use std::{env, fs, path::PathBuf};

/// How many kernels there are at least: a folder that isn't found has none.
const AT_LEAST: usize = 15;

/// Folders with WGSL files.
fn kernels() -> Vec<PathBuf> {
	let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../kernels");
	let entries = fs::read_dir(root).unwrap();
	let folders = entries.map(|entry| entry.unwrap().path());
	let mut kernels: Vec<_> = folders.filter(|path| !sources(path).is_empty()).collect();
	kernels.sort();
	assert!(kernels.len() >= AT_LEAST, "only {} kernels", kernels.len());
	kernels
}

/// The WGSL files in a folder.
fn sources(folder: &PathBuf) -> Vec<PathBuf> {
	let Ok(entries) = fs::read_dir(folder) else {
		return Vec::new();
	};
	let files = entries.map(|entry| entry.unwrap().path());
	files.filter(|path| path.extension().is_some_and(|extension| extension == "wgsl")).collect()
}

#[test]
fn pages_of_kernels_should_be_current() {
	let generate = env::var_os("ASSAY_GENERATE").is_some();
	for kernel in kernels() {
		let path = kernel.join("README.md");
		let page =
			fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
		let bench = Bench::new();
		for source in sources(&kernel) {
			let name = source.file_name().unwrap().to_str().unwrap();
			bench.write(name, &fs::read(&source).unwrap());
		}
		let done = replayed(&bench, &page, None);
		for source in sources(&kernel) {
			let name = source.file_name().unwrap().to_str().unwrap();
			for command in ["cost", "run"] {
				let start = format!("touchstone {command} {name} ");
				assert!(
					done.commands.iter().any(|command| (command.clone() + " ").starts_with(&start)),
					"{}: no `{start}`",
					path.display()
				);
			}
		}
		if generate {
			fs::write(&path, &done.text).unwrap();
		} else {
			assert!(
				done.differences.is_empty(),
				"{}: run `make generate` and look at the change\n{}",
				path.display(),
				done.differences.join("\n")
			);
		}
	}
}
