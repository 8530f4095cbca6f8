//! Leaving, as far as it goes now: deregister, unbond, withdraw, dissolve. Each step that is due is
//! done; what has to wait is named with its block.

use crate::{args::WithdrawArgs, keys};
use assay_client::{
	account::address, call::Call, calls, format_amount, storage, transaction, Node, Signer,
};
use assay_terminal::{Console, Failure};
use serde_json::json;

/// `assay provider withdraw`.
pub async fn run(node: &Node, args: &WithdrawArgs, console: &Console) -> Result<(), Failure> {
	let signer = keys::signer(&args.key, node, console)?;
	let operator = signer.account().clone();
	let provider = node.provider(&operator).await?;
	let backed = node.pool(&operator).await?;
	if provider.is_none() && backed.is_none() {
		return Err(Failure::refused(format!(
			"{} is no provider, and has bonded nothing",
			address(&operator)
		))
		.advice("nothing is left to withdraw. Nothing was spent"));
	}
	if let Some(provider) = provider {
		if provider.running > 0 {
			return Err(Failure::refused(format!("{} jobs still run", provider.running)).advice(
				"`assay provider drain` takes no new ones; come back when they are over. Nothing \
				 was spent",
			));
		}
		console.confirm("Deregister this provider?", args.key.yes)?;
		step(node, &signer, calls::deregister(), "deregistered", console).await?;
	}
	let Some(backed) = backed else {
		return Ok(());
	};
	if backed.own > 0 {
		let own = format_amount(backed.own);
		console.confirm(&format!("Unbond {own}?"), args.key.yes)?;
		step(node, &signer, calls::unbond_all(&operator), "unbonding", console).await?;
	}
	let due = storage::due(node, &operator, &operator).await?;
	let now = node.best().await?.number;
	if due.iter().any(|at| *at <= now) {
		step(node, &signer, calls::withdraw(&operator, &operator), "withdrawn", console).await?;
	}
	let left: Vec<_> = due.iter().filter(|at| **at > now).collect();
	if let Some(at) = left.iter().min() {
		console.result(
			&format!("the bond can be withdrawn from block {at} on: run this again then"),
			&json!({ "event": "waiting", "until": at }),
		);
		return Ok(());
	}
	let empty = node.pool(&operator).await?.is_some_and(|pool| pool.members == 0);
	if empty {
		step(node, &signer, calls::dissolve(), "dissolved", console).await?;
	}
	console.result("nothing of yours is left in the pool", &json!({ "event": "left" }));
	Ok(())
}

async fn step(
	node: &Node,
	signer: &Signer,
	call: Call,
	name: &str,
	console: &Console,
) -> Result<(), Failure> {
	let included = transaction::call(node, signer, &call).await?;
	let block = included.block.number;
	console.say(&format!("block {block}: {name}"));
	console.note(&json!({ "event": name, "block": block }));
	Ok(())
}
