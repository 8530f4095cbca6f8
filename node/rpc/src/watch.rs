//! Watches a job for a client.
//!
//! New blocks only wake the watch: it then goes through every block that became part of the best
//! chain since it last looked. So a client that reads slowly misses nothing, and nothing piles up.

use crate::{
	chain::{Chain, MarketClient},
	limits::{MAX_WATCHES, MAX_WATCHES_PER_CONNECTION, READ_SECONDS},
	slots::{NoShare, Share},
	Code, Failure,
};
use assay_market::{BlockRef, Job, JobId, JobUpdate};
use futures::{future, pin_mut, StreamExt};
use jsonrpsee::{PendingSubscriptionSink, SubscriptionMessage, SubscriptionSink};
use sp_core::H256;
use sp_runtime::traits::{Block as BlockT, Header as HeaderT};
use std::time::Duration;

/// Looks at a job block by block.
pub struct Watch<Block, C> {
	chain: Chain<Block, C>,
	id: JobId,
}

/// What a client was told last.
struct Seen {
	/// The last block that was looked at.
	seen: BlockRef,
	/// The job after it.
	job: Option<Job>,
	/// The block since which it has been like that.
	since: u32,
}

impl Seen {
	/// Whether nothing more can happen on this fork: the job is over, or isn't there.
	fn is_at_end(&self) -> bool {
		self.job.as_ref().is_none_or(|job| job.state.is_over())
	}
}

impl<Block, C> Watch<Block, C>
where
	Block: BlockT<Hash = H256, Header: HeaderT<Number = u32>>,
	C: MarketClient<Block>,
{
	/// A watch over the job with a number.
	pub fn new(chain: Chain<Block, C>, id: JobId) -> Self {
		Self { chain, id }
	}

	/// Tells a client of the job until the end of job, client or chain.
	pub async fn serve(
		self,
		pending: PendingSubscriptionSink,
		share: Result<Share<usize>, NoShare>,
	) {
		let _share = match share {
			Ok(share) => share,
			Err(why) => return pending.reject(too_many(why)).await,
		};
		// Before the first look, so that no block is missed between the two.
		let mut new_blocks = self.chain.new_blocks();
		let (first, mut told) = match self.first() {
			Ok(first) => first,
			Err(failure) => return pending.reject(failure).await,
		};
		let Ok(sink) = pending.accept().await else {
			return;
		};
		if !send(&sink, &first).await || first.last {
			return;
		}
		loop {
			let closed = sink.closed();
			pin_mut!(closed);
			match future::select(new_blocks.next(), closed).await {
				future::Either::Left((Some(()), _)) => {},
				_ => return,
			}
			let updates = match self.updates(&mut told) {
				Ok(updates) => updates,
				Err(failure) => {
					log::warn!(target: "gpu-rpc", "job {}: no longer watched: {}", self.id, failure.message);
					return;
				},
			};
			for update in updates {
				if !send(&sink, &update).await || update.last {
					return;
				}
			}
		}
	}

	/// How the job is now.
	fn first(&self) -> Result<(JobUpdate, Seen), Failure> {
		let best = self.chain.best();
		let job = self.chain.job(best, self.id)?;
		let job = job.ok_or_else(|| Failure::unknown_job(best, self.id))?;
		let told = Seen { seen: best, since: best.number, job: Some(job.clone()) };
		let last = self.is_last(&told)?;
		let update = JobUpdate {
			block: best,
			last,
			events: self.chain.events(best, self.id)?,
			job: Some(job),
		};
		Ok((update, told))
	}

	/// What is to be told since the last look.
	fn updates(&self, told: &mut Seen) -> Result<Vec<JobUpdate>, Failure> {
		let mut updates = Vec::new();
		let best = self.chain.best();
		for block in self.chain.between(told.seen, best)? {
			let job = self.chain.job(block, self.id)?;
			let events = self.chain.events(block, self.id)?;
			told.seen = block;
			if job == told.job && events.is_empty() {
				continue;
			}
			if job != told.job {
				told.since = block.number;
			}
			told.job.clone_from(&job);
			updates.push(JobUpdate { block, last: false, events, job });
		}
		if self.is_last(told)? {
			updates.push(JobUpdate {
				block: self.chain.finalised(),
				last: true,
				events: Vec::new(),
				job: told.job.clone(),
			});
		}
		Ok(updates)
	}

	/// Whether what was told is final, and nothing comes after it.
	fn is_last(&self, told: &Seen) -> Result<bool, Failure> {
		let finalised = self.chain.finalised();
		// A job that isn't there needn't be gone: it may not be there yet.
		let may_come = told.job.is_none() && finalised.number < told.since;
		if !told.is_at_end() || may_come {
			return Ok(false);
		}
		Ok(self.chain.job(finalised, self.id)? == told.job)
	}
}

/// Why a job isn't watched for a client.
fn too_many(why: NoShare) -> Failure {
	let what = match why {
		NoShare::OfThisClient => {
			format!("this connection watches {MAX_WATCHES_PER_CONNECTION} jobs, as many as one may")
		},
		NoShare::OfAll => format!("the node watches {MAX_WATCHES} jobs, as many as it can"),
	};
	Failure::new(Code::Busy, format!("{what}: end a subscription, or poll `gpu_job`"))
}

/// Whether the client is still there.
async fn send(sink: &SubscriptionSink, update: &JobUpdate) -> bool {
	let Ok(message) = SubscriptionMessage::from_json(update) else {
		return false;
	};
	let patience = Duration::from_secs(READ_SECONDS);
	sink.send_timeout(message, patience).await.is_ok()
}
