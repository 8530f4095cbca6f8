//! Parts of lists.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// A part of a list.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
#[scale_info(capture_docs = "always")]
pub struct Page<Entry, Key> {
	/// The entries.
	pub entries: Vec<Entry>,
	/// What to ask the next page with; `None` at the end.
	pub next: Option<Key>,
}

impl<Entry, Key> Page<Entry, Key> {
	/// The page with each entry changed.
	pub fn map<Other>(self, change: impl FnMut(Entry) -> Other) -> Page<Other, Key> {
		Page { entries: self.entries.into_iter().map(change).collect(), next: self.next }
	}
}
