//! Ordinary signed transactions: composed against the chain's metadata, submitted once, and followed
//! into their block, over a lost connection too.

use crate::{
	account::address,
	call::Call,
	connection::{is_lost, Stream},
	node::{block_of, Header, Node},
	refusal,
	signer::Signer,
};
use assay_market::BlockRef;
use assay_terminal::Failure;
use serde::Deserialize;
use serde_json::{json, Value};
use sp_core::{Bytes, H256};
use std::collections::BTreeSet;
use subxt::{
	config::{substrate::SubstrateExtrinsicParamsBuilder, SubstrateConfig},
	events::{DecodeAsEvent, Events, Phase},
	rpcs::{Error, UserError},
};

/// Blocks in which a transaction counts: a few minutes.
const LIFE: u64 = 64;

/// A pool's code for a transaction that it has already.
const ALREADY_THERE: i32 = 1013;

/// A transaction, ready to be submitted.
#[derive(Clone, Debug)]
pub struct Signed {
	bytes: Vec<u8>,
	hash: H256,
	/// The block from which on it counts.
	anchor: BlockRef,
}

/// Where a transaction came into a block, and what happened.
#[derive(Debug)]
pub struct Included {
	/// The block.
	pub block: BlockRef,
	/// Its number in the block.
	place: u32,
	events: Events<SubstrateConfig>,
}

impl Included {
	/// The first event of a kind.
	pub fn find<E: DecodeAsEvent>(&self, node: &Node) -> Result<E, Failure> {
		for event in self.events.iter() {
			let event = event.map_err(|error| node.unreadable(&error))?;
			if event.phase() != Phase::ApplyExtrinsic(self.place) {
				continue;
			}
			if let Some(found) = event.decode_fields_as::<E>() {
				return found.map_err(|error| {
					Failure::outdated(format!(
						"this chain's event {}.{} says other things than this program knows: {error}",
						event.pallet_name(),
						event.event_name()
					))
					.advice("use the release of the chain")
				});
			}
		}
		Err(Failure::node(format!("block {} lacks the event of the call", self.block.number))
			.advice("the node may be of another release: use the `assay` that the node is of"))
	}
}

/// Signs a call with the caller's next nonce. It counts for the next few minutes, on this chain only.
pub async fn sign(node: &Node, signer: &Signer, call: &Call) -> Result<Signed, Failure> {
	// The release that will execute it; an upgrade may not be final yet.
	let now = node.now().await?;
	let composed = call.compose(now.metadata_ref())?;
	let nonce: u64 =
		node.request("system_accountNextIndex", json!([address(signer.account())])).await?;
	let anchor = node.anchor_block().await?;
	let params = SubstrateExtrinsicParamsBuilder::new()
		.nonce(nonce)
		.mortal_from_unchecked(LIFE, anchor.number.into(), anchor.hash)
		.build();
	let unsigned = |error: subxt::error::ExtrinsicError| {
		Failure::outdated(format!("a transaction for this chain can't be made: {error}"))
			.advice("use the release of the chain. Nothing was signed")
	};
	let signed = now
		.tx()
		.create_signable_offline(&composed, params)
		.and_then(|mut signable| signable.sign(signer))
		.map_err(unsigned)?;
	Ok(Signed { hash: signed.hash(), bytes: signed.into_encoded(), anchor })
}

/// Refuses a call that the chain has changed, before anything is spent on what leads to it.
pub async fn ensure_known(node: &Node, call: &Call) -> Result<(), Failure> {
	call.compose(node.now().await?.metadata_ref()).map(|_| ())
}

/// What a call's transaction costs at most.
pub async fn fee(node: &Node, signer: &Signer, call: &Call) -> Result<u128, Failure> {
	#[derive(Deserialize)]
	#[serde(rename_all = "camelCase")]
	struct Info {
		#[serde(with = "assay_market::json::decimal")]
		partial_fee: u128,
	}
	let signed = sign(node, signer, call).await?;
	let info: Info = node.request("payment_queryInfo", json!([Bytes(signed.bytes)])).await?;
	Ok(info.partial_fee)
}

/// How long a transaction is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Until {
	/// It is in a block, which may be left for another branch.
	InBlock,
	/// It is in a block that is final.
	Final,
}

/// Signs a call, submits it, and waits until it is in a block. A call that failed there is an error.
pub async fn call(node: &Node, signer: &Signer, call: &Call) -> Result<Included, Failure> {
	send(node, signer, call, Until::InBlock).await
}

/// The same, and waits until the block is final: what it brought forth stays as it is.
pub async fn call_finalized(
	node: &Node,
	signer: &Signer,
	call: &Call,
) -> Result<Included, Failure> {
	send(node, signer, call, Until::Final).await
}

async fn send(
	node: &Node,
	signer: &Signer,
	call: &Call,
	until: Until,
) -> Result<Included, Failure> {
	let signed = sign(node, signer, call).await?;
	let method = "author_submitAndWatchExtrinsic";
	let bytes = Bytes(signed.bytes.clone());
	let begun =
		node.connection().subscribe(method, json!([bytes]), "author_unwatchExtrinsic").await;
	let watched = match begun {
		Ok(fate) => watch(node, fate, until).await?,
		Err(error) if is_lost(&error) => None,
		Err(Error::User(told)) => return Err(pool_refuses(node, &told)),
		Err(error) => return Err(node.connection().failed(method, &error)),
	};
	match watched {
		Some(block) => included(node, block, &signed).await,
		None => search(node, &signed, until).await,
	}
}

/// The block that a transaction came into; `None` if the connection was lost before.
async fn watch(node: &Node, mut fate: Stream, until: Until) -> Result<Option<H256>, Failure> {
	while let Some(message) = fate.next().await {
		let status: Value = serde_json::from_str(message.get()).map_err(|error| {
			node.connection().nonsense("author_submitAndWatchExtrinsic", &error.to_string())
		})?;
		match Fate::of(&status) {
			Fate::Waiting => {},
			Fate::InBlock(_) if until == Until::Final => {},
			Fate::InBlock(block) | Fate::Final(block) => return Ok(Some(block)),
			Fate::Gone(why) => return Err(gone(&why)),
		}
	}
	Ok(None)
}

fn gone(why: &str) -> Failure {
	Failure::refused(format!("the transaction was given up: {why}"))
		.advice("nothing was spent but perhaps its fee; try again")
}

/// What has become of a transaction.
enum Fate {
	Waiting,
	InBlock(H256),
	Final(H256),
	Gone(String),
}

impl Fate {
	fn of(status: &Value) -> Self {
		let block = |name: &str| {
			let hash = status.get(name)?;
			serde_json::from_value(hash.clone()).ok()
		};
		if let Some(block) = block("inBlock") {
			return Self::InBlock(block);
		}
		if let Some(block) = block("finalized") {
			return Self::Final(block);
		}
		let gone = match status {
			Value::String(word) if matches!(word.as_str(), "dropped" | "invalid") => word.clone(),
			Value::Object(object) => match object.keys().next().map(String::as_str) {
				Some("usurped") => "another one with the same nonce took its place".into(),
				Some("finalityTimeout") => "no block with it was finalised".into(),
				_ => return Self::Waiting,
			},
			_ => return Self::Waiting,
		};
		Self::Gone(gone)
	}
}

/// Looks for a transaction whose fate nobody told, in the blocks in which it counts. A node that was
/// restarted has forgotten what waited, so the same bytes are handed over once more: with their
/// nonce they are executed once or never.
async fn search(node: &Node, signed: &Signed, until: Until) -> Result<Included, Failure> {
	let mut heads = node.heads().await?;
	let mut empty = BTreeSet::from([signed.anchor.hash]);
	let mut handed_over = false;
	loop {
		let head = heads.next().await?;
		if let Some(block) = find(node, signed, &head, &mut empty).await? {
			if until == Until::InBlock || is_final(node, block).await? {
				return included(node, block.hash, signed).await;
			}
			continue;
		}
		let number = block_of(&head).number;
		if u64::from(number.saturating_sub(signed.anchor.number)) > LIFE {
			return Err(gone("no block took it while the connection was lost"));
		}
		if !handed_over {
			let bytes = Bytes(signed.bytes.clone());
			let again: Result<H256, UserError> =
				node.connection().ask("author_submitExtrinsic", json!([bytes])).await?;
			match again {
				Ok(_) => {},
				Err(told) if told.code == ALREADY_THERE => {},
				// It may have come into a block meanwhile.
				Err(told) => match find(node, signed, &head_now(node).await?, &mut empty).await? {
					Some(_) => {},
					None => return Err(pool_refuses(node, &told)),
				},
			}
			handed_over = true;
		}
	}
}

async fn head_now(node: &Node) -> Result<Header, Failure> {
	node.header(None).await
}

/// The block of a branch with a transaction, from its head back to what is known to be without it.
async fn find(
	node: &Node,
	signed: &Signed,
	head: &Header,
	empty: &mut BTreeSet<H256>,
) -> Result<Option<BlockRef>, Failure> {
	let mut header = head.clone();
	loop {
		let block = block_of(&header);
		if block.number <= signed.anchor.number || empty.contains(&block.hash) {
			return Ok(None);
		}
		let hashes = node.extrinsics(block.hash).await?;
		if hashes.iter().any(|bytes| hash_of(bytes) == signed.hash) {
			return Ok(Some(block));
		}
		empty.insert(block.hash);
		header = node.header(Some(header.parent_hash)).await?;
	}
}

/// Whether a block is final.
async fn is_final(node: &Node, block: BlockRef) -> Result<bool, Failure> {
	let last = node.finalized().await?;
	Ok(last.number >= block.number
		&& node.block_hash(Some(block.number)).await? == Some(block.hash))
}

fn hash_of(extrinsic: &[u8]) -> H256 {
	H256(sp_crypto_hashing::blake2_256(extrinsic))
}

async fn included(node: &Node, block: H256, signed: &Signed) -> Result<Included, Failure> {
	let extrinsics = node.extrinsics(block).await?;
	let place = extrinsics.iter().position(|bytes| hash_of(bytes) == signed.hash);
	let Some(place) = place.and_then(|place| u32::try_from(place).ok()) else {
		return Err(Failure::node(
			"the node says that the transaction is in a block, and it isn't there",
		)
		.advice("look at the node's log, and try again with another node"));
	};
	let block = BlockRef { number: block_of(&node.header(Some(block)).await?).number, hash: block };
	let at = node.at(block).await?;
	let events = at.events().fetch().await.map_err(|error| node.unreadable(&error))?;
	for event in events.iter() {
		let event = event.map_err(|error| node.unreadable(&error))?;
		let failed = event.pallet_name() == "System" && event.event_name() == "ExtrinsicFailed";
		if failed && event.phase() == Phase::ApplyExtrinsic(place) {
			return Err(refusal::of_dispatch(event.field_bytes(), at.metadata()));
		}
	}
	Ok(Included { block, place, events })
}

/// Why a pool doesn't take a transaction. The codes are those of substrate's `author` namespace.
fn pool_refuses(node: &Node, told: &UserError) -> Failure {
	let data: String = told
		.data
		.as_ref()
		.and_then(|data| serde_json::from_str(data.get()).ok())
		.unwrap_or_default();
	match told.code {
		1010 if data.contains("Inability to pay") => {
			Failure::refused("the account can't pay the transaction's fee")
				.advice("send it some ASY first, or sign with another key. Nothing was spent")
		},
		1010 => Failure::refused(format!("the node holds the transaction for invalid: {data}"))
			.advice(
				"if another transaction of this account went through just now, try again. Nothing \
				 was spent",
			),
		1012..=1014 => {
			Failure::refused(format!("the node doesn't take the transaction now: {}", told.message))
				.advice(
					"another one of this account waits already: try again after the next block. \
					 Nothing was spent",
				)
		},
		_ => node.connection().refused("author_submitAndWatchExtrinsic", told),
	}
}
