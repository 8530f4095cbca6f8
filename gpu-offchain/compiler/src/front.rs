//! The part that naga does: parsing, validation, fixing overrides.

use crate::{
	diagnostic::{Diagnostic, Place},
	Options,
};
use naga::{
	back::{pipeline_constants, PipelineConstants},
	front::wgsl,
	valid::{Capabilities, ModuleInfo, ValidationFlags, Validator},
	Module, ShaderStage, WithSpan,
};
use std::error::Error;

/// A valid module without overrides, and which of its entry points is meant.
pub(crate) struct Parsed {
	pub module: Module,
	pub info: ModuleInfo,
	pub entry: usize,
}

/// Parses and validates a source.
pub(crate) fn parse(source: &str, options: &Options<'_>) -> Result<Parsed, Diagnostic> {
	let module = wgsl::parse_str(source).map_err(|error| {
		let mut labels = error.labels();
		let mut diagnostic = Diagnostic::error("wgsl", plain(error.message()));
		if let Some((span, label)) = labels.next() {
			diagnostic = diagnostic.at(span).label(plain(label));
		}
		let notes: Vec<_> = error.notes().map(plain).collect();
		match notes.is_empty() {
			true => match parse_help(error.message()) {
				Some(help) => diagnostic.help(help),
				None => diagnostic,
			},
			false => diagnostic.help(notes.join("\n")),
		}
	})?;
	let mut validator = Validator::new(ValidationFlags::all(), Capabilities::empty());
	let info = validator.validate(&module).map_err(invalid)?;
	let name = entry_name(&module, options)?;
	let constants: PipelineConstants = options
		.overrides
		.iter()
		.map(|(name, value)| (name.clone(), *value))
		.collect();
	let stage = Some((ShaderStage::Compute, name.as_str()));
	let (fixed, info) = pipeline_constants::process_overrides(&module, &info, stage, &constants)
		.map_err(|error| override_error(error, &module))?;
	let module = fixed.into_owned();
	let info = info.into_owned();
	let entry = module
		.entry_points
		.iter()
		.position(|point| point.stage == ShaderStage::Compute && point.name == name)
		.ok_or_else(|| Diagnostic::error("entry-point", "the entry point is gone"))?;
	Ok(Parsed {
		module,
		info,
		entry,
	})
}

fn plain(text: &str) -> String {
	text.trim().to_string()
}

fn parse_help(message: &str) -> Option<&'static str> {
	if message.contains("no definition in scope") || message.contains("unknown") {
		return Some("declare it, or check the spelling: names are case-sensitive");
	}
	if message.contains("automatic conversion") || message.contains("inconsistent type") {
		return Some("convert explicitly: `u32(x)`, `i32(x)`, `f32(x)`");
	}
	None
}

fn invalid<E: Error>(error: WithSpan<E>) -> Diagnostic {
	let span = error.spans().next().cloned();
	let inner = error.into_inner();
	let mut messages = vec![inner.to_string()];
	let mut source = inner.source();
	while let Some(error) = source {
		messages.push(error.to_string());
		source = error.source();
	}
	let help = validation_help(&messages);
	let mut diagnostic = Diagnostic::error("wgsl", messages.join(": "));
	if let Some((span, label)) = span {
		diagnostic = diagnostic.at(span).label(label);
	}
	diagnostic.help(help)
}

/// What to do about the errors of naga's that people meet.
fn validation_help(messages: &[String]) -> &'static str {
	let has = |text: &str| messages.iter().any(|message| message.contains(text));
	if has("Capability") || has("capability") {
		"this needs a feature of some GPUs; the language has i32, u32, f32 and bool only"
	} else if has("store") || has("Store") {
		"outputs are `var<storage, read_write>`, and the types of both sides have to be the same"
	} else if has("lignment") || has("stride") {
		"in a uniform block, array elements and structs lie at multiples of 16 bytes: \
		 use `array<vec4<u32>, n>`, or pad"
	} else if has("ontrol flow") || has("niform") {
		"move the barrier out of the branch, so that all lanes reach it"
	} else {
		"see the WGSL specification: https://www.w3.org/TR/WGSL/"
	}
}

fn entry_name(module: &Module, options: &Options<'_>) -> Result<String, Diagnostic> {
	let points = || {
		module
			.entry_points
			.iter()
			.filter(|point| point.stage == ShaderStage::Compute)
	};
	let list = || {
		let names: Vec<_> = points().map(|point| format!("`{}`", point.name)).collect();
		names.join(", ")
	};
	let first = points().next();
	match (options.entry_point, first) {
		(_, None) => Err(
			Diagnostic::error("entry-point", "there is no compute entry point").help(
				"write `@compute @workgroup_size(64)` before the function that every lane runs",
			),
		),
		(Some(name), _) => match points().find(|point| point.name == name) {
			Some(point) => Ok(point.name.clone()),
			None => Err(Diagnostic::error(
				"entry-point",
				format!("there is no compute entry point `{name}`"),
			)
			.help(format!("there is {}", list()))),
		},
		(None, Some(first)) if points().count() == 1 => Ok(first.name.clone()),
		(None, _) => Err(Diagnostic::error(
			"entry-point",
			format!("there are several entry points: {}", list()),
		)
		.help("name the one to compile")),
	}
}

fn override_error(error: pipeline_constants::PipelineConstantError, module: &Module) -> Diagnostic {
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
				Diagnostic::error("override", format!("the override `{name}` has no value")).help(
					format!("give one: `{name}=VALUE`, or a default in the source"),
				);
			diagnostic.place = span_of(&name).and_then(Place::of);
			diagnostic
		},
		E::NotFound(name) => {
			let names: Vec<_> = module
				.overrides
				.iter()
				.filter_map(|(_, item)| item.name.clone())
				.collect();
			Diagnostic::error("override", format!("there is no override `{name}`")).help(
				match names.is_empty() {
					true => "the kernel has none".to_string(),
					false => format!("there is {}", names.join(", ")),
				},
			)
		},
		E::ValidationError(error) => invalid(error),
		other => Diagnostic::error("override", other.to_string())
			.help("give a value that the override's type can hold"),
	}
}
