//! What runs once, in the first block after the runtime was replaced.
//!
//! A change of a storage layout adds its `VersionedMigration` to [`SingleBlock`] in the release
//! that makes it; each one checks the version on chain, so running it twice does nothing.

/// The migrations of this release, run before any pallet's own hook.
pub type SingleBlock = ();
