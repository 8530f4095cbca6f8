//! Chain specifications with a finalised block in them, for light clients that start there.
//!
//! `sync_state_genSyncSpec` of the SDK writes all of genesis, the runtime's code included: two
//! seconds and two megabytes a call. So it is for the node's own machine, and one at a time.
//! `sync_state_genLightSpec` names genesis by its state's root and has two kilobytes: that is all
//! that a light client needs, and anybody may ask for it.

use crate::service::types::{Block, FullClient};
use assay_runtime::{BlockNumber, Hash};
use jsonrpsee::{
	core::RegisterMethodError,
	types::{ErrorCode, ErrorObject, ErrorObjectOwned},
	Extensions, RpcModule,
};
use sc_consensus_babe::{BabeWorkerHandle, Epoch};
use sc_consensus_epochs::EpochChangesFor;
use sc_consensus_grandpa::SharedAuthoritySet;
use sc_network::{
	multiaddr::Protocol, service::traits::NetworkService, Multiaddr, NetworkStateInfo,
};
use sc_rpc::DenyUnsafe;
use sc_sync_state_rpc::{LightSyncState, SyncState, SyncStateApiServer};
use serde_json::{json, Value};
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use sp_consensus_babe::BabeApi;
use sp_runtime::traits::Header as _;
use std::sync::Arc;

/// The method with the whole genesis.
const WHOLE: &str = "sync_state_genSyncSpec";
/// The method with its state's root only.
pub const LIGHT: &str = "sync_state_genLightSpec";

/// Why there is no specification.
#[derive(Debug, thiserror::Error)]
enum NoSpec {
	/// The caller isn't one that the operator trusts.
	#[error(
		"{WHOLE} writes all of genesis, which is much work, so only the node's own machine may ask: \
		 call {LIGHT} instead, or start the node with --rpc-methods unsafe"
	)]
	Unsafe,
	/// A light client can't start from genesis without its state.
	#[error(
		"no block is finalised yet, and light clients start from one: ask again in some seconds"
	)]
	NothingFinalised,
	#[error("block {0} isn't in the database")]
	BlockMissing(Hash),
	#[error("the database failed")]
	Database(#[from] sp_blockchain::Error),
	#[error("the runtime gave no answer about its epochs")]
	Epochs(#[from] ApiError),
	#[error("the state of the consensus can't be written as JSON")]
	Json(#[from] serde_json::Error),
}

/// The code of what is the node's own fault.
const NO_SPEC: i32 = 22_001;

/// The code of [`NoSpec::NothingFinalised`], on which it is worth asking again.
pub const NOTHING_FINALISED: i32 = 22_002;

impl From<NoSpec> for ErrorObjectOwned {
	fn from(error: NoSpec) -> Self {
		let code = match &error {
			// As the SDK has it for its own methods.
			NoSpec::Unsafe => ErrorCode::MethodNotFound.code(),
			NoSpec::NothingFinalised => NOTHING_FINALISED,
			NoSpec::BlockMissing(_) | NoSpec::Database(_) | NoSpec::Epochs(_) | NoSpec::Json(_) => {
				NO_SPEC
			},
		};
		ErrorObject::owned(code, crate::advice::with_causes(&error), None::<()>)
	}
}

/// What specifications are made from.
pub struct Deps {
	/// The chain's specification.
	pub chain_spec: Box<dyn sc_chain_spec::ChainSpec>,
	/// Chain access.
	pub client: Arc<FullClient>,
	/// Answers questions about epochs.
	pub babe: BabeWorkerHandle<Block>,
	/// Who votes on finality.
	pub authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	/// Knows under which addresses the node can be reached.
	pub network: Arc<dyn NetworkService>,
}

/// The module with both methods.
pub fn module(deps: Deps) -> Result<RpcModule<Specs>, Box<dyn std::error::Error + Send + Sync>> {
	let whole = SyncState::new(
		deps.chain_spec.cloned_box(),
		deps.client.clone(),
		deps.authority_set.clone(),
		deps.babe.clone(),
	)?;
	let turn = tokio::sync::Mutex::new(());
	let mut module = RpcModule::new(Specs { deps, whole: Arc::new(whole), turn });
	register(&mut module)?;
	Ok(module)
}

fn register(module: &mut RpcModule<Specs>) -> Result<(), RegisterMethodError> {
	module.register_async_method(WHOLE, |params, specs, extensions| async move {
		check_is_trusted(&extensions)?;
		specs.whole(params.one()?).await
	})?;
	module.register_blocking_method(LIGHT, |_, specs, _| {
		specs.light().map_err(ErrorObjectOwned::from)
	})?;
	Ok(())
}

fn check_is_trusted(extensions: &Extensions) -> Result<(), NoSpec> {
	match extensions.get::<DenyUnsafe>() {
		Some(DenyUnsafe::No) => Ok(()),
		Some(DenyUnsafe::Yes) | None => Err(NoSpec::Unsafe),
	}
}

/// Makes specifications.
pub struct Specs {
	deps: Deps,
	whole: Arc<SyncState<Block, FullClient>>,
	/// Locked while a whole one is being made: one at a time.
	turn: tokio::sync::Mutex<()>,
}

impl Specs {
	/// The specification with all of genesis, made beside what the node has to do.
	async fn whole(&self, raw: bool) -> Result<Value, ErrorObjectOwned> {
		let _turn = self.turn.lock().await;
		let whole = self.whole.clone();
		let write = move || futures::executor::block_on(whole.system_gen_sync_spec(raw));
		let written = tokio::task::spawn_blocking(write).await;
		let written = written.map_err(|error| {
			ErrorObject::owned(ErrorCode::InternalError.code(), error.to_string(), None::<()>)
		})?;
		Ok(written?)
	}

	/// The specification with the root of genesis.
	fn light(&self) -> Result<Value, NoSpec> {
		let spec = &self.deps.chain_spec;
		let genesis = self.header(self.deps.client.info().genesis_hash)?;
		let mut light = json!({
			"name": spec.name(),
			"id": spec.id(),
			"chainType": spec.chain_type(),
			"bootNodes": self.boot_nodes(),
			"properties": spec.properties(),
			"genesis": { "stateRootHash": genesis.state_root() },
			"lightSyncState": self.sync_state()?,
		});
		if let Some(fork) = spec.fork_id() {
			light["forkId"] = json!(fork);
		}
		Ok(light)
	}

	/// The last finalised block, and who may make and finalise those after it.
	fn sync_state(&self) -> Result<LightSyncState<Block>, NoSpec> {
		let client = &self.deps.client;
		let info = client.info();
		if info.finalized_number == 0 {
			return Err(NoSpec::NothingFinalised);
		}
		let hash = info.finalized_hash;
		let header = self.header(hash)?;
		let api = client.runtime_api();
		let (current, next) = (api.current_epoch(hash)?, api.next_epoch(hash)?);
		// The tree that the node keeps has the first two epochs in one entry, which light clients
		// don't understand. These two are all that they need.
		let mut epochs = EpochChangesFor::<Block, Epoch>::new();
		let parent = *header.parent_hash();
		epochs.reset(parent, hash, info.finalized_number, current.into(), next.into());
		let weight = sc_consensus_babe::aux_schema::load_block_weight(&**client, hash)?;
		Ok(LightSyncState {
			finalized_block_header: header,
			babe_epoch_changes: epochs,
			babe_finalized_block_weight: weight.ok_or(NoSpec::BlockMissing(hash))?,
			grandpa_authority_set: self.deps.authority_set.clone_inner(),
		})
	}

	fn header(&self, hash: Hash) -> Result<assay_runtime::Header, NoSpec> {
		self.deps.client.header(hash)?.ok_or(NoSpec::BlockMissing(hash))
	}

	/// The addresses that a light client can use: the specification's and this node's.
	fn boot_nodes(&self) -> Vec<String> {
		let of_spec = self.deps.chain_spec.boot_nodes().iter();
		let of_spec = of_spec.filter(|node| is_for_light_clients(&node.multiaddr));
		let network = &self.deps.network;
		// An operator that names public addresses knows better than the machine.
		let mut own = network.external_addresses();
		own.retain(is_for_light_clients);
		if own.is_empty() {
			own = network.listen_addresses();
			own.retain(is_for_light_clients);
		}
		let peer = network.local_peer_id();
		let own = own.into_iter().map(|address| match address.iter().last() {
			Some(Protocol::P2p(_)) => address.to_string(),
			_ => format!("{address}/p2p/{peer}"),
		});
		of_spec.map(ToString::to_string).chain(own).collect()
	}
}

/// Whether an address is one of those that a page in a browser can connect to.
fn is_for_light_clients(address: &Multiaddr) -> bool {
	address
		.iter()
		.any(|part| matches!(part, Protocol::Ws(_) | Protocol::Wss(_) | Protocol::WebRTCDirect))
}
