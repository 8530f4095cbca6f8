//! Blobs on disk and over HTTP, never trusted before they are hashed.
//!
//! Workers read inputs from a [`Store`] and leave outputs in it; a [`Gateway`] serves it over HTTP;
//! [`fetch`] brings into it what a job names by an address. [`upload`] and [`download`] are for who
//! talks to a gateway. The HTTP interface is described in `docs/blobs.md`.
//!
//! ```
//! use assay_blobs::Store;
//!
//! let folder = tempfile::tempdir()?;
//! let store = Store::open(folder.path(), 64 << 20)?;
//! let blob = store.put(b"gold rush")?;
//! assert_eq!(store.open_blob(&blob.hash)?.read_range(5..9)?, b"rush");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Terms
//!
//! - **blob**: bytes named by their BLAKE3 hash, what `b3sum` prints.
//! - **partial**: the first bytes of a blob whose upload or fetch broke off; it can be resumed.
//! - **scratch**: the store's folder for files that aren't blobs yet; emptied when it is opened.
//! - **damaged**: a blob on disk that no longer hashes to its name. Its damage is never served,
//!   and the next put of the same blob replaces it.
//! - **pin**: a named list of blobs that stay, whatever the chain references.

#![forbid(unsafe_code)]

mod client;
mod gateway;
mod pieces;
mod progress;
mod store;

pub use client::{
	download, fetch, tls_config, upload, ClientError, ClientOptions, Reach, UploadSource,
};
pub use gateway::{Gateway, GatewayError, GatewayOptions};
pub use progress::Progress;
pub use store::{
	Blob, BlobWriter, Collected, PartialBlob, Scratch, Store, StoreError, StoreOptions, Usage,
};
