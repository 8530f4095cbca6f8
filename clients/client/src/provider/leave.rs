//! Leaving, as far as it goes now: deregister, unbond, withdraw, dissolve. Each step that is due is
//! done; what has to wait is named with its block.

use super::pool;
use crate::{
	account::address,
	amount::format_amount,
	args::WithdrawArgs,
	extrinsic,
	keys::{self, Signer},
	market,
	node::Node,
};
use assay_runtime::{BlockNumber, Runtime, RuntimeCall};
use assay_stake::{Call as StakeCall, MemberRecord, Members};
use assay_terminal::{Console, Failure};
use serde_json::json;

/// `assay provider withdraw`.
pub async fn run(url: &str, args: &WithdrawArgs, console: &Console) -> Result<(), Failure> {
	let node = Node::connect(url).await?;
	let signer = keys::signer(&args.key, &node, console)?;
	let operator = signer.account.clone();
	let provider = market::provider(&node, &operator).await?;
	let backed = pool(&node, &operator).await?;
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
		let call = assay_providers::Call::<Runtime>::deregister {};
		step(&node, &signer, call, "deregistered", console).await?;
	}
	let Some(backed) = backed else {
		return Ok(());
	};
	if backed.own > 0 {
		let own = format_amount(backed.own);
		console.confirm(&format!("Unbond {own}?"), args.key.yes)?;
		let call = StakeCall::<Runtime>::unbond { operator: operator.clone(), amount: None };
		step(&node, &signer, call, "unbonding", console).await?;
	}
	let due = due(&node, &signer).await?;
	let now = node.best().await?.number;
	if due.iter().any(|at| *at <= now) {
		let call =
			StakeCall::<Runtime>::withdraw { operator: operator.clone(), member: operator.clone() };
		step(&node, &signer, call, "withdrawn", console).await?;
	}
	let left: Vec<_> = due.iter().filter(|at| **at > now).collect();
	if let Some(at) = left.iter().min() {
		console.result(
			&format!("the bond can be withdrawn from block {at} on: run this again then"),
			&json!({ "event": "waiting", "until": at }),
		);
		return Ok(());
	}
	let empty = pool(&node, &operator).await?.is_some_and(|pool| pool.members == 0);
	if empty {
		step(&node, &signer, StakeCall::<Runtime>::dissolve {}, "dissolved", console).await?;
	}
	console.result("nothing of yours is left in the pool", &json!({ "event": "left" }));
	Ok(())
}

/// The blocks from which on stake of the operator's can be withdrawn.
async fn due(node: &Node, signer: &Signer) -> Result<Vec<BlockNumber>, Failure> {
	let key = Members::<Runtime>::hashed_key_for(&signer.account, &signer.account);
	let member: Option<MemberRecord<Runtime>> = node.storage(key, None).await?;
	let records = member.map(|member| member.unbonding).unwrap_or_default();
	Ok(records.iter().map(|record| record.at).collect())
}

async fn step(
	node: &Node,
	signer: &Signer,
	call: impl Into<RuntimeCall>,
	name: &str,
	console: &Console,
) -> Result<(), Failure> {
	let included = extrinsic::call(node, signer, call).await?;
	let block = included.block.number;
	console.say(&format!("block {block}: {name}"));
	console.note(&json!({ "event": name, "block": block }));
	Ok(())
}
