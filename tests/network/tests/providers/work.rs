//! Jobs of the kernel library, each in a folder of its own.

use assay_kernel_library::{all, Size};
use assay_tests_network::Files;
use std::path::{Path, PathBuf};

/// A job that can be submitted, and that knows what should come out of it.
pub struct Order {
	/// The kernel's name.
	pub name: &'static str,
	/// The job file and what belongs to it.
	pub files: Files,
	/// Bytes of all inputs.
	pub bytes_in: usize,
	/// Where the outputs of all passes go, the last pass's as [`Files`] expects them.
	pub outputs: Vec<PathBuf>,
}

impl Order {
	/// Writes down a job of a kernel of the library, whose data depends on the seed.
	#[track_caller]
	pub fn write(folder: &Path, kernel: usize, size: Size, seed: u64) -> Self {
		let kernel = &all()[kernel];
		let workload = kernel.workload(size, seed);
		let files = Files::write(folder, &workload);
		let passes = workload.passes.iter();
		let all: usize = passes.map(|pass| pass.outputs.len()).sum();
		let before = all - files.results().len();
		let mut outputs: Vec<_> =
			(0..before).map(|number| folder.join(format!("on-the-way-{number}.bin"))).collect();
		outputs.extend(files.results().iter().cloned());
		Self {
			name: kernel.name,
			files,
			bytes_in: workload.inputs.iter().map(Vec::len).sum(),
			outputs,
		}
	}

	/// Checks what was fetched.
	#[track_caller]
	pub fn assert_made(&self) {
		if let Err(wrong) = self.files.check() {
			panic!("{}: {wrong}", self.name);
		}
	}
}

/// The number of a kernel of the library.
pub fn kernel(name: &str) -> usize {
	let kernel = all().iter().position(|kernel| kernel.name == name);
	kernel.expect("a kernel of this name")
}
