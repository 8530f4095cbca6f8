//! What a node's GPU service reports of its devices.

use assay_market::{DeviceKind, DeviceLimits, DeviceState, FloatModes};
use serde::{Deserialize, Serialize};

/// The devices of a node.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Devices {
	/// Whether the node runs jobs at all.
	pub service: ServiceState,
	/// Its devices.
	pub devices: Vec<Device>,
}

/// What a node's GPU service is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ServiceState {
	/// This node has none: it runs no jobs, and its list of devices is empty.
	None,
	/// It takes orders.
	Running,
}

/// A device of a node.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Device {
	/// Its number among the node's devices.
	pub index: u32,
	/// What it calls itself.
	pub name: String,
	/// What it is.
	pub kind: DeviceKind,
	/// Through what it is spoken to: `Vulkan`, or `interpreter`.
	pub backend: String,
	/// Its driver; empty for the interpreter.
	pub driver: String,
	/// The driver's version, as the driver writes it.
	pub driver_version: String,
	/// Its limits.
	pub limits: DeviceLimits,
	/// The float modes whose self-test it passed.
	pub floats: FloatModes,
	/// Measured speed in mega-fuel per second; `null` if it wasn't measured yet.
	pub score: Option<u32>,
	/// What it is doing.
	pub state: DeviceState,
	/// The job that it runs.
	pub job: Option<u64>,
	/// How many jobs wait for it.
	pub queue: u32,
}

/// Where a node's devices are known.
pub trait DeviceList: Send + Sync {
	/// The devices as they are now. Must not wait for a device.
	fn devices(&self) -> Devices;
}

/// The devices of a node without a GPU service.
#[derive(Clone, Copy, Debug)]
pub struct NoService;

impl DeviceList for NoService {
	fn devices(&self) -> Devices {
		Devices { service: ServiceState::None, devices: Vec::new() }
	}
}
