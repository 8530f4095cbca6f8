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
