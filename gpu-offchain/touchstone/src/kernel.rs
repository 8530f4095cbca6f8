//! The kernel, from source or from bytecode.

use crate::{args::Source, failure::of_source};
use assay_compiler::{compile, FloatMode, Options};
use assay_terminal::{files, Failure};
use assay_touchstone::{limits::MAX_BYTECODE, Program};

/// Bytes of source that are read: more than the compiler takes, so that it says so.
const MAX_SOURCE: u64 = 1024 * 1024;

/// A kernel that may run.
#[derive(Debug)]
pub struct Kernel {
	/// Checked.
	pub program: Program,
	/// Its bytes.
	pub bytecode: Vec<u8>,
	/// What its source says, where there is one.
	pub source: Option<FromSource>,
}

/// What only a source says.
#[derive(Debug)]
pub struct FromSource {
	/// The compiler's result, names included.
	pub compiled: assay_compiler::Kernel,
	/// The text.
	pub text: String,
}

impl Kernel {
	/// Reads and checks a kernel.
	pub fn load(source: &Source) -> Result<Self, Failure> {
		let name = source.file.display().to_string();
		match source.file.extension().and_then(|extension| extension.to_str()) {
			Some("wgsl") => Self::compile(source, &name),
			Some("tsb") => Self::read(source, &name),
			_ => Err(Failure::input(format!(
				"{name}: a kernel's file ends in .wgsl (source) or .tsb (bytecode)"
			))),
		}
	}

	fn compile(source: &Source, name: &str) -> Result<Self, Failure> {
		let bytes = files::read(&source.file, MAX_SOURCE, "the kernel")?;
		let text = String::from_utf8(bytes).map_err(|error| {
			let at = error.utf8_error().valid_up_to();
			Failure::input(format!("{name} is not text: byte {at} is not UTF-8"))
		})?;
		let options = Options {
			entry_point: source.options.entry.as_deref(),
			overrides: &source.options.overrides,
			float_mode: source.options.floats.map(Into::into),
		};
		let compiled = compile(&text, name, &options).map_err(of_source)?;
		let bytecode = compiled.bytecode.clone();
		let program = Program::parse(&bytecode).map_err(|invalid| {
			Failure::input(format!(
				"{name}: the compiler made bytecode that the validator refuses ({invalid}): \
				 this is a fault of ours, please report it with the source"
			))
		})?;
		Ok(Self { program, bytecode, source: Some(FromSource { compiled, text }) })
	}

	fn read(source: &Source, name: &str) -> Result<Self, Failure> {
		if !source.options.overrides.is_empty()
			|| source.options.entry.is_some()
			|| source.options.floats.is_some()
		{
			return Err(Failure::input(
				"--override, --entry and --floats are fixed in bytecode: give them to `compile`",
			));
		}
		let bytecode = files::read(&source.file, MAX_BYTECODE as u64, "the bytecode")?;
		let program = Program::parse(&bytecode).map_err(|invalid| {
			Failure::input(format!("{name} is not valid bytecode: {invalid}"))
		})?;
		Ok(Self { program, bytecode, source: None })
	}

	/// The name of an input.
	pub fn input_name(&self, number: usize) -> String {
		let bindings = self.source.as_ref().map(|source| &source.compiled.inputs);
		let named = bindings.and_then(|bindings| bindings.get(number));
		named.map_or_else(|| format!("in{number}"), |binding| binding.name.clone())
	}

	/// The name of an output.
	pub fn output_name(&self, number: usize) -> String {
		let bindings = self.source.as_ref().map(|source| &source.compiled.outputs);
		let named = bindings.and_then(|bindings| bindings.get(number));
		named.map_or_else(|| format!("out{number}"), |binding| binding.name.clone())
	}

	/// `strict` or `relaxed`.
	pub fn float_mode(&self) -> &'static str {
		match self.program.header().float_mode {
			FloatMode::Strict => "strict",
			FloatMode::Relaxed => "relaxed",
		}
	}
}
