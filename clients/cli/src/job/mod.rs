//! Jobs: from a kernel's source to a verified result.
//!
//! - `draft.rs`: the job that was typed; [`file`] reads those of several passes.
//! - `run.rs`: submits one.
//! - `follow.rs`: tells what happens to it; `describe.rs` has the words.
//! - `results.rs`: fetches what it made, and checks it.
//! - `challenge.rs`: executes it again, and shows the chain what is wrong.

mod challenge;
mod describe;
mod draft;
pub mod file;
mod follow;
mod results;
mod run;

pub use draft::draft;

use crate::{
	args::{JobArgs, JobCommand, JobId, KeyArgs, SaveArgs, Until},
	connect::connect,
	keys,
};
use assay_client::{account::address, calls, follow::Outcome, transaction, Node};
use assay_market::{At, JobDetails};
use assay_terminal::{Console, Failure};
use follow::Telling;
use results::Results;
use serde_json::json;

/// Does what was typed after `assay job`.
pub async fn run(args: &JobArgs, console: &Console) -> Result<(), Failure> {
	let node = || connect(&args.common, console);
	match &args.command {
		// It reads all that was typed before it looks for a node.
		JobCommand::Run(job) => run::run(&args.common, job, console).await,
		JobCommand::Status { id } => {
			let job = known(&node().await?, *id).await?;
			console.result(&describe::text(&job), &json!(job));
			Ok(())
		},
		JobCommand::Watch(follow) => {
			let node = node().await?;
			known(&node, follow.id).await?;
			let results =
				Results::of_job(&node, follow.id, &follow.results, &follow.gateway).await?;
			let telling = Telling::now(&node, follow.id, console).await?;
			watch(&node, follow.id, follow.until, results, telling, console).await
		},
		JobCommand::Result(args) => {
			let node = node().await?;
			let found = known(&node, args.id).await?;
			results::fetch_now(&node, args, &found.answer.job, console).await
		},
		JobCommand::Challenge(args) => challenge::run(&node().await?, args, console).await,
		JobCommand::Cancel { id, key } => cancel(&node().await?, *id, key, console).await,
	}
}

/// A job, or an error that says that there is none.
async fn known(node: &Node, id: JobId) -> Result<At<JobDetails>, Failure> {
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
	mut telling: Telling<'_>,
	console: &Console,
) -> Result<(), Failure> {
	if until == Until::Submitted {
		return Ok(());
	}
	let followed = async {
		loop {
			match telling.next().await? {
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

async fn cancel(node: &Node, id: JobId, key: &KeyArgs, console: &Console) -> Result<(), Failure> {
	let job = known(node, id).await?.answer.job;
	describe::ensure_cancellable(&job)?;
	let signer = keys::signer(key, node, console)?;
	if *signer.account() != job.requester {
		return Err(Failure::refused(format!(
			"job {id} was submitted by {}, and this key is that of {}",
			address(&job.requester),
			address(signer.account())
		))
		.advice("sign with the key that submitted it. Nothing was spent"));
	}
	console.confirm(&format!("Take job {id} back?"), key.yes)?;
	let done = transaction::call(node, &signer, &calls::cancel_job(id)).await?;
	let block = done.block.number;
	console.result(
		&format!(
			"block {block}: job {id} is cancelled, and what was on hold for it is yours again"
		),
		&json!({ "job": id, "event": "cancelled", "block": block }),
	);
	Ok(())
}

/// Whether somebody wants outputs saved.
fn saves_anything(save: &SaveArgs) -> bool {
	!save.out.is_empty() || save.save_as.is_some()
}
