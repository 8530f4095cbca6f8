//! The parts of a node that the offline commands need too: database, chain, import.

use super::{
	equivocation::{EquivocationReporter, Nowhere},
	essential::Essential,
	inherents::SlotAndTime,
	types::{
		Block, BlockImport, Executor, FullBackend, FullClient, FullPool, FullSelectChain,
		GrandpaLink,
	},
};
use sc_chain_spec::BuildGenesisBlock;
use sc_client_api::Backend;
use sc_consensus_babe::{BabeLink, BabeWorkerHandle, ImportQueueParams};
use sc_service::{error::Error, Configuration, GenesisBlockBuilder, PartialComponents};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as _;
use std::sync::Arc;

/// Blocks between kept justifications: enough for warp sync, few enough for the disk.
pub const JUSTIFICATION_PERIOD: u32 = 512;

/// Messages that may wait for the telemetry server.
const TELEMETRY_BUFFER: usize = 16;

/// What is special to this node among its parts.
pub struct Consensus {
	/// Verifies and imports blocks.
	pub block_import: BlockImport,
	/// Connects import with authorship.
	pub babe: BabeLink<Block>,
	/// Answers questions about epochs.
	pub babe_worker: BabeWorkerHandle<Block>,
	/// Connects import with the finality voter.
	pub grandpa: GrandpaLink,
	/// Reports to telemetry servers, when there are any.
	pub telemetry: Option<Telemetry>,
}

/// The node's parts before networking.
pub type Parts = PartialComponents<
	FullClient,
	FullBackend,
	FullSelectChain,
	sc_consensus::DefaultImportQueue<Block>,
	FullPool,
	Consensus,
>;

/// Opens the database and sets up import.
pub fn new(config: &Configuration) -> Result<Parts, Error> {
	let telemetry = config
		.telemetry_endpoints
		.clone()
		.filter(|endpoints| !endpoints.is_empty())
		.map(|endpoints| -> Result<_, sc_telemetry::Error> {
			let worker = TelemetryWorker::new(TELEMETRY_BUFFER)?;
			let telemetry = worker.handle().new_telemetry(endpoints);
			Ok((worker, telemetry))
		})
		.transpose()?;
	let handle = telemetry.as_ref().map(|(_, telemetry)| telemetry.handle());

	let executor: Executor = sc_service::new_wasm_executor(&config.executor);
	let backend = sc_service::new_db_backend(config.db_config())?;
	let genesis = genesis_builder(config, &backend, &executor)?;
	let (client, backend, keystore_container, task_manager) =
		sc_service::new_full_parts_with_genesis_builder(
			config,
			handle.clone(),
			executor,
			backend,
			genesis,
			false,
		)?;
	let client: Arc<FullClient> = Arc::new(client);
	let telemetry = telemetry.map(|(worker, telemetry)| {
		task_manager.spawn_handle().spawn("telemetry", None, worker.run());
		telemetry
	});

	let essential = Essential::new(task_manager.spawn_essential_handle());
	let select_chain = sc_consensus::LongestChain::new(backend.clone());
	let transaction_pool = Arc::new(
		sc_transaction_pool::Builder::new(
			essential.clone(),
			client.clone(),
			config.role.is_authority().into(),
		)
		.with_options(config.transaction_pool.clone())
		.with_prometheus(config.prometheus_registry())
		.build(),
	);

	let (grandpa_import, grandpa) = sc_consensus_grandpa::block_import(
		client.clone(),
		JUSTIFICATION_PERIOD,
		&client,
		select_chain.clone(),
		handle.clone(),
	)?;
	let babe_config = sc_consensus_babe::configuration(&*client)?;
	let slot_duration = babe_config.slot_duration();
	let (block_import, babe) = sc_consensus_babe::block_import(
		babe_config,
		grandpa_import.clone(),
		client.clone(),
		SlotAndTime(slot_duration),
		select_chain.clone(),
		Nowhere::factory(),
	)?;
	let block_import = EquivocationReporter::new(
		block_import,
		client.clone(),
		slot_duration,
		OffchainTransactionPoolFactory::new(transaction_pool.clone()),
	);
	let (import_queue, babe_worker) = sc_consensus_babe::import_queue(ImportQueueParams {
		link: babe.clone(),
		block_import: block_import.clone(),
		justification_import: Some(Box::new(grandpa_import)),
		client: client.clone(),
		slot_duration,
		spawner: &essential,
		registry: config.prometheus_registry(),
		telemetry: handle,
	})?;

	Ok(PartialComponents {
		client,
		backend,
		task_manager,
		keystore_container,
		select_chain,
		import_queue,
		transaction_pool,
		other: Consensus { block_import, babe, babe_worker, grandpa, telemetry },
	})
}

/// What makes the first block of a new database; an old one must begin with the same block.
fn genesis_builder(
	config: &Configuration,
	backend: &Arc<FullBackend>,
	executor: &Executor,
) -> Result<GenesisBlockBuilder<Block, FullBackend, Executor>, Error> {
	let storage = super::genesis::storage(&*config.chain_spec)?;
	let builder = |commit, storage| {
		GenesisBlockBuilder::new_with_storage(storage, commit, backend.clone(), executor.clone())
	};
	if let Some(found) = backend.blockchain().hash(0)? {
		let (expected, _) = builder(false, storage.clone())?.build_genesis_block()?;
		let expected = expected.header().hash();
		if found != expected {
			return Err(Error::Other(format!(
				"the database holds another chain: its genesis is {found}, and that of '{}' is \
				 {expected}",
				config.chain_spec.name()
			)));
		}
	}
	Ok(builder(!config.no_genesis(), storage)?)
}
