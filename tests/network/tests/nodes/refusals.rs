//! What a node says when it can't start: what is wrong, and what to do.

use assay_tests_network::{Chain, Key, Scene};
use std::{fs, net::TcpListener};

#[test]
fn node_should_name_the_port_and_the_flag_when_its_rpc_port_is_taken() {
	let scene = Scene::new("rpc_port_taken");
	let taken = TcpListener::bind("127.0.0.1:0").unwrap();
	let port = taken.local_addr().unwrap().port();

	let outcome = scene.dev().arg("--no-gpu").rpc_port(port).start_in_vain();
	outcome.assert_refusal(&[&port.to_string(), "--rpc-port"]);
}

#[test]
fn node_should_name_the_port_and_the_flag_when_its_peer_port_is_taken() {
	let scene = Scene::new("peer_port_taken");
	let taken = TcpListener::bind("127.0.0.1:0").unwrap();
	let address = taken.local_addr().unwrap();

	let listen = format!("/ip4/127.0.0.1/tcp/{}", address.port());
	let outcome = scene.dev().arg("--no-gpu").arg("--listen-addr").arg(&listen).start_in_vain();
	outcome.assert_refusal(&[&address.to_string(), "--port"]);
}

#[test]
fn node_should_name_the_port_and_the_flag_when_its_metrics_port_is_taken() {
	let scene = Scene::new("metrics_port_taken");
	let taken = TcpListener::bind("127.0.0.1:0").unwrap();
	let port = taken.local_addr().unwrap().port();

	let outcome = scene.dev().arg("--no-gpu").metrics_port(port).start_in_vain();
	outcome.assert_refusal(&[&port.to_string(), "--prometheus-port"]);
}

#[test]
fn node_should_name_the_file_when_its_chain_spec_is_missing() {
	let scene = Scene::new("spec_missing");
	let path = scene.data("no-such-spec.json");

	let outcome = scene.launch("node", Chain::Spec(path)).start_in_vain();
	outcome.assert_refusal(&["no-such-spec.json", "neither one of dev|local|testnet nor a file"]);
}

#[test]
fn node_should_name_the_file_when_its_chain_spec_is_not_one() {
	let scene = Scene::new("spec_broken");
	let path = scene.data("broken-spec.json");
	fs::write(&path, "{ \"name\": \"half a spe").unwrap();

	let outcome = scene.launch("node", Chain::Spec(path)).start_in_vain();
	outcome.assert_refusal(&["broken-spec.json", "export-chain-spec"]);
}

/// Root may write anywhere, but not even root can make a folder under a file.
#[test]
fn node_should_name_the_folder_when_it_may_not_write_there() {
	let scene = Scene::new("no_permission");
	let file = scene.data("a-file");
	fs::write(&file, "").unwrap();

	let outcome = scene.validator(Key::Alice).base_path(file.join("node")).start_in_vain();
	outcome.assert_refusal(&["a-file", "--base-path"]);
}
