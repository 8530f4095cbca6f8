//! The JSON-RPC namespaces beyond the standard ones, which `sc-service` adds itself.

pub mod sync_state;

use crate::service::types::{Block, FullBackend, FullClient, FullPool, FullSelectChain};
use assay_rpc::DeviceList;
use assay_runtime::{BlockNumber, Hash};
use jsonrpsee::RpcModule;
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_grandpa::{
	FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_network::{multiaddr::Protocol, service::traits::NetworkService, Multiaddr};
use sc_rpc::SubscriptionTaskExecutor;
use sp_keystore::KeystorePtr;
use std::{error::Error, sync::Arc};

/// What the namespaces need from the node.
pub struct Deps {
	/// Chain access.
	pub client: Arc<FullClient>,
	/// Transactions that wait for a block.
	pub pool: Arc<FullPool>,
	/// Which chain is the best.
	pub select_chain: FullSelectChain,
	/// The chain's specification, for light clients.
	pub chain_spec: Box<dyn sc_chain_spec::ChainSpec>,
	/// Knows under which addresses light clients reach the node.
	pub network: Arc<dyn NetworkService>,
	/// The node's keys.
	pub keystore: KeystorePtr,
	/// Answers questions about epochs.
	pub babe: BabeWorkerHandle<Block>,
	/// How the finality vote stands.
	pub voter_state: SharedVoterState,
	/// Who votes on finality.
	pub authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	/// Proofs of finality as they come.
	pub justifications: GrandpaJustificationStream<Block>,
	/// The devices of this node.
	pub devices: Arc<dyn DeviceList>,
	/// Proofs of finality for the asking.
	pub finality_proofs: Arc<FinalityProofProvider<FullBackend, Block>>,
}

/// The module with all of them.
pub fn module(
	deps: &Deps,
	executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, Box<dyn Error + Send + Sync>> {
	use assay_rpc::{Gpu, GpuServer};
	use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
	use sc_consensus_babe_rpc::{Babe, BabeApiServer};
	use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
	use substrate_frame_rpc_system::{System, SystemApiServer};

	let Deps { client, pool, select_chain, keystore, babe, .. } = deps;
	let mut module = RpcModule::new(());
	module.merge(System::new(client.clone(), pool.clone()).into_rpc())?;
	module.merge(TransactionPayment::new(client.clone()).into_rpc())?;
	module.merge(
		Babe::new(client.clone(), babe.clone(), keystore.clone(), select_chain.clone()).into_rpc(),
	)?;
	module.merge(Gpu::new(client.clone(), deps.devices.clone(), executor.clone()).into_rpc())?;
	module.merge(
		Grandpa::new(
			executor,
			deps.authority_set.clone(),
			deps.voter_state.clone(),
			deps.justifications.clone(),
			deps.finality_proofs.clone(),
		)
		.into_rpc(),
	)?;
	module.merge(sync_state::module(sync_state::Deps {
		chain_spec: deps.chain_spec.cloned_box(),
		client: client.clone(),
		babe: babe.clone(),
		authority_set: deps.authority_set.clone(),
		network: deps.network.clone(),
	})?)?;
	Ok(module)
}

/// The address of an RPC server as a person would type it.
pub fn url(address: &Multiaddr) -> String {
	let mut host = String::from("localhost");
	let mut port = 0;
	for part in address.iter() {
		match part {
			Protocol::Ip4(ip) => host = ip.to_string(),
			Protocol::Ip6(ip) => host = format!("[{ip}]"),
			Protocol::Tcp(number) => port = number,
			_ => {},
		}
	}
	format!("ws://{host}:{port}")
}
