//! A development chain's own provider: `assay --dev` registers the devices of its machine.

use crate::{extrinsic, keys::Signer, market, node::Node};
use assay_market::{Ask, PricePerGigaFuel, Profile, ProviderDevice, Tag};
use assay_providers::worker::{possession_message, WorkerPair};
use assay_runtime::{
	configs::parameters::{jobs, RuntimeParameters},
	currency::ASY,
	BlockNumber, RuntimeCall,
};
use assay_terminal::Failure;
use frame_support::{traits::Get, BoundedVec};
use sp_core::crypto::Pair;
use sp_runtime::Perbill;

/// Blocks in which results may be challenged, instead of ten minutes: half a minute is enough to try.
pub const WINDOW: BlockNumber = 10;

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
	let node = Node::connect(url).await?;
	if !node.dev {
		return Err(Failure::refused("this is no development chain")
			.advice("register with `assay provider register`"));
	}
	let malformed =
		|what: &str| Failure::input(format!("{what} isn't usable")).advice("see --help");
	let pair = sp_core::sr25519::Pair::from_string(&provider.operator, None)
		.map_err(|_| malformed("the operator's secret"))?;
	let worker = WorkerPair::from_string(&provider.worker, None)
		.map_err(|_| malformed("the worker's secret"))?;
	let signer = Signer::new(pair);
	if market::provider(&node, &signer.account).await?.is_some() {
		return Ok(());
	}
	let message = possession_message(&node.genesis, &signer.account);
	let window = RuntimeParameters::Jobs(jobs::Parameters::ChallengeWindow(
		jobs::ChallengeWindow,
		Some(WINDOW),
	));
	let calls: Vec<RuntimeCall> = vec![
		pallet_sudo::Call::sudo {
			call: Box::new(pallet_parameters::Call::set_parameter { key_value: window }.into()),
		}
		.into(),
		assay_stake::Call::bond { amount: BOND, commission: Perbill::from_percent(10) }.into(),
		assay_providers::Call::register {
			profile: Profile { name: text("dev"), endpoint: text(&provider.endpoint) },
			offer: Ask {
				price: PRICE,
				capacity: CAPACITY,
				region: Tag(text("here")),
				attributes: BoundedVec::new(),
			},
			devices: BoundedVec::truncate_from(provider.devices.clone()),
			worker: worker.public(),
			possession: worker.sign(&message),
		}
		.into(),
	];
	extrinsic::call(&node, &signer, pallet_utility::Call::batch_all { calls }).await.map(|_| ())
}

fn text<N: Get<u32>>(text: &str) -> BoundedVec<u8, N> {
	BoundedVec::truncate_from(text.as_bytes().to_vec())
}
