//! Arguments of `assay job`.

use super::{tag, Common, GatewayArgs, KeyArgs};
use assay_client::{account::parse_address, parse_amount};
use assay_market::{Balance, Tag};
use assay_touchstone::Rule;
use assay_touchstone_tool::args::{output, place, tolerance, triple, words_from_hex};
use assay_touchstone_tool::args::{OutputArg, SourceOptions, Words};
use clap::{Args, Subcommand, ValueEnum};
use sp_core::crypto::AccountId32;
use std::path::PathBuf;

pub use assay_market::JobId;

/// Arguments of `job`.
#[derive(Debug, Args)]
pub struct JobArgs {
	/// The node.
	#[command(flatten)]
	pub common: Common,
	/// What to do.
	#[command(subcommand)]
	pub command: JobCommand,
}

/// What to do with jobs.
#[derive(Debug, Subcommand)]
pub enum JobCommand {
	/// Run a kernel, or a file of passes: from the source to a verified result
	Run(Box<RunArgs>),
	/// Say what a job is waiting for, or how it ended
	Status {
		/// Its number
		id: JobId,
	},
	/// Follow a job until it is over
	Watch(FollowArgs),
	/// Get a job's outputs, checked against the chain's hashes
	Result(ResultArgs),
	/// Execute a job's tiles again, and show the chain one that is wrong
	Challenge(ChallengeArgs),
	/// Take a job back that no provider has
	Cancel {
		/// Its number
		id: JobId,
		/// Who signs.
		#[command(flatten)]
		key: KeyArgs,
	},
}

/// Arguments of `job run`.
#[derive(Debug, Args)]
pub struct RunArgs {
	/// The kernel: WGSL (.wgsl) or bytecode (.tsb); or a file of several passes (.toml)
	pub file: PathBuf,
	/// How the kernel is compiled.
	#[command(flatten)]
	pub options: SourceOptions,
	/// The bytes of the uniform block in hex, words in little-endian order
	#[arg(long, value_name = "HEX", value_parser = words_from_hex)]
	pub params: Option<Words>,
	/// Workgroups in x, y and z
	#[arg(long, value_name = "X,Y,Z", value_parser = triple)]
	pub grid: Option<[u32; 3]>,
	/// Each input in order
	#[arg(long = "input", value_name = "FILE")]
	pub inputs: Vec<PathBuf>,
	/// Each output in order: its words, and how tiles divide it; evenly when that is left out
	#[arg(long = "output", value_name = "WORDS[,ROW_WORDSxROWS@PITCH]", value_parser = output)]
	pub outputs: Vec<OutputArg>,
	/// How far each output's floats may be off, in order: ATOL,RTOL or `exact`. Relaxed kernels need
	/// it
	#[arg(long = "tolerance", value_name = "ATOL,RTOL", value_parser = tolerance)]
	pub tolerances: Vec<Rule>,
	/// What is offered.
	#[command(flatten)]
	pub offer: OfferArgs,
	/// Submit it even if no provider could take it now: it waits in the queue
	#[arg(long)]
	pub anyway: bool,
	/// How far to follow it.
	#[arg(long, value_enum, value_name = "STAGE", default_value = "settled")]
	pub until: Until,
	/// Where results go.
	#[command(flatten)]
	pub results: SaveArgs,
	/// Who signs.
	#[command(flatten)]
	pub key: KeyArgs,
	/// Where inputs are put.
	#[command(flatten)]
	pub gateway: GatewayArgs,
}

/// What a requester offers, and asks of providers.
#[derive(Clone, Debug, Args)]
pub struct OfferArgs {
	/// The most you pay for a giga-fuel, in ASY; what half of the providers ask when left out
	#[arg(long, value_name = "ASY", value_parser = parse_amount)]
	pub price: Option<Balance>,
	/// How many tiles the chain executes again, 1 to 8
	#[arg(long, value_name = "N", default_value_t = 2)]
	pub samples: u8,
	/// Blocks that a provider has for its results
	#[arg(long, value_name = "BLOCKS", default_value_t = 100)]
	pub deadline: u32,
	/// Blocks that it waits for providers
	#[arg(long, value_name = "BLOCKS", default_value_t = 1200)]
	pub patience: u32,
	/// Only this provider may run it; may be given again
	#[arg(long = "provider", value_name = "ADDRESS", value_parser = parse_address)]
	pub providers: Vec<AccountId32>,
	/// Only providers in this region may run it: a tag, such as eu-west
	#[arg(long, value_name = "TAG", value_parser = tag)]
	pub region: Option<Tag>,
	/// Only providers of which this is true may run it: a tag; may be given again
	#[arg(long = "attribute", value_name = "TAG", value_parser = tag)]
	pub attributes: Vec<Tag>,
}

/// How far a job is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Until {
	/// Until it is submitted
	Submitted,
	/// Until all samples were right and the outputs are here
	Verified,
	/// Until it is paid for, and nobody can prove it wrong any more
	Settled,
}

/// Where results go.
#[derive(Clone, Debug, Default, Args)]
pub struct SaveArgs {
	/// Where each output goes, in order; those left out aren't fetched
	#[arg(long = "out", value_name = "FILE")]
	pub out: Vec<PathBuf>,
	/// Save an output as a picture, too
	#[arg(long, value_name = "FILE.png")]
	pub save_as: Option<PathBuf>,
	/// Pixels of a row of the picture: words from a row of the output to the next
	#[arg(long, value_name = "W", requires = "save_as")]
	pub width: Option<u32>,
	/// What a word of the picture's output means
	#[arg(long, value_enum, value_name = "PIXELS", default_value = "rgba", requires = "save_as")]
	pub pixels: Pixel,
	/// Which output is the picture, counted from 0 over all passes; the last one when left out
	#[arg(long, value_name = "N", requires = "save_as")]
	pub picture: Option<usize>,
}

/// What a word of a picture means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Pixel {
	/// Red, green, blue and opacity, a byte each, red the lowest
	#[default]
	Rgba,
	/// A number; the larger, the brighter, logarithmically
	Count,
}

/// Arguments of `job watch`.
#[derive(Debug, Args)]
pub struct FollowArgs {
	/// The job's number
	pub id: JobId,
	/// How far to follow it
	#[arg(long, value_enum, value_name = "STAGE", default_value = "settled")]
	pub until: Until,
	/// Where results go.
	#[command(flatten)]
	pub results: SaveArgs,
	/// Where results are looked for besides their provider's.
	#[command(flatten)]
	pub gateway: GatewayArgs,
}

/// Arguments of `job result`.
#[derive(Debug, Args)]
pub struct ResultArgs {
	/// The job's number
	pub id: JobId,
	/// Take results that the chain's samples haven't confirmed yet
	#[arg(long)]
	pub unverified: bool,
	/// Where results go.
	#[command(flatten)]
	pub results: SaveArgs,
	/// Where results are looked for besides their provider's.
	#[command(flatten)]
	pub gateway: GatewayArgs,
}

/// Arguments of `job challenge`.
#[derive(Debug, Args)]
pub struct ChallengeArgs {
	/// The job's number
	pub id: JobId,
	/// Which pass, counted from 0; all of them when left out
	#[arg(long, value_name = "N")]
	pub pass: Option<u8>,
	/// Which workgroup, counted from 0; the first that is wrong when left out
	#[arg(long, value_name = "X,Y,Z", value_parser = place)]
	pub workgroup: Option<[u32; 3]>,
	/// Where blobs are looked for besides their provider's.
	#[command(flatten)]
	pub gateway: GatewayArgs,
	/// Who signs.
	#[command(flatten)]
	pub key: KeyArgs,
}
