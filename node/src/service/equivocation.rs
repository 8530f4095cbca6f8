//! Reports validators that sign two blocks of one slot.
//!
//! The SDK's block import does that too, but of release 2609.2 it builds its proofs of headers from
//! which the seals were taken already, so that the runtime refuses every one of them. Here the same
//! check runs on whole headers, and what the SDK's own check would submit goes nowhere: see
//! `docs/decisions/0005-equivocation-reports.md`.

use super::types::{Block, FullClient};
use sc_client_api::AuxStore;
use sc_consensus::{BlockCheckParams, BlockImport, BlockImportParams, ImportResult};
use sc_consensus_babe::{find_pre_digest, AuthorityId, BabeApi, CompatibleDigestItem};
use sc_transaction_pool_api::{
	error::Error as PoolError, LocalTransactionPool, OffchainTransactionPoolFactory,
};
use sp_api::{ApiExt, ProvideRuntimeApi};
use sp_application_crypto::RuntimeAppPublic;
use sp_blockchain::HeaderBackend;
use sp_consensus::{BlockOrigin, Error as ConsensusError};
use sp_consensus_babe::{AuthorityIndex, EquivocationProof, Slot, SlotDuration};
use sp_runtime::traits::{Block as BlockT, Header as _};
use sp_timestamp::Timestamp;
use std::sync::Arc;

type Header = <Block as BlockT>::Header;
type Hash = <Block as BlockT>::Hash;

/// Sets the headers seen here apart from those that the SDK's check keeps in the same database.
const KEY_PREFIX: &[u8] = b"assay_sealed_";

/// Looks at every block before `inner` imports it.
#[derive(Clone)]
pub struct EquivocationReporter<Inner> {
	inner: Inner,
	client: Arc<FullClient>,
	slot_duration: SlotDuration,
	pool: OffchainTransactionPoolFactory<Block>,
}

impl<Inner> EquivocationReporter<Inner> {
	/// Reports to `pool`, whose transactions this node's own blocks take in.
	pub fn new(
		inner: Inner,
		client: Arc<FullClient>,
		slot_duration: SlotDuration,
		pool: OffchainTransactionPoolFactory<Block>,
	) -> Self {
		Self { inner, client, slot_duration, pool }
	}

	/// Reports the block's author when this is its second block of the slot.
	fn look_at(&self, block: &BlockImportParams<Block>) -> Result<(), Failure> {
		let header = block.post_header();
		let digest = find_pre_digest::<Block>(&header)?;
		let slot = digest.slot();
		let Some(author) = self.author(&header, digest.authority_index())? else {
			return Ok(());
		};
		let now = Slot::from_timestamp(Timestamp::current(), self.slot_duration);
		let store = Apart(&self.client);
		match sc_consensus_slots::check_equivocation(&store, now, slot, &header, &author)? {
			Some(proof) => self.report(proof),
			None => Ok(()),
		}
	}

	/// Whose seal the header carries. A block belongs to its parent's epoch or begins the next one.
	fn author(
		&self,
		header: &Header,
		index: AuthorityIndex,
	) -> Result<Option<AuthorityId>, Failure> {
		let mut unsealed = header.clone();
		let seal = unsealed.digest_mut().pop();
		let Some(seal) = seal.and_then(|seal| seal.as_babe_seal()) else {
			return Ok(None);
		};
		let hash = unsealed.hash();
		let (api, parent) = (self.client.runtime_api(), *header.parent_hash());
		for epoch in [api.current_epoch(parent)?, api.next_epoch(parent)?] {
			if let Some((author, _)) = epoch.authorities.get(index as usize) {
				if author.verify(&hash, &seal) {
					return Ok(Some(author.clone()));
				}
			}
		}
		Ok(None)
	}

	fn report(&self, proof: EquivocationProof<Header>) -> Result<(), Failure> {
		let (slot, offender) = (proof.slot, proof.offender.clone());
		log::warn!(
			"Validator {offender} signed two blocks of slot {}: {} and {}",
			*slot,
			proof.first_header.hash(),
			proof.second_header.hash(),
		);
		let best = self.client.info().best_hash;
		// The parent's state still knows the session; the best block's does when the parent's
		// session was the one before. An instance of the API answers for one block only.
		let mut owner = None;
		for at in [*proof.second_header.parent_hash(), best] {
			if owner.is_none() {
				let api = self.client.runtime_api();
				owner = api.generate_key_ownership_proof(at, slot, offender.clone())?;
			}
		}
		let Some(owner) = owner else {
			return Ok(());
		};
		let mut api = self.client.runtime_api();
		api.register_extension(self.pool.offchain_transaction_pool(best));
		api.submit_report_equivocation_unsigned_extrinsic(best, proof, owner)?;
		Ok(())
	}
}

#[async_trait::async_trait]
impl<Inner> BlockImport<Block> for EquivocationReporter<Inner>
where
	Inner: BlockImport<Block, Error = ConsensusError> + Send + Sync,
{
	type Error = ConsensusError;

	async fn check_block(
		&self,
		block: BlockCheckParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		self.inner.check_block(block).await
	}

	async fn import_block(
		&self,
		block: BlockImportParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		if is_news(&block) {
			// An equivocation that can't be reported is no reason to refuse a valid block.
			if let Err(error) = self.look_at(&block) {
				log::warn!(
					"Can't tell whether block {} is its author's second of the slot: {error}",
					block.post_hash()
				);
			}
		}
		self.inner.import_block(block).await
	}
}

/// Whether the block is made now. Of old ones the parent's state may be missing, and the time to
/// report them is over.
fn is_news(block: &BlockImportParams<Block>) -> bool {
	matches!(
		block.origin,
		BlockOrigin::NetworkBroadcast | BlockOrigin::ConsensusBroadcast | BlockOrigin::Own
	) && !block.with_state()
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A store whose keys don't meet those of the SDK's own check.
struct Apart<'a>(&'a FullClient);

impl Apart<'_> {
	fn key(key: &[u8]) -> Vec<u8> {
		[KEY_PREFIX, key].concat()
	}
}

impl AuxStore for Apart<'_> {
	fn insert_aux<
		'a,
		'b: 'a,
		'c: 'a,
		I: IntoIterator<Item = &'a (&'c [u8], &'c [u8])>,
		D: IntoIterator<Item = &'a &'b [u8]>,
	>(
		&self,
		insert: I,
		delete: D,
	) -> sp_blockchain::Result<()> {
		let insert: Vec<_> =
			insert.into_iter().map(|(key, value)| (Self::key(key), *value)).collect();
		let delete: Vec<_> = delete.into_iter().map(|key| Self::key(key)).collect();
		let insert: Vec<_> = insert.iter().map(|(key, value)| (&key[..], *value)).collect();
		let delete: Vec<_> = delete.iter().map(|key| &key[..]).collect();
		self.0.insert_aux(&insert, &delete)
	}

	fn get_aux(&self, key: &[u8]) -> sp_blockchain::Result<Option<Vec<u8>>> {
		self.0.get_aux(&Self::key(key))
	}
}

/// Where the reports of the SDK's own check end.
pub struct Nowhere;

impl Nowhere {
	/// What the SDK's block import submits its reports to.
	pub fn factory() -> OffchainTransactionPoolFactory<Block> {
		OffchainTransactionPoolFactory::new(Self)
	}
}

impl LocalTransactionPool for Nowhere {
	type Block = Block;
	type Hash = Hash;
	type Error = PoolError;

	fn submit_local(&self, _: Hash, _: <Block as BlockT>::Extrinsic) -> Result<Hash, PoolError> {
		Ok(Hash::default())
	}
}
