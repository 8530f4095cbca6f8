//! What a person may type.

use crate::{
	export_light_spec::ExportLightSpec, gpu_args::GpuArgs, keys::KeyCommand,
	network_args::NetworkArgs, purge_chain::PurgeChain,
};
use clap::{CommandFactory, FromArgMatches, Parser};
use sc_cli::SubstrateCli;

/// Bytes of state kept in memory by default. The SDK's gigabyte is meant for far larger chains.
const TRIE_CACHE_BYTES: &str = "67108864";

/// The pages that may speak with a node over HTTP, a development chain's included: the SDK lets all
/// pages speak with that.
const CORS_ORIGINS: &str = "http://localhost,http://127.0.0.1,https://polkadot.js.org";

/// The node's arguments.
#[derive(Debug, Parser)]
pub struct Cli {
	/// What to do instead of running a node.
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	/// How to run a node.
	#[command(flatten)]
	pub run: sc_cli::RunCmd,

	/// How it uses its devices.
	#[command(flatten)]
	pub gpu: GpuArgs,

	/// Where light clients reach it.
	#[command(flatten)]
	pub network: NetworkArgs,
}

/// What the binary does besides running a node.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
	/// Jobs, providers, kernels, blobs, devices.
	#[command(flatten)]
	Client(assay_cli::Command),

	/// Make, inspect and insert keys.
	#[command(subcommand)]
	Key(KeyCommand),

	/// Sign a message with a secret key.
	Sign(sc_cli::SignCmd),

	/// Verify a signature of a message.
	Verify(sc_cli::VerifyCmd),

	/// Generate a seed whose address begins with a pattern.
	Vanity(sc_cli::VanityCmd),

	/// Print a chain specification.
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Print the chain specification that a light client starts from; a running node is asked for it.
	ExportLightSpec(ExportLightSpec),

	/// Print a chain specification, the older way.
	BuildSpec(sc_cli::BuildSpecCmd),

	/// Check that a block can be executed.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Write blocks to a file.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Write the state of a block as a chain specification.
	ExportState(sc_cli::ExportStateCmd),

	/// Read blocks from a file.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Remove what a node keeps of a chain, but not its keys.
	PurgeChain(PurgeChain),

	/// Take the chain back to an earlier state.
	Revert(sc_cli::RevertCmd),

	/// Print what the database knows of the chain.
	ChainInfo(sc_cli::ChainInfoCmd),
}

impl Cli {
	/// Reads the process's arguments; on a wrong one prints what is wrong and exits.
	pub fn from_args_with_defaults() -> Self {
		let matches = Self::command_with_defaults().get_matches();
		<Self as FromArgMatches>::from_arg_matches(&matches).unwrap_or_else(|e| e.exit())
	}

	/// The SDK's arguments with this project's defaults.
	pub fn command_with_defaults() -> clap::Command {
		let command = Self::setup_command(<Self as CommandFactory>::command());
		let trie_cache = |arg: clap::Arg| arg.default_value(TRIE_CACHE_BYTES);
		let workers = |arg: clap::Arg| arg.default_value("always");
		let origins = |arg: clap::Arg| {
			let help = "Origins of pages that may speak with the node over HTTP, or `all`";
			arg.default_value(CORS_ORIGINS).help(help).long_help(format!(
				"{help}\n\nAn origin is `protocol://host:port`, compared letter by letter. Unless it \
				 is `all`, the node answers under the names `localhost`, `127.0.0.1` and `[::1]` only. \
				 Browsers let every page open a websocket to it, whatever this says: --rpc-methods \
				 safe keeps pages from methods that change the node."
			))
		};
		["check-block", "import-blocks"]
			.into_iter()
			.fold(command, |command, name| {
				command.mut_subcommand(name, |sub| sub.mut_arg("trie_cache_size", trie_cache))
			})
			.mut_arg("trie_cache_size", trie_cache)
			.mut_arg("enabled", workers)
			.mut_arg("rpc_cors", origins)
			.mut_subcommand("vanity", |sub| {
				sub.mut_arg("pattern", |arg| arg.value_parser(of_an_address))
			})
			// The network has one backend.
			.mut_arg("network_backend", |arg| arg.hide(true))
	}
}

/// The characters of addresses.
const BASE58: &str = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// A text that an address can contain: the SDK would look for any other one for ever.
fn of_an_address(text: &str) -> Result<String, String> {
	match text.chars().find(|&letter| !BASE58.contains(letter)) {
		_ if text.is_empty() => Err("it is empty".into()),
		Some(letter) => Err(format!("no address has a {letter:?} in it")),
		None => Ok(text.into()),
	}
}
