//! What a person may type.

mod job;
mod provider;

pub use job::{
	ChallengeArgs, FollowArgs, JobArgs, JobCommand, JobId, OfferArgs, Pixel, ResultArgs, RunArgs,
	SaveArgs, Until,
};
pub use provider::{
	DrainArgs, InitArgs, ProviderArgs, ProviderCommand, RegisterProvider, StatusArgs, WithdrawArgs,
	WorkerArgs,
};

use assay_market::{BlobHash, Tag};
use assay_touchstone_tool::args::Source;
use clap::{Args, Subcommand};
use sp_runtime::Permill;
use std::path::PathBuf;

/// Where a node listens unless it is told otherwise.
pub const DEFAULT_URL: &str = "ws://127.0.0.1:9944";

/// Where its gateway listens.
pub const DEFAULT_GATEWAY: &str = "http://127.0.0.1:9955";

/// What the binary does for developers and providers.
///
/// Exit codes: 0 done, 1 the job ended without a result or a blob isn't what the chain says, 2 what
/// was given is wrong, 3 no node or no device, 4 a disk or a connection failed, 5 the chain refuses,
/// 6 the chain has changed what the command needs, 130 ended by Ctrl-C.
#[derive(Debug, Subcommand)]
pub enum Command {
	/// Post compute jobs, follow them, get their results
	Job(JobArgs),
	/// Offer this machine's devices
	Provider(ProviderArgs),
	/// Check kernels, and register them on the chain
	Kernel(KernelArgs),
	/// Put blobs to a gateway, and get them from it
	Blob(BlobArgs),
	/// List this machine's devices
	Devices(DevicesArgs),
}

impl Command {
	/// Whether programs listen.
	pub fn json(&self) -> bool {
		match self {
			Self::Job(args) => args.common.json,
			Self::Provider(args) => args.common.json,
			Self::Kernel(args) => args.common.json,
			Self::Blob(args) => args.json,
			Self::Devices(args) => args.json,
		}
	}
}

/// Where the node is, and who listens.
#[derive(Clone, Debug, Args)]
pub struct Common {
	/// The node
	#[arg(long, global = true, value_name = "URL", default_value = DEFAULT_URL)]
	pub url: String,
	/// Print JSON on standard output: one document, or a line for each step
	#[arg(long, global = true)]
	pub json: bool,
}

/// Who signs and pays.
#[derive(Clone, Debug, Args)]
pub struct KeyArgs {
	/// The file with your secret phrase, or a key file of a keystore. Without it the environment's
	/// ASSAY_KEY is taken, or else you are asked
	#[arg(long, value_name = "FILE")]
	pub key_file: Option<PathBuf>,
	/// One of the keys that everybody knows, such as Alice, on a development chain
	#[arg(long, value_name = "NAME", conflicts_with = "key_file")]
	pub dev_key: Option<String>,
	/// Agree to what it costs without being asked
	#[arg(long, short)]
	pub yes: bool,
}

/// Where blobs are put.
#[derive(Clone, Debug, Args)]
pub struct GatewayArgs {
	/// The gateway for blobs: that of your node, or of any other
	#[arg(long, value_name = "URL", default_value = DEFAULT_GATEWAY)]
	pub gateway: String,
}

/// Arguments of `kernel`.
#[derive(Debug, Args)]
pub struct KernelArgs {
	/// The node.
	#[command(flatten)]
	pub common: Common,
	/// What to do.
	#[command(subcommand)]
	pub command: KernelCommand,
}

/// What to do with a kernel.
#[derive(Debug, Subcommand)]
pub enum KernelCommand {
	/// Say whether a kernel may run on the chain, and what it needs; takes no node
	Check(Source),
	/// Register a kernel on the chain
	Register(RegisterKernel),
}

/// Arguments of `kernel register`.
#[derive(Debug, Args)]
pub struct RegisterKernel {
	/// The kernel.
	#[command(flatten)]
	pub source: Source,
	/// Its name: lower-case letters, digits and -._/; that of its file when left out
	#[arg(long, value_name = "NAME")]
	pub name: Option<String>,
	/// Your part of what providers are paid for running it, in percent, up to 5
	#[arg(long, value_name = "PERCENT", value_parser = percent, default_value = "0")]
	pub royalty: Permill,
	/// Who signs.
	#[command(flatten)]
	pub key: KeyArgs,
}

/// Arguments of `blob`.
#[derive(Debug, Args)]
pub struct BlobArgs {
	/// Print JSON on standard output
	#[arg(long, global = true)]
	pub json: bool,
	/// What to do.
	#[command(subcommand)]
	pub command: BlobCommand,
}

/// What to do with a blob.
#[derive(Debug, Subcommand)]
pub enum BlobCommand {
	/// Put a file to a gateway, and print its hash
	Put {
		/// The file
		file: PathBuf,
		/// Where to.
		#[command(flatten)]
		gateway: GatewayArgs,
	},
	/// Get a blob by its hash, checked while it comes
	Get {
		/// Its BLAKE3 hash
		#[arg(value_parser = hash)]
		hash: BlobHash,
		/// Where it goes
		#[arg(short, long, value_name = "FILE")]
		out: PathBuf,
		/// Where from.
		#[command(flatten)]
		gateway: GatewayArgs,
	},
}

/// Arguments of `devices`.
#[derive(Debug, Args)]
pub struct DevicesArgs {
	/// Print one JSON document
	#[arg(long)]
	pub json: bool,
}

fn hash(text: &str) -> Result<BlobHash, String> {
	text.parse().map_err(|error| format!("{error}"))
}

fn percent(text: &str) -> Result<Permill, String> {
	let usage = || "write a percentage from 0 to 100, as in 2.5".to_string();
	let number: f64 = text.trim().parse().map_err(|_| usage())?;
	match (0.0..=100.0).contains(&number) {
		// A hundred percent are a million parts.
		true => Ok(Permill::from_parts((number * 10_000.0).round() as u32)),
		false => Err(usage()),
	}
}

/// Reads a word that providers and jobs are matched by.
fn tag(text: &str) -> Result<Tag, String> {
	let tag = Tag::try_from(text.as_bytes().to_vec()).map_err(|error| error.to_string())?;
	match tag.is_well_formed() {
		true => Ok(tag),
		false => Err("write lower-case letters, digits and -._:/".into()),
	}
}
