//! A pass as the command line describes it, checked before anything runs.

use crate::{
	args::{GridArgs, OutputArg, Params, Shape},
	kernel::Kernel,
};
use assay_engine::Job;
use assay_market::{BadSpec, BadWork, BlobHash, BlobRef, Grid, JobBuilder, PassBuilder, Work};
use assay_proof::{BlobLen, RootHash, MAX_BLOB_LEN};
use assay_terminal::{files, Failure};
use assay_touchstone::{limits::MAX_WORKGROUP_FUEL, Fuel, Output, TileShape};
use assay_witness::MAX_TILE_CHUNKS;
use std::path::PathBuf;

/// A pass that may run.
#[derive(Debug)]
pub struct Setup {
	/// With its names, where there is a source.
	pub kernel: Kernel,
	/// Its parameters.
	pub params: Vec<u32>,
	/// Workgroups in x, y and z.
	pub grid: Grid,
	/// The outputs.
	pub outputs: Vec<Output>,
	/// What the pass takes at most.
	pub fuel: Fuel,
}

impl Setup {
	/// Loads the kernel and checks that parameters, grid and outputs fit it.
	pub fn new(shape: &Shape) -> Result<Self, Failure> {
		let kernel = Kernel::load(&shape.source)?;
		let GridArgs { params, grid, outputs } = &shape.over;
		let divided = outputs.iter().enumerate().map(|(number, given)| {
			let tiles = divided(given, *grid, &kernel.output_name(number))?;
			Ok(Output { words: given.words, tiles })
		});
		let divided = divided.collect::<Result<Vec<_>, Failure>>();
		let pass = PassBuilder::new(&kernel.bytecode, *grid).params(&params.words.0);
		let outputs = match &divided {
			Ok(outputs) => outputs.clone(),
			// Only their number can be looked at.
			Err(_) => vec![Output { words: 1, tiles: TileShape::flat(1) }; outputs.len()],
		};
		// Inputs aren't read yet: whatever they are, they are no longer than a blob may be.
		let unknown = BlobRef { hash: BlobHash([0; 32]), len: BlobLen::MAX };
		let inputs = vec![unknown; kernel.program.header().inputs.into()];
		let planned = job(pass, &outputs, inputs);
		let work = match (planned, divided) {
			// Where there are too many or too few, it doesn't matter how they are divided.
			(Err(BadWork::Spec(bad @ BadSpec::OutputCount { .. })), _) => {
				return Err(bad_spec(&kernel, bad))
			},
			(_, Err(failure)) => return Err(failure),
			(Err(BadWork::Spec(bad)), Ok(_)) => return Err(bad_spec(&kernel, bad)),
			(Err(bad @ (BadWork::Kernel { .. } | BadWork::NoKernel { .. })), Ok(_)) => {
				return Err(Failure::input(bad))
			},
			(Ok(work), Ok(_)) => work,
		};
		let (params, grid) = (params.words.0.clone(), Grid(*grid));
		Ok(Self { kernel, params, grid, outputs, fuel: work.plan().fuel() })
	}

	/// The pass on these inputs.
	pub fn job<'a>(&self, inputs: &'a [Vec<u8>]) -> Result<Job<'a>, Failure> {
		let pass = PassBuilder::new(&self.kernel.bytecode, self.grid).params(&self.params);
		let blobs = inputs.iter().map(|bytes| {
			let len = BlobLen::new(bytes.len() as u64).map_err(Failure::input)?;
			Ok(BlobRef { hash: BlobHash(RootHash::of(bytes).0), len })
		});
		let work = job(pass, &self.outputs, blobs.collect::<Result<_, Failure>>()?);
		let work = work.map_err(|bad| match bad {
			BadWork::Spec(bad) => bad_spec(&self.kernel, bad),
			BadWork::Kernel { .. } | BadWork::NoKernel { .. } => Failure::input(bad),
		})?;
		Job::new(work, inputs.iter().map(Vec::as_slice).collect()).map_err(Failure::input)
	}

	/// Workgroups of the grid.
	pub fn workgroups(&self) -> u64 {
		self.grid.count().unwrap_or(u64::MAX)
	}

	/// Reads the inputs.
	pub fn read_inputs(&self, paths: &[PathBuf]) -> Result<Vec<Vec<u8>>, Failure> {
		let names = (0..usize::from(self.kernel.program.header().inputs))
			.map(|number| self.kernel.input_name(number));
		read_all(paths, names.collect(), "input", "--input FILE")
	}

	/// Reads outputs that were made before.
	pub fn read_outputs(&self, paths: &[PathBuf]) -> Result<Vec<Vec<u8>>, Failure> {
		let names: Vec<_> =
			(0..self.outputs.len()).map(|number| self.kernel.output_name(number)).collect();
		let blobs = read_all(paths, names.clone(), "output", "--result FILE")?;
		for ((output, blob), name) in self.outputs.iter().zip(&blobs).zip(names) {
			let expected = 4 * u64::from(output.words);
			if blob.len() as u64 != expected {
				return Err(Failure::input(format!(
					"output `{name}` has {} bytes and its {} words are {expected}",
					blob.len(),
					output.words
				)));
			}
		}
		Ok(blobs)
	}
}

fn read_all(
	paths: &[PathBuf],
	names: Vec<String>,
	what: &str,
	flag: &str,
) -> Result<Vec<Vec<u8>>, Failure> {
	if paths.len() != names.len() {
		return Err(Failure::input(format!(
			"the kernel has {} {what}s ({}) and {} files are given: give {flag} once for each, \
			 in this order",
			names.len(),
			names.join(", "),
			paths.len()
		)));
	}
	let read = paths.iter().map(|path| files::read(path, MAX_BLOB_LEN, what));
	read.collect()
}

/// A job of one pass that reads all inputs in their order.
fn job(pass: PassBuilder, outputs: &[Output], inputs: Vec<BlobRef>) -> Result<Work, BadWork> {
	let pass = pass.read_job_inputs(inputs.len() as u8);
	let pass = outputs.iter().fold(pass, |pass, output| pass.write(output.words, output.tiles));
	inputs.into_iter().fold(JobBuilder::new(), JobBuilder::blob).pass(pass).finish()
}

/// What is wrong with the only pass, in the words of the command line and with the kernel's names.
fn bad_spec(kernel: &Kernel, bad: BadSpec) -> Failure {
	let name = |output: u8| kernel.output_name(output.into());
	Failure::input(match bad {
		BadSpec::OutputCount { needed, given, .. } => {
			let names: Vec<_> = (0..needed).map(|number| kernel.output_name(number)).collect();
			format!(
				"the kernel has {needed} outputs ({}) and {given} are described: give --output \
				 WORDS once for each, in this order",
				names.join(", ")
			)
		},
		BadSpec::ParamCount { needed, given, .. } => wrong_params(kernel, needed, given),
		BadSpec::EmptyOutput { output, .. } => format!("output `{}` has no words", name(output)),
		BadSpec::Tiles { output, error, .. } => format!("output `{}`: {error}", name(output)),
		BadSpec::Scattered { chunks, .. } => format!(
			"a workgroup's tiles lie in {chunks} chunks of the outputs and {MAX_TILE_CHUNKS} are \
			 the most: give tiles longer rows, or fewer"
		),
		BadSpec::Cost { error, .. } => format!("the fuel can't be computed: {error}"),
		BadSpec::WorkgroupTooLong { fuel, .. } => format!(
			"a workgroup may take {} fuel and {MAX_WORKGROUP_FUEL} is the most: give each \
			 workgroup less to do, and the grid more workgroups",
			fuel.0
		),
		BadSpec::NoPasses
		| BadSpec::TooManyPasses { .. }
		| BadSpec::TooManyJobInputs { .. }
		| BadSpec::JobInputTooLong { .. }
		| BadSpec::KernelCount { .. }
		| BadSpec::TooManyOutputs { .. }
		| BadSpec::NoOutputs { .. }
		| BadSpec::EmptyGrid { .. }
		| BadSpec::InputCount { .. }
		| BadSpec::NoSuchJobInput { .. }
		| BadSpec::NotEarlier { .. }
		| BadSpec::NoSuchOutput { .. }
		| BadSpec::Tolerance { .. }
		| BadSpec::ToleranceOfStrict { .. }
		| BadSpec::TooLong { .. }
		| BadSpec::TooLarge { .. } => bad.to_string(),
	})
}

/// The parameters, as many as the kernel has.
pub fn params(kernel: &Kernel, given: &Params) -> Result<Vec<u32>, Failure> {
	let (needed, words) = (usize::from(kernel.program.header().params), &given.words.0);
	match words.len() == needed {
		true => Ok(words.clone()),
		false => Err(Failure::input(wrong_params(kernel, needed, words.len()))),
	}
}

fn wrong_params(kernel: &Kernel, needed: usize, given: usize) -> String {
	let named = kernel.source.iter().flat_map(|source| &source.compiled.params);
	let named: Vec<_> =
		named.map(|field| format!("{} (word {})", field.name, field.word)).collect();
	let list = match named.is_empty() {
		true => String::new(),
		false => format!(": {}", named.join(", ")),
	};
	format!(
		"the kernel has {needed} words of parameters and {given} are given; --params takes {} hex \
		 digits{list}",
		8 * needed
	)
}

/// The output divided into tiles: as it is said, or evenly.
fn divided(given: &OutputArg, grid: [u32; 3], name: &str) -> Result<TileShape, Failure> {
	let too_large = || Failure::input(format!("output `{name}`: its planes are beyond 32 bits"));
	let [x, y, _] = grid;
	Ok(match given.tile {
		Some([row_words, rows, pitch]) => TileShape {
			rows,
			row_words,
			pitch,
			plane: y
				.checked_mul(rows)
				.and_then(|lines| lines.checked_mul(pitch))
				.ok_or_else(too_large)?,
		},
		None => {
			let workgroups: u64 = grid.iter().map(|&n| u64::from(n)).product();
			let each = u64::from(given.words) / workgroups.max(1);
			if each == 0 || each * workgroups != u64::from(given.words) {
				return Err(Failure::input(format!(
					"output `{name}`: {} words can't be split evenly between {workgroups} \
					 workgroups: say how tiles lie in it, as in --output {},16x16@1024",
					given.words, given.words
				)));
			}
			let row = u32::try_from(each).map_err(|_| too_large())?;
			let pitch = row.checked_mul(x).ok_or_else(too_large)?;
			TileShape {
				rows: 1,
				row_words: row,
				pitch,
				plane: pitch.checked_mul(y).ok_or_else(too_large)?,
			}
		},
	})
}
