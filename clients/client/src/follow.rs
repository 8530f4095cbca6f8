//! Reads what happens to a job, block by block.

use crate::node::{block_of, Header, Heads, Node};
use assay_market::{BlockRef, Ending, Job, JobEvent, JobId};
use assay_terminal::Failure;
use sp_core::H256;
use std::collections::VecDeque;

/// Blocks that are read after each other, at most, when the node is ahead.
const MAX_BLOCKS: usize = 1024;

/// Blocks that are remembered, to see that a branch was left.
const REMEMBERED: usize = 256;

/// What a follower tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
	/// Something happened to the job.
	Happened {
		/// In which block.
		block: BlockRef,
		/// What.
		event: JobEvent,
	},
	/// The chain took another branch: what is told from this block on replaces what was.
	Reorganised {
		/// The number of the first block of the new branch.
		from: u32,
	},
}

/// What something that happened means to who follows a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
	/// Nothing yet.
	Nothing,
	/// All samples were right.
	Verified,
	/// Another provider gets it: what was made so far doesn't count.
	SetBack,
	/// It is over.
	Over(Ending),
}

impl From<&JobEvent> for Outcome {
	fn from(event: &JobEvent) -> Self {
		match event {
			JobEvent::WindowBegan { .. } => Self::Verified,
			JobEvent::SetBack { .. } => Self::SetBack,
			JobEvent::Ended { ending } => Self::Over(*ending),
			JobEvent::Submitted { .. }
			| JobEvent::Assigned { .. }
			| JobEvent::Committed { .. }
			| JobEvent::Sampled { .. }
			| JobEvent::Opened { .. }
			| JobEvent::Challenged { .. }
			| JobEvent::Demanded { .. }
			| JobEvent::Delivered { .. }
			| JobEvent::Slashed { .. }
			| JobEvent::Paid { .. }
			| JobEvent::Stuck { .. } => Self::Nothing,
		}
	}
}

/// Reads a job's events as blocks come. A node that goes away and comes back loses none.
pub struct Follower {
	node: Node,
	id: JobId,
	heads: Heads,
	/// The latest block that was read, and those before it.
	seen: VecDeque<BlockRef>,
	/// What was read and not told yet.
	waiting: VecDeque<News>,
}

impl Follower {
	/// Begins after a block, such as the one in which the job was submitted.
	pub async fn after(node: &Node, id: JobId, block: BlockRef) -> Result<Self, Failure> {
		Ok(Self {
			node: node.clone(),
			id,
			heads: node.heads().await?,
			seen: VecDeque::from([block]),
			waiting: VecDeque::new(),
		})
	}

	/// Begins with how the job is, and after the block that this is true of.
	pub async fn now(node: &Node, id: JobId) -> Result<(Self, Option<(BlockRef, Job)>), Failure> {
		let job = node.job(id, None).await?;
		let block = match &job {
			Some(found) => found.at,
			None => node.best().await?,
		};
		let follower = Self::after(node, id, block).await?;
		Ok((follower, job.map(|found| (found.at, found.answer.job))))
	}

	/// Waits for what happens next.
	pub async fn next(&mut self) -> Result<News, Failure> {
		loop {
			if let Some(news) = self.waiting.pop_front() {
				return Ok(news);
			}
			let head = self.heads.next().await?;
			let blocks = self.since(head).await?;
			self.read(&blocks).await?;
		}
	}

	/// The blocks that lead to a new head from the last one that was read, oldest first.
	async fn since(&mut self, head: Header) -> Result<Vec<BlockRef>, Failure> {
		let known = |hash: &H256| self.seen.iter().any(|block| block.hash == *hash);
		let mut blocks = Vec::new();
		let mut header = head;
		let mut block = block_of(&header);
		let oldest = self.seen.back().map_or(0, |block| block.number);
		while !known(&block.hash) && block.number >= oldest && blocks.len() < MAX_BLOCKS {
			blocks.push(block);
			if block.number == 0 || known(&header.parent_hash) {
				break;
			}
			header = self.node.header(Some(header.parent_hash)).await?;
			block = block_of(&header);
		}
		blocks.reverse();
		if let (Some(first), Some(last)) = (blocks.first(), self.seen.front()) {
			if first.number <= last.number {
				self.waiting.push_back(News::Reorganised { from: first.number });
				let first = first.number;
				self.seen.retain(|block| block.number < first);
			}
		}
		Ok(blocks)
	}

	async fn read(&mut self, blocks: &[BlockRef]) -> Result<(), Failure> {
		let Some(first) = blocks.first() else {
			return Ok(());
		};
		let found = self.node.job_events(self.id, first.number).await?;
		for block in blocks {
			// Of another branch are those that the next head leads to.
			let happened = found.iter().filter(|found| found.block.hash == block.hash);
			let events = happened.flat_map(|found| found.events.iter().cloned());
			self.waiting.extend(events.map(|event| News::Happened { block: *block, event }));
			self.seen.push_front(*block);
		}
		self.seen.truncate(REMEMBERED);
		Ok(())
	}
}
