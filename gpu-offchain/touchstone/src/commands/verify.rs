//! `touchstone verify`: a tile, executed again from its proof.

use super::prove::{reason, MAGIC};
use crate::{args::Verify, report::Report, setup::Setup};
use assay_terminal::{files, Failure};
use assay_touchstone::{limits::MAX_WORKGROUP_FUEL, Fuel, Rule};
use assay_witness::{judge, Blob, Pass, Target, Verdict, Witness};
use codec::Decode;
use serde_json::json;

/// Bytes of a proof: a MiB of inputs and one of tiles, and for each of their chunks at most ten
/// hashes.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

pub fn run(args: &Verify) -> Result<Report, Failure> {
	let setup = Setup::new(&args.shape)?;
	count("--input-hash", args.inputs.len(), usize::from(setup.kernel.program.header().inputs))?;
	count("--output-hash", args.results.len(), setup.outputs.len())?;
	if args.tolerances.len() > setup.outputs.len() {
		count("--tolerance", args.tolerances.len(), setup.outputs.len())?;
	}
	let bytes = files::read(&args.proof, MAX_BYTES, "the proof")?;
	let inputs: Vec<_> = args.inputs.iter().map(|&(hash, len)| Blob { hash, len }).collect();
	let targets = setup.outputs.iter().zip(&args.results).enumerate();
	let targets = targets.map(|(number, (output, hash))| Target {
		output: *output,
		rule: args.tolerances.get(number).copied().unwrap_or(Rule::Exact),
		hash: *hash,
	});
	let pass = Pass {
		program: &setup.kernel.program,
		params: &setup.params,
		grid: setup.grid.0,
		limit: Fuel(MAX_WORKGROUP_FUEL),
		inputs: &inputs,
		outputs: &targets.collect::<Vec<_>>(),
	};
	let judged = witness(&bytes).and_then(|witness| {
		judge(&pass, args.tile, witness).map_err(|refused| refused.to_string())
	});
	let (verdict, detail) = match judged {
		Ok(Verdict::Match) => ("match", None),
		Ok(Verdict::Inaccurate) => ("inaccurate", None),
		Ok(Verdict::Mismatch) => ("mismatch", None),
		Ok(Verdict::Void(cause)) => ("void", Some(reason(cause).to_string())),
		Err(refused) => ("refused", Some(refused)),
	};
	let text = match &detail {
		Some(detail) => format!("{verdict}: {detail}\n"),
		None => format!("{verdict}\n"),
	};
	Ok(Report {
		text,
		json: json!({ "verdict": verdict, "detail": detail }),
		agrees: verdict == "match",
	})
}

fn count(flag: &str, given: usize, expected: usize) -> Result<(), Failure> {
	match given == expected {
		true => Ok(()),
		false => Err(Failure::input(format!(
			"{flag} is given {given} times and the kernel has {expected}: give it once for each, \
			 in order"
		))),
	}
}

fn witness(bytes: &[u8]) -> Result<Witness, String> {
	let mut rest = bytes
		.strip_prefix(MAGIC)
		.ok_or("the file doesn't begin as a proof does: `touchstone prove` makes one")?;
	let witness = Witness::decode(&mut rest).map_err(|error| format!("not a proof: {error}"))?;
	match rest.is_empty() {
		true => Ok(witness),
		false => Err(format!("{} bytes behind the proof", rest.len())),
	}
}
