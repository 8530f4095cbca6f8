//! What to do about the errors a person meets when starting a node.

use std::{error::Error, fmt, path::PathBuf};

/// Why the program ended, and where it was about to work.
#[derive(Debug)]
pub struct Failure {
	/// What went wrong.
	pub error: sc_cli::Error,
	/// Where, when it was a node that should have run.
	pub place: Option<Place>,
}

/// What of a node's settings its errors leave out.
#[derive(Clone, Debug)]
pub struct Place {
	/// The folder of its data.
	pub folder: PathBuf,
	/// The addresses of its RPC server.
	pub rpc: Vec<String>,
}

impl Error for Failure {
	fn source(&self) -> Option<&(dyn Error + 'static)> {
		Some(&self.error)
	}
}

impl From<sc_cli::Error> for Failure {
	fn from(error: sc_cli::Error) -> Self {
		Self { error, place: None }
	}
}

/// The error with its causes, where it happened, and what to do, as far as that is known.
impl fmt::Display for Failure {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		let text = with_causes(&self.error);
		// The SDK calls everything that it has no kind for an input error.
		write!(f, "Error: {}", text.strip_prefix("Invalid input: ").unwrap_or(&text))?;
		let Some((about, advice)) = advice(&text) else {
			return Ok(());
		};
		match (about, &self.place) {
			(About::Folder, Some(place)) => write!(f, "\n  Where: {}", place.folder.display())?,
			(About::Ports, Some(place)) => write!(f, "\n  Where: RPC at {}", place.rpc.join(", "))?,
			(_, None) => {},
		}
		write!(f, "\n  What to do: {advice}")
	}
}

/// What an error is about.
enum About {
	Folder,
	Ports,
}

/// The error and its causes, without repeating what an outer message already says.
pub fn with_causes(error: &dyn Error) -> String {
	let mut text = error.to_string();
	let mut cause = error.source();
	while let Some(inner) = cause {
		let inner_text = inner.to_string();
		if !text.contains(&inner_text) {
			text = format!("{text}: {inner_text}");
		}
		cause = inner.source();
	}
	text
}

/// The SDK reports most of these as text only, so text is what there is to recognise them by.
fn advice(text: &str) -> Option<(About, &'static str)> {
	let lower = text.to_lowercase();
	let says = |part: &str| lower.contains(part);
	if says("address already in use") {
		Some((
			About::Ports,
			"another program, perhaps another node, uses that port. Stop it, or choose other ports \
			 with --rpc-port, --port, --prometheus-port and --blob-port",
		))
	} else if says("database file is in use") || says("resource temporarily unavailable") {
		Some((
			About::Folder,
			"another node uses this database. Stop it, or give this node its own folder with \
			 --base-path",
		))
	} else if says("holds another chain") {
		Some((
			About::Folder,
			"choose another folder with --base-path, or remove the old chain with `assay \
			 purge-chain` and the same --chain and --base-path. A chain made by an older build of \
			 this program counts as another one",
		))
	} else if says("permission denied") || says("not a directory") || says("read-only file system")
	{
		Some((About::Folder, "choose a folder that you may write to with --base-path"))
	} else if says("no space left") {
		Some((
			About::Folder,
			"free some space, or choose a folder on another disk with --base-path",
		))
	} else {
		None
	}
}
