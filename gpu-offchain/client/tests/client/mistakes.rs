//! The mistakes that a new user makes: what is said, what to do, the exit code, and that nothing was
//! sent. The texts are whole, since they are what a person has.

use crate::{
	fake::{account, provider, Fake, Script, Submission},
	ran::{assay, assay_answering, Folder, Ran, DOUBLE},
};
use assay_jobs::{Ending, Escrow, Quote};
use assay_runtime::{currency::ASY, AccountId, BlockNumber, Runtime};
use assay_runtime_api::{EndView, JobState, JobView, Refused, StageView};
use assay_types::BlobHash;
use sp_runtime::{DispatchError, Permill};

/// Runs `job run` of a kernel that doubles two workgroups' words, and counts what was submitted.
fn run_double(script: Script, more: &[&str]) -> (Ran, usize) {
	let folder = Folder::new();
	let kernel = folder.file("double.wgsl", DOUBLE_OF_NOTHING);
	run(script, &folder, &kernel, more)
}

/// A kernel without inputs, so that no gateway is needed.
const DOUBLE_OF_NOTHING: &str = "\
@group(0) @binding(0) var<storage, read_write> doubled: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	doubled[id.x] = 2u * id.x;
}
";

fn run(script: Script, folder: &Folder, kernel: &str, more: &[&str]) -> (Ran, usize) {
	let node = Fake::start(script);
	let usual = [
		"job", "run", kernel, "--url", &node.url, "--grid", "2,1,1", "--output", "128",
	];
	let key: &[&str] = match more.contains(&"--key-file") {
		true => &[],
		false => &["--dev-key", "Alice"],
	};
	let mut ran = assay(&[&usual[..], key, more].concat());
	ran.err = folder.plain(&ran.err).replace(&node.url, "NODE");
	(ran, node.submissions())
}

fn told(ran: &Ran, code: u8, text: &str) {
	assert_eq!(ran.err, text);
	assert_eq!(ran.code, code);
	assert_eq!(ran.out, "");
}

#[test]
fn no_node() {
	// A port that was free a moment ago.
	let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
	let url = format!("ws://{}", listener.local_addr().unwrap());
	drop(listener);
	let mut ran = assay(&["job", "status", "7", "--url", &url]);
	ran.err = ran.err.replace(&url, "NODE");
	told(
		&ran,
		3,
		"error: no node answers at NODE: Error when opening the TCP socket: Connection refused (os error 111)\n  what to do: start one \
		 with `assay --dev`, or name yours with --url\n",
	);
}

#[test]
fn a_node_by_another_protocol() {
	told(
		&assay(&["job", "status", "7", "--url", "http://127.0.0.1:9944"]),
		2,
		"error: `http://127.0.0.1:9944` is no address of a node that this program can use\n  what \
		 to do: write it as ws://HOST:PORT. For a node elsewhere make a tunnel first, as in `ssh -L \
		 9944:localhost:9944 HOST`\n",
	);
}

#[test]
fn a_chain_of_another_release() {
	let script = Script {
		spec_version: 99,
		..Script::default()
	};
	let (ran, sent) = run_double(script, &["--yes"]);
	told(
		&ran,
		3,
		"error: the chain runs release 99 of the runtime (transactions 1), and this program speaks \
		 100 (transactions 1)\n  what to do: use the `assay` of the chain's release. Nothing was \
		 signed\n",
	);
	assert_eq!(sent, 0);
}

#[test]
fn an_unknown_job() {
	let node = Fake::start(Script::default());
	told(
		&assay(&["job", "watch", "7", "--url", &node.url]),
		2,
		"error: the chain knows no job 7\n  what to do: look at the number: `assay job run` printed \
		 it. Jobs that are over are forgotten after a week\n",
	);
}

#[test]
fn a_kernel_with_an_error() {
	let folder = Folder::new();
	let kernel = folder.file(
		"wrong.wgsl",
		DOUBLE.replace("numbers[id.x]", "nubmers[id.x]"),
	);
	let (ran, sent) = run(Script::default(), &folder, &kernel, &["--yes"]);
	told(
		&ran,
		2,
		"error[wgsl]: no definition in scope for identifier: `nubmers`\n --> wrong.wgsl:6:23\n  |\n6 \
		 |     doubled[id.x] = 2u * nubmers[id.x];\n  |                          ^^^^^^^ unknown \
		 identifier\n  = help: declare it, or check the spelling: names are case-sensitive\n",
	);
	assert_eq!(sent, 0);
}

#[test]
fn a_kernel_without_its_input() {
	let folder = Folder::new();
	let kernel = folder.file("double.wgsl", DOUBLE);
	let (ran, sent) = run(Script::default(), &folder, &kernel, &["--yes"]);
	told(
		&ran,
		2,
		"error: double.wgsl: the kernel has 1 inputs (numbers) and 0 are given\n  what to do: give \
		 --input FILE once for each, in this order. Nothing was spent\n",
	);
	assert_eq!(sent, 0);
}

#[test]
fn an_input_of_the_wrong_size() {
	let folder = Folder::new();
	let kernel = folder.file("double.wgsl", DOUBLE);
	let input = folder.file("numbers.bin", [1, 2, 3, 4, 5]);
	let more = ["--yes", "--input", &input];
	let (ran, sent) = run(Script::default(), &folder, &kernel, &more);
	told(
		&ran,
		2,
		"error: the input numbers.bin has 5 bytes, and kernels read words of 4 bytes\n  what to do: \
		 fill it up with zeros, or look whether it is the file that you meant. Nothing was spent\n",
	);
	assert_eq!(sent, 0);
}

#[test]
fn an_input_that_isnt_there() {
	let folder = Folder::new();
	let kernel = folder.file("double.wgsl", DOUBLE);
	let input = folder.path("numbers.bin").display().to_string();
	let more = ["--yes", "--input", &input];
	let (ran, _) = run(Script::default(), &folder, &kernel, &more);
	told(
		&ran,
		2,
		"error: can't read numbers.bin: No such file or directory (os error 2)\n  what to do: look \
		 at its name and whether you may read it. Nothing was spent\n",
	);
}

#[test]
fn no_gateway() {
	let folder = Folder::new();
	let kernel = folder.file("double.wgsl", DOUBLE);
	let input = folder.file("numbers.bin", [0; 512]);
	let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
	let gateway = format!("http://{}", listener.local_addr().unwrap());
	drop(listener);
	let more = ["--yes", "--input", &input, "--gateway", &gateway];
	let (ran, sent) = run(Script::default(), &folder, &kernel, &more);
	assert_eq!(ran.code, 4);
	let err = ran.err.replace(&gateway, "GATEWAY");
	assert!(
		err.starts_with("error: numbers.bin can't be uploaded to GATEWAY: "),
		"{err}"
	);
	assert!(
		err.ends_with(
			"\n  what to do: start a node, whose gateway it is, or name another with --gateway. \
			 Nothing was spent\n"
		),
		"{err}"
	);
	assert_eq!(sent, 0);
}

#[test]
fn a_blob_that_nobody_has() {
	let folder = Folder::new();
	let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
	let gateway = format!("http://{}", listener.local_addr().unwrap());
	drop(listener);
	let hash = "00".repeat(32);
	let out = folder.path("out.bin").display().to_string();
	let ran = assay(&["blob", "get", &hash, "--out", &out, "--gateway", &gateway]);
	assert_eq!(ran.code, 4);
	let err = ran.err.replace(&gateway, "GATEWAY");
	assert!(
		err.starts_with(&format!("error: the blob {hash} can't be had: GATEWAY: ")),
		"{err}"
	);
	assert!(!folder.path("out.bin").exists());
}

#[test]
fn no_money() {
	let script = Script {
		free: ASY / 50,
		quote: Ok(Quote {
			fuel: 1_000,
			escrow: Escrow {
				payment: ASY / 4,
				verification: ASY,
				deposit: 2 * ASY,
			},
			attempt_fee: ASY / 3,
			royalties: Permill::zero(),
		}),
		..Script::default()
	};
	let (ran, sent) = run_double(script, &["--yes"]);
	told(
		&ran,
		5,
		"error: 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY can spend 0.01 ASY, and this takes \
		 3.26 ASY: 0.25 ASY for the provider, 1 ASY for verification, 2 ASY as a deposit, 0.01 ASY \
		 as the transaction's fee\n  what to do: send it 3.25 ASY more, offer a lower --price, or \
		 sign with another key. Nothing was spent on this job\n",
	);
	assert_eq!(sent, 0);
}

#[test]
fn no_money_for_the_kernel() {
	let script = Script {
		free: ASY / 100,
		knows_kernels: false,
		..Script::default()
	};
	let (ran, sent) = run_double(script, &["--yes"]);
	assert_eq!(ran.code, 5);
	assert!(ran.err.contains("kernels' deposits"), "{}", ran.err);
	assert_eq!(sent, 0);
}

#[test]
fn a_price_below_every_ask() {
	let script = Script {
		providers: vec![provider("//Bob", ASY / 20), provider("//Charlie", ASY / 10)],
		..Script::default()
	};
	let (ran, sent) = run_double(script, &["--yes", "--price", "0.01"]);
	told(
		&ran,
		5,
		"error: the price is too low: you offer 0.01 ASY for a giga-fuel, and the lowest ask of who \
		 could run this is 0.05 ASY\n  what to do: give --price 0.05 or more, or --anyway to wait \
		 for a cheaper one. Nothing was spent\n",
	);
	assert_eq!(sent, 0);
}

#[test]
fn no_provider() {
	let script = Script {
		providers: Vec::new(),
		..Script::default()
	};
	let (ran, sent) = run_double(script, &["--yes"]);
	told(
		&ran,
		5,
		"error: no provider is active on this chain\n  what to do: start one (docs/cli.md), or give \
		 --price and --anyway to let the job wait in the queue. Nothing was spent\n",
	);
	assert_eq!(sent, 0);
}

#[test]
fn providers_without_room() {
	let mut busy = provider("//Bob", ASY);
	busy.running = busy.capacity;
	let script = Script {
		providers: vec![busy],
		..Script::default()
	};
	let (ran, _) = run_double(script, &[]);
	assert!(
		ran.err.starts_with(
			"who could run this has no room now: the job will wait in the queue\nthe job takes"
		),
		"{}",
		ran.err
	);
}

#[test]
fn no_provider_that_is_large_enough() {
	let mut small = provider("//Bob", ASY);
	small.devices[0].limits.memory = 100;
	let script = Script {
		providers: vec![small],
		..Script::default()
	};
	let (ran, _) = run_double(script, &["--yes"]);
	told(
		&ran,
		5,
		"error: none of the 1 active providers has a device for this job: it takes 1 MiB of memory, \
		 1 MiB in one buffer, 64 lanes\n  what to do: split the job into smaller ones, or give \
		 --price and --anyway to let it wait for a larger device. Nothing was spent\n",
	);
}

#[test]
fn a_provider_that_is_none() {
	let address = "5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy";
	let (ran, _) = run_double(Script::default(), &["--yes", "--provider", address]);
	told(
		&ran,
		5,
		"error: no provider that you name could run this now: \
		 5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy\n  what to do: look at them with `assay \
		 provider status ADDRESS`, or name others. Nothing was spent\n",
	);
}

#[test]
fn over_a_limit_of_the_chain() {
	let script = Script {
		quote: Err(Refused::Job(b"DeadlineTooLong".to_vec())),
		..Script::default()
	};
	let (ran, sent) = run_double(script, &["--yes", "--deadline", "1000000"]);
	told(
		&ran,
		5,
		"error: the chain would refuse the job: DeadlineTooLong\n  what to do: give a shorter \
		 --deadline: 7200 blocks are the most by default\n",
	);
	assert_eq!(sent, 0);
}

#[test]
fn an_output_that_isnt_split_evenly() {
	let (ran, _) = run_double(Script::default(), &["--yes", "--output", "7"]);
	assert_eq!(ran.code, 2);
	assert_eq!(
		ran.err,
		"error: the kernel has 1 outputs (doubled) and 2 are described: give --output WORDS once \
		 for each, in this order\n"
	);
}

#[test]
fn a_picture_that_is_too_wide() {
	let more = ["--yes", "--save-as", "a.png", "--width", "100"];
	let (ran, sent) = run_double(Script::default(), &more);
	told(
		&ran,
		2,
		"error: --width 100: the output's 128 words aren't rows of that many\n  what to do: give the \
		 words from a row of the output to the next. Nothing was spent\n",
	);
	assert_eq!(sent, 0);
}

#[test]
fn nobody_to_agree() {
	let (ran, sent) = run_double(Script::default(), &[]);
	told(
		&ran,
		2,
		"the job takes 1000 lane-operations at up to 0.05 ASY for 10^9 of them\non hold: 0.00000005 \
		 ASY for the provider at most, 1 ASY for verification at most, 2 ASY as a deposit\nthe fee \
		 is 0.01 ASY; what isn't used comes back when the job is over\nerror: this spends money and \
		 has to be agreed to, and there is no terminal to ask on\n  what to do: look at the lines \
		 above, and give --yes if you agree. Nothing was spent\n",
	);
	assert_eq!(sent, 0);
}

#[test]
fn somebody_who_doesnt_agree() {
	let folder = Folder::new();
	let kernel = folder.file("double.wgsl", DOUBLE_OF_NOTHING);
	let node = Fake::start(Script::default());
	let ran = assay_answering(
		&[
			"job",
			"run",
			&kernel,
			"--url",
			&node.url,
			"--grid",
			"2,1,1",
			"--output",
			"128",
			"--dev-key",
			"Alice",
		],
		"no",
	);
	assert_eq!(ran.code, 130);
	assert!(ran.err.ends_with(
		"error: not agreed to\n  what to do: nothing more is spent; begin again whenever you like\n"
	));
	assert_eq!(node.submissions(), 0);
}

#[test]
fn a_file_without_a_key() {
	let folder = Folder::new();
	let file = folder.file("key", "correct horse battery staple");
	std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
	let (ran, sent) = run_double(Script::default(), &["--yes", "--key-file", &file]);
	assert_eq!(ran.code, 2);
	assert_eq!(
		folder.plain(&ran.err),
		"error: the key file key holds no secret phrase\n  what to do: a phrase is 12 to 24 words, \
		 or 0x and 64 hex digits; `assay key generate` makes one. Nothing was sent\n"
	);
	assert_eq!(sent, 0);
}

#[test]
fn somebody_elses_job() {
	let mut script = Script::default();
	script.jobs.insert(7, queued(account("//Bob")));
	let node = Fake::start(script);
	told(
		&assay(&[
			"job",
			"cancel",
			"7",
			"--url",
			&node.url,
			"--dev-key",
			"Alice",
			"--yes",
		]),
		5,
		"error: job 7 was submitted by 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty, and this \
		 key is that of 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\n  what to do: sign with \
		 the key that submitted it. Nothing was spent\n",
	);
	assert_eq!(node.submissions(), 0);
}

fn queued(requester: AccountId) -> JobView<AccountId, BlockNumber> {
	on(requester, None, StageView::Queued { before: 3 })
}

fn on(
	requester: AccountId,
	results: Option<Vec<BlobHash>>,
	stage: StageView<AccountId, BlockNumber>,
) -> JobView<AccountId, BlockNumber> {
	JobView {
		requester,
		results,
		state: JobState::On {
			fuel: 1_000,
			attempt: 1,
			expires_at: 99,
			escrow: Escrow {
				payment: ASY,
				verification: ASY,
				deposit: ASY,
			},
			stage,
		},
	}
}

#[test]
fn a_job_that_runs_already() {
	let mut script = Script::default();
	let running = StageView::Assigned {
		operator: account("//Bob"),
		payment: ASY,
		until: 30,
	};
	script.jobs.insert(7, on(account("//Alice"), None, running));
	let node = Fake::start(script);
	told(
		&assay(&[
			"job",
			"cancel",
			"7",
			"--url",
			&node.url,
			"--dev-key",
			"Alice",
			"--yes",
		]),
		5,
		"error: job 7 can't be taken back: it is running\n  what to do: follow it with `assay job \
		 watch 7`. Nothing was spent\n",
	);
	told(
		&assay(&["job", "result", "7", "--url", &node.url]),
		1,
		"error: job 7 has no verified result yet: running\n  what to do: wait with `assay job watch \
		 7`; --unverified takes what is committed to\n",
	);
}

#[test]
fn a_result_of_a_job_that_has_none() {
	let mut script = Script::default();
	let expired = JobView {
		requester: account("//Alice"),
		results: None,
		state: JobState::Over(EndView {
			ending: Ending::Irreproducible,
			operator: None,
			paid: 0,
			forget_at: 1,
		}),
	};
	script.jobs.insert(7, expired);
	let node = Fake::start(script);
	told(
		&assay(&["job", "result", "7", "--url", &node.url]),
		1,
		"error: job 7 has no result: ended: three providers couldn't make an accurate result\n  what \
		 to do: widen --tolerance, or use strict floats; `touchstone diff` shows where devices \
		 differ. A small fee was taken\n",
	);
}

#[test]
fn an_account_that_cant_pay_fees() {
	let script = Script {
		submission: Submission::Refused(
			1010,
			"Invalid Transaction",
			"Inability to pay some fees (e.g. account balance too low)",
		),
		..Script::default()
	};
	let (ran, _) = run_double(script, &["--yes"]);
	assert_eq!(ran.code, 5);
	assert!(
		ran.err.ends_with(
			"error: the account can't pay the transaction's fee\n  what to do: send it some ASY \
			 first, or sign with another key. Nothing was spent\n"
		),
		"{}",
		ran.err
	);
}

#[test]
fn a_call_that_fails_in_its_block() {
	let error = DispatchError::from(assay_jobs::Error::<Runtime>::PatienceTooLong);
	let script = Script {
		submission: Submission::Fails(error),
		..Script::default()
	};
	let (ran, sent) = run_double(script, &["--yes"]);
	assert_eq!(ran.code, 5);
	assert!(
		ran.err.ends_with(
			"error: the chain refuses it: PatienceTooLong (Jobs)\n  what to do: give a shorter \
			 --patience: 201600 blocks are the most by default\n"
		),
		"{}",
		ran.err
	);
	assert_eq!(sent, 1);
}

#[test]
fn errors_should_be_json_where_programs_listen() {
	let node = Fake::start(Script::default());
	let ran = assay(&["job", "status", "7", "--url", &node.url, "--json"]);
	assert_eq!(ran.code, 2);
	assert_eq!(
		crate::fake::line(&ran.out),
		serde_json::json!({
			"error": "the chain knows no job 7",
			"advice": "look at the number: `assay job run` printed it. Jobs that are over are \
					   forgotten after a week",
			"code": 2,
		})
	);
}
