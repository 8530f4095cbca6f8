//! How a provider's node uses its devices and shares its blobs.

use std::{
	net::{IpAddr, Ipv4Addr, SocketAddr},
	path::PathBuf,
};

/// Where the gateway for blobs listens by default.
const BLOB_PORT: u16 = 9955;

/// Bytes in a mebibyte.
const MIB: u64 = 1 << 20;

/// A provider's settings.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Provider")]
pub struct GpuArgs {
	/// Run jobs on this machine's devices, for the worker keys in the keystore
	///
	/// Implied by --dev.
	#[arg(long)]
	pub gpu: bool,

	/// Run no jobs, not even with --dev
	#[arg(long, conflicts_with = "gpu")]
	pub no_gpu: bool,

	/// Use only these devices, by the numbers that `assay devices` prints
	#[arg(long, value_name = "N", value_delimiter = ',')]
	pub gpu_device: Vec<u32>,

	/// Use no device but the interpreter, on all cores
	#[arg(long, conflicts_with = "gpu_device")]
	pub gpu_interpreter: bool,

	/// Memory for a device's runner, and on the device for a job, in MiB
	#[arg(long, value_name = "MIB", default_value_t = 8192)]
	pub gpu_memory: u64,

	/// Port of the gateway for blobs; 0 takes a free one
	#[arg(long, value_name = "PORT", default_value_t = BLOB_PORT)]
	pub blob_port: u16,

	/// Where the gateway listens
	///
	/// Beyond this machine, writers must show the token that ASSAY_BLOB_TOKEN names.
	#[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
	pub blob_address: IpAddr,

	/// Space for blobs, in MiB
	#[arg(long, value_name = "MIB", default_value_t = 20_480)]
	pub blob_quota: u64,

	/// Folder of the blobs; beside the chain's database when left out
	#[arg(long, value_name = "FOLDER")]
	pub blob_folder: Option<PathBuf>,

	/// Fetch a job's inputs from this machine's and its network's private addresses, too
	#[arg(long)]
	pub blob_private: bool,
}

impl GpuArgs {
	/// Whether this node runs jobs.
	pub fn wanted(&self, dev: bool) -> bool {
		(self.gpu || dev) && !self.no_gpu
	}

	/// Where the gateway listens.
	pub fn gateway(&self) -> SocketAddr {
		SocketAddr::new(self.blob_address, self.blob_port)
	}

	/// What writers to the gateway must show. Not an argument: those are for all users to see.
	pub fn token() -> Option<String> {
		std::env::var("ASSAY_BLOB_TOKEN").ok()
	}

	/// Bytes for blobs.
	pub fn quota_bytes(&self) -> u64 {
		self.blob_quota.saturating_mul(MIB)
	}

	/// What jobs are run on.
	pub fn devices(&self) -> assay_worker::Devices {
		if self.gpu_interpreter {
			assay_worker::Devices::Interpreter
		} else if self.gpu_device.is_empty() {
			assay_worker::Devices::Auto
		} else {
			assay_worker::Devices::These(self.gpu_device.clone())
		}
	}

	/// Bytes of memory.
	pub fn memory_bytes(&self) -> u64 {
		self.gpu_memory.saturating_mul(MIB)
	}
}
