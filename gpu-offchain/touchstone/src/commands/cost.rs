//! `touchstone cost`: what a kernel takes, before it runs.

use crate::{args::Cost, kernel::Kernel, report::Report, setup};
use assay_terminal::Failure;
use assay_touchstone::limits::MAX_WORKGROUP_FUEL;
use serde_json::json;

pub fn run(args: &Cost) -> Result<Report, Failure> {
	let kernel = Kernel::load(&args.source)?;
	let params = setup::params(&kernel, &args.params)?;
	let cost = |error| Failure::input(format!("the fuel can't be computed: {error}"));
	let workgroup = kernel.program.workgroup_fuel(&params).map_err(cost)?.0;
	let pass = match args.grid {
		Some(grid) => Some(kernel.program.pass_fuel(&params, grid).map_err(cost)?.0),
		None => None,
	};
	let within = workgroup <= MAX_WORKGROUP_FUEL;
	let mut text = format!(
		"workgroup  {workgroup} fuel ({:.1} % of the most)\n",
		100.0 * workgroup as f64 / MAX_WORKGROUP_FUEL as f64
	);
	if let Some(pass) = pass {
		text += &format!("pass       {pass} fuel\n");
	}
	if !within {
		text += &format!(
			"A workgroup may take {MAX_WORKGROUP_FUEL} fuel: no job with these parameters is accepted.\n"
		);
	}
	// Numbers beyond 2^53 lose digits in many readers of JSON.
	let json = json!({
		"workgroup_fuel": workgroup.to_string(),
		"pass_fuel": pass.map(|fuel| fuel.to_string()),
		"within_limit": within,
	});
	Ok(Report::fine(text, json))
}
