//! What the compiler tells the author of a kernel.

use std::fmt;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
	/// There is no bytecode.
	Error,
	/// There is, but look at this.
	Warning,
}

/// A place in a source: bytes `start` to `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
	/// The first byte.
	pub start: usize,
	/// The byte behind the last.
	pub end: usize,
}

impl Place {
	pub(crate) fn of(span: naga::Span) -> Option<Self> {
		span.to_range().map(|range| Self { start: range.start, end: range.end })
	}
}

/// One message: what is wrong, where, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
	/// How bad it is.
	pub severity: Severity,
	/// A short, stable name of the kind of problem.
	pub code: &'static str,
	/// What is wrong.
	pub message: String,
	/// What is wrong at the place itself, shown beside the caret.
	pub label: String,
	/// Where, if it is anywhere.
	pub place: Option<Place>,
	/// What to write instead.
	pub help: Option<String>,
}

impl Diagnostic {
	pub(crate) fn error(code: &'static str, message: impl Into<String>) -> Self {
		Self::new(Severity::Error, code, message.into())
	}

	pub(crate) fn warning(code: &'static str, message: impl Into<String>) -> Self {
		Self::new(Severity::Warning, code, message.into())
	}

	fn new(severity: Severity, code: &'static str, message: String) -> Self {
		Self { severity, code, message, label: String::new(), place: None, help: None }
	}

	/// Sets the place unless there is one already.
	pub(crate) fn at(mut self, span: naga::Span) -> Self {
		self.place = self.place.or(Place::of(span));
		self
	}

	pub(crate) fn at_place(mut self, place: Place) -> Self {
		self.place = Some(place);
		self
	}

	pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
		self.label = label.into();
		self
	}

	pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
		self.help = Some(help.into());
		self
	}

	/// Line and column, both from 1, of the place in its source.
	pub fn line_column(&self, source: &str) -> Option<(usize, usize)> {
		let place = self.place?;
		let start = floor_boundary(source, place.start);
		let before = &source[..start];
		let line_start = before.rfind('\n').map_or(0, |at| at + 1);
		Some((before.matches('\n').count() + 1, before[line_start..].chars().count() + 1))
	}

	/// The message as text: the line of the source and a caret under what is meant.
	pub fn render(&self, file_name: &str, source: &str) -> String {
		let severity = match self.severity {
			Severity::Error => "error",
			Severity::Warning => "warning",
		};
		let mut out = format!("{severity}[{}]: {}\n", self.code, self.message);
		let mut margin = 1;
		if let (Some(place), Some((line, column))) = (self.place, self.line_column(source)) {
			let text = source.lines().nth(line - 1).unwrap_or("");
			let number = line.to_string();
			margin = number.len();
			let pad = " ".repeat(margin);
			let (shown, indent) = untabbed(text, column);
			let start = floor_boundary(source, place.start);
			let end = floor_boundary(source, place.end.max(start));
			let first_line = source[start..end].lines().next().unwrap_or("");
			let carets = "^".repeat(first_line.trim_end().chars().count().clamp(1, 100));
			out += &format!("{pad}--> {file_name}:{line}:{column}\n{pad} |\n");
			out += &format!("{number} | {shown}\n{pad} | {indent}{carets}");
			if !self.label.is_empty() {
				out += &format!(" {}", self.label);
			}
			out.push('\n');
		} else {
			out += &format!(" --> {file_name}\n");
			if !self.label.is_empty() {
				out += &format!("  = note: {}\n", self.label);
			}
		}
		if let Some(help) = &self.help {
			let pad = " ".repeat(margin + 1);
			let mut lines = help.lines();
			out += &format!("{pad}= help: {}\n", lines.next().unwrap_or(""));
			for line in lines {
				out += &format!("{pad}        {line}\n");
			}
		}
		out
	}
}

/// The line with its tabs as four blanks, and the blanks that lead to the column.
fn untabbed(line: &str, column: usize) -> (String, String) {
	let widen = |part: String| part.replace('\t', "    ");
	let before: String = line.chars().take(column - 1).collect();
	let indent = " ".repeat(widen(before).chars().count());
	let clean = |c: char| if c.is_control() && c != '\t' { ' ' } else { c };
	(widen(line.chars().map(clean).collect()), indent)
}

fn floor_boundary(source: &str, at: usize) -> usize {
	let mut at = at.min(source.len());
	while !source.is_char_boundary(at) {
		at -= 1;
	}
	at
}

/// Why a source has no bytecode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostics {
	/// The name of the source's file, for messages.
	pub file_name: String,
	/// All of its text, from which lines are shown.
	pub source: String,
	/// At least one.
	pub list: Vec<Diagnostic>,
}

impl fmt::Display for Diagnostics {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		for (i, diagnostic) in self.list.iter().enumerate() {
			if i > 0 {
				writeln!(f)?;
			}
			f.write_str(&diagnostic.render(&self.file_name, &self.source))?;
		}
		Ok(())
	}
}

impl std::error::Error for Diagnostics {}
