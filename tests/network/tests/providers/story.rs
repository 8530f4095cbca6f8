//! What happened to a job, as a node tells it.

use assay_tests_network::{Rpc, RpcError};
use serde_json::{json, Value};

/// What happened to a job, in order.
#[derive(Clone, Debug)]
pub struct Story {
	pub job: u64,
	/// Each with its block.
	pub events: Vec<(u64, Value)>,
}

impl Story {
	/// All that happened to a job from a block on.
	pub fn since(rpc: &Rpc, job: u64, block: u64) -> Result<Self, RpcError> {
		let mut events = Vec::new();
		let mut from = Some(block);
		while let Some(first) = from {
			let page = rpc.call("gpu_jobEvents", json!([job, first, 64]))?;
			for block in page["entries"].as_array().into_iter().flatten() {
				let number = block["block"]["number"].as_u64().unwrap_or_default();
				let told = block["events"].as_array().into_iter().flatten();
				events.extend(told.map(|event| (number, event.clone())));
			}
			from = page["next"].as_u64();
		}
		Ok(Self { job, events })
	}

	/// The names of what happened, in order.
	pub fn names(&self) -> Vec<&str> {
		self.events.iter().map(|(_, event)| name(event)).collect()
	}

	/// The events of a name.
	pub fn all(&self, wanted: &str) -> Vec<&Value> {
		let events = self.events.iter().map(|(_, event)| event);
		events.filter(|event| name(event) == wanted).collect()
	}

	/// The only event of a name.
	#[track_caller]
	pub fn only(&self, wanted: &str) -> &Value {
		match &self.all(wanted)[..] {
			[event] => event,
			_ => {
				panic!("job {}: `{wanted}` should have happened once: {:?}", self.job, self.names())
			},
		}
	}

	/// The block of the first event of a name.
	pub fn block_of(&self, wanted: &str) -> Option<u64> {
		let event = self.events.iter().find(|(_, event)| name(event) == wanted);
		event.map(|(block, _)| *block)
	}

	/// Who had the job, one after the other.
	pub fn operators(&self) -> Vec<&str> {
		let assigned = self.all("assigned").into_iter();
		assigned.map(|event| text(event, "operator")).collect()
	}

	/// Why attempts came to nothing.
	pub fn setbacks(&self) -> Vec<&str> {
		let events = self.all("setBack").into_iter();
		events.map(|event| text(event, "reason")).collect()
	}

	/// What was burned over it.
	pub fn burned(&self) -> u128 {
		let paid = self.all("paid").into_iter();
		let events = paid.chain(self.all("slashed"));
		events.map(|event| amount(event, "burned")).sum()
	}

	/// Checks that the job was settled, once, with whoever had it last, and was never stuck.
	#[track_caller]
	pub fn assert_settled_by(&self, operator: &str) {
		let shown = format!("job {}: {:?}", self.job, self.names());
		assert_eq!(text(self.only("ended"), "ending"), "settled", "{shown}");
		assert_eq!(text(self.only("paid"), "operator"), operator, "{shown}");
		assert_eq!(self.operators().last(), Some(&operator), "{shown}");
		assert!(self.all("stuck").is_empty(), "{shown}");
		assert_eq!(self.all("submitted").len(), 1, "{shown}");
		assert_eq!(self.all("setBack").len() + 1, self.all("assigned").len(), "{shown}");
	}
}

fn name(event: &Value) -> &str {
	text(event, "name")
}

/// A field that is text; empty when there is none.
pub fn text<'a>(value: &'a Value, field: &str) -> &'a str {
	value[field].as_str().unwrap_or_default()
}

/// A field that is an amount of money, which comes as text.
#[track_caller]
pub fn amount(value: &Value, field: &str) -> u128 {
	match text(value, field).parse() {
		Ok(amount) => amount,
		Err(_) => panic!("{field} isn't an amount in {value}"),
	}
}
