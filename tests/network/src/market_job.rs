//! Jobs as files, and what the chain tells of them.

use crate::{
	node::Node,
	rpc::{Rpc, RpcError},
	wait::Seen,
};
use assay_kernel_library::Workload;
use assay_market::{CompareRule, InputSource};
use assay_touchstone::{Comparison, FloatMode, Rule};
use serde_json::{json, Value};
use std::{
	fs,
	path::{Path, PathBuf},
	time::Duration,
};

/// A workload's sources, inputs and job file in a folder, and where its results are to go.
#[derive(Debug)]
pub struct Files {
	/// The job file.
	pub job: PathBuf,
	results: Vec<PathBuf>,
	rules: Vec<CompareRule>,
	expected: Vec<Vec<u8>>,
}

impl Files {
	/// Writes a workload into a folder, which is made.
	#[track_caller]
	pub fn write(folder: &Path, workload: &Workload) -> Self {
		must(fs::create_dir_all(folder), folder);
		for (number, input) in workload.inputs.iter().enumerate() {
			let path = folder.join(input_name(number));
			// Kernels read words, and what is uploaded has to be made of them.
			let mut words = input.clone();
			words.resize(input.len().next_multiple_of(4), 0);
			must(fs::write(&path, words), &path);
		}
		for pass in &workload.passes {
			let path = folder.join(pass.source.name);
			must(fs::write(&path, pass.source.text), &path);
		}
		let job = folder.join("job.toml");
		must(fs::write(&job, job_file(workload)), &job);
		let last = workload.passes.last().expect("a workload has passes");
		Self {
			job,
			results: (0..last.outputs.len())
				.map(|number| folder.join(result_name(number)))
				.collect(),
			rules: last.outputs.iter().map(|output| output.rule).collect(),
			expected: workload.expected(),
		}
	}

	/// The job file's path, as an argument.
	#[track_caller]
	pub fn job(&self) -> &str {
		self.job.to_str().expect("folders of tests have plain names")
	}

	/// Where the outputs of the last pass go.
	pub fn results(&self) -> &[PathBuf] {
		&self.results
	}

	/// Compares what was downloaded with what should have come out, word by word.
	pub fn check(&self) -> Result<(), String> {
		let results = self.results.iter().zip(&self.rules).zip(&self.expected);
		for (number, ((path, rule), expected)) in results.enumerate() {
			let rule = Rule::try_from(*rule).expect("the library has rules that are ones");
			let made = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
			if made.len() != expected.len() {
				return Err(format!(
					"output {number} has {} bytes and {} are right",
					made.len(),
					expected.len()
				));
			}
			let words = words(&made).zip(words(expected)).enumerate();
			for (word, (made, expected)) in words {
				if rule.compare_word(made, expected) != Comparison::Match {
					return Err(format!(
						"word {word} of output {number} is {made:#x}, and {expected:#x} is right"
					));
				}
			}
		}
		Ok(())
	}

	/// The same, with one bit of what is expected changed: a check that passes then checks nothing.
	pub fn expect_otherwise(&mut self) {
		if let Some(byte) = self.expected.first_mut().and_then(|bytes| bytes.last_mut()) {
			*byte ^= 0x40;
		}
	}
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
	let words = bytes.chunks_exact(4);
	words.map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
}

#[track_caller]
fn must(result: std::io::Result<()>, path: &Path) {
	if let Err(error) = result {
		panic!("can't write {}: {error}", path.display());
	}
}

fn input_name(number: usize) -> String {
	format!("input-{number}.bin")
}

fn result_name(number: usize) -> String {
	format!("result-{number}.bin")
}

/// A workload as a job file. The last pass's outputs go to files.
fn job_file(workload: &Workload) -> String {
	let mut text = String::new();
	let last = workload.passes.len().saturating_sub(1);
	for (number, pass) in workload.passes.iter().enumerate() {
		let overrides: Vec<_> =
			pass.overrides.iter().map(|(name, value)| format!("{name} = {value:?}")).collect();
		let inputs: Vec<_> = pass
			.inputs
			.iter()
			.map(|source| match source {
				InputSource::Job(number) => format!("{:?}", input_name((*number).into())),
				InputSource::Pass { pass, output } => {
					format!("{{ pass = {pass}, output = {output} }}")
				},
			})
			.collect();
		let outputs = pass.outputs.iter().enumerate();
		let outputs: Vec<_> = outputs
			.map(|(output, spec)| {
				let tiles = spec.tiles;
				let mut entry = format!(
					"{{ words = {}, tile = \"{}x{}@{}\"",
					spec.words, tiles.row_words, tiles.rows, tiles.pitch
				);
				if let CompareRule::Within { atol, rtol } = spec.rule {
					let (atol, rtol) = (f32::from_bits(atol), f32::from_bits(rtol));
					entry += &format!(", tolerance = \"{atol:?},{rtol:?}\"");
				}
				if number == last {
					entry += &format!(", out = {:?}", result_name(output));
				}
				entry + " }"
			})
			.collect();
		let floats = match pass.floats {
			Some(FloatMode::Strict) => "floats = \"strict\"\n",
			Some(FloatMode::Relaxed) => "floats = \"relaxed\"\n",
			None => "",
		};
		text += &format!(
			"[[pass]]\nkernel = {:?}\ngrid = {:?}\nparams = {:?}\noverrides = {{ {} }}\n{floats}\
			 inputs = [{}]\noutputs = [{}]\n\n",
			pass.source.name,
			pass.grid,
			pass.params,
			overrides.join(", "),
			inputs.join(", "),
			outputs.join(", "),
		);
	}
	text
}

impl Rpc {
	/// A job as the chain knows it.
	pub fn job(&self, id: u64) -> Result<Value, RpcError> {
		self.call("gpu_job", json!([id]))
	}
}

impl Node<'_> {
	/// Waits until a job is as `is` wants it, and tells of it.
	#[track_caller]
	pub fn wait_for_job(
		&self,
		id: u64,
		what: &str,
		within: Duration,
		is: impl Fn(&Value) -> bool,
	) -> Value {
		self.wait_for(format!("have job {id} {what}"), within, |rpc| {
			let job = rpc.job(id)?;
			match is(&job) {
				true => Ok(job),
				false => Err(Seen::not_yet(job)),
			}
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use assay_kernel_library::{all, Size};

	fn workload(name: &str) -> Workload {
		let kernel = all().iter().find(|kernel| kernel.name == name);
		kernel.expect("a kernel of the library").workload(Size::Odd, 1)
	}

	#[test]
	fn job_file_should_name_kernels_inputs_and_results() {
		let text = job_file(&workload("prefix-sum"));
		for expected in ["kernel = \"scan.wgsl\"", "\"input-0.bin\"", "out = \"result-0.bin\""] {
			assert!(text.contains(expected), "{expected} is not in {text}");
		}
	}

	#[test]
	fn check_should_find_a_changed_bit() {
		let scene = crate::Scene::new("market_files");
		let mut files = Files::write(&scene.data("job"), &workload("life"));
		assert!(files.check().unwrap_err().contains("result-0.bin"));
		fs::write(&files.results[0], &files.expected[0]).unwrap();
		files.check().unwrap();
		files.expect_otherwise();
		assert!(files.check().unwrap_err().starts_with("word "));
	}
}
