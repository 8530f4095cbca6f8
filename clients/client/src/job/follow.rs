//! Tells what happens to a job, block by block.

use super::describe;
use crate::{
	account::{address, printable},
	amount::format_amount,
	node::{BlockRef, Node},
};
use assay_jobs::{Ending, JobId};
use assay_market::{JobEvent, JobState};
use assay_runtime::{AccountId, BlockNumber, Hash, Header};
use assay_terminal::{Console, Failure};
use jsonrpsee_core::client::Subscription;
use serde_json::{json, Value};
use std::collections::VecDeque;

/// What happened to a job.
pub type Event = JobEvent<AccountId, BlockNumber>;

/// Blocks that are read after each other, at most, when the node is ahead.
const MAX_BLOCKS: usize = 1024;

/// Blocks that are remembered, to see that a branch was left.
const REMEMBERED: usize = 256;

/// What a block meant for a job, as far as it has consequences for who follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
	/// Nothing.
	Nothing,
	/// All samples were right.
	Verified,
	/// Another provider gets it: what was made so far doesn't count.
	SetBack,
	/// It is over.
	Over(Ending),
}

/// Reads a job's events as blocks come.
pub struct Follower<'a> {
	node: &'a Node,
	id: JobId,
	console: &'a Console,
	heads: Subscription<Header>,
	/// The latest block that was read, and those before it.
	seen: VecDeque<BlockRef>,
	/// What was read and not told yet.
	waiting: VecDeque<Outcome>,
}

impl<'a> Follower<'a> {
	/// Begins after the block in which the job was submitted.
	pub async fn after(
		node: &'a Node,
		id: JobId,
		submitted: BlockRef,
		console: &'a Console,
	) -> Result<Follower<'a>, Failure> {
		Ok(Self {
			node,
			id,
			console,
			heads: node.heads().await?,
			seen: VecDeque::from([submitted]),
			waiting: VecDeque::new(),
		})
	}

	/// Begins with how the job stands.
	pub async fn now(
		node: &'a Node,
		id: JobId,
		console: &'a Console,
	) -> Result<Follower<'a>, Failure> {
		let now = node.best().await?;
		let mut follower = Self::after(node, id, now, console).await?;
		if let Some(job) = node.job(id, Some(now.hash)).await? {
			say(
				console,
				now.number,
				&format!("job {id} is {}", describe::headline(&job)),
				describe::json(id, &job),
			);
			match &job.state {
				JobState::Over { ending, .. } => follower.waiting.push_back(Outcome::Over(*ending)),
				JobState::Opened { .. } => follower.waiting.push_back(Outcome::Verified),
				JobState::Queued { .. }
				| JobState::Assigned { .. }
				| JobState::Committed { .. }
				| JobState::Sampled { .. } => {},
			}
		}
		Ok(follower)
	}

	/// Waits for what has consequences.
	pub async fn next(&mut self) -> Result<Outcome, Failure> {
		loop {
			if let Some(outcome) = self.waiting.pop_front() {
				return Ok(outcome);
			}
			let head = match self.heads.next().await {
				Some(Ok(head)) => head,
				Some(Err(error)) => return Err(self.node.lost(&error.to_string())),
				None => return Err(self.node.lost("the node closed it")),
			};
			for block in self.since(head).await? {
				self.read(block).await?;
			}
		}
	}

	/// The blocks that lead to a new head from the last one that was read, oldest first.
	async fn since(&mut self, head: Header) -> Result<Vec<BlockRef>, Failure> {
		let known = |hash: &Hash| self.seen.iter().any(|block| block.hash == *hash);
		let mut blocks = Vec::new();
		let (mut hash, mut header) = (head.hash(), head);
		let oldest = self.seen.back().map_or(0, |block| block.number);
		while !known(&hash) && header.number >= oldest && blocks.len() < MAX_BLOCKS {
			blocks.push(BlockRef { number: header.number, hash });
			if header.number == 0 {
				break;
			}
			hash = header.parent_hash;
			if known(&hash) {
				break;
			}
			header = self.node.header(Some(hash)).await?;
		}
		blocks.reverse();
		if let (Some(first), Some(last)) = (blocks.first(), self.seen.front()) {
			if first.number <= last.number {
				say(
					self.console,
					first.number,
					"the chain took another branch from here; what is told again replaces what was",
					json!({ "job": self.id, "event": "reorganised" }),
				);
				let first = first.number;
				self.seen.retain(|block| block.number < first);
			}
		}
		Ok(blocks)
	}

	async fn read(&mut self, block: BlockRef) -> Result<(), Failure> {
		for event in self.node.job_events(self.id, block.hash).await? {
			tell(self.console, self.id, block.number, &event);
			match outcome(&event) {
				Outcome::Nothing => {},
				other => self.waiting.push_back(other),
			}
		}
		self.seen.push_front(block);
		self.seen.truncate(REMEMBERED);
		Ok(())
	}
}

/// A line with its block.
pub fn say(console: &Console, block: BlockNumber, text: &str, mut json: Value) {
	console.say(&format!("block {block}: {text}"));
	if let Value::Object(fields) = &mut json {
		fields.insert("block".into(), block.into());
	}
	console.note(&json);
}

fn outcome(event: &Event) -> Outcome {
	match event {
		Event::WindowBegan { .. } => Outcome::Verified,
		Event::SetBack { .. } => Outcome::SetBack,
		Event::Ended { ending, .. } => Outcome::Over(*ending),
		Event::Submitted { .. }
		| Event::Assigned { .. }
		| Event::Committed { .. }
		| Event::Sampled { .. }
		| Event::Opened { .. }
		| Event::Challenged { .. }
		| Event::Demanded { .. }
		| Event::Delivered { .. }
		| Event::Slashed { .. }
		| Event::Paid { .. }
		| Event::Stuck { .. } => Outcome::Nothing,
	}
}

/// Tells what happened to a job in a block.
pub fn tell(console: &Console, id: JobId, block: BlockNumber, event: &Event) {
	let (name, text, mut json) = told(id, event);
	if let Value::Object(fields) = &mut json {
		fields.insert("job".into(), id.into());
		fields.insert("event".into(), name.into());
	}
	say(console, block, &text, json);
}

fn told(id: JobId, event: &Event) -> (&'static str, String, Value) {
	match event {
		Event::Submitted { fuel, escrow, .. } => (
			"submitted",
			format!("job {id} is queued: {fuel} lane-operations"),
			json!({
				"fuel": fuel.to_string(),
				"payment": escrow.payment.to_string(),
				"verification": escrow.verification.to_string(),
				"deposit": escrow.deposit.to_string(),
			}),
		),
		Event::Assigned { attempt, operator, payment, until } => (
			"assigned",
			format!(
				"running at provider {} for {}, due before block {until}",
				address(operator),
				format_amount(*payment)
			),
			json!({
				"attempt": attempt,
				"provider": address(operator),
				"payment": payment.to_string(),
				"until": until,
			}),
		),
		Event::Committed { attempt, sample_at } => (
			"committed",
			format!("committed to its results; samples are drawn in block {sample_at}"),
			json!({ "attempt": attempt, "sampleAt": sample_at }),
		),
		Event::Sampled { attempt, samples, until } => {
			let places: Vec<_> = samples.iter().map(describe::place).collect();
			let list: Vec<_> = samples.iter().map(describe::place_json).collect();
			(
				"sampled",
				format!(
					"the chain drew {}; to be opened before block {until}",
					places.join(" and ")
				),
				json!({ "attempt": attempt, "samples": list, "until": until }),
			)
		},
		Event::Opened { attempt, place, verdict } => (
			"opened",
			format!(
				"{} re-executed on chain: {}",
				describe::place(place),
				describe::verdict(*verdict)
			),
			json!({
				"attempt": attempt,
				"place": describe::place_json(place),
				"verdict": describe::verdict_name(*verdict),
			}),
		),
		Event::WindowBegan { settle_at } => (
			"windowBegan",
			format!("all samples are right; it can be challenged until block {settle_at}"),
			json!({ "settleAt": settle_at }),
		),
		Event::Challenged { challenger, place, verdict } => (
			"challenged",
			format!(
				"{} challenged {}: it is {}",
				address(challenger),
				describe::place(place),
				describe::verdict(*verdict)
			),
			json!({
				"challenger": address(challenger),
				"place": describe::place_json(place),
				"verdict": describe::verdict_name(*verdict),
			}),
		),
		Event::Demanded { output, first, count, until } => (
			"demanded",
			format!(
				"{count} chunks of output {output} are demanded from chunk {first} on, before \
				 block {until}"
			),
			json!({ "output": output, "first": first, "count": count, "until": until }),
		),
		Event::Delivered { output, first, count } => (
			"delivered",
			format!("{count} chunks of output {output} are delivered from chunk {first} on"),
			json!({ "output": output, "first": first, "count": count }),
		),
		Event::SetBack { attempt, operator, reason } => (
			"setBack",
			format!(
				"attempt {attempt} at {} is over: {}",
				address(operator),
				describe::setback(*reason)
			),
			json!({
				"attempt": attempt,
				"provider": address(operator),
				"reason": describe::setback(*reason),
			}),
		),
		Event::Slashed { operator, fault, slashed, compensation, bounty, burned } => (
			"slashed",
			format!(
				"provider {} is slashed {} for {}; you get {}",
				address(operator),
				format_amount(*slashed),
				describe::fault(*fault),
				format_amount(*compensation)
			),
			json!({
				"provider": address(operator),
				"reason": describe::fault(*fault),
				"slashed": slashed.to_string(),
				"compensation": compensation.to_string(),
				"bounty": bounty.to_string(),
				"burned": burned.to_string(),
			}),
		),
		Event::Paid { operator, earned, royalties, burned } => (
			"paid",
			format!("provider {} is paid {}", address(operator), format_amount(*earned)),
			json!({
				"provider": address(operator),
				"earned": earned.to_string(),
				"royalties": royalties.to_string(),
				"burned": burned.to_string(),
			}),
		),
		Event::Ended { ending } => (
			"ended",
			format!("job {id} is over: {}", describe::ending(*ending)),
			json!({ "ending": describe::ending_name(*ending) }),
		),
		Event::Stuck { error } => (
			"stuck",
			format!(
				"what was due failed ({}): a fault of the chain; `poke` tries it again",
				printable(error.as_bytes())
			),
			json!({ "error": printable(error.as_bytes()) }),
		),
	}
}
