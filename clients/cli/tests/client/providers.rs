//! Becoming a provider, and how one is doing.

use crate::{
	fake::{line, provider, Fake, Script, Submission},
	ran::{assay, Folder},
};
use assay_client::dev::{self, DevProvider};
use assay_runtime::currency::ASY;
use sp_core::{crypto::Pair, sr25519};
use std::{fs, os::unix::fs::PermissionsExt};

#[test]
fn init_should_make_one_key_and_keep_it() {
	let folder = Folder::new();
	let save = folder.path("worker.key");
	let keystore = folder.path("keystore");
	let arguments = [
		"provider",
		"init",
		"--save",
		save.to_str().unwrap(),
		"--keystore",
		keystore.to_str().unwrap(),
		"--json",
	];
	let ran = assay(&arguments);
	assert_eq!(ran.code, 0, "{}", ran.err);
	let told = line(&ran.out);
	assert_eq!(told["new"], true);
	assert_eq!(fs::metadata(&save).unwrap().permissions().mode() & 0o777, 0o600);
	let phrase = fs::read_to_string(&save).unwrap();
	let pair = sr25519::Pair::from_string(phrase.trim(), None).unwrap();
	let hex: String = pair.public().0.iter().map(|byte| format!("{byte:02x}")).collect();
	assert_eq!(told["worker"], format!("0x{hex}"));

	// "gpuw" in hex, and the key: where the node looks.
	let kept = fs::read_to_string(keystore.join(format!("67707577{hex}"))).unwrap();
	assert_eq!(kept, format!("\"{}\"", phrase.trim()));

	let again = assay(&arguments);
	assert_eq!(again.code, 0, "{}", again.err);
	assert_eq!(line(&again.out)["worker"], told["worker"]);
	assert_eq!(line(&again.out)["new"], false);
	assert_eq!(fs::read_to_string(&save).unwrap(), phrase);
}

#[test]
fn init_should_say_when_a_node_takes_no_keys() {
	let folder = Folder::new();
	let save = folder.path("worker.key");
	let node = Fake::start(Script::default());
	let ran = assay(&["provider", "init", "--save", save.to_str().unwrap(), "--url", &node.url]);
	assert_eq!(ran.code, 3);
	assert_eq!(
		ran.err.replace(&node.url, "NODE"),
		"error: the node at NODE doesn't offer author_insertKey\n  what to do: allow it with \
		 --rpc-methods unsafe where only you can reach the node, or use another node\n"
	);
	// The key isn't lost: the next try takes it.
	assert!(save.exists());
}

const DEVICES: &str = "\
[[device]]
name = \"card\"
memory = 8589934592
buffer = 134217728
lanes = 256
workgroup_memory = 16384
strict = true
relaxed = false
score = 500000
";

fn register(script: Script, devices: &str, more: &[&str]) -> (u8, String, usize) {
	let folder = Folder::new();
	let worker = folder.file("worker.key", "//worker");
	fs::set_permissions(&worker, fs::Permissions::from_mode(0o600)).unwrap();
	let devices = folder.file("devices.toml", devices);
	let node = Fake::start(script);
	let usual = [
		"provider",
		"register",
		"--url",
		&node.url,
		"--dev-key",
		"Alice",
		"--worker",
		&worker,
		"--devices",
		&devices,
		"--name",
		"here",
		"--price",
		"0.1",
		"--yes",
	];
	let ran = assay(&[&usual[..], more].concat());
	(ran.code, folder.plain(&ran.err), node.submissions())
}

#[test]
fn register_should_bond_first() {
	let script = Script { submission: Submission::Does(Vec::new()), ..Script::default() };
	let (code, err, sent) = register(script, DEVICES, &["--endpoint", "http://here:9955"]);
	assert_eq!(code, 0, "{err}");
	assert_eq!(
		err,
		"what is bonded backs your jobs: a wrong result costs part of it, and getting it back takes \
		 14 days by default (100 ASY)\nblock 10: 100 ASY are bonded\n"
	);
	assert_eq!(sent, 2);
}

#[test]
fn an_endpoint_that_is_none_should_be_refused() {
	let (code, err, sent) = register(Script::default(), DEVICES, &["--endpoint", "here:9955"]);
	assert_eq!(code, 2);
	assert_eq!(
		err,
		"error: --endpoint here:9955 is no address of a gateway\n  what to do: write it as \
		 http://HOST:PORT or https://HOST. Nothing was spent\n"
	);
	assert_eq!(sent, 0);
}

#[test]
fn a_devices_file_should_be_checked() {
	let wrong = DEVICES.replace("lanes = 256\n", "");
	let (code, err, sent) = register(Script::default(), &wrong, &["--endpoint", "http://here"]);
	assert_eq!(code, 2);
	assert_eq!(
		err,
		"error: devices.toml: TOML parse error at line 1, column 1\n  |\n1 | [[device]]\n  | \
		 ^^^^^^^^^^\nmissing field `lanes`\n  what to do: docs/cli.md has an example of such a file\n"
	);
	assert_eq!(sent, 0);
}

#[test]
fn who_is_one_already_should_not_register_again() {
	let script = Script { providers: vec![provider("//Alice", ASY)], ..Script::default() };
	let (code, err, sent) = register(script, DEVICES, &["--endpoint", "http://here"]);
	assert_eq!(code, 5);
	assert_eq!(
		err,
		"error: 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY is a provider already\n  what to \
		 do: `assay provider status` says how it is doing. Nothing was spent\n"
	);
	assert_eq!(sent, 0);
}

#[test]
fn status_should_tell_all_of_a_provider() {
	let node = Fake::start(Script::default());
	let ran = assay(&["provider", "status", "--dev-key", "Bob", "--url", &node.url]);
	assert_eq!(ran.code, 0, "{}", ran.err);
	assert_eq!(
		ran.out,
		"operator 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty\n  provider    //Bob\n  state       \
		 active\n  endpoint    http://127.0.0.1:1\n  price       0.05 ASY for a giga-fuel\n  jobs        0 of 4 at once, until they are settled\n  reliability 100.0 \
		 %\n  heard       in block 1\n  device      llvmpipe, 16384 MiB, 700 million fuel a second\n"
	);
	let ran = assay(&["provider", "status", "--dev-key", "Dave", "--url", &node.url]);
	assert_eq!(ran.code, 2);
	assert!(ran.err.contains("is no provider, and has bonded nothing"), "{}", ran.err);
}

#[test]
fn withdraw_should_wait_for_jobs() {
	let mut busy = provider("//Alice", ASY);
	busy.running = 2;
	let node = Fake::start(Script { providers: vec![busy], ..Script::default() });
	let ran = assay(&["provider", "withdraw", "--dev-key", "Alice", "--yes", "--url", &node.url]);
	assert_eq!(ran.code, 5);
	assert_eq!(
		ran.err,
		"error: 2 jobs still run\n  what to do: `assay provider drain` takes no new ones; come back \
		 when they are over. Nothing was spent\n"
	);
	assert_eq!(node.submissions(), 0);
}

#[test]
fn a_development_chain_should_get_its_provider_in_one_transaction() {
	let submission = Submission::Does(Vec::new());
	let node = Fake::start(Script { submission, ..Script::default() });
	let machine = DevProvider {
		operator: "//Alice".into(),
		worker: "//Alice//gpu".into(),
		endpoint: "http://127.0.0.1:9955".into(),
		devices: provider("//Bob", ASY).devices.into_inner(),
	};
	let runtime =
		tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
	runtime.block_on(dev::register(&node.url, &machine)).unwrap();
	assert_eq!(node.submissions(), 1);
}
