//! The node's own store, and HTTP.

use crate::blobs::{Blobs, Unavailable};
use assay_blobs::{fetch, ClientError, ClientOptions, Reach, Store, StoreError};
use assay_market::{BlobHash, BlobRef};
use assay_results::{find_blob, BlobFile, BlobFiles};
use std::{
	io,
	path::Path,
	sync::atomic::{AtomicBool, Ordering},
	time::{Duration, Instant},
};

/// How often a fetch looks whether anybody still wants it.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// A store of blobs, which gets what it lacks from the addresses that jobs name.
#[derive(Clone, Debug)]
pub struct Stored {
	store: Store,
	reach: Reach,
}

impl Stored {
	/// The blobs of a store. `reach` says where jobs may send this node.
	pub fn new(store: Store, reach: Reach) -> Self {
		Self { store, reach }
	}
}

impl BlobFiles for Stored {
	fn open(&self, blob: &BlobRef) -> io::Result<Option<BlobFile>> {
		self.store.open(blob)
	}
}

impl Blobs for Stored {
	fn verify(&self, blob: &BlobRef) -> io::Result<bool> {
		match find_blob(&self.store, blob)?.map(|found| found.verify()) {
			Some(Ok(())) => Ok(true),
			None | Some(Err(StoreError::Damaged { .. })) => Ok(false),
			Some(Err(error)) => Err(io::Error::other(error)),
		}
	}

	fn fetch(
		&self,
		blob: &BlobRef,
		address: &str,
		until: Instant,
		cancel: &AtomicBool,
	) -> Result<(), Unavailable> {
		if address.is_empty() {
			let why = "it isn't in this node's store, and the job names no address";
			return Err(Unavailable::Missing(why.into()));
		}
		let options = ClientOptions {
			reach: self.reach,
			total_time: until.saturating_duration_since(Instant::now()),
			..ClientOptions::default()
		};
		let runtime = tokio::runtime::Builder::new_current_thread()
			.enable_all()
			.build()
			.map_err(|error| Unavailable::Disk(error.to_string()))?;
		let fetched = runtime.block_on(async {
			let cancelled = async {
				while !cancel.load(Ordering::Relaxed) {
					tokio::time::sleep(LOOK_EVERY).await;
				}
			};
			tokio::select! {
				fetched = fetch(address, blob, &self.store, &options, |_| {}) => fetched.map_err(unavailable),
				() = cancelled => Err(Unavailable::Missing("cancelled".into())),
			}
		});
		fetched?;
		match self.store.open(blob) {
			Ok(Some(_)) => Ok(()),
			Ok(None) => Err(Unavailable::Missing(format!(
				"the blob of this hash hasn't {} bytes",
				blob.len.get()
			))),
			Err(error) => Err(Unavailable::Disk(error.to_string())),
		}
	}

	fn scratch(&self) -> &Path {
		self.store.scratch_folder()
	}

	fn adopt(&self, file: &Path) -> io::Result<BlobRef> {
		self.store.adopt(file, None).map_err(io::Error::other)
	}

	fn pin(&self, name: &str, blobs: &[BlobRef]) -> io::Result<()> {
		let hashes: Vec<BlobHash> = blobs.iter().map(|blob| blob.hash).collect();
		self.store.pin(name, &hashes).map_err(io::Error::other)
	}

	fn unpin(&self, name: &str) -> io::Result<()> {
		self.store.unpin(name).map(drop).map_err(io::Error::other)
	}
}

/// Whether others or this node are why a blob isn't available.
fn unavailable(error: ClientError) -> Unavailable {
	match &error {
		ClientError::Store(
			StoreError::WrongHash { .. } | StoreError::WrongLength { .. } | StoreError::Busy { .. },
		) => Unavailable::Missing(error.to_string()),
		ClientError::Store(_) => Unavailable::Disk(error.to_string()),
		_ => Unavailable::Missing(error.to_string()),
	}
}
