//! Jobs that are watched.

use crate::{
	chain::TestChain,
	scene::{ask, market, on, on_tokio, over, run, OneDevice, JOB},
};
use assay_market::{BlockRef, Ending, JobEvent, JobState, JobUpdate};
use assay_rpc::{limits, Code};
use jsonrpsee::{core::server::Subscription, RpcModule};
use sp_blockchain::HeaderBackend;
use std::sync::Arc;

async fn subscribe(methods: &RpcModule<()>, id: u64) -> Result<Subscription, String> {
	let subscribed = methods.subscribe_unbounded("gpu_subscribeJob", [id]).await;
	subscribed.map_err(|error| error.to_string())
}

async fn next(updates: &mut Subscription) -> Option<JobUpdate> {
	let (update, _) = updates.next().await?.expect("it is an update");
	Some(update)
}

fn best(chain: &TestChain) -> BlockRef {
	let info = chain.info();
	BlockRef { number: info.best_number, hash: info.best_hash }
}

/// A block in which job 7 is settled.
fn settle(chain: &TestChain) {
	let mut state = chain.state();
	state.jobs.insert(JOB, over(JOB));
	state.events = vec![(JOB, JobEvent::Ended { ending: Ending::Settled })];
	chain.grow(state);
}

#[test]
fn a_job_should_be_told_at_once_then_on_every_change_until_its_end_is_final() {
	on_tokio(async {
		let chain = market();
		let methods = chain.methods(Arc::new(OneDevice));
		let mut updates = subscribe(&methods, JOB).await.expect("it is known");
		let first = next(&mut updates).await.expect("it is told");
		assert_eq!((first.block, first.last), (best(&chain), false));
		assert_eq!(first.events.len(), 2);
		let job = first.job.expect("it is there");
		assert!(matches!(job.state, JobState::Sampled { .. }), "{job:?}");

		// A block without news of it, then one with: two blocks, one notification.
		chain.grow(chain.state());
		let mut state = chain.state();
		let opened = JobState::Opened { run: run(), settle_at: 300, demand: None };
		state.jobs.insert(JOB, on(JOB, opened, 1));
		state.events = vec![
			(8, JobEvent::Ended { ending: Ending::Cancelled }),
			(JOB, JobEvent::WindowBegan { settle_at: 300 }),
		];
		chain.grow(state);
		let window = best(&chain);
		chain.wake();
		let update = next(&mut updates).await.expect("it changed");
		assert_eq!((update.block, update.last), (window, false));
		assert_eq!(update.events, [JobEvent::WindowBegan { settle_at: 300 }]);

		settle(&chain);
		chain.wake();
		let update = next(&mut updates).await.expect("it ended");
		assert!(update.job.as_ref().is_some_and(|job| job.state.is_over()) && !update.last);
		assert_eq!(update.events, [JobEvent::Ended { ending: Ending::Settled }]);

		chain.grow(chain.state());
		chain.finalise(window.number);
		chain.wake();
		chain.finalise(window.number + 1);
		chain.wake();
		let last = next(&mut updates).await.expect("it is final");
		assert_eq!((last.last, last.block.number), (true, window.number + 1));
		assert_eq!((last.job, last.events), (update.job, vec![]));
		assert_eq!(next(&mut updates).await, None);
	});
}

#[test]
fn a_job_that_is_over_and_final_should_be_told_once() {
	on_tokio(async {
		let chain = market();
		let methods = chain.methods(Arc::new(OneDevice));
		let mut updates = subscribe(&methods, 3).await.expect("it is known");
		let only = next(&mut updates).await.expect("it is told");
		assert!(only.last && only.job.is_some_and(|job| job.state.is_over()));
		assert_eq!(next(&mut updates).await, None);
	});
}

#[test]
fn a_fork_should_be_told_and_an_end_on_it_not_be_the_last_word() {
	on_tokio(async {
		let chain = market();
		let methods = chain.methods(Arc::new(OneDevice));
		let mut updates = subscribe(&methods, JOB).await.expect("it is known");
		next(&mut updates).await.expect("it is told");
		let before = chain.state();
		settle(&chain);
		chain.wake();
		let over = next(&mut updates).await.expect("it ended");
		assert!(over.job.is_some_and(|job| job.state.is_over()));

		// Two other blocks in place of that one, in which the job goes on.
		chain.fork_after(12);
		chain.grow(before.clone());
		chain.grow(before);
		chain.finalise(13);
		chain.wake();
		let again = next(&mut updates).await.expect("it goes on");
		assert_eq!((again.block.number, again.last), (13, false));
		assert!(again.job.is_some_and(|job| !job.state.is_over()));
	});
}

#[test]
fn a_job_that_a_fork_never_had_should_end_when_that_is_final() {
	on_tokio(async {
		let chain = market();
		// Before the job: that it isn't there yet doesn't mean that it is gone.
		chain.finalise(5);
		let methods = chain.methods(Arc::new(OneDevice));
		let mut updates = subscribe(&methods, JOB).await.expect("it is known");
		next(&mut updates).await.expect("it is told");
		let mut without = chain.state();
		without.jobs.remove(&JOB);
		chain.fork_after(10);
		chain.grow(without.clone());
		chain.grow(without.clone());
		chain.wake();
		let gone = next(&mut updates).await.expect("it is gone");
		assert_eq!((gone.block.number, gone.job, gone.last), (11, None, false));
		chain.finalise(11);
		chain.wake();
		let last = next(&mut updates).await.expect("that is final");
		assert_eq!((last.block.number, last.job, last.last), (11, None, true));
		assert_eq!(next(&mut updates).await, None);
	});
}

#[test]
fn an_unknown_job_should_be_refused() {
	on_tokio(async {
		let chain = market();
		let methods = chain.methods(Arc::new(OneDevice));
		let error = subscribe(&methods, 99).await.expect_err("it is unknown");
		assert!(error.contains(&Code::JobUnknown.number().to_string()), "{error}");
	});
}

#[test]
fn so_many_watches_and_no_more_should_be_taken() {
	on_tokio(async {
		let chain = market();
		let methods = chain.methods(Arc::new(OneDevice));
		let mut taken = Vec::new();
		// One connection has all of these.
		for _ in 0..limits::MAX_WATCHES_PER_CONNECTION {
			let mut updates = subscribe(&methods, JOB).await.expect("there is room");
			next(&mut updates).await.expect("it is told");
			taken.push(updates);
		}
		let error = subscribe(&methods, JOB).await.expect_err("there is none");
		assert!(error.contains(&Code::Busy.number().to_string()), "{error}");
		assert!(error.contains("this connection watches 16 jobs, as many as one may"), "{error}");
		// Those that are over leave room for others.
		settle(&chain);
		chain.finalise(13);
		chain.wake();
		for mut updates in taken {
			while next(&mut updates).await.is_some_and(|update| !update.last) {}
			assert_eq!(next(&mut updates).await, None);
		}
		subscribe(&methods, JOB).await.expect("there is room again");
	});
}

#[test]
fn a_client_that_unsubscribes_should_leave_its_place() {
	on_tokio(async {
		let chain = market();
		let methods = chain.methods(Arc::new(OneDevice));
		let mut updates = subscribe(&methods, JOB).await.expect("it is known");
		// The server answers a subscription before it knows it by its id.
		next(&mut updates).await.expect("it is told");
		let id = updates.subscription_id().clone();
		let gone: bool = methods.call("gpu_unsubscribeJob", [id]).await.expect("it is a method");
		assert!(gone);
		drop(updates);
		let known = ask(&chain, "gpu_job", serde_json::json!([JOB])).await;
		assert_eq!(known["id"], JOB);
	});
}
