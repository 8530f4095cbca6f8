//! Ordinary signed extrinsics: made of the runtime's own types, submitted, and their events.

use crate::{account::address, keys::Signer, node::BlockRef, node::Node, refusal};
use assay_runtime::{
	Address, Balance, Nonce, Runtime, RuntimeCall, RuntimeEvent, Signature, SignedPayload,
	TxExtension, UncheckedExtrinsic, VERSION,
};
use assay_terminal::Failure;
use codec::Encode;
use frame_system::Phase;
use jsonrpsee_core::{client::Error, rpc_params};
use serde_json::Value;
use sp_core::{crypto::Pair, Bytes};
use sp_runtime::{
	generic::Era,
	traits::{Hash as _, HashingFor},
};

/// Blocks in which an extrinsic counts: a few minutes.
const LIFE: u64 = 64;

/// Where an extrinsic came into a block, and what happened.
#[derive(Debug)]
pub struct Included {
	/// The block.
	pub block: BlockRef,
	/// Its events.
	pub events: Vec<RuntimeEvent>,
}

/// Signs a call with the caller's next nonce. It counts for the next few minutes, on this chain only.
pub async fn sign(
	node: &Node,
	signer: &Signer,
	call: RuntimeCall,
) -> Result<UncheckedExtrinsic, Failure> {
	let nonce: Nonce =
		node.request("system_accountNextIndex", rpc_params![address(&signer.account)]).await?;
	let now = node.anchor_block().await?;
	let era = Era::mortal(LIFE, now.number.into());
	let extension: TxExtension = (
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(era),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	);
	// What is signed and doesn't travel. The era began with this very block, or before it.
	let birth = era.birth(now.number.into());
	let birth = match u32::try_from(birth) {
		Ok(birth) if birth < now.number => node.block_hash(Some(birth)).await?.unwrap_or(now.hash),
		_ => now.hash,
	};
	let implicit = (
		(),
		VERSION.spec_version,
		VERSION.transaction_version,
		node.genesis,
		birth,
		(),
		(),
		(),
		None,
		(),
	);
	let payload = SignedPayload::from_raw(call, extension, implicit);
	let signature = payload.using_encoded(|message| signer.pair.sign(message));
	let (call, extension, _) = payload.deconstruct();
	Ok(UncheckedExtrinsic::new_signed(
		call,
		Address::Id(signer.account.clone()),
		Signature::Sr25519(signature),
		extension,
	))
}

/// What a call's transaction costs at most.
pub async fn fee(node: &Node, signer: &Signer, call: RuntimeCall) -> Result<Balance, Failure> {
	let extrinsic = sign(node, signer, call).await?;
	let length = extrinsic.encoded_size() as u32;
	let details: FeeDetails =
		node.ask("TransactionPaymentApi_query_fee_details", (extrinsic, length), None).await?;
	Ok(details.final_fee())
}

type FeeDetails = pallet_transaction_payment::FeeDetails<Balance>;

/// How long an extrinsic is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Until {
	/// It is in a block, which may be left for another branch.
	InBlock,
	/// It is in a block that is final.
	Final,
}

/// Signs a call, submits it, and waits until it is in a block. A call that failed there is an error.
pub async fn call(
	node: &Node,
	signer: &Signer,
	call: impl Into<RuntimeCall>,
) -> Result<Included, Failure> {
	send(node, signer, call.into(), Until::InBlock).await
}

/// The same, and waits until the block is final: what it brought forth stays as it is.
pub async fn call_finalized(
	node: &Node,
	signer: &Signer,
	call: impl Into<RuntimeCall>,
) -> Result<Included, Failure> {
	send(node, signer, call.into(), Until::Final).await
}

async fn send(
	node: &Node,
	signer: &Signer,
	call: RuntimeCall,
	until: Until,
) -> Result<Included, Failure> {
	let extrinsic = sign(node, signer, call).await?.encode();
	let hash = HashingFor::<assay_runtime::Block>::hash(&extrinsic);
	let mut fate = node.submit(Bytes(extrinsic)).await.map_err(|error| refused(node, error))?;
	loop {
		let status = match fate.next().await {
			Some(Ok(status)) => status,
			Some(Err(error)) => return Err(node.lost(&error.to_string())),
			None => return Err(node.lost("the node closed it")),
		};
		match Fate::of(&status) {
			Fate::Waiting => {},
			Fate::InBlock(_) if until == Until::Final => {},
			Fate::InBlock(block) | Fate::Final(block) => {
				return included(node, block, hash).await;
			},
			Fate::Gone(why) => {
				return Err(Failure::refused(format!("the transaction was given up: {why}"))
					.advice("nothing was spent but perhaps its fee; try again"))
			},
		}
	}
}

/// What has become of an extrinsic.
enum Fate {
	Waiting,
	InBlock(assay_runtime::Hash),
	Final(assay_runtime::Hash),
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

async fn included(
	node: &Node,
	block: assay_runtime::Hash,
	hash: assay_runtime::Hash,
) -> Result<Included, Failure> {
	let signed: Value = node.request("chain_getBlock", rpc_params![block]).await?;
	let list = signed.pointer("/block/extrinsics").and_then(Value::as_array);
	let place = list.into_iter().flatten().position(|extrinsic| {
		serde_json::from_value::<Bytes>(extrinsic.clone())
			.is_ok_and(|bytes| HashingFor::<assay_runtime::Block>::hash(&bytes) == hash)
	});
	let Some(place) = place.and_then(|place| u32::try_from(place).ok()) else {
		return Err(Failure::node(
			"the node says that the transaction is in a block, and it isn't there",
		)
		.advice("look at the node's log, and try again with another node"));
	};
	let events = node.events(block).await?;
	let events: Vec<_> = events
		.into_iter()
		.filter(|record| record.phase == Phase::ApplyExtrinsic(place))
		.map(|record| record.event)
		.collect();
	for event in &events {
		if let RuntimeEvent::System(frame_system::Event::<Runtime>::ExtrinsicFailed {
			dispatch_error,
			..
		}) = event
		{
			return Err(refusal::of_dispatch(*dispatch_error));
		}
	}
	let header = node.header(Some(block)).await?;
	Ok(Included { block: BlockRef { number: header.number, hash: block }, events })
}

/// Why a pool doesn't take an extrinsic. The codes are those of substrate's `author` namespace.
fn refused(node: &Node, error: Error) -> Failure {
	let Error::Call(told) = &error else {
		return node.submit_failed(error);
	};
	let data: String =
		told.data().and_then(|data| serde_json::from_str(data.get()).ok()).unwrap_or_default();
	match told.code() {
		1010 if data.contains("Inability to pay") => {
			Failure::refused("the account can't pay the transaction's fee")
				.advice("send it some ASY first, or sign with another key. Nothing was spent")
		},
		1010 => Failure::refused(format!("the node holds the transaction for invalid: {data}"))
			.advice(
			"if another transaction of this account went through just now, try again. Nothing was \
			 spent",
		),
		1012..=1014 => Failure::refused(format!(
			"the node doesn't take the transaction now: {}",
			told.message()
		))
		.advice(
			"another one of this account waits already: try again after the next block. Nothing \
			 was spent",
		),
		_ => node.submit_failed(error),
	}
}

/// Reads the first event that fits.
pub fn find<R>(
	included: &Included,
	fits: impl Fn(&RuntimeEvent) -> Option<R>,
) -> Result<R, Failure> {
	included.events.iter().find_map(fits).ok_or_else(|| {
		Failure::node(format!("block {} lacks the event of the call", included.block.number))
			.advice("the node may be of another release: use the `assay` that the node is of")
	})
}
