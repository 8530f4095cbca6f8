//! The way from source to bytecode, stage by stage.

use crate::{
	alloc,
	diagnostic::{Diagnostic, Diagnostics},
	directives::Directives,
	extent, front, lower, nesting, opt, text,
};
use assay_touchstone::{limits, FloatMode, Header};

/// Bytes of source that are looked at.
const MAX_SOURCE: usize = 256 * 1024;

/// Stack of the compiling thread: several times what the deepest source takes that is let through.
const STACK: usize = 64 * 1024 * 1024;

/// How to compile.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
	/// Which entry point, where there are several.
	pub entry_point: Option<&'a str>,
	/// Values of overrides, by name or by id.
	pub overrides: &'a [(String, f64)],
	/// How floats are meant, whatever the source says.
	pub float_mode: Option<FloatMode>,
}

/// A buffer of a kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
	/// The name of its variable.
	pub name: String,
	/// The number in `@binding`. Its place in the list is the number that the bytecode uses.
	pub number: u32,
}

/// A word of the parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamField {
	/// The path to it in the uniform block: `n`, `size.x`, `steps[2]`.
	pub name: String,
	/// Which word it is.
	pub word: u32,
}

/// A compiled kernel.
#[derive(Clone, Debug)]
pub struct Kernel {
	/// Valid, at most 32 KiB; its hash is the kernel's id.
	pub bytecode: Vec<u8>,
	/// The name of the entry point.
	pub entry_point: String,
	/// Inputs in the order of their numbers.
	pub inputs: Vec<Binding>,
	/// Outputs in the order of their numbers.
	pub outputs: Vec<Binding>,
	/// The words of the parameters that have names.
	pub params: Vec<ParamField>,
	/// Words of parameters, padding included.
	pub param_words: u32,
	/// How floats are meant.
	pub float_mode: FloatMode,
	/// Lanes of a workgroup in x, y and z.
	pub workgroup_size: [u32; 3],
	/// What is worth a look.
	pub warnings: Vec<Diagnostic>,
}

/// Compiles a kernel.
///
/// Takes any text, however wrong, and bounds what it spends on it.
pub fn compile(
	source: &str,
	file_name: &str,
	options: &Options<'_>,
) -> Result<Kernel, Diagnostics> {
	let fail = |diagnostic: Diagnostic| Diagnostics {
		file_name: file_name.to_string(),
		source: source.to_string(),
		list: vec![diagnostic],
	};
	if source.len() > MAX_SOURCE {
		return Err(fail(Diagnostic::error(
			"too-large",
			format!("the source has more than {} KiB", MAX_SOURCE / 1024),
		)));
	}
	// Some editors begin a file with a byte order mark, which is no WGSL. Blanks keep the places.
	let blanked;
	let readable = match source.strip_prefix('\u{feff}') {
		Some(rest) => {
			blanked = format!("   {rest}");
			&blanked
		},
		None => source,
	};
	// A thread of its own has the stack that deep expressions need, and contains a fault in naga.
	std::thread::scope(|scope| {
		std::thread::Builder::new()
			.name("compile".into())
			.stack_size(STACK)
			.spawn_scoped(scope, || stages(readable, options))
			.map_err(|error| {
				Diagnostic::error("internal", format!("no thread to compile in: {error}"))
			})?
			.join()
			.unwrap_or_else(|_| {
				Err(Diagnostic::error("internal", "the compiler failed on this source")
					.help("this is a fault of ours: please report it with the source"))
			})
	})
	.map_err(fail)
}

fn stages(source: &str, options: &Options<'_>) -> Result<Kernel, Diagnostic> {
	nesting::check(source)?;
	extent::check(source)?;
	let directives = Directives::read(source)?;
	let parsed = front::parse(source, options)?;
	let point = &parsed.module.entry_points[parsed.entry];
	let [x, y, z] = point.workgroup_size;
	let lanes = [x, y, z].iter().try_fold(1u32, |all, n| all.checked_mul(*n));
	if lanes.is_none_or(|lanes| lanes == 0 || lanes > limits::MAX_LANES) {
		let mut diagnostic = Diagnostic::error(
			"workgroup-size",
			format!("a workgroup of {x} x {y} x {z} lanes is too large"),
		);
		diagnostic.place = text::place_of_function(source, &point.name);
		return Err(diagnostic.help(format!(
			"a workgroup has at most {} lanes: make `@workgroup_size` smaller, and the grid larger",
			limits::MAX_LANES
		)));
	}
	let mut lowered = lower::lower(&parsed.module, &parsed.info, parsed.entry, &directives)?;
	let warnings = unused_bindings(&parsed);
	let float_mode = float_mode(&lowered, options.float_mode.or(directives.float_mode))?;
	let program = opt::optimise(&mut lowered)?;
	let lanes = u64::from(x) * u64::from(y) * u64::from(z);
	if lanes * u64::from(lowered.private_words) > u64::from(limits::MAX_PRIVATE_TOTAL) {
		return Err(Diagnostic::error(
			"too-much-memory",
			format!(
				"the variables of {lanes} lanes take {} words each; together {} is the most",
				lowered.private_words,
				limits::MAX_PRIVATE_TOTAL
			),
		)
		.at(largest_variable(&parsed.module))
		.label("the largest of them")
		.help("make the arrays or the workgroup smaller"));
	}
	let header = Header {
		float_mode,
		workgroup_size: [x as u16, y as u16, z as u16],
		registers: 0,
		uniform: 0,
		private_words: lowered.private_words as u16,
		workgroup_words: lowered.workgroup_words as u16,
		inputs: lowered.inputs.len() as u8,
		outputs: lowered.outputs.len() as u8,
		params: lowered.param_words as u16,
	};
	let bytecode = alloc::assemble(&program, header)?;
	Ok(Kernel {
		bytecode,
		entry_point: point.name.clone(),
		inputs: lowered.inputs,
		outputs: lowered.outputs,
		params: lowered.params,
		param_words: lowered.param_words,
		float_mode,
		workgroup_size: [x, y, z],
		warnings,
	})
}

/// A warning for each buffer that the entry point doesn't use, and so has no number.
fn unused_bindings(parsed: &front::Parsed) -> Vec<Diagnostic> {
	let used = parsed.info.get_entry_point(parsed.entry);
	let globals = parsed.module.global_variables.iter();
	let unused =
		globals.filter(|(handle, global)| global.binding.is_some() && used[*handle].is_empty());
	unused
		.map(|(handle, global)| {
			let name = global.name.as_deref().unwrap_or("this buffer");
			Diagnostic::warning("unused-binding", format!("`{name}` is bound and not used"))
				.at(parsed.module.global_variables.get_span(handle))
				.help(
					"remove it, or use it: what isn't used has no number among inputs and outputs",
				)
		})
		.collect()
}

/// The variable of a function, or of all, that takes the most private memory.
fn largest_variable(module: &naga::Module) -> naga::Span {
	let size = |ty: naga::Handle<naga::Type>| module.types[ty].inner.size(module.to_ctx());
	let points = module.entry_points.iter().map(|point| &point.function);
	let functions = module.functions.iter().map(|(_, function)| function);
	let locals = points.chain(functions).flat_map(|function| {
		let variables = function.local_variables.iter();
		variables.map(|(handle, local)| (size(local.ty), function.local_variables.get_span(handle)))
	});
	let globals = module.global_variables.iter();
	let private = globals.filter(|(_, global)| global.space == naga::AddressSpace::Private);
	let private =
		private.map(|(handle, global)| (size(global.ty), module.global_variables.get_span(handle)));
	let largest = locals.chain(private).max_by_key(|(size, _)| *size);
	largest.map_or(naga::Span::UNDEFINED, |(_, span)| span)
}

/// The float mode: what was said, or strict where it doesn't matter.
fn float_mode(
	kernel: &lower::Kernel,
	declared: Option<FloatMode>,
) -> Result<FloatMode, Diagnostic> {
	match (declared, kernel.floats, kernel.inexact) {
		(Some(FloatMode::Strict), _, Some((span, name))) => Err(Diagnostic::error(
			"not-exact",
			format!("`{name}` has no exact result, and the kernel is strict"),
		)
		.at(span)
		.help(match name {
			"inverse_sqrt" => "write `1.0 / sqrt(x)`, or declare `// assay: relaxed`",
			_ => "declare `// assay: relaxed`, or compute it from + - * / and sqrt",
		})),
		(None, Some(span), _) => Err(Diagnostic::error(
			"float-mode",
			"the kernel computes with floats and doesn't say how they are meant",
		)
		.at(span)
		.label("the first float operation")
		.help(
			"write `// assay: strict` at the top (the same bits on every machine, slower)\n\
			 or `// assay: relaxed` (full speed, compared within a tolerance)",
		)),
		(declared, ..) => Ok(declared.unwrap_or(FloatMode::Strict)),
	}
}
