//! The command line.

use assay_compiler::FloatMode;
use assay_proof::{BlobLen, RootHash};
use assay_touchstone::{Rule, Tolerance};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Checks, compiles, runs and proves compute kernels for Assay, without a node.
///
/// Exit codes: 0 fine, 1 a mismatch, 2 something is wrong with what was given, 3 the device isn't
/// there or doesn't do, 4 the device or a disk failed, 130 ended by Ctrl-C.
#[derive(Debug, Parser)]
#[command(name = "touchstone", version)]
pub struct Cli {
	/// Print one JSON object instead of text
	#[arg(long, global = true)]
	pub json: bool,
	/// What to do.
	#[command(subcommand)]
	pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
	/// Say whether a kernel may run on the chain, and what it needs
	Check(Source),
	/// Write a kernel's bytecode
	Compile(Compile),
	/// Print a kernel's bytecode as text
	Disasm(Source),
	/// Say what a kernel takes, before it runs
	Cost(Cost),
	/// Run a kernel and print the BLAKE3 hash of each output
	Run(Run),
	/// Run a kernel on a device and on the interpreter, and compare every tile
	Diff(Diff),
	/// Say how fast kernels are on a device and on the interpreter
	Bench(Bench),
	/// List this machine's devices
	Devices,
	/// Say which kernels a device may be trusted with
	Selftest(Selftest),
	/// Prove one tile: what it read, what it wrote
	Prove(Prove),
	/// Check the proof of one tile by executing it again
	Verify(Verify),
}

/// A kernel.
#[derive(Debug, Args)]
pub struct Source {
	/// The kernel: WGSL (.wgsl) or bytecode (.tsb)
	pub file: PathBuf,
	/// How it is compiled.
	#[command(flatten)]
	pub options: SourceOptions,
}

/// How a kernel's source is compiled.
#[derive(Clone, Debug, Args)]
pub struct SourceOptions {
	/// Fix an override of the source; may be given again
	#[arg(long = "override", value_name = "NAME=VALUE", value_parser = override_value)]
	pub overrides: Vec<(String, f64)>,
	/// Which entry point, where the source has several
	#[arg(long, value_name = "NAME")]
	pub entry: Option<String>,
	/// How floats are meant, whatever the source says
	#[arg(long, value_enum, value_name = "MODE")]
	pub floats: Option<Floats>,
}

/// How floats are meant.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Floats {
	/// The same bits on every machine
	Strict,
	/// Full speed, compared within a tolerance
	Relaxed,
}

impl From<Floats> for FloatMode {
	fn from(floats: Floats) -> Self {
		match floats {
			Floats::Strict => Self::Strict,
			Floats::Relaxed => Self::Relaxed,
		}
	}
}

/// Arguments of `compile`.
#[derive(Debug, Args)]
pub struct Compile {
	/// The kernel.
	#[command(flatten)]
	pub source: Source,
	/// Where the bytecode goes
	#[arg(short, long, value_name = "FILE.tsb")]
	pub output: PathBuf,
}

/// Arguments of `cost`.
#[derive(Debug, Args)]
pub struct Cost {
	/// The kernel.
	#[command(flatten)]
	pub source: Source,
	/// The parameters.
	#[command(flatten)]
	pub params: Params,
	/// Workgroups, for the cost of a whole pass
	#[arg(long, value_name = "X,Y,Z", value_parser = triple)]
	pub grid: Option<[u32; 3]>,
}

/// The parameters of a pass.
#[derive(Clone, Debug, Args)]
pub struct Params {
	/// The bytes of the uniform block in hex, words in little-endian order
	#[arg(long = "params", value_name = "HEX", value_parser = words_from_hex, default_value = "")]
	pub words: Words,
}

/// Words, read from hex.
#[derive(Clone, Debug)]
pub struct Words(pub Vec<u32>);

/// A pass: kernel, grid, parameters, the shapes of its outputs.
#[derive(Debug, Args)]
pub struct Shape {
	/// The kernel.
	#[command(flatten)]
	pub source: Source,
	/// What it is run over.
	#[command(flatten)]
	pub over: GridArgs,
}

/// A pass but for its kernel.
#[derive(Clone, Debug, Args)]
pub struct GridArgs {
	/// The parameters.
	#[command(flatten)]
	pub params: Params,
	/// Workgroups in x, y and z
	#[arg(long, value_name = "X,Y,Z", value_parser = triple)]
	pub grid: [u32; 3],
	/// Each output in order: its words, and how tiles divide it; evenly when that is left out
	#[arg(
		long = "output",
		value_name = "WORDS[,ROW_WORDSxROWS@PITCH]",
		value_parser = output,
		required = true
	)]
	pub outputs: Vec<OutputArg>,
}

/// An output as it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutputArg {
	/// Its words.
	pub words: u32,
	/// Words of a tile's row, rows, words from a row to the next.
	pub tile: Option<[u32; 3]>,
}

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct Run {
	/// The pass.
	#[command(flatten)]
	pub shape: Shape,
	/// Each input in order
	#[arg(long = "input", value_name = "FILE")]
	pub inputs: Vec<PathBuf>,
	/// What runs it
	#[arg(long, value_enum, default_value = "interpreter")]
	pub backend: Backend,
	/// Which device, with --backend gpu; the best one when left out
	#[arg(long, value_name = "N")]
	pub device: Option<usize>,
	/// Where each output goes, in order; those left out are only hashed
	#[arg(long = "out", value_name = "FILE")]
	pub out: Vec<PathBuf>,
}

/// What runs a kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Backend {
	/// The referee's interpreter, on all cores
	Interpreter,
	/// A GPU
	Gpu,
}

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub struct Diff {
	/// The pass.
	#[command(flatten)]
	pub shape: Shape,
	/// Each input in order
	#[arg(long = "input", value_name = "FILE")]
	pub inputs: Vec<PathBuf>,
	/// How far each output's floats may be off, in order; bit by bit when left out
	#[arg(long = "tolerance", value_name = "ATOL,RTOL", value_parser = tolerance)]
	pub tolerances: Vec<Rule>,
	/// Which device; the best one when left out
	#[arg(long, value_name = "N")]
	pub device: Option<usize>,
}

/// Arguments of `bench`.
#[derive(Debug, Args)]
pub struct Bench {
	/// The kernels, run over the same grid: WGSL (.wgsl) or bytecode (.tsb)
	#[arg(required = true, value_name = "FILE")]
	pub files: Vec<PathBuf>,
	/// How they are compiled.
	#[command(flatten)]
	pub options: SourceOptions,
	/// What they are run over.
	#[command(flatten)]
	pub over: GridArgs,
	/// Each input in order
	#[arg(long = "input", value_name = "FILE")]
	pub inputs: Vec<PathBuf>,
	/// Which device; the best one when left out
	#[arg(long, value_name = "N")]
	pub device: Option<usize>,
}

/// Arguments of `selftest`.
#[derive(Debug, Args)]
pub struct Selftest {
	/// Which device; the best one when left out
	#[arg(long, value_name = "N")]
	pub device: Option<usize>,
	/// Run it even where the result is known
	#[arg(long)]
	pub again: bool,
}

/// Arguments of `prove`.
#[derive(Debug, Args)]
pub struct Prove {
	/// The pass.
	#[command(flatten)]
	pub shape: Shape,
	/// Each input in order
	#[arg(long = "input", value_name = "FILE")]
	pub inputs: Vec<PathBuf>,
	/// The outputs as they were made, in order; the kernel is run when they are left out
	#[arg(long = "result", value_name = "FILE")]
	pub results: Vec<PathBuf>,
	/// The workgroup whose tile is proven
	#[arg(long, value_name = "X,Y,Z", value_parser = place)]
	pub tile: [u32; 3],
	/// Where the proof goes
	#[arg(long, value_name = "FILE")]
	pub proof: PathBuf,
}

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct Verify {
	/// The pass.
	#[command(flatten)]
	pub shape: Shape,
	/// Each input in order: its hash and its length
	#[arg(long = "input-hash", value_name = "HASH:BYTES", value_parser = input_hash)]
	pub inputs: Vec<(RootHash, BlobLen)>,
	/// Each output's hash in order
	#[arg(long = "output-hash", value_name = "HASH", value_parser = hash)]
	pub results: Vec<RootHash>,
	/// How far each output's floats may be off, in order; bit by bit when left out
	#[arg(long = "tolerance", value_name = "ATOL,RTOL", value_parser = tolerance)]
	pub tolerances: Vec<Rule>,
	/// The workgroup whose tile is proven
	#[arg(long, value_name = "X,Y,Z", value_parser = place)]
	pub tile: [u32; 3],
	/// The proof
	#[arg(long, value_name = "FILE")]
	pub proof: PathBuf,
}

fn override_value(text: &str) -> Result<(String, f64), String> {
	let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
	let value = match value {
		"true" => 1.0,
		"false" => 0.0,
		number => number.parse().map_err(|_| format!("`{number}` is not a number"))?,
	};
	Ok((name.to_string(), value))
}

fn numbers<const N: usize>(text: &str) -> Option<[u32; N]> {
	let parts = text.split(',').map(|part| part.trim().parse().ok());
	parts.collect::<Option<Vec<u32>>>()?.try_into().ok()
}

/// Reads workgroups in x, y and z.
pub fn triple(text: &str) -> Result<[u32; 3], String> {
	let grid: [u32; 3] = numbers(text).ok_or("write three numbers, as in 16,16,1")?;
	match grid.contains(&0) {
		true => Err("a grid has at least one workgroup in each direction".into()),
		false => Ok(grid),
	}
}

/// Reads a place of three coordinates.
pub fn place(text: &str) -> Result<[u32; 3], String> {
	numbers(text).ok_or_else(|| "write three numbers, as in 0,3,0".into())
}

/// Reads words from hex.
pub fn words_from_hex(text: &str) -> Result<Words, String> {
	let text = text.strip_prefix("0x").unwrap_or(text);
	let digits: Vec<u32> = text
		.chars()
		.filter(|c| !c.is_whitespace() && *c != '_')
		.map(|c| c.to_digit(16).ok_or(format!("`{c}` is not a hex digit")))
		.collect::<Result<_, _>>()?;
	if !digits.len().is_multiple_of(8) {
		return Err(format!("{} hex digits; a word has 8", digits.len()));
	}
	let word = |digits: &[u32]| {
		let bytes = digits.chunks(2).map(|pair| (pair[0] << 4 | pair[1]) as u8);
		bytes.rev().fold(0, |word, byte| word << 8 | u32::from(byte))
	};
	Ok(Words(digits.chunks(8).map(word).collect()))
}

/// Reads an output: its words, and how tiles divide it.
pub fn output(text: &str) -> Result<OutputArg, String> {
	let usage = "write WORDS or WORDS,ROW_WORDSxROWS@PITCH, as in 1048576,16x16@1024";
	let (words, tile) = match text.split_once(',') {
		None => (text, None),
		Some((words, tile)) => {
			let (row_words, rest) = tile.split_once('x').ok_or(usage)?;
			let (rows, pitch) = rest.split_once('@').ok_or(usage)?;
			(words, Some([row_words, rows, pitch]))
		},
	};
	let number = |text: &str| text.trim().parse::<u32>().map_err(|_| usage.to_string());
	let tile = match tile {
		None => None,
		Some([row_words, rows, pitch]) => Some([number(row_words)?, number(rows)?, number(pitch)?]),
	};
	Ok(OutputArg { words: number(words)?, tile })
}

fn hash(text: &str) -> Result<RootHash, String> {
	text.parse().map_err(|error| format!("{error}"))
}

fn input_hash(text: &str) -> Result<(RootHash, BlobLen), String> {
	let (digits, bytes) = text.split_once(':').ok_or("write HASH:BYTES")?;
	let bytes: u64 = bytes.parse().map_err(|_| format!("`{bytes}` is not a number of bytes"))?;
	let len = BlobLen::new(bytes).map_err(|error| error.to_string())?;
	Ok((hash(digits)?, len))
}

/// Reads how far floats may be off: `ATOL,RTOL`, or `exact`.
pub fn tolerance(text: &str) -> Result<Rule, String> {
	if text == "exact" {
		return Ok(Rule::Exact);
	}
	let usage = || "write ATOL,RTOL, as in 1e-5,1e-4, or exact".to_string();
	let (atol, rtol) = text.split_once(',').ok_or_else(usage)?;
	let number = |text: &str| text.trim().parse::<f32>().map_err(|_| usage());
	let tolerance = Tolerance::new(number(atol)?, number(rtol)?);
	tolerance.map(Rule::Within).map_err(|error| error.to_string())
}
