//! What a command prints: text for people, or one JSON object.

use assay_compiler::{Diagnostic, Diagnostics, Severity};
use assay_terminal::Failure;
use serde_json::{json, Value};
use std::{
	io::{self, Write},
	process::ExitCode,
};

/// What a command found.
#[derive(Debug)]
pub struct Report {
	/// For people.
	pub text: String,
	/// For programs.
	pub json: Value,
	/// Whether everything agrees; exit code 1 if not.
	pub agrees: bool,
}

impl Report {
	/// Everything is as it should be.
	pub fn fine(text: String, json: Value) -> Self {
		Self { text, json, agrees: true }
	}
}

/// Prints what a command found, and turns it into an exit code.
pub fn finish(outcome: Result<Report, Failure>, as_json: bool) -> ExitCode {
	let (out, err, code) = match &outcome {
		Ok(report) => {
			let text = match as_json {
				true => format!("{}\n", report.json),
				false => report.text.clone(),
			};
			(text, String::new(), u8::from(!report.agrees))
		},
		Err(failure) if as_json => (format!("{}\n", failure.json()), String::new(), failure.code()),
		Err(failure) => (String::new(), format!("{failure}\n"), failure.code()),
	};
	// Who reads may have stopped reading: that is no failure of ours.
	let written = io::stdout().write_all(out.as_bytes()).and_then(|()| io::stdout().flush());
	let _ = io::stderr().write_all(err.as_bytes());
	match written {
		Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
			eprintln!("error: can't write the result: {error}");
			ExitCode::from(2)
		},
		_ => ExitCode::from(code),
	}
}

/// The compiler's messages, for programs.
pub fn of_diagnostics(diagnostics: &Diagnostics) -> Value {
	let list = diagnostics.list.iter();
	list.map(|one| of_diagnostic(one, &diagnostics.file_name, &diagnostics.source)).collect()
}

/// A message of the compiler's.
pub fn of_diagnostic(diagnostic: &Diagnostic, file: &str, source: &str) -> Value {
	let place = diagnostic.line_column(source);
	json!({
		"severity": match diagnostic.severity {
			Severity::Error => "error",
			Severity::Warning => "warning",
		},
		"code": diagnostic.code,
		"message": diagnostic.message,
		"label": diagnostic.label,
		"file": file,
		"line": place.map(|(line, _)| line),
		"column": place.map(|(_, column)| column),
		"help": diagnostic.help,
	})
}
