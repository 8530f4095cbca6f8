//! Becoming a provider: a bond, and a registration with the worker key's proof.

use super::{devices, worker};
use crate::{
	args::{Common, RegisterProvider},
	connect::connect,
	keys,
};
use assay_client::{account::address, calls, format_amount, transaction, worker_key, Node, Signer};
use assay_market::{
	limits::{MAX_ATTRIBUTES, MAX_DEVICES},
	Ask, Balance, PricePerGigaFuel, Profile, ASY,
};
use assay_terminal::{Console, Failure};
use serde_json::json;
use sp_runtime::{traits::Get, BoundedVec};

/// What an operator has to have in its own pool, unless governance changed it.
const LEAST_BOND: Balance = 100 * ASY;

/// `assay provider register`.
pub async fn run(
	common: &Common,
	args: &RegisterProvider,
	console: &Console,
) -> Result<(), Failure> {
	let worker = worker::read(&args.worker)?;
	let profile = Profile {
		name: bounded("--name", &args.name)?,
		endpoint: bounded("--endpoint", &args.endpoint)?,
	};
	let ask = ask(args)?;
	if !args.endpoint.starts_with("http://") && !args.endpoint.starts_with("https://") {
		return Err(Failure::input(format!(
			"--endpoint {} is no address of a gateway",
			args.endpoint
		))
		.advice("write it as http://HOST:PORT or https://HOST. Nothing was spent"));
	}
	let devices = args.devices.as_deref().map(devices::from_file).transpose()?;
	let node = connect(common, console).await?;
	let signer = keys::signer(&args.key, &node, console)?;
	let operator = signer.account();
	if node.provider(operator).await?.is_some() {
		return Err(Failure::refused(format!("{} is a provider already", address(operator)))
			.advice("`assay provider status` says how it is doing. Nothing was spent"));
	}
	let devices = match devices {
		Some(devices) => devices,
		None => devices::of_this_machine(console)?,
	};
	let count = devices.len();
	let devices = BoundedVec::try_from(devices).map_err(|_| {
		Failure::input(format!("{count} devices, and a provider has {MAX_DEVICES} at most"))
			.advice("list those that you want to offer in a file (--devices). Nothing was spent")
	})?;
	bond(&node, &signer, args, console).await?;

	let (key, possession) = worker_key::possession(&worker, node.genesis(), operator);
	let call = calls::register_provider(profile, ask, devices, key, possession);
	console.confirm(
		&format!("Register {count} devices at {} for a giga-fuel?", format_amount(args.price)),
		args.key.yes,
	)?;
	let included = transaction::call(&node, &signer, &call).await?;
	let block = included.block.number;
	console.result(
		&format!(
			"block {block}: {} is a provider; it becomes active when the node with its worker key \
			 is heard",
			address(operator)
		),
		&json!({ "event": "registered", "operator": address(operator), "block": block }),
	);
	Ok(())
}

fn ask(args: &RegisterProvider) -> Result<Ask, Failure> {
	let mut attributes = args.attributes.clone();
	attributes.sort_unstable();
	attributes.dedup();
	Ok(Ask {
		price: PricePerGigaFuel(args.price),
		capacity: args.capacity,
		region: args.region.clone(),
		attributes: BoundedVec::try_from(attributes).map_err(|_| {
			Failure::input(format!("a provider has {MAX_ATTRIBUTES} attributes at most"))
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
	let pool = node.pool(signer.account()).await?;
	let (amount, call) = match (&pool, args.bond) {
		(Some(_), None) => return Ok(()),
		(Some(_), Some(amount)) => (amount, calls::bond_more(amount)),
		(None, given) => {
			let amount = given.unwrap_or(LEAST_BOND);
			(amount, calls::bond(amount, args.commission))
		},
	};
	let amount_text = format_amount(amount);
	console.say(&format!(
		"what is bonded backs your jobs: a wrong result costs part of it, and getting it back \
		 takes 14 days by default ({amount_text})"
	));
	console.confirm(&format!("Bond {amount_text}?"), args.key.yes)?;
	let included = transaction::call(node, signer, &call).await?;
	let block = included.block.number;
	console.say(&format!("block {block}: {amount_text} are bonded"));
	console.note(&json!({ "event": "bonded", "amount": amount.to_string(), "block": block }));
	Ok(())
}
