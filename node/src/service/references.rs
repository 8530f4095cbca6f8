//! Which blobs the chain still refers to: what the gateway's store is cleared of is the rest.

use super::types::FullClient;
use assay_blobs::Store;
use assay_market::{limits::MAX_PAGE, BlobHash};
use assay_runtime_api::MarketApi;
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use std::{collections::BTreeSet, sync::Arc, time::Duration};

/// How often the store is cleared.
const EVERY: Duration = Duration::from_secs(600);

/// Jobs that are looked at, at most: a store holds far fewer blobs than they refer to.
const MAX_JOBS: usize = 100_000;

/// Clears a store again and again, for as long as it is polled.
///
/// A blob stays while a job that isn't over reads it or made it, while the GPU service has pinned
/// it, and for the store's own time of grace after that.
pub async fn clear(store: Store, client: Arc<FullClient>) {
	loop {
		tokio::time::sleep(EVERY).await;
		let (store, client) = (store.clone(), client.clone());
		let cleared = tokio::task::spawn_blocking(move || {
			let kept = referenced(&client).map_err(|error| error.to_string())?;
			store.collect(|hash| kept.contains(hash)).map_err(|error| error.to_string())
		});
		match cleared.await {
			Ok(Ok(done)) if done.blobs + done.partials > 0 => log::info!(
				target: "gpu",
				"{} blobs and {} broken-off uploads are removed, {} bytes",
				done.blobs,
				done.partials,
				done.bytes,
			),
			Ok(Ok(_)) => {},
			Ok(Err(error)) => log::warn!(target: "gpu", "the blobs can't be cleared: {error}"),
			Err(error) => log::error!(target: "gpu", "clearing the blobs failed: {error}"),
		}
	}
}

/// Inputs and results of the jobs that aren't over, on the best chain. An error keeps everything.
fn referenced(client: &FullClient) -> Result<BTreeSet<BlobHash>, Box<dyn std::error::Error>> {
	let best = client.info().best_hash;
	let api = client.runtime_api();
	let mut hashes = BTreeSet::new();
	let (mut from, mut seen) = (Some(0), 0);
	while let Some(first) = from {
		let page = api.jobs(best, first, MAX_PAGE)?;
		seen += page.entries.len();
		if seen > MAX_JOBS {
			return Err(format!("more than {MAX_JOBS} jobs aren't over").into());
		}
		for id in page.entries {
			if let Some(order) = api.job_order(best, id)? {
				hashes.extend(order.spec.inputs.iter().map(|input| input.blob.hash));
			}
			if let Some(results) = api.job(best, id)?.and_then(|job| job.results) {
				hashes.extend(results);
			}
		}
		from = page.next;
	}
	Ok(hashes)
}
