//! The job that the command line describes: a pass, or a file of several.

use super::file;
use crate::args::RunArgs;
use assay_client::draft::{Draft, PassDraft, PassInput};
use assay_terminal::Failure;
use assay_touchstone_tool::args::{GridArgs, Params, Shape, Source, Words};

/// Reads all that was named, and checks everything that needs no node.
pub fn draft(args: &RunArgs) -> Result<Draft, Failure> {
	Draft::of_passes(passes(args)?)
}

fn passes(args: &RunArgs) -> Result<Vec<PassDraft>, Failure> {
	match args.file.extension().is_some_and(|ending| ending == "toml") {
		true => file::read(args),
		false => Ok(vec![single(args)?]),
	}
}

/// The pass that the command line describes.
fn single(args: &RunArgs) -> Result<PassDraft, Failure> {
	let missing = |flag: &str, example: &str| {
		Failure::input(format!("{flag} is missing")).advice(format!(
			"give {flag}, as in {flag} {example}; or a job file (.toml) for several passes"
		))
	};
	let grid = args.grid.ok_or_else(|| missing("--grid", "16,16,1"))?;
	if args.outputs.is_empty() {
		return Err(missing("--output", "1048576,16x16@1024"));
	}
	let given = |what: &str, count: usize| {
		let most = args.outputs.len();
		match count > most {
			true => Err(Failure::input(format!(
				"{what} is given {count} times and --output {most} times"
			))
			.advice(format!("give {what} once for each output, in the same order"))),
			false => Ok(()),
		}
	};
	given("--tolerance", args.tolerances.len())?;
	given("--out", args.results.out.len())?;
	Ok(PassDraft {
		shape: Shape {
			source: Source { file: args.file.clone(), options: args.options.clone() },
			over: GridArgs {
				params: Params { words: args.params.clone().unwrap_or(Words(Vec::new())) },
				grid,
				outputs: args.outputs.clone(),
			},
		},
		inputs: args.inputs.iter().cloned().map(PassInput::File).collect(),
		rules: args.tolerances.iter().copied().map(Some).collect(),
		out: args.results.out.iter().cloned().map(Some).collect(),
	})
}
