//! A job as it was typed: kernels compiled, inputs hashed, everything checked that needs no node.

use super::file;
use crate::args::RunArgs;
use assay_market::{
	BadSpec, BlobHash, BlobRef, InputSource, JobInput, JobSpec, KernelId, OutputSpec, PassSpec,
	Plan,
};
use assay_proof::{BlobLen, RootHash, MAX_BLOB_LEN};
use assay_terminal::Failure;
use assay_touchstone::{FloatMode, Rule};
use assay_touchstone_tool::{
	args::{GridArgs, OutputArg, Params, Shape, Source, Words},
	kernel::Kernel,
	setup::Setup,
};
use sp_runtime::BoundedVec;
use std::{
	fs::File,
	io,
	path::{Path, PathBuf},
};

/// Bytes of a word, which is what kernels read.
const WORD: u64 = 4;

/// A pass as it was typed.
#[derive(Debug)]
pub struct PassDraft {
	/// Kernel, parameters, grid, outputs.
	pub shape: Shape,
	/// What it reads.
	pub inputs: Vec<From>,
	/// How its outputs are compared, as far as that was said.
	pub rules: Vec<Option<Rule>>,
	/// Where its outputs go.
	pub out: Vec<Option<PathBuf>>,
}

/// What a pass reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
	/// A file.
	File(PathBuf),
	/// What an earlier pass made.
	Pass {
		/// Which pass.
		pass: u8,
		/// Which of its outputs.
		output: u8,
	},
}

/// An input of the job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
	/// Where it is.
	pub path: PathBuf,
	/// Which blob it is.
	pub blob: BlobRef,
}

/// An output of the job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputDraft {
	/// Its name in the kernel.
	pub name: String,
	/// Where it goes.
	pub out: Option<PathBuf>,
}

/// A job that may be submitted.
#[derive(Debug)]
pub struct Draft {
	/// The kernels, each once.
	pub kernels: Vec<(KernelId, Kernel, PathBuf)>,
	/// The files to upload, each once.
	pub inputs: Vec<Input>,
	/// The outputs of all passes.
	pub outputs: Vec<OutputDraft>,
	/// What is to be computed. Inputs have no address yet.
	pub spec: JobSpec,
	/// What it takes.
	pub plan: Plan,
}

impl Draft {
	/// Reads all that was named.
	pub fn of_args(args: &RunArgs) -> Result<Self, Failure> {
		let is_file = args.file.extension().is_some_and(|ending| ending == "toml");
		match is_file {
			true => Self::of_passes(file::read(args)?),
			false => Self::of_passes(vec![single(args)?]),
		}
	}

	/// Compiles, hashes and checks.
	pub fn of_passes(passes: Vec<PassDraft>) -> Result<Self, Failure> {
		let mut draft = Drafted::default();
		for pass in passes {
			draft.add(pass)?;
		}
		draft.finish()
	}

	/// The same, with the addresses under which a gateway has the inputs.
	pub fn spec_with(&self, address: impl Fn(&BlobHash) -> Vec<u8>) -> Result<JobSpec, Failure> {
		let mut spec = self.spec.clone();
		for input in spec.inputs.iter_mut() {
			input.address = BoundedVec::try_from(address(&input.blob.hash)).map_err(|_| {
				Failure::input("the gateway's address is too long for the chain")
					.advice("give a --gateway of 100 characters or fewer. Nothing was spent")
			})?;
		}
		Ok(spec)
	}
}

/// The pass that the command line describes.
fn single(args: &RunArgs) -> Result<PassDraft, Failure> {
	let missing = |flag: &str, example: &str| {
		Failure::input(format!("{flag} is missing")).advice(format!(
			"give {flag}, as in {flag} {example}; or a job file (.toml) for several passes"
		))
	};
	let grid = args.grid.ok_or_else(|| missing("--grid", "16,16,1"))?;
	if args.outputs.is_empty() {
		return Err(missing("--output", "1048576,16x16@1024"));
	}
	let given = |what: &str, count: usize| {
		let most = args.outputs.len();
		match count > most {
			true => Err(Failure::input(format!(
				"{what} is given {count} times and --output {most} times"
			))
			.advice(format!("give {what} once for each output, in the same order"))),
			false => Ok(()),
		}
	};
	given("--tolerance", args.tolerances.len())?;
	given("--out", args.results.out.len())?;
	Ok(PassDraft {
		shape: Shape {
			source: Source { file: args.file.clone(), options: args.options.clone() },
			over: GridArgs {
				params: Params { words: args.params.clone().unwrap_or(Words(Vec::new())) },
				grid,
				outputs: args.outputs.clone(),
			},
		},
		inputs: args.inputs.iter().cloned().map(From::File).collect(),
		rules: args.tolerances.iter().copied().map(Some).collect(),
		out: args.results.out.iter().cloned().map(Some).collect(),
	})
}

/// A job so far.
#[derive(Default)]
struct Drafted {
	kernels: Vec<(KernelId, Kernel, PathBuf)>,
	inputs: Vec<Input>,
	outputs: Vec<OutputDraft>,
	passes: Vec<(PassSpec, usize)>,
}

impl Drafted {
	fn add(&mut self, pass: PassDraft) -> Result<(), Failure> {
		let setup = Setup::new(&pass.shape)?;
		let file = &pass.shape.source.file;
		let header = *setup.kernel.program.header();
		let expected = usize::from(header.inputs);
		if pass.inputs.len() != expected {
			let names: Vec<_> = (0..expected).map(|n| setup.kernel.input_name(n)).collect();
			return Err(Failure::input(format!(
				"{}: the kernel has {expected} inputs ({}) and {} are given",
				file.display(),
				names.join(", "),
				pass.inputs.len()
			))
			.advice("give --input FILE once for each, in this order. Nothing was spent"));
		}
		let inputs = pass.inputs.iter().map(|from| self.source(from));
		let inputs = inputs.collect::<Result<Vec<_>, _>>()?;
		let mut outputs = Vec::new();
		for (number, output) in setup.outputs.iter().enumerate() {
			let name = setup.kernel.output_name(number);
			let rule = match (header.float_mode, pass.rules.get(number).copied().flatten()) {
				(_, Some(rule)) => rule,
				(FloatMode::Strict, None) => Rule::Exact,
				(FloatMode::Relaxed, None) => return Err(no_tolerance(file, &name)),
			};
			outputs.push(OutputSpec {
				words: output.words,
				tiles: output.tiles.into(),
				rule: rule.into(),
			});
			self.outputs.push(OutputDraft { name, out: pass.out.get(number).cloned().flatten() });
		}
		let too_many = |what: &str| {
			Failure::input(format!(
				"{}: the pass has more {what} than a pass may have",
				file.display()
			))
			.advice("divide it into several passes")
		};
		let id = KernelId::of(&setup.kernel.bytecode);
		let spec = PassSpec {
			kernel: id,
			grid: setup.grid,
			params: BoundedVec::try_from(setup.params).map_err(|_| too_many("parameters"))?,
			inputs: BoundedVec::try_from(inputs).map_err(|_| too_many("inputs"))?,
			outputs: BoundedVec::try_from(outputs).map_err(|_| too_many("outputs"))?,
		};
		let known = self.kernels.iter().position(|(known, ..)| *known == id);
		let place = known.unwrap_or_else(|| {
			self.kernels.push((id, setup.kernel, file.clone()));
			self.kernels.len() - 1
		});
		self.passes.push((spec, place));
		Ok(())
	}

	fn source(&mut self, from: &From) -> Result<InputSource, Failure> {
		let path = match from {
			From::Pass { pass, output } => {
				return Ok(InputSource::Pass { pass: *pass, output: *output })
			},
			From::File(path) => path,
		};
		let known = self.inputs.iter().position(|input| input.path == *path);
		let place = match known {
			Some(place) => place,
			None => {
				self.inputs.push(Input { path: path.clone(), blob: hash_file(path)? });
				self.inputs.len() - 1
			},
		};
		u8::try_from(place).map(InputSource::Job).map_err(|_| {
			Failure::input("the job has too many inputs").advice("64 files are the most: join some")
		})
	}

	fn finish(self) -> Result<Draft, Failure> {
		let inputs = self
			.inputs
			.iter()
			.map(|input| JobInput { blob: input.blob, address: BoundedVec::new() });
		let too_many = |what: &str, most: u32| {
			Failure::input(format!("the job has too many {what}: {most} are the most"))
				.advice("divide it into several jobs")
		};
		let programs: Vec<_> =
			self.passes.iter().map(|(_, place)| &self.kernels[*place].1.program).collect();
		let passes: Vec<_> = self.passes.iter().map(|(pass, _)| pass.clone()).collect();
		let spec = JobSpec {
			inputs: BoundedVec::try_from(inputs.collect::<Vec<_>>())
				.map_err(|_| too_many("inputs", assay_market::limits::MAX_JOB_INPUTS))?,
			passes: BoundedVec::try_from(passes)
				.map_err(|_| too_many("passes", assay_market::limits::MAX_PASSES))?,
		};
		let plan = spec.plan(&programs).map_err(bad_spec)?;
		Ok(Draft { spec, plan, kernels: self.kernels, inputs: self.inputs, outputs: self.outputs })
	}
}

fn no_tolerance(file: &Path, name: &str) -> Failure {
	Failure::input(format!(
		"{}: the kernel has relaxed floats, and nothing says how far `{name}` may be off",
		file.display()
	))
	.advice(
		"give --tolerance ATOL,RTOL for each output, as in --tolerance 1e-5,1e-4. Without one a \
		 last bit that differs would count as wrong. Nothing was spent",
	)
}

/// Hashes a file that is to be an input.
pub fn hash_file(path: &Path) -> Result<BlobRef, Failure> {
	let shown = path.display();
	let cannot = |error: io::Error| {
		Failure::input(format!("can't read {shown}: {error}"))
			.advice("look at its name and whether you may read it. Nothing was spent")
	};
	let file = File::open(path).map_err(cannot)?;
	let found = file.metadata().map_err(cannot)?;
	let bytes = found.len();
	if !found.is_file() {
		return Err(Failure::input(format!("{shown} is no file"))
			.advice("name a file: what is uploaded has to be readable again. Nothing was spent"));
	}
	if bytes > MAX_BLOB_LEN {
		return Err(Failure::input(format!(
			"{shown} has {bytes} bytes and {MAX_BLOB_LEN} are the most"
		))
		.advice("divide it into several inputs. Nothing was spent"));
	}
	let mut hasher = blake3::Hasher::new();
	hasher.update_reader(file).map_err(cannot)?;
	let len = BlobLen::new(bytes).map_err(|error| {
		Failure::input(format!("{shown}: {error}")).advice("divide it into several inputs")
	})?;
	Ok(BlobRef { hash: BlobHash(RootHash(*hasher.finalize().as_bytes()).0), len })
}

/// Refuses inputs that no kernel can read to the end.
pub fn check_words(input: &Input) -> Result<(), Failure> {
	let bytes = input.blob.len.get();
	match bytes > 0 && bytes.is_multiple_of(WORD) {
		true => Ok(()),
		false => Err(Failure::input(
			format!(
				"the input {} has {bytes} bytes, and kernels read words of {WORD} bytes",
				input.path.display()
			)).advice(
			"fill it up with zeros, or look whether it is the file that you meant. Nothing was spent")),
	}
}

/// What is wrong with a job as a whole.
fn bad_spec(bad: BadSpec) -> Failure {
	let advice = match bad {
		BadSpec::NoSuchJobInput { .. }
		| BadSpec::NotEarlier { .. }
		| BadSpec::NoSuchOutput { .. } => {
			"in a job file a pass reads files and earlier passes' outputs only"
		},
		BadSpec::Tiles { .. } => {
			"say how tiles lie in the output, as in --output 1048576,16x16@1024"
		},
		BadSpec::Scattered { .. } => "give tiles longer rows, or fewer",
		BadSpec::Tolerance { .. } | BadSpec::ToleranceOfStrict { .. } => {
			"leave --tolerance out for strict kernels; for others give two finite numbers"
		},
		BadSpec::WorkgroupTooLong { .. } => {
			"give each workgroup less to do, and the grid more workgroups"
		},
		BadSpec::EmptyGrid { .. } => "give every direction of the grid 1 or more",
		BadSpec::EmptyOutput { .. } => "give every output a word or more",
		BadSpec::InputCount { .. } | BadSpec::OutputCount { .. } | BadSpec::ParamCount { .. } => {
			"`assay kernel check FILE` lists what the kernel has"
		},
		BadSpec::Cost { .. } => "lower what bounds the kernel's loops",
		BadSpec::NoPasses => "give the job file a [[pass]]",
		BadSpec::KernelCount { .. }
		| BadSpec::NoOutputs { .. }
		| BadSpec::TooManyPasses { .. }
		| BadSpec::TooManyJobInputs { .. }
		| BadSpec::TooManyOutputs { .. }
		| BadSpec::TooLong { .. }
		| BadSpec::TooLarge { .. }
		| BadSpec::JobInputTooLong { .. } => "divide it into several jobs",
	};
	Failure::input(bad.to_string()).advice(format!("{advice}. Nothing was spent"))
}

/// Reads an output as a job file has it.
pub fn output_arg(words: u32, tile: Option<&str>) -> Result<OutputArg, String> {
	let text = match tile {
		Some(tile) => format!("{words},{tile}"),
		None => words.to_string(),
	};
	assay_touchstone_tool::args::output(&text)
}
