//! Kernels of the library as job files, and what should come out of them.

use assay_kernel_library::{Size, Source, Workload};
use assay_touchstone::{Comparison, FloatMode, Rule};
use std::{
	fs, io,
	path::{Path, PathBuf},
};

/// Bytes of a word.
const WORD: usize = 4;

/// The number of a kernel of the library.
pub fn kernel(name: &str) -> usize {
	let kernel = assay_kernel_library::all()
		.iter()
		.position(|kernel| kernel.name == name);
	kernel.expect("a kernel of this name")
}

/// A job that lies in a folder of its own: sources, inputs, and the file that says how they
/// belong together.
pub struct Order {
	/// The kernel's name.
	pub name: &'static str,
	/// The job file.
	pub file: PathBuf,
	workload: Workload,
}

impl Order {
	/// Writes down a job of a kernel of the library, whose data depends on the seed.
	pub fn write(folder: &Path, kernel: usize, size: Size, seed: u64) -> io::Result<Self> {
		let kernel = &assay_kernel_library::all()[kernel];
		let workload = kernel.workload(size, seed);
		fs::create_dir_all(folder)?;
		for source in kernel.sources {
			fs::write(folder.join(source.name), source.text)?;
		}
		for (number, bytes) in workload.inputs.iter().enumerate() {
			// Jobs read whole words. What is beyond an input reads as 0 all the same.
			let mut bytes = bytes.clone();
			bytes.resize(bytes.len().next_multiple_of(WORD), 0);
			fs::write(folder.join(input_name(number)), bytes)?;
		}
		let file = folder.join("job.toml");
		fs::write(&file, job_file(&workload))?;
		Ok(Self {
			name: kernel.name,
			file,
			workload,
		})
	}

	/// Bytes of all inputs.
	pub fn bytes_in(&self) -> usize {
		self.workload.inputs.iter().map(Vec::len).sum()
	}

	/// Outputs of all passes.
	pub fn outputs(&self) -> usize {
		let passes = self.workload.passes.iter();
		passes.map(|pass| pass.outputs.len()).sum()
	}

	/// Checks what the last pass wrote, which is in the last of these files.
	#[track_caller]
	pub fn assert_made(&self, files: &[PathBuf]) {
		let specs = &self.workload.passes.last().expect("jobs have passes").outputs;
		let expected = self.workload.expected();
		let made = &files[files.len() - specs.len()..];
		for ((spec, expected), file) in specs.iter().zip(&expected).zip(made) {
			let made = fs::read(file).unwrap_or_default();
			assert_eq!(made.len(), expected.len(), "bytes of {}", file.display());
			let (made, expected) = (words(&made), words(expected));
			for (at, (made, expected)) in made.iter().zip(&expected).enumerate() {
				assert!(
					spec.rule.compare_word(*made, *expected) == Comparison::Match,
					"{}, word {at} of {}: {made:#x}, expected {expected:#x}",
					self.name,
					file.display()
				);
			}
		}
	}
}

fn words(bytes: &[u8]) -> Vec<u32> {
	let words = bytes.chunks_exact(4);
	words
		.map(|word| u32::from_le_bytes(word.try_into().expect("four bytes")))
		.collect()
}

fn input_name(number: usize) -> String {
	format!("input-{number}.bin")
}

fn job_file(workload: &Workload) -> String {
	let mut text = String::new();
	for pass in &workload.passes {
		let inputs: Vec<_> = pass.inputs.iter().map(input).collect();
		let overrides: Vec<_> = pass
			.overrides
			.iter()
			.map(|(name, value)| format!("{name} = {value:?}"))
			.collect();
		let outputs: Vec<_> = pass
			.outputs
			.iter()
			.map(|spec| {
				let tiles = spec.output.tiles;
				format!(
					"{{ words = {}, tile = \"{}x{}@{}\", tolerance = \"{}\" }}",
					spec.output.words,
					tiles.row_words,
					tiles.rows,
					tiles.pitch,
					tolerance(spec.rule)
				)
			})
			.collect();
		text += &format!(
			"[[pass]]\nkernel = \"{}\"\ngrid = {:?}\nparams = {:?}\noverrides = {{ {} }}\n",
			pass.source.name,
			pass.grid,
			pass.params,
			overrides.join(", ")
		);
		match pass.floats {
			None => {},
			Some(FloatMode::Relaxed) => text += "floats = \"relaxed\"\n",
			Some(FloatMode::Strict) => text += "floats = \"strict\"\n",
		}
		text += &format!(
			"inputs = [{}]\noutputs = [{}]\n\n",
			inputs.join(", "),
			outputs.join(", ")
		);
	}
	text
}

fn input(source: &Source) -> String {
	match source {
		Source::Input(number) => format!("\"{}\"", input_name(*number)),
		Source::Output { pass, output } => format!("{{ pass = {pass}, output = {output} }}"),
	}
}

fn tolerance(rule: Rule) -> String {
	match rule {
		Rule::Exact => "exact".into(),
		Rule::Within(tolerance) => {
			let (atol, rtol) = tolerance.to_bits();
			format!("{:?},{:?}", f32::from_bits(atol), f32::from_bits(rtol))
		},
	}
}
