//! A pass as the command line describes it, checked before anything runs.

use crate::{
	args::{OutputArg, Params, Shape},
	kernel::Kernel,
};
use assay_proof::MAX_BLOB_LEN;
use assay_terminal::{files, Failure};
use assay_touchstone::{limits::MAX_WORKGROUP_FUEL, Fuel, Output, TileShape};
use std::path::PathBuf;

/// A pass that may run.
#[derive(Debug)]
pub struct Setup {
	/// The kernel.
	pub kernel: Kernel,
	/// Its parameters.
	pub params: Vec<u32>,
	/// Workgroups in x, y and z.
	pub grid: [u32; 3],
	/// The outputs.
	pub outputs: Vec<Output>,
	/// What the pass takes at most.
	pub fuel: Fuel,
}

impl Setup {
	/// Loads the kernel and checks that parameters, grid and outputs fit it.
	pub fn new(shape: &Shape) -> Result<Self, Failure> {
		let kernel = Kernel::load(&shape.source)?;
		let params = params(&kernel, &shape.over.params)?;
		let expected = usize::from(kernel.program.header().outputs);
		if shape.over.outputs.len() != expected {
			let names: Vec<_> = (0..expected).map(|number| kernel.output_name(number)).collect();
			return Err(Failure::input(format!(
				"the kernel has {expected} outputs ({}) and {} are described: give --output \
				 WORDS once for each, in this order",
				names.join(", "),
				shape.over.outputs.len()
			)));
		}
		let outputs = shape.over.outputs.iter().enumerate().map(|(number, given)| {
			let output = divided(given, shape.over.grid, &kernel.output_name(number))?;
			output.check(shape.over.grid).map_err(|error| {
				let name = kernel.output_name(number);
				Failure::input(format!("output `{name}`: {error}"))
			})?;
			Ok(output)
		});
		let outputs = outputs.collect::<Result<_, Failure>>()?;
		let cost = |error| Failure::input(format!("the fuel can't be computed: {error}"));
		let workgroup_fuel = kernel.program.workgroup_fuel(&params).map_err(cost)?;
		let fuel = kernel.program.pass_fuel(&params, shape.over.grid).map_err(cost)?;
		if workgroup_fuel.0 > MAX_WORKGROUP_FUEL {
			return Err(Failure::input(format!(
				"a workgroup may take {} lane-operations and {MAX_WORKGROUP_FUEL} are the most: \
				 give each workgroup less to do, and the grid more workgroups",
				workgroup_fuel.0
			)));
		}
		Ok(Self { kernel, params, grid: shape.over.grid, outputs, fuel })
	}

	/// Workgroups of the grid. Its fuel fits 64 bits, so they do.
	pub fn workgroups(&self) -> u64 {
		self.grid.iter().map(|&n| u64::from(n)).product()
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

/// The parameters, as many as the kernel has.
pub fn params(kernel: &Kernel, given: &Params) -> Result<Vec<u32>, Failure> {
	let expected = usize::from(kernel.program.header().params);
	let words = &given.words.0;
	if words.len() == expected {
		return Ok(words.clone());
	}
	let named = kernel.source.iter().flat_map(|source| &source.compiled.params);
	let named: Vec<_> =
		named.map(|field| format!("{} (word {})", field.name, field.word)).collect();
	let list = match named.is_empty() {
		true => String::new(),
		false => format!(": {}", named.join(", ")),
	};
	Err(Failure::input(format!(
		"the kernel has {expected} words of parameters and {} are given; --params takes {} hex \
		 digits{list}",
		words.len(),
		8 * expected
	)))
}

/// The output divided into tiles: as it is said, or evenly.
fn divided(given: &OutputArg, grid: [u32; 3], name: &str) -> Result<Output, Failure> {
	let too_large = || Failure::input(format!("output `{name}`: its planes are beyond 32 bits"));
	let [x, y, _] = grid;
	let tiles = match given.tile {
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
	};
	Ok(Output { words: given.words, tiles })
}
