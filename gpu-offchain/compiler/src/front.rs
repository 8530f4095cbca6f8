//! The part that naga does: parsing, validation, fixing overrides.

use crate::{
	diagnostic::{Diagnostic, Place},
	naga_error, text, Options,
};
use naga::{
	back::{pipeline_constants, PipelineConstants},
	front::wgsl,
	valid::{Capabilities, ModuleInfo, ValidationFlags, Validator},
	Module, ShaderStage,
};

/// Halves in memory are read and written by functions of the language, so all kernels may call them.
const CAPABILITIES: Capabilities = Capabilities::SHADER_FLOAT16_IN_FLOAT32;

/// A valid module without overrides, and which of its entry points is meant.
pub(crate) struct Parsed {
	pub module: Module,
	pub info: ModuleInfo,
	pub entry: usize,
}

/// Parses and validates a source.
pub(crate) fn parse(source: &str, options: &Options<'_>) -> Result<Parsed, Diagnostic> {
	let module = wgsl::parse_str(source).map_err(|error| naga_error::unreadable(&error, source))?;
	let mut validator = Validator::new(ValidationFlags::all(), CAPABILITIES);
	let info = validator.validate(&module).map_err(|error| naga_error::invalid(error, source))?;
	let name = entry_name(&module, options, source)?;
	let constants: PipelineConstants =
		options.overrides.iter().map(|(name, value)| (name.clone(), *value)).collect();
	let stage = Some((ShaderStage::Compute, name.as_str()));
	let (fixed, info) = pipeline_constants::process_overrides(&module, &info, stage, &constants)
		.map_err(|error| override_error(error, &module, source))?;
	let module = fixed.into_owned();
	let info = info.into_owned();
	let entry = module
		.entry_points
		.iter()
		.position(|point| point.stage == ShaderStage::Compute && point.name == name)
		.ok_or_else(|| Diagnostic::error("entry-point", "the entry point is gone"))?;
	Ok(Parsed { module, info, entry })
}

fn entry_name(module: &Module, options: &Options<'_>, source: &str) -> Result<String, Diagnostic> {
	let points = || module.entry_points.iter().filter(|point| point.stage == ShaderStage::Compute);
	let list = || {
		let names: Vec<_> = points().map(|point| format!("`{}`", point.name)).collect();
		names.join(", ")
	};
	let none = || Diagnostic::error("entry-point", "there is no compute entry point");
	let second = || points().nth(1).and_then(|point| text::place_of_function(source, &point.name));
	let first = points().next();
	match (options.entry_point, first) {
		(_, None) => Err(text::place_of_any(source, &["fn"])
			.map_or_else(none, |place| none().at_place(place))
			.help("write `@compute @workgroup_size(64)` before the function that every lane runs")),
		(Some(name), _) => match points().find(|point| point.name == name) {
			Some(point) => Ok(point.name.clone()),
			None => Err(Diagnostic::error(
				"entry-point",
				format!("there is no compute entry point `{name}`"),
			)
			.help(format!("there is {}", list()))),
		},
		(None, Some(first)) if points().count() == 1 => Ok(first.name.clone()),
		(None, _) => {
			let several = format!("there are several entry points: {}", list());
			let mut diagnostic = Diagnostic::error("entry-point", several);
			diagnostic.place = second();
			Err(diagnostic.help("name the one to compile (`--entry NAME`), or give each its file"))
		},
	}
}

fn override_error(
	error: pipeline_constants::PipelineConstantError,
	module: &Module,
	source: &str,
) -> Diagnostic {
	use pipeline_constants::PipelineConstantError as E;
	let span_of = |name: &str| {
		module
			.overrides
			.iter()
			.find(|(_, item)| {
				item.name.as_deref() == Some(name)
					|| item.id.is_some_and(|id| id.to_string() == name)
			})
			.map(|(handle, _)| module.overrides.get_span(handle))
	};
	match error {
		E::MissingValue(name) => {
			let mut diagnostic =
				Diagnostic::error("override", format!("the override `{name}` has no value"))
					.help(format!("give one: `{name}=VALUE`, or a default in the source"));
			diagnostic.place = span_of(&name).and_then(Place::of);
			diagnostic
		},
		E::NotFound(name) => {
			let names: Vec<_> =
				module.overrides.iter().filter_map(|(_, item)| item.name.clone()).collect();
			Diagnostic::error("override", format!("there is no override `{name}`")).help(
				match names.is_empty() {
					true => "the kernel has none".to_string(),
					false => format!("there is {}", names.join(", ")),
				},
			)
		},
		E::ValidationError(error) => naga_error::invalid(error, source),
		other => Diagnostic::error("override", other.to_string())
			.help("give a value that the override's type can hold"),
	}
}
