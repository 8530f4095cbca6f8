//! `touchstone compile`: a kernel's bytecode as a file.

use crate::{args::Compile, kernel::Kernel, report::Report};
use assay_proof::RootHash;
use assay_terminal::{files, Failure};
use serde_json::json;

pub fn run(args: &Compile) -> Result<Report, Failure> {
	let kernel = Kernel::load(&args.source)?;
	files::write(&args.output, &kernel.bytecode)?;
	let id = RootHash::of(&kernel.bytecode).to_string();
	let file = args.output.display().to_string();
	let text = format!("{id}  {file}\n");
	let json = json!({ "id": id, "bytes": kernel.bytecode.len(), "file": file });
	Ok(Report::fine(text, json))
}
