//! What to do about the errors a person meets when starting a node.

use std::error::Error;

/// An error with its causes, and below it what to do, where that is known.
pub fn explain(error: &sc_cli::Error) -> String {
	let text = with_causes(error);
	match advice(&text) {
		Some(advice) => format!("Error: {text}\n  What to do: {advice}"),
		None => format!("Error: {text}"),
	}
}

/// The error and its causes, without repeating what an outer message already says.
fn with_causes(error: &dyn Error) -> String {
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
fn advice(text: &str) -> Option<&'static str> {
	let lower = text.to_lowercase();
	let says = |part: &str| lower.contains(part);
	if says("address already in use") {
		Some(
			"another program, perhaps another node, uses that port. Stop it, or choose other ports \
			 with --rpc-port, --port and --prometheus-port",
		)
	} else if says("lock") && (says("database") || says("resource temporarily unavailable")) {
		Some(
			"another node uses this database. Stop it, or give this node its own folder with \
			 --base-path",
		)
	} else if says("genesis") && (says("mismatch") || says("does not match")) {
		Some(
			"the folder holds another chain. Choose another with --base-path, or remove the old \
			 chain with `assay purge-chain`",
		)
	} else if says("permission denied") || says("not a directory") || says("read-only file system")
	{
		Some("choose a folder that you may write to with --base-path")
	} else if says("no space left") {
		Some("free some space, or choose a folder on another disk with --base-path")
	} else {
		None
	}
}
