//! Runs the chain's offchain workers after each block, and once more when the GPU service has
//! written something that they are to report: it needn't wait for the next block.

use super::types::{Block, FullClient};
use assay_mailbox::keys::{PREFIX, ROLL_PREFIX};
use assay_worker::{OnWrite, WatchedStorage};
use futures::{
	channel::mpsc::{channel, Receiver, Sender},
	stream, FutureExt, StreamExt,
};
use sc_client_api::{
	BlockImportNotification, BlockchainEvents, FinalityNotifications, ImportNotifications,
	StorageEventStream,
};
use sc_service::SpawnTaskHandle;
use sc_utils::mpsc::tracing_unbounded;
use sp_blockchain::HeaderBackend;
use sp_consensus::BlockOrigin;
use sp_core::{offchain::OffchainStorage, storage::StorageKey};
use std::sync::{Arc, Mutex, PoisonError};

/// Notifications that may wait before the SDK warns of it.
const MANY: usize = 10_000;

/// The mailbox as the GPU service has it: what it writes there is noticed.
pub type Outbox<S> = WatchedStorage<S, Notice>;

/// Notices what is written to an [`Outbox`] for offchain workers.
#[derive(Clone, Debug)]
pub struct Notice(Sender<()>);

/// What was written to an [`Outbox`], as often as it is looked at.
pub type Written = Receiver<()>;

impl OnWrite for Notice {
	fn written(&mut self, key: &[u8]) {
		// Rolls are written by offchain workers themselves.
		if key.starts_with(PREFIX) && !key.starts_with(ROLL_PREFIX) {
			// One report that waits stands for all writes before it is read.
			let _ = self.0.try_send(());
		}
	}
}

/// The mailbox as the GPU service has it, and the stream that yields when something was written to it.
pub fn outbox<S: OffchainStorage>(storage: S) -> (Outbox<S>, Written) {
	let (written, receiver) = channel(0);
	(Outbox::new(storage, Notice(written)), receiver)
}

/// The chain's events for offchain workers: imported blocks, and the best one again when something
/// was written.
pub struct Occasions {
	client: Arc<FullClient>,
	spawn: SpawnTaskHandle,
	written: Mutex<Option<Written>>,
}

impl Occasions {
	/// The occasions of a node.
	pub fn new(client: Arc<FullClient>, spawn: SpawnTaskHandle, written: Option<Written>) -> Self {
		Self { client, spawn, written: Mutex::new(written) }
	}
}

impl BlockchainEvents<Block> for Occasions {
	fn import_notification_stream(&self) -> ImportNotifications<Block> {
		let imported = self.client.import_notification_stream();
		let written = self.written.lock().unwrap_or_else(PoisonError::into_inner).take();
		let Some(written) = written else {
			return imported;
		};
		let (sender, receiver) = tracing_unbounded("offchain_occasions", MANY);
		// Nothing is pinned for the best block, so nothing needs to hear when it is let go.
		let (unpin, _) = tracing_unbounded("offchain_occasions_unpin", MANY);
		let client = self.client.clone();
		let again = written.filter_map(move |()| {
			let best = client.info().best_hash;
			let header = client.header(best).ok().flatten();
			let unpin = unpin.clone();
			futures::future::ready(header.map(|header| {
				BlockImportNotification::new(best, BlockOrigin::Own, header, true, None, unpin)
			}))
		});
		let forward = stream::select(imported, again)
			.take_while(move |occasion| {
				futures::future::ready(sender.unbounded_send(occasion.clone()).is_ok())
			})
			.for_each(|_| futures::future::ready(()));
		self.spawn.spawn("offchain-occasions", "offchain-worker", forward.boxed());
		receiver
	}

	fn every_import_notification_stream(&self) -> ImportNotifications<Block> {
		self.client.every_import_notification_stream()
	}

	fn finality_notification_stream(&self) -> FinalityNotifications<Block> {
		self.client.finality_notification_stream()
	}

	fn storage_changes_notification_stream(
		&self,
		keys: Option<&[StorageKey]>,
		child_keys: Option<&[(StorageKey, Option<Vec<StorageKey>>)]>,
	) -> sp_blockchain::Result<StorageEventStream<<Block as sp_runtime::traits::Block>::Hash>> {
		self.client.storage_changes_notification_stream(keys, child_keys)
	}
}
