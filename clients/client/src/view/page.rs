//! Parts of lists.

use serde::{Deserialize, Serialize};

/// A part of a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page<Entry, Key> {
	/// The entries.
	pub entries: Vec<Entry>,
	/// What to ask the next page with; `null` at the end.
	pub next: Option<Key>,
}
