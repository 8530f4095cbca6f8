//! A node with network, RPC, authorship and finality.

use super::{
	essential::Essential,
	gpu::Provider,
	inherents::SlotAndTime,
	mailbox::{outbox, Occasions},
	partial::{self, Consensus, Parts, JUSTIFICATION_PERIOD},
	types::{Block, FullBackend, FullClient, FullPool, FullSelectChain, GrandpaLink},
};
use crate::{gpu_args::GpuArgs, rpc};
use assay_rpc::{DeviceList, NoService};
use assay_worker::{Bell, Faults, Waking};
use futures::FutureExt;
use sc_client_api::{Backend, BlockBackend};
use sc_consensus_babe::{BabeParams, BabeWorkerHandle, SlotProportion};
use sc_consensus_grandpa::{FinalityProofProvider, GrandpaParams, SharedVoterState};
use sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging;
use sc_network::{
	config::FullNetworkConfiguration, service::traits::NetworkService, NetworkBackend,
};
use sc_rpc::SubscriptionTaskExecutor;
use sc_service::{
	error::Error, BuildNetworkParams, Configuration, RpcHandlers, SpawnTasksParams, TaskManager,
	WarpSyncConfig,
};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_core::traits::SpawnEssentialNamed;
use sp_keystore::KeystorePtr;
use sp_runtime::traits::Block as BlockT;
use std::{sync::Arc, time::Duration};

/// How long GRANDPA waits for gossip in a round; a third of it passes between repeats.
const GOSSIP_DURATION: Duration = Duration::from_millis(333);

/// Share of a slot in which a block is filled; what is left is for it to travel and be executed.
const PROPOSAL_SHARE: f32 = 0.5;

/// Starts a node, and a provider if there are settings for one, and returns what keeps it running.
pub async fn new<N: NetworkBackend<Block, <Block as BlockT>::Hash>>(
	config: Configuration,
	gpu: Option<(GpuArgs, Arc<dyn Faults>)>,
) -> Result<TaskManager, Error> {
	let Parts {
		client,
		backend,
		mut task_manager,
		import_queue,
		keystore_container,
		select_chain,
		transaction_pool,
		other: Consensus { block_import, babe, babe_worker, grandpa, mut telemetry },
	} = partial::new(&config)?;

	let metrics = N::register_notification_metrics(config.prometheus_registry());
	let mut net_config = FullNetworkConfiguration::<Block, <Block as BlockT>::Hash, N>::new(
		&config.network,
		config.prometheus_registry().cloned(),
	);
	let genesis = client.block_hash(0)?.ok_or_else(|| {
		Error::Other("the database has no genesis block; purge the chain and start again".into())
	})?;
	let grandpa_protocol =
		sc_consensus_grandpa::protocol_standard_name(&genesis, &config.chain_spec);
	let (grandpa_set, grandpa_notifications) = sc_consensus_grandpa::grandpa_peers_set_config::<_, N>(
		grandpa_protocol.clone(),
		metrics.clone(),
		net_config.peer_store_handle(),
	);
	net_config.add_notification_protocol(grandpa_set);
	let warp_sync = sc_consensus_grandpa::warp_proof::NetworkProvider::new(
		backend.clone(),
		grandpa.shared_authority_set().clone(),
		Vec::new(),
	);

	let (network, system_rpc_tx, tx_handler_controller, sync_service, _) =
		sc_service::build_network(BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: transaction_pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: None,
			warp_sync_config: Some(WarpSyncConfig::WithProvider(Arc::new(warp_sync))),
			block_relay: None,
			metrics,
			gap_sync_body_policy: None,
		})?;

	let bell = Bell::default();
	let mailbox = backend.offchain_storage().map(|storage| Waking::new(storage, bell.clone()));
	let mut written = None;
	let (provider, devices): (_, Arc<dyn DeviceList>) = match (gpu, &mailbox) {
		(Some((args, faults)), Some(mailbox)) => {
			let (outbox, writes) = outbox(mailbox.clone());
			written = Some(writes);
			let keystore = keystore_container.keystore();
			let spawn = task_manager.spawn_handle();
			let provider =
				Provider::start(&config, &args, outbox, bell, keystore, faults, &spawn).await?;
			let devices = provider.devices();
			(Some(provider), devices)
		},
		_ => (None, Arc::new(NoService)),
	};

	if config.offchain_worker.enabled {
		let workers = sc_offchain::OffchainWorkers::new(sc_offchain::OffchainWorkerOptions {
			runtime_api_provider: client.clone(),
			is_validator: config.role.is_authority(),
			keystore: Some(keystore_container.keystore()),
			offchain_db: mailbox,
			transaction_pool: Some(OffchainTransactionPoolFactory::new(transaction_pool.clone())),
			network_provider: Arc::new(network.clone()),
			// The chain's worker talks to this machine only, through the database.
			enable_http_requests: false,
			custom_extensions: |_| Vec::new(),
		})?;
		let spawn = task_manager.spawn_handle();
		let occasions = Occasions::new(client.clone(), spawn.clone(), written);
		spawn.spawn(
			"offchain-workers-runner",
			"offchain-worker",
			workers.run(Arc::new(occasions), spawn.clone()).boxed(),
		);
	}

	// Only on the development chain is a provider registered by itself.
	let dev_seed = config.dev_key_seed.clone().filter(|_| config.chain_spec.id() == "dev");
	let role = config.role;
	let name = config.network.node_name.clone();
	let force_authoring = config.force_authoring;
	let with_finality = !config.disable_grandpa;
	let registry = config.prometheus_registry().cloned();
	let telemetry_handle = telemetry.as_ref().map(|t| t.handle());
	let voter_state = SharedVoterState::empty();

	let rpc_handlers = sc_service::spawn_tasks(SpawnTasksParams {
		network: network.clone(),
		client: client.clone(),
		keystore: keystore_container.keystore(),
		task_manager: &mut task_manager,
		transaction_pool: transaction_pool.clone(),
		rpc_builder: rpc_builder(
			&config,
			&client,
			&backend,
			&transaction_pool,
			&select_chain,
			&network,
			keystore_container.keystore(),
			babe_worker,
			&grandpa,
			voter_state.clone(),
			devices,
		),
		backend,
		system_rpc_tx,
		tx_handler_controller,
		sync_service: sync_service.clone(),
		config,
		telemetry: telemetry.as_mut(),
		tracing_execute_block: None,
	})?;
	announce_rpc(&rpc_handlers);
	if let Some(provider) = provider {
		let spawn = task_manager.spawn_handle();
		spawn.spawn("clear-blobs", "gpu", provider.clear(client.clone()));
		if let (Some(seed), Some(address)) = (dev_seed, rpc_handlers.listen_addresses().first()) {
			let register = provider.register(&seed, rpc::url(address));
			spawn.spawn("register-provider", "gpu", register);
		}
		task_manager.keep_alive(provider);
	}

	let essential = Essential::new(task_manager.spawn_essential_handle());
	if role.is_authority() {
		let env = sc_basic_authorship::ProposerFactory::new(
			task_manager.spawn_handle(),
			client.clone(),
			transaction_pool.clone(),
			registry.as_ref(),
			telemetry_handle.clone(),
		);
		let inherents = SlotAndTime(babe.config().slot_duration());
		let author = sc_consensus_babe::start_babe(BabeParams {
			keystore: keystore_container.keystore(),
			client: client.clone(),
			select_chain,
			env,
			block_import,
			sync_oracle: sync_service.clone(),
			justification_sync_link: sync_service.clone(),
			create_inherent_data_providers: inherents,
			force_authoring,
			backoff_authoring_blocks: Some(BackoffAuthoringOnFinalizedHeadLagging::default()),
			babe_link: babe,
			block_proposal_slot_portion: SlotProportion::new(PROPOSAL_SHARE),
			max_block_proposal_slot_portion: None,
			telemetry: telemetry_handle.clone(),
		})?;
		essential.spawn_essential_blocking("babe", Some("block-authoring"), author.boxed());
	}

	if with_finality {
		let voter = sc_consensus_grandpa::run_grandpa_voter(GrandpaParams {
			config: sc_consensus_grandpa::Config {
				gossip_duration: GOSSIP_DURATION,
				justification_generation_period: JUSTIFICATION_PERIOD,
				name: Some(name),
				observer_enabled: false,
				keystore: role.is_authority().then(|| keystore_container.keystore()),
				local_role: role,
				telemetry: telemetry_handle.clone(),
				protocol_name: grandpa_protocol,
			},
			link: grandpa,
			network,
			sync: sync_service,
			notification_service: grandpa_notifications,
			voting_rule: sc_consensus_grandpa::VotingRulesBuilder::default().build(),
			prometheus_registry: registry,
			shared_voter_state: voter_state,
			telemetry: telemetry_handle,
			offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(transaction_pool),
		})?;
		essential.spawn_essential_blocking("grandpa-voter", None, voter.boxed());
	}

	Ok(task_manager)
}

type RpcBuilder = Box<dyn Fn(SubscriptionTaskExecutor) -> Result<jsonrpsee::RpcModule<()>, Error>>;

#[allow(clippy::too_many_arguments)]
fn rpc_builder(
	config: &Configuration,
	client: &Arc<FullClient>,
	backend: &Arc<FullBackend>,
	pool: &Arc<FullPool>,
	select_chain: &FullSelectChain,
	network: &Arc<dyn NetworkService>,
	keystore: KeystorePtr,
	babe: BabeWorkerHandle<Block>,
	grandpa: &GrandpaLink,
	voter_state: SharedVoterState,
	devices: Arc<dyn DeviceList>,
) -> RpcBuilder {
	let authority_set = grandpa.shared_authority_set().clone();
	let deps = rpc::Deps {
		client: client.clone(),
		pool: pool.clone(),
		select_chain: select_chain.clone(),
		chain_spec: config.chain_spec.cloned_box(),
		network: network.clone(),
		keystore,
		babe,
		voter_state,
		justifications: grandpa.justification_stream(),
		finality_proofs: FinalityProofProvider::new_for_service(
			backend.clone(),
			Some(authority_set.clone()),
		),
		authority_set,
		devices,
	};
	Box::new(move |executor| rpc::module(&deps, executor).map_err(Error::Application))
}

/// Tells a person where to connect.
fn announce_rpc(handlers: &RpcHandlers) {
	for address in handlers.listen_addresses() {
		log::info!("JSON-RPC is ready at {}", rpc::url(address));
	}
}
