//! `assay job challenge`: to show the chain a tile that is wrong.

use super::{describe, known, results};
use crate::{
	args::{ChallengeArgs, JobId},
	blobs::told,
	keys,
};
use assay_client::{
	calls,
	events::FeePaid,
	evidence::{title, Evidence, Places, Searched},
	format_amount, storage,
	transaction::{self, Included},
	Node,
};
use assay_market::{Balance, BlobHash, Job, JobEvent, JobState, Place, VerdictKind};
use assay_terminal::{Console, Failure};
use serde_json::json;

/// How often a search says how far it is.
const TELL_EVERY: u64 = 1_000;

/// Fetches the job, finds a wrong tile or takes the one that was named, and shows it to the chain.
pub async fn run(node: &Node, args: &ChallengeArgs, console: &Console) -> Result<(), Failure> {
	let id = args.id;
	let found = known(node, id).await?.answer;
	let hashes = challengeable(&found.job)?.to_vec();
	let (Some(order), Some(record)) = (found.order, storage::job(node, id).await?) else {
		return Err(over(id));
	};
	let places = Places {
		provider: results::endpoint(node, &found.job).await?,
		gateway: args.gateway.gateway.clone(),
		private: node.is_dev(),
	};
	let progress = |fetched: &_| told(fetched, console);
	let evidence = Evidence::gather(node, order.spec, &hashes, &places, &progress).await?;
	let (place, verdict) = choose(id, args, &evidence, console)?;

	let bond = record.terms.challenge_bond;
	let signer = keys::signer(&args.key, node, console)?;
	let (fuel, witness) = evidence.witness(&place)?;
	let call = calls::challenge(id, record.attempt, place, fuel, witness);
	let fee = transaction::fee(node, &signer, &call).await?;
	console.say(&format!(
		"{} of job {id} is {} by the interpreter on this machine",
		title(&place),
		describe::verdict(verdict)
	));
	console.say(&match verdict {
		VerdictKind::Match => format!(
			"the chain will find the same, and you will LOSE the bond of {}",
			format_amount(bond)
		),
		VerdictKind::Mismatch => format!(
			"you lose the bond of {} if the chain finds it right; if it is wrong, its provider is \
			 slashed and you get a part of it",
			format_amount(bond)
		),
		VerdictKind::Inaccurate | VerdictKind::Void => format!(
			"nobody is slashed for that and you get nothing; you lose the bond of {} if the chain \
			 finds it right",
			format_amount(bond)
		),
	});
	console.note(&json!({
		"event": "judged",
		"job": id,
		"attempt": record.attempt,
		"place": place,
		"verdict": verdict,
		"bond": bond.to_string(),
		"fee": fee.to_string(),
	}));
	console.confirm(
		&format!("Challenge it, for a fee of {} at most?", format_amount(fee)),
		args.key.yes,
	)?;
	let included = transaction::call(node, &signer, &call).await?;
	tell(node, id, &place, bond, &included, console).await
}

/// The hashes that a provider has committed to and can be held to.
fn challengeable(job: &Job) -> Result<&[BlobHash], Failure> {
	let id = job.id;
	let nothing = || {
		Err(Failure::refused(format!(
			"nobody has committed to results of job {id} yet: it is {}",
			describe::headline(job)
		))
		.advice(format!("wait with `assay job watch {id} --until verified`. Nothing was spent")))
	};
	match (&job.state, &job.results) {
		(JobState::Over { .. }, _) => Err(over(id)),
		(JobState::Queued { .. } | JobState::Assigned { .. }, _) | (_, None) => nothing(),
		(
			JobState::Committed { .. } | JobState::Sampled { .. } | JobState::Opened { .. },
			Some(hashes),
		) => Ok(hashes),
	}
}

fn over(id: JobId) -> Failure {
	Failure::refused(format!("job {id} is over: nothing of it can be challenged any more"))
		.advice("`assay job status` says how it ended. Nothing was spent")
}

/// The workgroup that was named, or the first that is wrong, and what the chain will say to it.
fn choose(
	id: JobId,
	args: &ChallengeArgs,
	evidence: &Evidence,
	console: &Console,
) -> Result<(Place, VerdictKind), Failure> {
	let passes = evidence.work().spec().passes.len();
	if args.pass.is_some_and(|pass| usize::from(pass) >= passes) {
		return Err(Failure::input(format!("job {id} has {passes} passes"))
			.advice("give --pass one of them, counted from 0. Nothing was spent"));
	}
	if let Some(group) = args.workgroup {
		let pass = match (args.pass, passes) {
			(Some(pass), _) => pass,
			(None, 1) => 0,
			(None, _) => {
				return Err(Failure::input(format!(
					"job {id} has {passes} passes, and --workgroup is in one of them"
				))
				.advice("give --pass, too, counted from 0. Nothing was spent"))
			},
		};
		let place = Place { pass, group };
		return Ok((place, evidence.judge(&place)?.into()));
	}
	let searched = evidence.search(args.pass, &|tiles| {
		if tiles.is_multiple_of(TELL_EVERY) {
			console.say(&format!("{tiles} tiles executed"));
		}
	})?;
	console.note(&json!({
		"event": "searched",
		"job": id,
		"tiles": searched.tiles,
		"wrong": searched.wrong,
		"inaccurate": searched.inaccurate,
		"void": searched.void,
	}));
	match searched.wrong {
		Some(place) => Ok((place, VerdictKind::Mismatch)),
		None => Err(nothing(id, &searched)),
	}
}

/// There is nothing to win.
fn nothing(id: JobId, searched: &Searched) -> Failure {
	let tiles = searched.tiles;
	match searched.inaccurate.or(searched.void) {
		None => Failure::ended(format!(
			"all {tiles} tiles of job {id} are right: there is nothing to challenge"
		))
		.advice("nothing was spent, and the results can be trusted"),
		Some(place) => Failure::ended(format!(
			"none of {tiles} tiles of job {id} is wrong, but {} is void or outside of its tolerance",
			title(&place)
		))
		.advice(
			"nobody is slashed for that; name it with --pass and --workgroup to end the attempt \
			 all the same. Nothing was spent",
		),
	}
}

/// What the chain said, and who lost what.
async fn tell(
	node: &Node,
	id: JobId,
	place: &Place,
	bond: Balance,
	included: &Included,
	console: &Console,
) -> Result<(), Failure> {
	let block = included.block.number;
	let fee = included.find::<FeePaid>(node)?.actual_fee;
	let happened = node.job_events(id, block).await?;
	let here = happened.iter().filter(|found| found.block == included.block);
	let events: Vec<_> = here.flat_map(|found| &found.events).collect();
	let verdict = events.iter().find_map(|event| match event {
		JobEvent::Challenged { place: challenged, verdict, .. } if challenged == place => {
			Some(*verdict)
		},
		_ => None,
	});
	let verdict = verdict.ok_or_else(|| {
		Failure::node(format!("block {block} lacks the event of the challenge"))
			.advice(format!("`assay job status {id}` says how the job stands"))
	})?;
	let slashed = events.iter().find_map(|event| match event {
		JobEvent::Slashed { slashed, bounty, .. } => Some((*slashed, *bounty)),
		_ => None,
	});
	let (slashed, bounty) = slashed.unwrap_or_default();
	let lost = match verdict {
		VerdictKind::Match => bond,
		VerdictKind::Inaccurate | VerdictKind::Mismatch | VerdictKind::Void => 0,
	};
	let outcome = match verdict {
		VerdictKind::Match => format!("its provider gets your bond of {}", format_amount(bond)),
		VerdictKind::Mismatch => format!(
			"its provider is slashed {}, and {} of it are yours",
			format_amount(slashed),
			format_amount(bounty)
		),
		VerdictKind::Inaccurate => "the job goes to another provider".into(),
		VerdictKind::Void => "the kernel is at fault, not its provider".into(),
	};
	console.result(
		&format!(
			"block {block}: {} of job {id} is {}: {outcome}",
			title(place),
			describe::verdict(verdict)
		),
		&json!({
			"event": "challenged",
			"block": block,
			"job": id,
			"place": place,
			"verdict": verdict,
			"slashed": slashed.to_string(),
			"bounty": bounty.to_string(),
			"bondLost": lost.to_string(),
			"fee": fee.to_string(),
		}),
	);
	match verdict {
		VerdictKind::Match => {
			Err(Failure::ended(format!("the challenge of job {id} failed: the tile is right"))
				.advice("without --workgroup the tiles are looked at before anything is at stake"))
		},
		VerdictKind::Inaccurate | VerdictKind::Mismatch | VerdictKind::Void => Ok(()),
	}
}
