//! What the node's commands do when something is wrong, and what they leave alone.

use assay_tests_network::{secs, Chain, Scene};
use std::{fs, path::Path};

/// What is typed wrong, the exit code, and a part of what has to be said about it. BASE stands for a folder in which
/// no node ever ran, JUNK for a file that is nothing of use.
const NONSENSE: &[(&str, i32, &str)] = &[
	("--chain mars", 1, "there is no chain 'mars'"),
	("--dev --network-backend libp2p", 1, "the only network backend is litep2p"),
	("key inspect nonsense", 1, "neither a secret phrase"),
	("key inspect --scheme ed25519 nonsense", 1, "neither a secret phrase"),
	("key inspect --public nonsense", 1, "Error"),
	("key inspect --expect-public 0x00 //Alice", 1, "Invalid expected public key"),
	("key inspect-node-key --file BASE/none", 1, "No such file"),
	("key inspect-node-key --file JUNK", 1, "failed to decode secret as hex"),
	("key generate-node-key --chain mars", 1, "there is no chain 'mars'"),
	(
		"key insert --chain dev --base-path BASE --scheme sr25519 --suri nonsense --key-type gpuw",
		1,
		"Invalid phrase",
	),
	(
		"key insert --chain dev --base-path BASE --scheme sr25519 --suri //A --key-type nonsense",
		1,
		"Error",
	),
	("sign --suri nonsense --message x", 1, "Invalid phrase"),
	("verify --message x 0x00 //Alice", 1, "Error"),
	("vanity --pattern 0OIl", 2, "no address has a '0' in it"),
	("export-chain-spec --chain mars", 1, "there is no chain 'mars'"),
	("export-light-spec --url ws://127.0.0.1:1", 1, "no node answers at ws://127.0.0.1:1"),
	("build-spec --chain mars", 1, "there is no chain 'mars'"),
	("chain-info --chain dev --base-path BASE", 1, "there is no database of the chain 'dev'"),
	("check-block --chain dev --base-path BASE 1", 1, "there is no database of the chain 'dev'"),
	("export-blocks --chain dev --base-path BASE", 1, "there is no database of the chain 'dev'"),
	("export-state --chain dev --base-path BASE", 1, "there is no database of the chain 'dev'"),
	("revert --chain dev --base-path BASE", 1, "there is no database of the chain 'dev'"),
	("import-blocks --chain dev --base-path BASE BASE/none", 1, "No such file"),
	("purge-chain --chain mars -y", 1, "there is no chain 'mars'"),
];

#[test]
fn commands_should_end_with_an_error_when_they_are_given_nonsense() {
	let scene = Scene::new("nonsense");
	let (base, junk) = (scene.data("base"), scene.data("junk"));
	fs::write(&junk, "nonsense").unwrap();
	let path = |path: &Path| path.to_str().unwrap().to_owned();
	for (line, code, expected) in NONSENSE {
		let line = line.replace("BASE", &path(&base)).replace("JUNK", &path(&junk));
		let words: Vec<_> = line.split(' ').collect();
		let outcome = scene.run(words[0].trim_start_matches('-'), &words);
		let said = outcome.log.text();
		assert_eq!(outcome.code, Some(*code), "`assay {line}` ended otherwise: {said}");
		assert!(said.contains(expected), "`assay {line}` doesn't say {expected:?}: {said}");
		assert!(!said.contains("panicked at"), "`assay {line}` panicked: {said}");
	}
}

#[test]
fn purge_chain_should_leave_a_running_node_alone_and_keep_keys() {
	let scene = Scene::new("purge_chain");
	let base = scene.data("node");
	let folder = base.join("chains/dev");
	let base_text = base.to_str().unwrap();
	let of_chain = ["--chain", "dev", "--base-path", base_text];
	let run = |args: &[&str]| scene.run(args[0], &[args, &of_chain].concat());
	let node = scene.launch("node", Chain::Dev).base_path(base.clone()).arg("--gpu-interpreter");
	let node = node.blob_port(0).start();
	node.wait_for_best(1, secs(60));

	run(&["purge-chain", "-y"]).assert_refusal(&["a node uses the database", "stop it first"]);
	let best = node.rpc().best().unwrap().number;
	node.wait_for_best(best + 1, secs(60));
	let log = node.log().clone();
	node.stop();
	for alarm in ["Essential task", "ERROR", "panicked"] {
		assert_eq!(log.line_with(alarm), None, "a clean stop is no alarm");
	}

	assert!(run(&["chain-info"]).succeeded().contains("\"best_number\""));
	let entries = || {
		let entries = fs::read_dir(&folder).unwrap();
		let mut names: Vec<_> =
			entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
		names.sort();
		names
	};
	assert_eq!(entries(), ["blobs", "gpu", "keystore", "network", "paritydb"]);
	// Nobody answers.
	run(&["purge-chain"]).assert_refusal(&["nothing was removed"]);
	assert_eq!(entries(), ["blobs", "gpu", "keystore", "network", "paritydb"]);
	let said = run(&["purge-chain", "-y", "--keep-work"]).succeeded();
	assert!(said.contains("Removes from") && said.contains("Keeps:"), "{said}");
	assert_eq!(entries(), ["blobs", "gpu", "keystore", "network"]);
	run(&["purge-chain", "-y"]).succeeded();
	assert_eq!(entries(), ["keystore", "network"]);

	run(&["chain-info"]).assert_refusal(&["there is no database of the chain 'dev'"]);
	assert_eq!(entries(), ["keystore", "network"], "looking made something");
	assert!(run(&["purge-chain", "-y"]).succeeded().contains("nothing to remove"));
	run(&["purge-chain", "-y", "--keys"]).succeeded();
	assert_eq!(entries(), Vec::<String>::new());
}
