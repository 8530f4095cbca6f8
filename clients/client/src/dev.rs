//! A development chain's own provider: `assay --dev` registers the devices of its machine.

use crate::{
	calls,
	node::Node,
	signer::{pair_of, Signer},
	transaction, worker_key,
};
use assay_market::{Ask, PricePerGigaFuel, Profile, ProviderDevice, Tag, ASY};
use assay_terminal::Failure;
use sp_runtime::{traits::Get, BoundedVec, Perbill};
use std::sync::Arc;

/// Blocks in which results may be challenged, instead of ten minutes: half a minute is enough to try.
pub const WINDOW: u32 = 10;

/// What the provider bonds: enough for thousands of small jobs at once.
const BOND: u128 = 100_000 * ASY;

/// What it asks for a giga-fuel.
const PRICE: PricePerGigaFuel = PricePerGigaFuel(ASY);

/// How many jobs it takes at once.
const CAPACITY: u32 = 8;

/// The provider of a development chain.
#[derive(Clone, Debug)]
pub struct DevProvider {
	/// The operator's secret, as in `//Alice`. It may do anything on its chain.
	pub operator: String,
	/// The secret of the worker key, as in `//Alice//gpu`.
	pub worker: String,
	/// Where its gateway is.
	pub endpoint: String,
	/// What it runs jobs on.
	pub devices: Vec<ProviderDevice>,
}

/// Registers the provider with the node at an address, and shortens the challenge window. Does
/// nothing if the operator is a provider already.
pub async fn register(url: &str, provider: &DevProvider) -> Result<(), Failure> {
	let node = Node::connect(url, Arc::new(|_| {})).await?;
	if !node.is_dev() {
		return Err(Failure::refused("this is no development chain")
			.advice("register with `assay provider register`"));
	}
	let signer = Signer::of_phrase(&provider.operator, "the operator's secret")?;
	let worker = pair_of(&provider.worker, "the worker's secret")?;
	if node.provider(signer.account()).await?.is_some() {
		return Ok(());
	}
	let (key, possession) = worker_key::possession(&worker, node.genesis(), signer.account());
	let calls = vec![
		calls::as_root(calls::set_challenge_window(WINDOW)),
		calls::bond(BOND, Perbill::from_percent(10)),
		calls::register_provider(
			Profile { name: text("dev"), endpoint: text(&provider.endpoint) },
			Ask {
				price: PRICE,
				capacity: CAPACITY,
				region: Tag(text("here")),
				attributes: BoundedVec::new(),
			},
			BoundedVec::truncate_from(provider.devices.clone()),
			key,
			possession,
		),
	];
	transaction::call(&node, &signer, &calls::all_of(calls)).await.map(|_| ())
}

fn text<N: Get<u32>>(text: &str) -> BoundedVec<u8, N> {
	BoundedVec::truncate_from(text.as_bytes().to_vec())
}
