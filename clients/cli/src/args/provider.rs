//! Arguments of `assay provider`.

use super::{tag, Common, KeyArgs};
use assay_client::{account::parse_address, parse_amount};
use assay_market::{Balance, Tag};
use clap::{Args, Subcommand};
use sp_core::crypto::AccountId32;
use sp_runtime::Perbill;
use std::path::PathBuf;

/// Arguments of `provider`.
#[derive(Debug, Args)]
pub struct ProviderArgs {
	/// The node.
	#[command(flatten)]
	pub common: Common,
	/// What to do.
	#[command(subcommand)]
	pub command: ProviderCommand,
}

/// What to do as a provider.
#[derive(Debug, Subcommand)]
pub enum ProviderCommand {
	/// Make this machine's worker key, and give it to the node
	Init(InitArgs),
	/// Bond, and register this machine's devices
	Register(Box<RegisterProvider>),
	/// Say how a provider is doing
	Status(StatusArgs),
	/// Take no new jobs; or take them again
	Drain(DrainArgs),
	/// Leave, step by step: deregister, unbond, and withdraw when the time has come
	Withdraw(WithdrawArgs),
}

/// Where the worker key is kept.
#[derive(Clone, Debug, Args)]
pub struct WorkerArgs {
	/// The node's keystore folder; the node itself is asked to keep the key when left out
	#[arg(long, value_name = "FOLDER")]
	pub keystore: Option<PathBuf>,
}

/// Arguments of `provider init`.
#[derive(Debug, Args)]
pub struct InitArgs {
	/// Where the key is kept.
	#[command(flatten)]
	pub worker: WorkerArgs,
	/// Where a copy of the key goes, which `register` needs
	#[arg(long, value_name = "FILE", default_value = "worker.key")]
	pub save: PathBuf,
}

/// Arguments of `provider register`.
#[derive(Debug, Args)]
pub struct RegisterProvider {
	/// The worker key's file, as `init` saved it
	#[arg(long, value_name = "FILE", default_value = "worker.key")]
	pub worker: PathBuf,
	/// What people read
	#[arg(long, value_name = "NAME")]
	pub name: String,
	/// Where your gateway is reached, as in http://gpu.example:9955
	#[arg(long, value_name = "URL")]
	pub endpoint: String,
	/// What you ask for a giga-fuel, in ASY
	#[arg(long, value_name = "ASY", value_parser = parse_amount)]
	pub price: Balance,
	/// How many jobs you take at once; one counts until it is settled
	#[arg(long, value_name = "N", default_value_t = 16)]
	pub capacity: u32,
	/// Where your machine is: a tag, such as eu-west
	#[arg(long, value_name = "TAG", value_parser = tag, default_value = "unknown")]
	pub region: Tag,
	/// What else is true of it: a tag; may be given again
	#[arg(long = "attribute", value_name = "TAG", value_parser = tag)]
	pub attributes: Vec<Tag>,
	/// What you bond where you haven't yet, in ASY
	#[arg(long, value_name = "ASY", value_parser = parse_amount)]
	pub bond: Option<Balance>,
	/// What you keep of a reward before it is shared, in percent
	#[arg(long, value_name = "PERCENT", value_parser = commission, default_value = "10")]
	pub commission: Perbill,
	/// The devices, from a file; this machine's own, tested, when left out
	#[arg(long, value_name = "FILE.toml")]
	pub devices: Option<PathBuf>,
	/// Who signs.
	#[command(flatten)]
	pub key: KeyArgs,
}

/// Arguments of `provider status`.
#[derive(Debug, Args)]
pub struct StatusArgs {
	/// The operator; that of the key when left out
	#[arg(value_name = "ADDRESS", value_parser = parse_address)]
	pub operator: Option<AccountId32>,
	/// Whose provider.
	#[command(flatten)]
	pub key: KeyArgs,
}

/// Arguments of `provider drain`.
#[derive(Debug, Args)]
pub struct DrainArgs {
	/// Take jobs again
	#[arg(long)]
	pub resume: bool,
	/// Who signs.
	#[command(flatten)]
	pub key: KeyArgs,
}

/// Arguments of `provider withdraw`.
#[derive(Debug, Args)]
pub struct WithdrawArgs {
	/// Who signs.
	#[command(flatten)]
	pub key: KeyArgs,
}

fn commission(text: &str) -> Result<Perbill, String> {
	let parts = super::percent(text)?.deconstruct();
	Ok(Perbill::from_parts(parts * 1_000))
}
