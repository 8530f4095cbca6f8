//! Providers: a node's own one, and more of them.

use crate::{market_cli::Cli, market_people::Person, node::Node, rpc::Rpc, secs, wait::Seen};
use serde_json::{json, Value};
use std::time::Duration;

/// What the node's log says once its gateway listens, before the address.
const GATEWAY_ANNOUNCEMENT: &str = "Blobs are served at ";

/// From the start of a node to a heartbeat that is counted: the devices are tested first.
const TIME_TO_BE_HEARD: Duration = secs(90);

/// What a provider offers.
#[derive(Debug, Clone, Copy)]
pub struct Offer {
	/// What it asks for a giga-fuel, in ASY.
	pub price: u32,
	/// How many jobs it takes at once.
	pub capacity: u32,
	/// What it bonds, in ASY.
	pub bond: u32,
}

impl Default for Offer {
	fn default() -> Self {
		Self { price: 2, capacity: 4, bond: 10_000 }
	}
}

impl<'scene> Node<'scene> {
	/// The address of its gateway for blobs.
	#[track_caller]
	pub fn gateway(&self) -> String {
		let line = self.wait_for_log(GATEWAY_ANNOUNCEMENT, secs(30));
		match line.split_once(GATEWAY_ANNOUNCEMENT) {
			Some((_, address)) => address.trim().to_string(),
			None => panic!("the line that was waited for doesn't say what it says: {line}"),
		}
	}

	/// The command line, with this node and its gateway.
	#[track_caller]
	pub fn cli(&self) -> Cli<'scene> {
		Cli::to(self).gateway(self.gateway())
	}

	/// Waits until somebody is a provider that jobs are drawn for, and tells of it.
	#[track_caller]
	pub fn wait_for_provider(&self, operator: Person) -> Value {
		let what = format!("have {} as an active provider", operator.name());
		self.wait_for(what, TIME_TO_BE_HEARD, |rpc| {
			let provider = rpc.provider(operator)?;
			match provider["active"] == true {
				true => Ok(provider),
				false => Err(Seen::not_yet(provider)),
			}
		})
	}

	/// Makes somebody a provider whose worker key this node has, and waits until it is active.
	#[track_caller]
	pub fn add_provider(&self, operator: Person, offer: Offer) {
		let cli = self.cli();
		let name = operator.name().to_lowercase();
		let key = self.launch().scene().data(&format!("{name}.key"));
		let key = key.to_string_lossy();
		cli.must(&format!("{name}-init"), &["provider", "init", "--save", &key]);
		let (price, capacity) = (offer.price.to_string(), offer.capacity.to_string());
		let bond = offer.bond.to_string();
		let endpoint = self.gateway();
		cli.must(
			&format!("{name}-register"),
			&[
				"provider",
				"register",
				"--worker",
				&key,
				"--name",
				&name,
				"--endpoint",
				&endpoint,
				"--price",
				&price,
				"--capacity",
				&capacity,
				"--bond",
				&bond,
				"--dev-key",
				operator.name(),
				"--yes",
			],
		);
		self.wait_for_provider(operator);
	}
}

impl Rpc {
	/// What the chain knows of a provider; null when it is none.
	pub fn provider(&self, operator: Person) -> Result<Value, crate::rpc::RpcError> {
		let page = self.call("gpu_providers", json!([]))?;
		let entries = page["entries"].as_array().cloned().unwrap_or_default();
		let found = entries.into_iter().find(|entry| entry["operator"] == operator.address());
		Ok(found.unwrap_or(Value::Null))
	}

	/// An operator's pool, after a block; after the best one when none is named.
	pub fn pool(&self, operator: Person, at: Option<&str>) -> Result<Value, crate::rpc::RpcError> {
		self.call("gpu_pool", json!([operator.address(), at]))
	}
}
