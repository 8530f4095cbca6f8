//! `touchstone check`: whether a kernel may run, and what it needs.

use crate::{args::Source, kernel::Kernel, report, report::Report};
use assay_proof::RootHash;
use assay_terminal::Failure;
use serde_json::json;
use std::fmt::Write;

/// Says whether a kernel may run.
pub fn run(args: &Source) -> Result<Report, Failure> {
	let kernel = Kernel::load(args)?;
	let header = kernel.program.header();
	let [x, y, z] = header.workgroup_size;
	let id = RootHash::of(&kernel.bytecode).to_string();
	let inputs: Vec<_> = (0..usize::from(header.inputs)).map(|n| kernel.input_name(n)).collect();
	let outputs: Vec<_> = (0..usize::from(header.outputs)).map(|n| kernel.output_name(n)).collect();
	let compiled = kernel.source.as_ref().map(|source| &source.compiled);
	let params = compiled.map_or(&[][..], |compiled| &compiled.params);
	let file = args.file.display().to_string();

	let mut text = format!("{file}: fine\n");
	let mut line = |name: &str, value: String| {
		let _ = writeln!(text, "  {name:<11}{value}");
	};
	line("id", id.clone());
	line("bytecode", format!("{} bytes", kernel.bytecode.len()));
	line("floats", kernel.float_mode().into());
	line("workgroup", format!("{x} x {y} x {z} lanes, {} registers", header.registers));
	line(
		"memory",
		format!(
			"{} words of a workgroup, {} of each lane",
			header.workgroup_words, header.private_words
		),
	);
	line("inputs", listed(&inputs));
	line("outputs", listed(&outputs));
	let named: Vec<_> = params.iter().map(|p| format!("{} (word {})", p.name, p.word)).collect();
	line(
		"parameters",
		match named.is_empty() {
			true => format!("{} words", header.params),
			false => format!("{} words: {}", header.params, named.join(", ")),
		},
	);

	let mut warnings = Vec::new();
	if let Some(source) = &kernel.source {
		for warning in &source.compiled.warnings {
			let _ = write!(text, "\n{}", warning.render(&file, &source.text));
			warnings.push(report::of_diagnostic(warning, &file, &source.text));
		}
	}
	let params: Vec<_> = params.iter().map(|p| json!({ "name": p.name, "word": p.word })).collect();
	let json = json!({
		"id": id,
		"bytes": kernel.bytecode.len(),
		"floats": kernel.float_mode(),
		"workgroup_size": header.workgroup_size,
		"registers": header.registers,
		"private_words": header.private_words,
		"workgroup_words": header.workgroup_words,
		"inputs": inputs,
		"outputs": outputs,
		"param_words": header.params,
		"params": params,
		"warnings": warnings,
	});
	Ok(Report::fine(text, json))
}

fn listed(names: &[String]) -> String {
	match names.is_empty() {
		true => "none".into(),
		false => names.join(", "),
	}
}
