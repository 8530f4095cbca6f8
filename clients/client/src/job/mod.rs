//! Jobs: from a kernel's source to a verified result.
//!
//! - [`draft`]: a job as it was typed, checked without a node; [`file`] reads those of several passes.
//! - `run.rs`: submits one.
//! - [`follow`]: tells what happens to it; [`describe`] says how it stands.
//! - `results.rs`: fetches what it made, and checks it.
//! - `evidence.rs`: fetches what it read, too, and executes it again; `challenge.rs` shows the chain
//!   what is wrong.

mod challenge;
pub mod describe;
pub mod draft;
mod evidence;
pub mod file;
pub mod follow;
mod results;
mod run;

use crate::{
	args::{JobArgs, JobCommand, JobId, KeyArgs, SaveArgs, Until},
	extrinsic, keys,
	node::{Job, Node},
};
use assay_terminal::{Console, Failure};
use follow::{Follower, Outcome};
use results::Results;
use serde_json::json;

/// Does what was typed after `assay job`.
pub async fn run(args: &JobArgs, console: &Console) -> Result<(), Failure> {
	let url = &args.common.url;
	match &args.command {
		JobCommand::Run(job) => run::run(url, job, console).await,
		JobCommand::Status { id } => {
			let node = Node::connect(url).await?;
			let job = known(&node, *id).await?;
			let at = node.best().await?;
			console.result(&describe::text(*id, &job, at.number), &describe::json(*id, &job));
			Ok(())
		},
		JobCommand::Watch(follow) => {
			let node = Node::connect(url).await?;
			known(&node, follow.id).await?;
			let results =
				Results::of_job(&node, follow.id, &follow.results, &follow.gateway).await?;
			let follower = Follower::now(&node, follow.id, console).await?;
			watch(&node, follow.id, follow.until, results, follower, console).await
		},
		JobCommand::Result(args) => {
			let node = Node::connect(url).await?;
			let job = known(&node, args.id).await?;
			results::fetch_now(&node, args, &job, console).await
		},
		JobCommand::Challenge(args) => challenge::run(url, args, console).await,
		JobCommand::Cancel { id, key } => cancel(url, *id, key, console).await,
	}
}

/// A job, or an error that says that there is none.
async fn known(node: &Node, id: JobId) -> Result<Job, Failure> {
	node.job(id, None).await?.ok_or_else(|| {
		Failure::input(format!("the chain knows no job {id}")).advice(
			"look at the number: `assay job run` printed it. Jobs that are over are forgotten \
			 after a week",
		)
	})
}

/// Follows a job until the stage that was asked for. Ctrl-C leaves it to itself.
async fn watch(
	node: &Node,
	id: JobId,
	until: Until,
	mut results: Results,
	mut follower: Follower<'_>,
	console: &Console,
) -> Result<(), Failure> {
	if until == Until::Submitted {
		return Ok(());
	}
	let followed = async {
		loop {
			match follower.next().await? {
				Outcome::Verified => {
					results.fetch(node, console).await?;
					if until == Until::Verified {
						return Ok(());
					}
				},
				Outcome::Over(ending) => {
					return results.conclude(node, id, ending, console).await;
				},
				Outcome::SetBack => results.distrust(console),
				Outcome::Nothing => {},
			}
		}
	};
	tokio::select! {
		outcome = followed => outcome,
		_ = tokio::signal::ctrl_c() => Err(Failure::cancelled(
			format!("you left; job {id} goes on")).advice(
			format!("`assay job watch {id}` picks it up again"))),
	}
}

async fn cancel(url: &str, id: JobId, key: &KeyArgs, console: &Console) -> Result<(), Failure> {
	let node = Node::connect(url).await?;
	let job = known(&node, id).await?;
	describe::ensure_cancellable(id, &job)?;
	let signer = keys::signer(key, &node, console)?;
	if signer.account != job.requester {
		return Err(Failure::refused(format!(
			"job {id} was submitted by {}, and this key is that of {}",
			crate::account::address(&job.requester),
			crate::account::address(&signer.account)
		))
		.advice("sign with the key that submitted it. Nothing was spent"));
	}
	console.confirm(&format!("Take job {id} back?"), key.yes)?;
	let call = assay_jobs::Call::cancel { job: id };
	let done = extrinsic::call(&node, &signer, call).await?;
	console.result(
		&format!(
			"block {}: job {id} is cancelled, and what was on hold for it is yours again",
			done.block.number
		),
		&json!({ "job": id, "event": "cancelled", "block": done.block.number }),
	);
	Ok(())
}

/// Whether somebody wants outputs saved.
fn saves_anything(save: &SaveArgs) -> bool {
	!save.out.is_empty() || save.save_as.is_some()
}
