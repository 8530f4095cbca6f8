//! Becoming a provider: a bond, and a registration with the worker key's proof.

use super::{devices, worker};
use crate::{
	args::{Common, RegisterProvider},
	connect::connect,
	keys,
};
use assay_client::{
	account::address,
	calls::{self, Profile, ProviderOffer},
	format_amount,
	storage::{provider_limits, ProviderLimits},
	transaction, worker_key, Node, Signer,
};
use assay_market::{Balance, PricePerGigaFuel, ASY};
use assay_terminal::{Console, Failure};
use serde_json::json;

/// What an operator has to have in its own pool, unless governance changed it.
const LEAST_BOND: Balance = 100 * ASY;

/// `assay provider register`.
pub async fn run(
	common: &Common,
	args: &RegisterProvider,
	console: &Console,
) -> Result<(), Failure> {
	let worker = worker::read(&args.worker)?;
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
	let limits = provider_limits(&node).await?;
	let profile = Profile {
		name: bounded("--name", &args.name, limits.name)?,
		endpoint: bounded("--endpoint", &args.endpoint, limits.endpoint)?,
	};
	let offer = offer(args, &limits)?;
	let devices = match devices {
		Some(devices) => devices,
		None => devices::of_this_machine(console)?,
	};
	let count = devices.len();
	at_most("devices", count, limits.devices)
		.map_err(|failure| failure.advice("list those that you offer in a file (--devices)"))?;
	bond(&node, &signer, args, console).await?;

	let (key, possession) = worker_key::possession(&worker, node.genesis(), operator);
	let call = calls::register_provider(profile, offer, devices, key, possession);
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

fn offer(args: &RegisterProvider, limits: &ProviderLimits) -> Result<ProviderOffer, Failure> {
	let mut attributes = args.attributes.clone();
	attributes.sort_unstable();
	attributes.dedup();
	at_most("attributes", attributes.len(), limits.attributes)
		.map_err(|failure| failure.advice("give fewer --attribute. Nothing was spent"))?;
	let tags: Result<Vec<_>, _> =
		attributes.iter().map(|tag| bounded("--attribute", tag, limits.tag)).collect();
	Ok(ProviderOffer {
		price: PricePerGigaFuel(args.price),
		capacity: args.capacity,
		region: bounded("--region", &args.region, limits.tag)?,
		attributes: tags?,
	})
}

fn at_most(what: &str, count: usize, most: u32) -> Result<(), Failure> {
	match u32::try_from(count) {
		Ok(count) if count <= most => Ok(()),
		_ => Err(Failure::input(format!("{count} {what}, and a provider has {most} at most"))),
	}
}

fn bounded(flag: &str, text: &str, most: u32) -> Result<Vec<u8>, Failure> {
	match u32::try_from(text.len()) {
		Ok(bytes) if bytes <= most => Ok(text.as_bytes().to_vec()),
		_ => Err(Failure::input(format!("{flag} `{text}` has more than {most} bytes"))
			.advice("write something shorter. Nothing was spent")),
	}
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
