//! How far a transfer has come.

/// How far a transfer has come; given to a callback after each piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
	/// Bytes that are through, resumed ones included.
	pub bytes: u64,
	/// Bytes of the whole blob.
	pub total: u64,
}
