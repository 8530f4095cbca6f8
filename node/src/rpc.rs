//! The JSON-RPC namespaces beyond the standard ones, which `sc-service` adds itself.

use crate::service::types::{Block, FullBackend, FullClient, FullPool, FullSelectChain};
use assay_runtime::{BlockNumber, Hash};
use jsonrpsee::RpcModule;
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_grandpa::{
	FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_network::{multiaddr::Protocol, Multiaddr};
use sc_rpc::SubscriptionTaskExecutor;
use sp_keystore::KeystorePtr;
use std::{error::Error, sync::Arc};

/// What the namespaces need from the node.
pub struct Deps {
	pub client: Arc<FullClient>,
	pub pool: Arc<FullPool>,
	pub select_chain: FullSelectChain,
	pub chain_spec: Box<dyn sc_chain_spec::ChainSpec>,
	pub keystore: KeystorePtr,
	pub babe: BabeWorkerHandle<Block>,
	pub voter_state: SharedVoterState,
	pub authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	pub justifications: GrandpaJustificationStream<Block>,
	pub finality_proofs: Arc<FinalityProofProvider<FullBackend, Block>>,
}

/// The module with all of them.
pub fn module(
	deps: &Deps,
	executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, Box<dyn Error + Send + Sync>> {
	use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
	use sc_consensus_babe_rpc::{Babe, BabeApiServer};
	use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
	use sc_sync_state_rpc::{SyncState, SyncStateApiServer};
	use substrate_frame_rpc_system::{System, SystemApiServer};

	let Deps {
		client,
		pool,
		select_chain,
		keystore,
		babe,
		..
	} = deps;
	let mut module = RpcModule::new(());
	module.merge(System::new(client.clone(), pool.clone()).into_rpc())?;
	module.merge(TransactionPayment::new(client.clone()).into_rpc())?;
	module.merge(
		Babe::new(
			client.clone(),
			babe.clone(),
			keystore.clone(),
			select_chain.clone(),
		)
		.into_rpc(),
	)?;
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
	let chain_spec = deps.chain_spec.cloned_box();
	let authority_set = deps.authority_set.clone();
	module.merge(
		SyncState::new(chain_spec, client.clone(), authority_set, babe.clone())?.into_rpc(),
	)?;
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

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn url_should_be_what_a_client_takes() {
		let url_of = |text: &str| url(&text.parse().expect("the address is well formed"));
		assert_eq!(url_of("/ip4/127.0.0.1/tcp/9944"), "ws://127.0.0.1:9944");
		assert_eq!(url_of("/ip6/::1/tcp/9944"), "ws://[::1]:9944");
	}
}
