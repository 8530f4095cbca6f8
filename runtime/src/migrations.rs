//! What runs once, in the first block after the runtime was replaced.
//!
//! A change of a storage layout adds its `VersionedMigration` to [`SingleBlock`] in the release
//! that makes it; each one checks the version on chain, so running it twice does nothing.

use crate::{configs::parameters, Runtime};
use frame_support::{traits::OnRuntimeUpgrade, weights::Weight};

/// The migrations of this release, run before any pallet's own hook.
pub type SingleBlock = (StoreNewParameters,);

/// Stores the parameters that a release adds, so that wallets can read them. In every release.
pub struct StoreNewParameters;

impl OnRuntimeUpgrade for StoreNewParameters {
	fn on_runtime_upgrade() -> Weight {
		let (looked_at, stored) = parameters::store_missing();
		// Each value is read besides.
		<Runtime as frame_system::Config>::DbWeight::get()
			.reads_writes(looked_at.saturating_mul(2), stored)
	}
}
