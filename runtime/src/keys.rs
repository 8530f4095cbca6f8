//! The keys that a validator runs a session with.

use crate::{Babe, Grandpa};
use alloc::vec::Vec;
use sp_runtime::impl_opaque_keys;

impl_opaque_keys! {
	/// One key per duty: making blocks and finalising them.
	pub struct SessionKeys {
		/// Makes blocks (sr25519).
		pub babe: Babe,
		/// Finalises blocks (ed25519).
		pub grandpa: Grandpa,
	}
}
