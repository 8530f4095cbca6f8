//! What is read of the chain's storage and constants, by name. Further fields make no difference.

use crate::node::{ChainAt, Node};
use assay_market::Balance;
use assay_terminal::Failure;
use sp_core::crypto::AccountId32;
use subxt::{
	constants, ext::scale_decode::DecodeAsType, ext::scale_value::Value, storage,
	storage::DynamicAddress,
};

/// An account.
#[derive(Clone, Debug, Default, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Account {
	data: AccountData,
}

#[derive(Clone, Debug, Default, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct AccountData {
	free: u128,
	frozen: u128,
}

/// What the chain keeps of a job.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct JobRecord {
	/// How often it was given to a provider.
	pub attempt: u32,
	/// The terms that it was submitted under.
	pub terms: Terms,
}

/// The terms of a job.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Terms {
	/// What a challenger puts at stake, in grains.
	pub challenge_bond: u128,
}

#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Member {
	unbonding: Vec<Unbonding>,
}

#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Unbonding {
	at: u32,
}

/// Reads an entry of a map, if it is there.
async fn entry<V: DecodeAsType>(
	node: &Node,
	at: &ChainAt,
	pallet: &str,
	name: &str,
	keys: Vec<Value>,
) -> Result<Option<V>, Failure> {
	let address: DynamicAddress<Vec<Value>, V> = storage::dynamic(pallet, name);
	let changed = |error: &dyn std::fmt::Display| {
		Failure::outdated(format!(
			"this chain's storage {pallet}.{name} is another one than this program knows: {error}"
		))
		.advice("use the release of the chain; other commands go on working. Nothing was signed")
	};
	let found = at.storage().entry(address).map_err(|error| changed(&error))?;
	let found = found.try_fetch(keys).await.map_err(|error| node.unreadable(&error))?;
	found.map(|value| value.decode().map_err(|error| changed(&error))).transpose()
}

/// Reads a constant.
fn constant<V: DecodeAsType>(at: &ChainAt, pallet: &str, name: &str) -> Result<V, Failure> {
	let address: constants::DynamicAddress<V> = constants::dynamic(pallet, name);
	at.constants().entry(address).map_err(|error| {
		Failure::outdated(format!("this chain doesn't tell the constant {pallet}.{name}: {error}"))
			.advice(
				"use the release of the chain; other commands go on working. Nothing was signed",
			)
	})
}

/// What an account can spend, in grains.
pub async fn spendable(node: &Node, account: &AccountId32) -> Result<Balance, Failure> {
	let at = node.now().await?;
	let keys = vec![Value::from_bytes(account)];
	let account: Option<Account> = entry(node, &at, "System", "Account", keys).await?;
	let data = account.unwrap_or_default().data;
	let kept: Balance = constant(&at, "Balances", "ExistentialDeposit")?;
	Ok(data.free.saturating_sub(data.frozen.max(kept)))
}

/// The deposit for a kernel, in grains.
pub async fn kernel_deposit(node: &Node, bytecode: &[u8]) -> Result<Balance, Failure> {
	let at = node.now().await?;
	let bytes = Balance::try_from(bytecode.len()).unwrap_or(Balance::MAX);
	let base: Balance = constant(&at, "Kernels", "BaseDeposit")?;
	let each: Balance = constant(&at, "Kernels", "ByteDeposit")?;
	Ok(each.saturating_mul(bytes).saturating_add(base))
}

/// What the chain keeps of a job that isn't over.
pub async fn job(node: &Node, id: u64) -> Result<Option<JobRecord>, Failure> {
	let at = node.now().await?;
	entry(node, &at, "Jobs", "Jobs", vec![Value::u128(id.into())]).await
}

/// The blocks from which on a member's stake in a pool can be withdrawn.
pub async fn due(
	node: &Node,
	operator: &AccountId32,
	member: &AccountId32,
) -> Result<Vec<u32>, Failure> {
	let at = node.now().await?;
	let keys = vec![Value::from_bytes(operator), Value::from_bytes(member)];
	let member: Option<Member> = entry(node, &at, "Stake", "Members", keys).await?;
	Ok(member.map(|member| member.unbonding).unwrap_or_default().iter().map(|u| u.at).collect())
}
