//! What a person may type, and this project's defaults.

use assay_node::cli::Cli;
use clap::FromArgMatches;
use sc_cli::{CliConfiguration, OffchainWorkerEnabled};

fn parse(arguments: &[&str]) -> Cli {
	let matches = Cli::command_with_defaults()
		.try_get_matches_from([&["assay"], arguments].concat())
		.expect("the arguments are valid");
	Cli::from_arg_matches(&matches).expect("the arguments are valid")
}

#[test]
fn arguments_should_be_consistent() {
	Cli::command_with_defaults().debug_assert();
}

#[test]
fn defaults_should_suit_a_small_machine_and_a_provider() {
	let run = parse(&["--dev"]).run;
	assert_eq!(run.trie_cache_maximum_size().unwrap(), Some(64 * 1024 * 1024));
	assert!(matches!(run.offchain_worker_params.enabled, OffchainWorkerEnabled::Always));
	assert!(matches!(
		run.network_params.network_backend,
		sc_cli::arg_enums::NetworkBackendType::Litep2p
	));
}

#[test]
fn defaults_should_yield_when_a_value_is_given() {
	let run = parse(&["--dev", "--trie-cache-size", "7", "--offchain-worker", "never"]).run;
	assert_eq!(run.trie_cache_maximum_size().unwrap(), Some(7));
	assert!(matches!(run.offchain_worker_params.enabled, OffchainWorkerEnabled::Never));
}

#[test]
fn pages_from_elsewhere_should_not_be_let_in_unless_somebody_says_so() {
	let origins = |arguments: &[&str]| parse(arguments).run.rpc_cors(true).unwrap();
	let local = ["http://localhost", "http://127.0.0.1", "https://polkadot.js.org"];
	assert_eq!(origins(&["--dev"]), Some(local.map(String::from).to_vec()));
	assert_eq!(origins(&["--dev", "--rpc-cors", "all"]), None);
}

#[test]
fn light_clients_should_have_addresses_when_a_port_is_named_or_implied() {
	let addresses = |arguments: &[&str], implied| {
		let addresses = parse(arguments).network.addresses(implied);
		addresses.iter().map(ToString::to_string).collect::<Vec<_>>()
	};
	let named = ["/ip6/::/tcp/4242/ws", "/ip4/0.0.0.0/tcp/4242/ws"];
	for implied in [false, true] {
		assert_eq!(addresses(&["--light-client-port", "4242"], implied), named);
	}
	assert_eq!(addresses(&["--validator"], false), [""; 0]);
	// On the usual port, or on a free one where that is taken.
	let usual = ["/ip6/::/tcp/30433/ws", "/ip4/0.0.0.0/tcp/30433/ws"];
	let free = ["/ip6/::/tcp/0/ws", "/ip4/0.0.0.0/tcp/0/ws"];
	let implied = addresses(&["--dev"], true);
	assert!(implied == usual || implied == free, "{implied:?}");
}
