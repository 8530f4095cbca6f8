//! How fast blocks come, and how far finality is behind.

use crate::{node::Node, secs, wait::Seen};
use std::time::{Duration, Instant};

/// The chain's block time.
const BLOCK_TIME: Duration = secs(3);

/// What a chain did over some blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
	/// Blocks that were looked at.
	pub blocks: u64,
	/// Slots that nobody made a block in.
	pub missed: u64,
	/// How many blocks the last finalised one was behind the best one, at the end.
	pub lag: u64,
}

impl Pace {
	/// Watches a node until it has so many more blocks.
	#[track_caller]
	pub fn over(node: &Node<'_>, blocks: u64) -> Self {
		let (first, started) = next_block(node, 0);
		let (last, ended) = next_block(node, first + blocks - 1);
		let elapsed = ended.duration_since(started).as_secs_f64();
		let slots = (elapsed / BLOCK_TIME.as_secs_f64()).round() as u64;
		let finalised = match node.rpc().finalised() {
			Ok(head) => head.number,
			Err(error) => panic!("{error}"),
		};
		Self {
			blocks: last - first,
			missed: slots.saturating_sub(last - first),
			lag: last.saturating_sub(finalised),
		}
	}
}

/// Waits for a block beyond the best one and beyond a number: which one it is, and when it came.
#[track_caller]
fn next_block(node: &Node<'_>, beyond: u64) -> (u64, Instant) {
	let now = match node.rpc().best() {
		Ok(head) => head.number,
		Err(error) => panic!("{error}"),
	};
	let beyond = beyond.max(now);
	let within = BLOCK_TIME * (u32::try_from(beyond - now).unwrap_or(u32::MAX) + 10) * 2;
	let head = node.wait_for(format!("go beyond block {beyond}"), within, |rpc| {
		let best = rpc.best()?;
		match best.number > beyond {
			true => Ok(best.number),
			false => Err(Seen::not_yet(best)),
		}
	});
	(head, Instant::now())
}
