//! The node that a command speaks to.

use crate::args::Common;
use assay_client::{Node, Notice};
use assay_terminal::{Console, Failure};
use serde_json::json;
use std::sync::Arc;

/// Connects to it, and says when the connection is lost and taken up again.
pub async fn connect(common: &Common, console: &Console) -> Result<Node, Failure> {
	let console = console.clone();
	let notices = move |notice| match notice {
		Notice::Lost { url, why } => {
			console.say(&format!("the connection to {url} broke ({why}): reconnecting"));
			console.note(&json!({ "event": "reconnecting", "url": url }));
		},
		Notice::Back { url } => {
			console.say(&format!("connected to {url} again"));
			console.note(&json!({ "event": "reconnected", "url": url }));
		},
	};
	Node::connect(&common.url, Arc::new(notices)).await
}
