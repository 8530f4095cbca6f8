//! A job from its submission to its end, as it is told.

use crate::{
	fake::{account, line, Fake, Script, Submission, INCLUDED},
	ran::{assay, Folder, Ran},
};
use assay_jobs::Event;
use assay_market::{BlobHash, Ending, Escrow, Job, JobEvent, JobState, Place, VerdictKind};
use assay_runtime::currency::ASY;

/// Each lane writes its number.
const NUMBERS: &str = "\
@group(0) @binding(0) var<storage, read_write> numbers: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	numbers[id.x] = id.x;
}
";

const ESCROW: Escrow = Escrow { payment: ASY, verification: ASY, deposit: ASY };

/// A chain on which a transaction submits job 7.
fn submitting(blocks: Vec<Vec<JobEvent>>) -> Script {
	let event = Event::Submitted {
		job: 7,
		requester: account("//Alice"),
		fuel: 1_000,
		escrow: assay_jobs::Escrow { payment: ASY, verification: ASY, deposit: ASY },
	};
	Script {
		submission: Submission::Does(vec![event.into()]),
		happened: vec![JobEvent::Submitted {
			requester: account("//Alice"),
			fuel: 1_000,
			escrow: ESCROW,
		}],
		blocks,
		..Script::default()
	}
}

fn place(x: u32) -> Place {
	Place { pass: 0, group: [x, 0, 0] }
}

fn life() -> Vec<Vec<JobEvent>> {
	let opened = |x| JobEvent::Opened { attempt: 1, place: place(x), verdict: VerdictKind::Match };
	vec![
		vec![JobEvent::Assigned {
			attempt: 1,
			operator: account("//Bob"),
			payment: ASY / 2,
			until: 31,
		}],
		vec![JobEvent::Committed { attempt: 1, sample_at: 14 }],
		vec![],
		vec![JobEvent::Sampled { attempt: 1, samples: vec![place(0), place(1)], until: 114 }],
		vec![opened(0), opened(1), JobEvent::WindowBegan { settle_at: 16 }],
		vec![
			JobEvent::Paid {
				operator: account("//Bob"),
				earned: ASY * 9 / 20,
				royalties: 0,
				burned: ASY / 40,
			},
			JobEvent::Ended { ending: Ending::Settled },
		],
	]
}

fn over(ending: Ending) -> Job {
	Job {
		id: 7,
		requester: account("//Alice"),
		results: (ending == Ending::Settled).then(|| vec![BlobHash([7; 32])]),
		state: JobState::Over {
			ending,
			operator: Some(account("//Bob")),
			paid: ASY / 2,
			forget_at: 9_999,
		},
		progress: None,
	}
}

fn run(script: Script, more: &[&str]) -> Ran {
	let folder = Folder::new();
	let kernel = folder.file("numbers.wgsl", NUMBERS);
	let node = Fake::start(script);
	let usual = [
		"job",
		"run",
		&kernel,
		"--url",
		&node.url,
		"--grid",
		"2,1,1",
		"--output",
		"128",
		"--yes",
		"--dev-key",
		"Alice",
	];
	assay(&[&usual[..], more].concat())
}

fn settled() -> Script {
	submitting(life())
}

#[test]
fn submitting_should_tell_the_number_and_its_block() {
	let ran = run(settled(), &["--until", "submitted"]);
	assert_eq!(ran.code, 0, "{}", ran.err);
	assert!(
		ran.err.ends_with(&format!("block {INCLUDED}: job 7 is queued: 1000 fuel\n")),
		"{}",
		ran.err
	);
}

#[test]
fn each_step_should_be_told_with_its_block() {
	let ran = run(settled(), &[]);
	// What was made can't be looked up: this chain has forgotten it.
	assert_eq!(ran.code, 1, "{}", ran.err);
	let steps: Vec<_> = ran.err.lines().filter(|line| line.starts_with("block")).collect();
	assert_eq!(
		steps,
		[
			"block 10: job 7 is queued: 1000 fuel",
			"block 11: running at provider 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty for 0.5 \
			 ASY, due before block 31",
			"block 12: committed to its results; samples are drawn in block 14",
			"block 14: the chain drew workgroup 0,0,0 of pass 0 and workgroup 1,0,0 of pass 0; to be \
			 opened before block 114",
			"block 15: workgroup 0,0,0 of pass 0 re-executed on chain: right",
			"block 15: workgroup 1,0,0 of pass 0 re-executed on chain: right",
			"block 15: all samples are right; it can be challenged until block 16",
		]
	);
}

#[test]
fn a_settled_job_should_end_with_code_0() {
	let mut script = settled();
	script.jobs.insert(7, over(Ending::Settled));
	let node = Fake::start(script);
	let ran = assay(&["job", "watch", "7", "--url", &node.url, "--json"]);
	assert_eq!(ran.code, 0, "{}", ran.err);
	let lines: Vec<_> = ran.out.lines().map(line).collect();
	assert_eq!(lines[0]["event"], "status");
	assert_eq!(lines[0]["state"]["name"], "over");
	assert_eq!(lines[0]["state"]["ending"], "settled");
	assert_eq!(lines[1]["event"], "fetched");
	assert_eq!(lines[1]["outputs"][0]["hash"], "07".repeat(32));
	assert_eq!(lines.len(), 2);
}

#[test]
fn a_job_without_a_result_should_end_with_code_1() {
	let mut script = settled();
	script.jobs.insert(7, over(Ending::Expired));
	let node = Fake::start(script);
	let ran = assay(&["job", "watch", "7", "--url", &node.url]);
	assert_eq!(ran.code, 1);
	assert!(
		ran.err.ends_with(
			"error: job 7 has no result: expired: nobody was found to run it\n  what to do: nothing \
			 was paid. Offer a higher --price or a longer --patience; `assay job run` says who could \
			 run it\n"
		),
		"{}",
		ran.err
	);
}

#[test]
fn status_should_be_told_to_people_and_programs() {
	let mut script = settled();
	script.jobs.insert(7, over(Ending::Settled));
	let node = Fake::start(script);
	let ran = assay(&["job", "status", "7", "--url", &node.url]);
	assert_eq!(
		(ran.code, ran.out.as_str()),
		(
			0,
			"job 7: settled (block 10)\n  requester  \
			 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\n  provider   \
			 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty\n  paid       0.5 ASY\n  forgotten  in \
			 block 9999\n  output 0   \
			 0707070707070707070707070707070707070707070707070707070707070707\n"
		)
	);
	let ran = assay(&["job", "status", "7", "--url", &node.url, "--json"]);
	let told = line(&ran.out);
	assert_eq!(told["id"], 7);
	assert_eq!(told["state"]["paid"], "500000000000");
	assert_eq!(told["state"]["ending"], "settled");
}
