//! `touchstone run`: a whole pass, and the hashes of its outputs.

use crate::{
	args::{Backend, Run},
	execute,
	failure::Failure,
	files,
	report::Report,
	setup::Setup,
};
use assay_proof::RootHash;
use serde_json::json;
use std::time::Instant;

pub fn run(args: &Run) -> Result<Report, Failure> {
	if args.backend == Backend::Gpu {
		return Err(Failure::Device(
			"this build runs kernels on the interpreter only: use --backend interpreter".into(),
		));
	}
	let setup = Setup::new(&args.shape)?;
	if args.out.len() > setup.outputs.len() {
		return Err(Failure::input(format!(
			"--out is given {} times and the kernel has {} outputs",
			args.out.len(),
			setup.outputs.len()
		)));
	}
	let inputs = setup.read_inputs(&args.inputs)?;
	let started = Instant::now();
	let made = execute::run(&setup, &inputs)?;
	let seconds = started.elapsed().as_secs_f64();

	let (mut text, mut outputs) = (String::new(), Vec::new());
	for (number, bytes) in made.outputs.iter().enumerate() {
		let file = args.out.get(number);
		if let Some(file) = file {
			files::write(file, bytes)?;
		}
		let name = setup.kernel.output_name(number);
		let hash = RootHash::of(bytes).to_string();
		let shown = file.map_or_else(|| name.clone(), |file| file.display().to_string());
		text += &format!("{hash}  {shown}\n");
		outputs.push(json!({
			"name": name,
			"hash": hash,
			"bytes": bytes.len(),
			"file": file.map(|file| file.display().to_string()),
		}));
	}
	let json = json!({
		"outputs": outputs,
		"workgroups": setup.workgroups().to_string(),
		"fuel": made.fuel.to_string(),
		"fuel_at_most": setup.fuel.0.to_string(),
		"seconds": seconds,
	});
	Ok(Report::fine(text, json))
}
