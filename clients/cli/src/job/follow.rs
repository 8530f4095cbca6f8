//! Tells what happens to a job: a line for people, and the node's own JSON for programs.

use super::describe;
use assay_client::{
	follow::{Follower, News, Outcome},
	Node,
};
use assay_market::{BlockRef, Job, JobEvent, JobId, JobState};
use assay_terminal::{Console, Failure};
use serde_json::{json, Value};

/// A follower that says what it reads.
pub struct Telling<'a> {
	follower: Follower,
	id: JobId,
	console: &'a Console,
	/// What the job's state means already.
	first: Outcome,
}

impl<'a> Telling<'a> {
	/// Begins after the block in which the job was submitted.
	pub async fn after(
		node: &Node,
		id: JobId,
		submitted: BlockRef,
		console: &'a Console,
	) -> Result<Self, Failure> {
		let follower = Follower::after(node, id, submitted).await?;
		Ok(Self { follower, id, console, first: Outcome::Nothing })
	}

	/// Begins with how the job is.
	pub async fn now(node: &Node, id: JobId, console: &'a Console) -> Result<Self, Failure> {
		let (follower, job) = Follower::now(node, id).await?;
		let first = job.as_ref().map_or(Outcome::Nothing, |(block, job)| {
			let text = format!("job {id} is {}", describe::headline(job));
			say(console, *block, "status", &text, line(id, job));
			meant_by(job)
		});
		Ok(Self { follower, id, console, first })
	}

	/// Waits for what has consequences.
	pub async fn next(&mut self) -> Result<Outcome, Failure> {
		let first = std::mem::replace(&mut self.first, Outcome::Nothing);
		if first != Outcome::Nothing {
			return Ok(first);
		}
		loop {
			match self.follower.next().await? {
				News::Happened { block, event } => {
					tell(self.console, self.id, block, &event);
					match Outcome::from(&event) {
						Outcome::Nothing => {},
						outcome => return Ok(outcome),
					}
				},
				News::Reorganised { from } => {
					self.console.say(&format!(
						"block {from}: the chain took another branch from here; what is told again \
						 replaces what was"
					));
					self.console
						.note(&json!({ "job": self.id, "event": "reorganised", "block": from }));
				},
			}
		}
	}
}

/// What a job's state means to who begins to follow it.
fn meant_by(job: &Job) -> Outcome {
	match &job.state {
		JobState::Over { ending, .. } => Outcome::Over(*ending),
		JobState::Opened { .. } => Outcome::Verified,
		JobState::Queued { .. }
		| JobState::Assigned { .. }
		| JobState::Committed { .. }
		| JobState::Sampled { .. } => Outcome::Nothing,
	}
}

/// Tells what happened to a job in a block.
pub fn tell(console: &Console, id: JobId, block: BlockRef, event: &JobEvent) {
	let mut fields = serde_json::to_value(event).unwrap_or_default();
	let name = fields.as_object_mut().and_then(|fields| fields.remove("name"));
	let name = name.as_ref().and_then(Value::as_str).unwrap_or_default().to_string();
	fields["job"] = id.into();
	say(console, block, &name, &describe::event(id, event), fields);
}

/// A job as the node tells of it, in a line.
fn line(id: JobId, job: &Job) -> Value {
	let mut fields = serde_json::to_value(job).unwrap_or_default();
	fields["job"] = id.into();
	fields
}

fn say(console: &Console, block: BlockRef, event: &str, text: &str, mut fields: Value) {
	console.say(&format!("block {}: {text}", block.number));
	fields["event"] = event.into();
	fields["block"] = block.number.into();
	console.note(&fields);
}
