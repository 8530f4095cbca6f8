//! Job files: several passes, in TOML.
//!
//! ```toml
//! [[pass]]
//! kernel = "blur.wgsl"                # beside the job file
//! grid = [64, 64, 1]
//! params = [1024, 1024]               # words, or the bytes in hex
//! inputs = ["photo.raw"]
//! outputs = [{ words = 1048576, tile = "16x16@1024" }]
//!
//! [[pass]]
//! kernel = "edges.wgsl"
//! grid = [64, 64, 1]
//! overrides = { STRENGTH = 2 }
//! inputs = [{ pass = 0, output = 0 }] # counted from 0
//! outputs = [{ words = 1048576, tile = "16x16@1024", out = "edges.raw" }]
//! ```

use crate::args::RunArgs;
use assay_client::draft::{output_arg, PassDraft, PassInput};
use assay_terminal::{files, Failure};
use assay_touchstone_tool::args::{
	tolerance, words_from_hex, Floats, GridArgs, Params, Shape, Source, SourceOptions, Words,
};
use serde::Deserialize;
use std::{
	collections::BTreeMap,
	path::{Path, PathBuf},
};

/// Bytes of a job file at most.
const MAX_BYTES: u64 = 1 << 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JobFile {
	pass: Vec<PassEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PassEntry {
	kernel: PathBuf,
	grid: [u32; 3],
	#[serde(default)]
	params: WordsEntry,
	#[serde(default)]
	overrides: BTreeMap<String, Number>,
	entry: Option<String>,
	floats: Option<FloatsEntry>,
	#[serde(default)]
	inputs: Vec<InputEntry>,
	outputs: Vec<OutputEntry>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WordsEntry {
	Words(Vec<u32>),
	Hex(String),
}

impl Default for WordsEntry {
	fn default() -> Self {
		Self::Words(Vec::new())
	}
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
	Bool(bool),
	Whole(i64),
	Float(f64),
}

impl Number {
	fn value(&self) -> f64 {
		match self {
			Self::Bool(value) => f64::from(u8::from(*value)),
			Self::Whole(value) => *value as f64,
			Self::Float(value) => *value,
		}
	}
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum FloatsEntry {
	Strict,
	Relaxed,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum InputEntry {
	File(PathBuf),
	Pass { pass: u8, output: u8 },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutputEntry {
	words: u32,
	tile: Option<String>,
	tolerance: Option<String>,
	out: Option<PathBuf>,
}

/// Reads a job file. What it names lies beside it, unless it says otherwise.
pub fn read(args: &RunArgs) -> Result<Vec<PassDraft>, Failure> {
	let path = &args.file;
	let of_one = !args.inputs.is_empty()
		|| !args.outputs.is_empty()
		|| !args.tolerances.is_empty()
		|| !args.results.out.is_empty()
		|| !args.options.overrides.is_empty()
		|| args.options.entry.is_some()
		|| args.options.floats.is_some()
		|| args.grid.is_some()
		|| args.params.is_some();
	if of_one {
		return Err(Failure::input("a job file says by itself what its passes read and write")
			.advice(
				"leave out --grid, --params, --input, --output, --tolerance, --override, --entry, \
			 --floats and --out, and write them into the file",
			));
	}
	let bytes = files::read(path, MAX_BYTES, "the job file")?;
	let wrong = |why: String| {
		Failure::input(format!("{}: {}", path.display(), why.trim_end()))
			.advice("docs/cli.md has an example of a job file")
	};
	let text = String::from_utf8(bytes).map_err(|_| wrong("it is no text".into()))?;
	let file: JobFile = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
	let folder = path.parent().unwrap_or(Path::new(""));
	let passes = file.pass.into_iter().enumerate().map(|(number, entry)| {
		entry.draft(folder).map_err(|why| wrong(format!("pass {number}: {why}")))
	});
	passes.collect()
}

impl PassEntry {
	fn draft(self, folder: &Path) -> Result<PassDraft, String> {
		let words = match self.params {
			WordsEntry::Words(words) => Words(words),
			WordsEntry::Hex(hex) => words_from_hex(&hex)?,
		};
		if self.grid.contains(&0) {
			return Err("a grid has at least one workgroup in each direction".into());
		}
		let mut outputs = Vec::new();
		let (mut rules, mut out) = (Vec::new(), Vec::new());
		for entry in self.outputs {
			outputs.push(output_arg(entry.words, entry.tile.as_deref())?);
			rules.push(entry.tolerance.as_deref().map(tolerance).transpose()?);
			out.push(entry.out.map(|file| folder.join(file)));
		}
		let overrides = self.overrides.iter();
		Ok(PassDraft {
			shape: Shape {
				source: Source {
					file: folder.join(self.kernel),
					options: SourceOptions {
						overrides: overrides
							.map(|(name, number)| (name.clone(), number.value()))
							.collect(),
						entry: self.entry,
						floats: self.floats.map(|floats| match floats {
							FloatsEntry::Strict => Floats::Strict,
							FloatsEntry::Relaxed => Floats::Relaxed,
						}),
					},
				},
				over: GridArgs { params: Params { words }, grid: self.grid, outputs },
			},
			inputs: self
				.inputs
				.into_iter()
				.map(|input| match input {
					InputEntry::File(file) => PassInput::File(folder.join(file)),
					InputEntry::Pass { pass, output } => PassInput::Pass { pass, output },
				})
				.collect(),
			rules,
			out,
		})
	}
}
