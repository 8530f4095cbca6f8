//! `touchstone diff`: every tile on a device and on the interpreter.

use crate::{args::Diff, execute, report::Report, setup::Setup};
use assay_engine::Backend;
use assay_market::Grid;
use assay_terminal::{Failure, ProgressBar};
use assay_touchstone::{Comparison, FloatMode, Output, Rule};
use serde_json::{json, Value};

/// The most differences that are shown. The rest are counted.
const MAX_SHOWN: usize = 10;

/// A word of a tile that isn't what the interpreter makes it.
struct Difference {
	output: usize,
	/// The workgroup.
	tile: [u32; 3],
	/// Row and column in its tile.
	place: [u32; 2],
	/// The word of the output.
	word: u32,
	on_device: u32,
	interpreted: u32,
	comparison: Comparison,
}

/// What came of comparing.
#[derive(Default)]
struct Found {
	/// Tiles with words in an output, of all outputs.
	tiles: u64,
	/// Those that don't match.
	tiles_differ: u64,
	words_differ: u64,
	first: Vec<Difference>,
	worst: Option<Comparison>,
}

pub fn run(args: &Diff) -> Result<Report, Failure> {
	let setup = Setup::new(&args.shape)?;
	let rules = rules(args, &setup)?;
	let inputs = setup.read_inputs(&args.inputs)?;
	let job = setup.job(&inputs)?;
	let (on_device, name) = {
		let watch = ProgressBar::start("on the device");
		let device = execute::open(args.device)?;
		let name = device.info().to_string();
		let (outputs, _) = execute::collect(&Backend::Device(device), &job, &watch)?;
		(outputs, name)
	};
	let (interpreted, _) = {
		let watch = ProgressBar::start("on the interpreter");
		execute::collect(&Backend::Interpreter, &job, &watch)?
	};
	let mut found = Found::default();
	for (number, output) in setup.outputs.iter().enumerate() {
		let pair = (&on_device[number][..], &interpreted[number][..]);
		found.compare((number, output), setup.grid, pair, &rules[number]);
	}
	Ok(found.report(&setup, &name))
}

fn rules(args: &Diff, setup: &Setup) -> Result<Vec<Rule>, Failure> {
	let outputs = setup.outputs.len();
	if args.tolerances.len() > outputs {
		return Err(Failure::input(format!(
			"--tolerance is given {} times and the kernel has {outputs} outputs",
			args.tolerances.len()
		)));
	}
	let strict = setup.kernel.program.header().float_mode == FloatMode::Strict;
	if strict && args.tolerances.iter().any(|rule| *rule != Rule::Exact) {
		return Err(Failure::input(
			"the kernel is strict: its outputs are compared bit by bit, without --tolerance",
		));
	}
	let given = args.tolerances.iter().copied();
	Ok(given.chain(std::iter::repeat(Rule::Exact)).take(outputs).collect())
}

fn word(bytes: &[u8], at: u32) -> u32 {
	let bytes = &bytes[4 * at as usize..][..4];
	u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

impl Found {
	/// Compares each tile of an output.
	fn compare(
		&mut self,
		(number, output): (usize, &Output),
		grid: Grid,
		(on_device, interpreted): (&[u8], &[u8]),
		rule: &Rule,
	) {
		for tile in grid.groups() {
			let (mut any, mut differs) = (false, false);
			for run in output.tile(tile).runs() {
				any = true;
				let bytes = 4 * run.in_output as usize..4 * (run.in_output + run.words) as usize;
				if on_device[bytes.clone()] == interpreted[bytes] && *rule == Rule::Exact {
					continue;
				}
				for step in 0..run.words {
					let at = run.in_output + step;
					let (got, want) = (word(on_device, at), word(interpreted, at));
					let comparison = rule.compare_word(got, want);
					self.worst = self.worst.max(Some(comparison));
					if comparison == Comparison::Match {
						continue;
					}
					differs = true;
					self.words_differ += 1;
					if self.first.len() < MAX_SHOWN {
						let in_tile = run.in_tile + step;
						let row_words = output.tiles.row_words;
						self.first.push(Difference {
							output: number,
							tile,
							place: [in_tile / row_words, in_tile % row_words],
							word: at,
							on_device: got,
							interpreted: want,
							comparison,
						});
					}
				}
			}
			self.tiles += u64::from(any);
			self.tiles_differ += u64::from(differs);
		}
	}

	fn report(&self, setup: &Setup, device: &str) -> Report {
		let verdict = name(self.worst.unwrap_or(Comparison::Match));
		let mut text = match self.words_differ {
			0 => format!("match: {} tiles\n", self.tiles),
			words => format!(
				"{verdict}: {words} words in {} of {} tiles differ on {device}\n",
				self.tiles_differ, self.tiles
			),
		};
		for it in &self.first {
			let ([x, y, z], [row, column]) = (it.tile, it.place);
			text += &format!(
				"  {}, tile {x},{y},{z}, row {row}, column {column} (word {}): {} on the device, \
				 {} on the interpreter\n",
				setup.kernel.output_name(it.output),
				it.word,
				shown(it.on_device, setup),
				shown(it.interpreted, setup)
			);
		}
		let more = self.words_differ - self.first.len() as u64;
		if more > 0 {
			text += &format!("  and {more} more\n");
		}
		let differences: Vec<Value> = self
			.first
			.iter()
			.map(|it| {
				json!({
					"output": setup.kernel.output_name(it.output),
					"tile": it.tile,
					"row": it.place[0],
					"column": it.place[1],
					"word": it.word,
					"device": format!("{:08x}", it.on_device),
					"interpreter": format!("{:08x}", it.interpreted),
					"verdict": name(it.comparison),
				})
			})
			.collect();
		Report {
			text,
			json: json!({
				"verdict": verdict,
				"device": device,
				"tiles": self.tiles.to_string(),
				"tiles_differ": self.tiles_differ.to_string(),
				"words_differ": self.words_differ.to_string(),
				"differences": differences,
			}),
			agrees: self.words_differ == 0,
		}
	}
}

fn name(comparison: Comparison) -> &'static str {
	match comparison {
		Comparison::Match => "match",
		Comparison::Inaccurate => "inaccurate",
		Comparison::Mismatch => "mismatch",
	}
}

/// A word's bits, and as a float where kernels are compared as such.
fn shown(word: u32, setup: &Setup) -> String {
	match setup.kernel.program.header().float_mode {
		FloatMode::Strict => format!("{word:#010x}"),
		FloatMode::Relaxed => format!("{word:#010x} ({:e})", f32::from_bits(word)),
	}
}
