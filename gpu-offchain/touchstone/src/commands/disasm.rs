//! `touchstone disasm`: bytecode as people read it.

use crate::{args::Source, kernel::Kernel, report::Report};
use assay_terminal::Failure;
use assay_touchstone::Listing;
use serde_json::json;

pub fn run(args: &Source) -> Result<Report, Failure> {
	let kernel = Kernel::load(args)?;
	let text = Listing(&kernel.program).to_string();
	let json = json!({ "listing": text });
	Ok(Report::fine(text, json))
}
