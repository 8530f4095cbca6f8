//! `assay devices`: what kernels can be run on here.

use assay_terminal::{Console, Failure};
use assay_touchstone_tool::devices;

/// Lists them.
pub fn run(console: &Console) -> Result<(), Failure> {
	let report = devices::run()?;
	console.result(&report.text, &report.json);
	Ok(())
}
