//! Fetching what a job names by an address into the store.

use super::{download::get, url::Url, within, Attempts, ClientError, ClientOptions};
use crate::{
	pieces::{blocking, Intake},
	progress::Progress,
	store::{BlobWriter, Store, StoreError},
};
use assay_market::BlobRef;

/// Brings a blob from an `http` or `https` address into the store.
///
/// Nothing is believed: a server with another length is refused at once, bytes past the end are
/// never read, and the blob is in the store only when it hashes to its name. A broken connection
/// is resumed, also by a later call or after a restart, since what has come stays as a partial;
/// dropping the future is fine too. Does nothing if the blob is here already.
pub async fn fetch(
	url: &str,
	blob: &BlobRef,
	store: &Store,
	options: &ClientOptions,
	mut progress: impl FnMut(Progress) + Send,
) -> Result<(), ClientError> {
	if store.contains(&blob.hash) {
		return Ok(());
	}
	let url = Url::parse(url)?;
	within(options, async {
		match fetch_once(&url, blob, store, options, &mut progress).await {
			// The fault may lie in what an earlier call left, which is gone now.
			Err(Failed { error: ClientError::WrongHash { .. }, resumed: true }) => {
				fetch_once(&url, blob, store, options, &mut progress).await
			},
			ended => ended,
		}
		.map_err(|failed| failed.error)
	})
	.await
}

struct Failed {
	error: ClientError,
	/// Some of the bytes were here before.
	resumed: bool,
}

async fn fetch_once(
	url: &Url,
	blob: &BlobRef,
	store: &Store,
	options: &ClientOptions,
	progress: &mut (impl FnMut(Progress) + Send),
) -> Result<(), Failed> {
	let failed = |error| Failed { error, resumed: false };
	let writer = writer(blob, store).await.map_err(|error| failed(error.into()))?;
	let total = blob.len.get();
	let mut received = writer.received();
	let resumed = received > 0;
	let mut intake = Intake::new(writer);
	let mut attempts = Attempts::new(options);
	progress(Progress { bytes: received, total });
	// An empty blob needs no server.
	while received < total {
		let before = received;
		let attempt = async {
			let mut source = get(url, Some(options.reach), options, received, Some(total)).await?;
			while let Some(bytes) = source.next().await? {
				intake.push(&bytes).await?;
				received += bytes.len() as u64;
				progress(Progress { bytes: received, total });
			}
			Ok(())
		};
		if let Err(error) = attempt.await {
			if let Err(last) = attempts.again(error, received > before).await {
				// Keeps what has come. Why it ended matters more than how that went.
				if !matches!(last, ClientError::Store(_)) {
					if let Ok(writer) = intake.settle().await {
						blocking(move || drop(writer)).await;
					}
				}
				return Err(failed(last));
			}
		}
	}
	let stored = intake.finish().await;
	stored.map(drop).map_err(|error| Failed { error: error.into(), resumed })
}

/// Goes on with the partial, or writes apart from it while somebody else does.
async fn writer(blob: &BlobRef, store: &Store) -> Result<BlobWriter, StoreError> {
	let (store, blob) = (store.clone(), *blob);
	blocking(move || match store.resume(&blob) {
		Err(StoreError::Busy { .. }) => store.write_expected(blob.hash, Some(blob.len)),
		writer => writer,
	})
	.await
}
