//! Tiles that are executed again, and shown to the chain when they are wrong.

use crate::{
	fake::{account, line, provider, Fake, Script, Submission},
	ran::{assay, parse, Folder, Ran, DOUBLE},
};
use assay_blobs::{Gateway, GatewayOptions, Store};
use assay_cli::{args::JobCommand, job, Command};
use assay_client::draft::{Draft, OutputDraft};
use assay_jobs::{
	stage::{Opened, Run as RunRecord},
	Futile, JobRecordOf,
};
use assay_market::{
	BlobHash, Escrow, Fault, Job, JobEvent, JobState, Offer, Order, Place, PricePerGigaFuel,
	Progress, Run, VerdictKind,
};
use assay_runtime::{configs::market::CurrentTerms, currency::ASY, Runtime};
use frame_support::traits::Get;
use sp_runtime::BoundedVec;
use std::{io::Write, net::SocketAddr};

/// The job's number.
const ID: u64 = 7;

/// A job of four workgroups at a node, and a gateway with its input and an output.
struct Setting {
	node: Fake,
	gateway: String,
	_folder: Folder,
	_runtime: tokio::runtime::Runtime,
}

impl Setting {
	/// `output` is what the provider has made of the words 0 to 255.
	fn new(output: Vec<u32>, says: Script) -> Self {
		let folder = Folder::new();
		let input: Vec<u8> = (0..256u32).flat_map(u32::to_le_bytes).collect();
		let output: Vec<u8> = output.into_iter().flat_map(u32::to_le_bytes).collect();
		let kernel = folder.file("double.wgsl", DOUBLE);
		let numbers = folder.file("numbers.bin", &input);
		let draft = draft(&[&kernel, "--grid", "4,1,1", "--input", &numbers, "--output", "256"]);
		assert!(matches!(draft.outputs[..], [OutputDraft { .. }]));

		let store = Store::open(folder.path("blobs"), 1 << 30).unwrap();
		let hashes = [&input, &output].map(|bytes| put(&store, bytes));
		let runtime = tokio::runtime::Builder::new_multi_thread()
			.worker_threads(1)
			.enable_all()
			.build()
			.unwrap();
		let options = GatewayOptions {
			listen: SocketAddr::from(([127, 0, 0, 1], 0)),
			..GatewayOptions::default()
		};
		let served = runtime.block_on(Gateway::bind(store, options)).unwrap();
		let gateway = format!("http://{}", served.local_addr());
		runtime.spawn(served.serve(std::future::pending()));

		let run = RunRecord { operator: account("//Bob"), payment: ASY, collateral: 2 * ASY };
		let escrow = Escrow { payment: ASY, verification: ASY, deposit: ASY };
		let mut bob = provider("//Bob", ASY);
		bob.profile.endpoint = gateway.clone().into_bytes().try_into().unwrap();
		let mut script = Script {
			providers: vec![bob],
			bytecode: draft.kernels[0].1.bytecode.clone(),
			order: Some(Order {
				spec: draft.spec.clone(),
				offer: Offer {
					price: PricePerGigaFuel(ASY),
					deadline: 100,
					patience: 100,
					samples: 2,
					allowed: BoundedVec::new(),
					region: None,
					attributes: BoundedVec::new(),
				},
				tried: Vec::new(),
			}),
			record: Some(JobRecordOf::<Runtime> {
				requester: account("//Alice"),
				fuel: draft.plan.fuel().0,
				stage: Opened { run, window_ends: 100, settle_at: 100, demand: None }.into(),
				attempt: 1,
				futile: Futile::default(),
				expires_at: 1_000,
				escrow,
				attempt_fee: 1,
				spent: 1,
				terms: default_terms(),
			}),
			..says
		};
		script.jobs.insert(
			ID,
			Job {
				id: ID,
				requester: account("//Alice"),
				results: Some(vec![hashes[1]]),
				state: JobState::Opened {
					run: Run { operator: account("//Bob"), payment: ASY },
					settle_at: 100,
					demand: None,
				},
				progress: Some(Progress {
					fuel: draft.plan.fuel().0,
					attempt: 1,
					expires_at: 1_000,
					escrow,
				}),
			},
		);
		Self { node: Fake::start(script), gateway, _folder: folder, _runtime: runtime }
	}

	fn challenge(&self, more: &[&str]) -> Ran {
		let fixed = [
			"job",
			"challenge",
			"7",
			"--dev-key",
			"Charlie",
			"--json",
			"--url",
			&self.node.url,
			"--gateway",
			&self.gateway,
		];
		assay(&[&fixed[..], more].concat())
	}
}

/// The terms of a chain without a state: the defaults.
fn default_terms() -> assay_jobs::terms::Terms<u32> {
	sp_io::TestExternalities::default().execute_with(CurrentTerms::get)
}

fn draft(arguments: &[&str]) -> Draft {
	let Command::Job(job) = parse(&[&["job", "run"], arguments].concat()) else {
		panic!("it is a job")
	};
	let JobCommand::Run(args) = job.command else { panic!("it is a run") };
	job::draft(&args).unwrap()
}

fn put(store: &Store, bytes: &[u8]) -> BlobHash {
	let path = store.scratch_folder().join("new");
	std::fs::File::create(&path).and_then(|mut file| file.write_all(bytes)).unwrap();
	store.adopt(&path, None).unwrap().hash
}

fn doubled() -> Vec<u32> {
	(0..256).map(|n| 2 * n).collect()
}

/// A chain that says this to a challenge.
fn says(verdict: VerdictKind) -> Script {
	let charlie = account("//Charlie");
	let mut happened = vec![JobEvent::Challenged {
		challenger: charlie.clone(),
		place: Place { pass: 0, group: [2, 0, 0] },
		verdict,
	}];
	if verdict == VerdictKind::Mismatch {
		happened.push(JobEvent::Slashed {
			operator: account("//Bob"),
			fault: Fault::Mismatch,
			slashed: 2 * ASY,
			compensation: ASY / 10,
			bounty: 6 * ASY / 10,
			burned: ASY,
		});
	}
	let fee = pallet_transaction_payment::Event::TransactionFeePaid {
		who: charlie,
		actual_fee: 77,
		tip: 0,
	};
	Script { submission: Submission::Does(vec![fee.into()]), happened, ..Script::default() }
}

#[test]
fn wrong_tile_should_be_found_and_shown_when_none_is_named() {
	let mut output = doubled();
	output[130] ^= 1;
	let setting = Setting::new(output, says(VerdictKind::Mismatch));
	let ran = setting.challenge(&["--yes"]);
	assert_eq!(ran.code, 0, "{}", ran.err);
	assert_eq!(setting.node.submissions(), 1);
	let lines: Vec<_> = ran.out.lines().map(line).collect();
	let of = |event: &str| lines.iter().find(|line| line["event"] == event).unwrap();
	let place = serde_json::json!({ "pass": 0, "group": [2, 0, 0] });
	assert_eq!(of("searched")["wrong"], place);
	assert_eq!(of("judged")["verdict"], "mismatch");
	assert_eq!(of("judged")["bond"], (5 * ASY).to_string());
	let told = of("challenged");
	assert_eq!(told["verdict"], "mismatch");
	assert_eq!(told["bounty"], (6 * ASY / 10).to_string());
	assert_eq!(told["bondLost"], "0");
	assert_eq!(told["fee"], "77");
	assert!(
		ran.err.contains("you lose the bond of 5 ASY if the chain finds it right"),
		"{}",
		ran.err
	);
}

#[test]
fn nothing_should_be_at_stake_when_all_tiles_are_right() {
	let setting = Setting::new(doubled(), says(VerdictKind::Match));
	let ran = setting.challenge(&["--yes"]);
	assert_eq!(ran.code, 1);
	assert_eq!(setting.node.submissions(), 0);
	assert!(
		ran.err.contains("all 4 tiles of job 7 are right: there is nothing to challenge"),
		"{}",
		ran.err
	);
}

#[test]
fn right_tile_should_be_challenged_only_when_it_is_named_and_agreed_to() {
	let setting = Setting::new(doubled(), says(VerdictKind::Match));
	let asked = setting.challenge(&["--workgroup", "2,0,0"]);
	assert_eq!(asked.code, 2);
	assert!(asked.err.contains("you will LOSE the bond of 5 ASY"), "{}", asked.err);
	assert_eq!(setting.node.submissions(), 0);

	let agreed = setting.challenge(&["--workgroup", "2,0,0", "--yes"]);
	assert_eq!(agreed.code, 1, "{}", agreed.err);
	assert_eq!(setting.node.submissions(), 1);
	assert!(
		agreed.err.contains("the challenge of job 7 failed: the tile is right"),
		"{}",
		agreed.err
	);
	let last = agreed.out.lines().map(line).find(|line| line["event"] == "challenged");
	assert_eq!(last.unwrap()["bondLost"], (5 * ASY).to_string());
}

#[test]
fn place_should_be_refused_when_the_job_has_none_such() {
	let setting = Setting::new(doubled(), says(VerdictKind::Match));
	for (place, why) in [
		(["--pass", "0", "--workgroup", "4,0,0"], "workgroup 4,0,0 of pass 0 can't be judged"),
		(["--pass", "1", "--workgroup", "0,0,0"], "job 7 has 1 passes"),
	] {
		let ran = setting.challenge(&place);
		assert_eq!(ran.code, 2, "{}", ran.err);
		assert!(ran.err.contains(why), "{}", ran.err);
	}
	assert_eq!(setting.node.submissions(), 0);
}
