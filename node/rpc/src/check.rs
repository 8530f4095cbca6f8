//! Checks kernels, within bounds of size, time and number.

use crate::{
	limits::{CHECK_SECONDS, MAX_OVERRIDES, MAX_SOURCE},
	slots::Slots,
	Code, Failure,
};
use assay_compiler as compiler;
use assay_market::{
	Binding, CheckOptions, CheckedKernel, Diagnostic, KernelCheck, KernelFuel, KernelId,
	KernelInput, Names, Param, Severity,
};
use assay_touchstone::{
	limits::{MAX_BYTECODE, MAX_WORKGROUP_FUEL},
	Fuel, Program,
};
use std::{sync::mpsc, thread, time::Duration};

/// The name of a source in messages.
const FILE: &str = "kernel.wgsl";

/// Checks a kernel in a thread of its own, and waits for it as long as a client may.
///
/// A check that takes longer goes on alone, since a thread can't be ended, and keeps its slot so
/// long.
pub fn within_bounds(
	slots: &Slots,
	kernel: KernelInput,
	options: CheckOptions,
) -> Result<KernelCheck, Failure> {
	in_bounds(&kernel, &options)?;
	let slot = slots.take().ok_or_else(|| {
		let message = "the node checks as many kernels as it can at once: try again in a second";
		Failure::new(Code::Busy, message)
	})?;
	let (done, outcome) = mpsc::sync_channel(1);
	thread::Builder::new()
		.name("check-kernel".into())
		.spawn(move || {
			let checked = check(&kernel, &options);
			drop(slot);
			// Nobody may wait for it any longer.
			let _ = done.send(checked);
		})
		.map_err(|error| failed(&error.to_string()))?;
	match outcome.recv_timeout(Duration::from_secs(CHECK_SECONDS)) {
		Ok(checked) => checked,
		Err(mpsc::RecvTimeoutError::Timeout) => Err(Failure::new(
			Code::CheckTooSlow,
			format!(
				"the kernel isn't checked after {CHECK_SECONDS} seconds: make it smaller, or check it \
				 with the tool `touchstone`"
			),
		)),
		Err(mpsc::RecvTimeoutError::Disconnected) => Err(failed("the check ended in a panic")),
	}
}

fn failed(why: &str) -> Failure {
	let message = format!(
		"the kernel couldn't be checked: {why}. This is a fault of the node's: please report it \
		 with the kernel"
	);
	Failure::new(Code::CheckFailed, message)
}

fn in_bounds(kernel: &KernelInput, options: &CheckOptions) -> Result<(), Failure> {
	let too_much =
		|what: &str, most: usize| Failure::new(Code::TooMuch, format!("{what} than {most}"));
	match kernel {
		KernelInput::Wgsl(source) if source.len() > MAX_SOURCE => {
			Err(too_much("the source has more bytes", MAX_SOURCE))
		},
		KernelInput::Wgsl(_) if options.overrides.len() > MAX_OVERRIDES => {
			Err(too_much("there are more overrides", MAX_OVERRIDES))
		},
		KernelInput::Bytecode(bytecode) if bytecode.len() > MAX_BYTECODE => {
			Err(too_much("the bytecode has more bytes", MAX_BYTECODE))
		},
		KernelInput::Bytecode(_)
			if options.entry_point.is_some()
				|| options.floats.is_some()
				|| !options.overrides.is_empty() =>
		{
			Err(Failure::new(
				Code::OptionsMisplaced,
				"`entryPoint`, `overrides` and `floats` are fixed in bytecode: leave them out, or check the source",
			))
		},
		_ => Ok(()),
	}
}

/// Checks a kernel, however long it takes.
pub fn check(kernel: &KernelInput, options: &CheckOptions) -> Result<KernelCheck, Failure> {
	let (bytecode, names, diagnostics) = match kernel {
		KernelInput::Wgsl(source) => match compile(source, options) {
			Ok(compiled) => compiled,
			Err(diagnostics) => return Ok(refused(diagnostics)),
		},
		KernelInput::Bytecode(bytecode) => (bytecode.clone(), None, Vec::new()),
	};
	let program = match (Program::parse(&bytecode), kernel) {
		(Ok(program), _) => program,
		(Err(invalid), KernelInput::Bytecode(_)) => {
			return Ok(refused(vec![Diagnostic {
				severity: Severity::Error,
				code: "bytecode".into(),
				message: invalid.to_string(),
				label: String::new(),
				line: None,
				column: None,
				help: Some("compile the source again".into()),
				text: format!("error[bytecode]: {invalid}\n"),
			}]))
		},
		(Err(invalid), KernelInput::Wgsl(_)) => {
			return Err(failed(&format!("the compiler made invalid bytecode ({invalid})")))
		},
	};
	Ok(KernelCheck {
		kernel: Some(CheckedKernel {
			id: KernelId::of(&bytecode),
			interface: program.header().into(),
			fuel: fuel(&program, options)?,
			names,
			bytecode,
		}),
		diagnostics,
	})
}

fn refused(diagnostics: Vec<Diagnostic>) -> KernelCheck {
	KernelCheck { kernel: None, diagnostics }
}

type Compiled = (Vec<u8>, Option<Names>, Vec<Diagnostic>);

fn compile(source: &str, options: &CheckOptions) -> Result<Compiled, Vec<Diagnostic>> {
	let overrides: Vec<(String, f64)> = options.overrides.clone().into_iter().collect();
	let compiled = compiler::compile(
		source,
		FILE,
		&compiler::Options {
			entry_point: options.entry_point.as_deref(),
			overrides: &overrides,
			float_mode: options.floats.map(Into::into),
		},
	)
	.map_err(|wrong| told(&wrong.list, source))?;
	let warnings = told(&compiled.warnings, source);
	let binding =
		|binding: compiler::Binding| Binding { name: binding.name, binding: binding.number };
	let names = Names {
		entry_point: compiled.entry_point,
		inputs: compiled.inputs.into_iter().map(binding).collect(),
		outputs: compiled.outputs.into_iter().map(binding).collect(),
		params: compiled
			.params
			.into_iter()
			.map(|field| Param { name: field.name, word: field.word })
			.collect(),
	};
	Ok((compiled.bytecode, Some(names), warnings))
}

fn told(diagnostics: &[compiler::Diagnostic], source: &str) -> Vec<Diagnostic> {
	let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
	let told = diagnostics.iter().map(|diagnostic| {
		let place = diagnostic.line_column(source);
		Diagnostic {
			severity: match diagnostic.severity {
				compiler::Severity::Error => Severity::Error,
				compiler::Severity::Warning => Severity::Warning,
			},
			code: diagnostic.code.into(),
			message: diagnostic.message.clone(),
			label: diagnostic.label.clone(),
			line: place.map(|(line, _)| narrow(line)),
			column: place.map(|(_, column)| narrow(column)),
			help: diagnostic.help.clone(),
			text: diagnostic.render(FILE, source),
		}
	});
	told.collect()
}

fn fuel(program: &Program, options: &CheckOptions) -> Result<Option<KernelFuel>, Failure> {
	let needed = usize::from(program.header().params);
	let params = match &options.params {
		Some(params) if params.len() != needed => {
			return Err(Failure::new(
				Code::ParametersDiffer,
				format!(
					"words of parameters: the kernel takes {needed}, and {} were given",
					params.len()
				),
			))
		},
		Some(params) => params.clone(),
		None => match fixed(program, needed) {
			Some(params) => params,
			None => return Ok(None),
		},
	};
	// A sum that can't be counted is beyond the limit in any case.
	let Ok(Fuel(workgroup)) = program.workgroup_fuel(&params) else {
		return Ok(Some(KernelFuel { workgroup: u64::MAX, pass: None, within_limit: false }));
	};
	let pass = options.grid.and_then(|grid| program.pass_fuel(&params, grid.0).ok());
	Ok(Some(KernelFuel {
		workgroup,
		pass: pass.map(|Fuel(pass)| pass),
		within_limit: workgroup <= MAX_WORKGROUP_FUEL,
	}))
}

/// Some parameters, if the fuel is the same with all: bounds of loops grow with the parameters that
/// they depend on.
fn fixed(program: &Program, count: usize) -> Option<Vec<u32>> {
	let (least, most) = (vec![0; count], vec![u32::MAX; count]);
	let same = program.workgroup_fuel(&least) == program.workgroup_fuel(&most);
	same.then_some(least)
}
