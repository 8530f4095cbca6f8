//! Becoming a provider: a bond, and a registration with the worker key's proof.

use super::{devices, pool, worker};
use crate::{
	account::address,
	amount::format_amount,
	args::RegisterProvider,
	extrinsic,
	keys::{self, Signer},
	market,
	node::Node,
};
use assay_market::{Ask, PricePerGigaFuel, Profile, Tag};
use assay_providers::worker::possession_message;
use assay_runtime::{currency::ASY, Balance, Runtime};
use assay_terminal::{Console, Failure};
use frame_support::{traits::Get, BoundedVec};
use serde_json::json;
use sp_core::crypto::Pair;

/// `assay provider register`.
pub async fn run(url: &str, args: &RegisterProvider, console: &Console) -> Result<(), Failure> {
	let worker = worker::read(&args.worker)?;
	let profile = Profile {
		name: bounded("--name", &args.name)?,
		endpoint: bounded("--endpoint", &args.endpoint)?,
	};
	let offer = offer(args)?;
	if !args.endpoint.starts_with("http://") && !args.endpoint.starts_with("https://") {
		return Err(Failure::input(format!(
			"--endpoint {} is no address of a gateway",
			args.endpoint
		))
		.advice("write it as http://HOST:PORT or https://HOST. Nothing was spent"));
	}
	let node = Node::connect(url).await?;
	let signer = keys::signer(&args.key, &node, console)?;
	if market::provider(&node, &signer.account).await?.is_some() {
		return Err(Failure::refused(format!(
			"{} is a provider already",
			address(&signer.account)
		))
		.advice("`assay provider status` says how it is doing. Nothing was spent"));
	}
	let devices = match &args.devices {
		Some(file) => devices::from_file(file)?,
		None => devices::of_this_machine(console)?,
	};
	let count = devices.len();
	let devices = BoundedVec::try_from(devices).map_err(|_| {
		Failure::input(format!("{count} devices, and a provider has 16 at most"))
			.advice("list those that you want to offer in a file (--devices). Nothing was spent")
	})?;
	bond(&node, &signer, args, console).await?;

	let message = possession_message(&node.genesis, &signer.account);
	let call = assay_providers::Call::<Runtime>::register {
		profile,
		offer,
		devices,
		worker: worker.public(),
		possession: worker.sign(&message),
	};
	console.confirm(
		&format!(
			"Register {count} devices at {} for 10^9 lane-operations?",
			format_amount(args.price)
		),
		args.key.yes,
	)?;
	let included = extrinsic::call(&node, &signer, call).await?;
	let block = included.block.number;
	console.result(
		&format!(
			"block {block}: {} is a provider; it becomes active when the node with its worker key \
			 is heard",
			address(&signer.account)
		),
		&json!({ "event": "registered", "operator": address(&signer.account), "block": block }),
	);
	Ok(())
}

fn offer(args: &RegisterProvider) -> Result<Ask, Failure> {
	let mut attributes = args.attributes.clone();
	attributes.sort_unstable();
	attributes.dedup();
	let tags: Result<Vec<_>, _> =
		attributes.iter().map(|tag| bounded("--attribute", tag).map(Tag)).collect();
	Ok(Ask {
		price: PricePerGigaFuel(args.price),
		capacity: args.capacity,
		region: Tag(bounded("--region", &args.region)?),
		attributes: BoundedVec::try_from(tags?).map_err(|_| {
			Failure::input("a provider has 16 attributes at most")
				.advice("give fewer --attribute. Nothing was spent")
		})?,
	})
}

fn bounded<N: Get<u32>>(flag: &str, text: &str) -> Result<BoundedVec<u8, N>, Failure> {
	BoundedVec::try_from(text.as_bytes().to_vec()).map_err(|_| {
		Failure::input(format!("{flag} `{text}` has more than {} bytes", N::get()))
			.advice("write something shorter. Nothing was spent")
	})
}

/// Bonds what was asked for, in a new pool or in addition; nothing where a pool is there already and
/// nothing was asked for.
async fn bond(
	node: &Node,
	signer: &Signer,
	args: &RegisterProvider,
	console: &Console,
) -> Result<(), Failure> {
	let pool = pool(node, &signer.account).await?;
	let (amount, call) = match (&pool, args.bond) {
		(Some(_), None) => return Ok(()),
		(Some(_), Some(amount)) => (amount, assay_stake::Call::<Runtime>::bond_more { amount }),
		(None, given) => {
			let amount = given.unwrap_or(LEAST_BOND);
			let call = assay_stake::Call::<Runtime>::bond { amount, commission: args.commission };
			(amount, call)
		},
	};
	let amount_text = format_amount(amount);
	console.say(&format!(
		"what is bonded backs your jobs: a wrong result costs part of it, and getting it back \
		 takes 14 days by default ({amount_text})"
	));
	console.confirm(&format!("Bond {amount_text}?"), args.key.yes)?;
	let included = extrinsic::call(node, signer, call).await?;
	let block = included.block.number;
	console.say(&format!("block {block}: {amount_text} are bonded"));
	console.note(&json!({ "event": "bonded", "amount": amount.to_string(), "block": block }));
	Ok(())
}

/// What an operator has to have in its own pool, unless governance changed it.
const LEAST_BOND: Balance = 100 * ASY;
