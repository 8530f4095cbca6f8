//! The devices as others see them.

use crate::{device_queue::DeviceQueue, state::State};
use assay_mailbox::Attempt;
use assay_market::{Capability, DeviceKind, DeviceState};
use serde::Serialize;

/// A device at one time, for people and for RPC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceSnapshot {
	/// Its number in this node.
	pub number: u32,
	/// What it calls itself.
	pub name: String,
	/// Its driver.
	pub driver: String,
	/// The driver's version.
	pub driver_version: String,
	/// `Vulkan`, or `interpreter`.
	pub backend: String,
	/// What it is.
	pub kind: DeviceKind,
	/// What jobs may ask of it.
	pub capability: Capability,
	/// What it is doing.
	pub state: DeviceState,
	/// Why it can't be used.
	pub failure: Option<String>,
	/// How far its self-test or its job is, from 0 to 1000.
	pub permille: Option<u16>,
	/// The job that it runs.
	pub running: Option<JobSnapshot>,
	/// The jobs that wait for it, in order.
	pub queue: Vec<JobSnapshot>,
}

/// An attempt at a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JobSnapshot {
	/// The job.
	pub job: u64,
	/// Which attempt at it.
	pub attempt: u32,
}

impl From<Attempt> for JobSnapshot {
	fn from(Attempt { job, attempt, .. }: Attempt) -> Self {
		Self { job, attempt }
	}
}

impl DeviceSnapshot {
	pub(crate) fn of(queue: &DeviceQueue) -> Self {
		let (device, state, waiting) = queue.look();
		let permille = |done: u64, total: u64| {
			let permille = u128::from(done) * 1000 / u128::from(total.max(1));
			Some(permille.min(1000) as u16)
		};
		let (mut failure, mut running, mut far) = (None, None, None);
		match &state {
			State::Running { attempt, done, total } => {
				running = Some((*attempt).into());
				far = permille(*done, *total);
			},
			State::Testing { done, total } => far = permille(*done, *total),
			State::Failed(why) => failure = Some(why.clone()),
			State::Starting | State::Idle | State::Stopped => {},
		}
		Self {
			number: queue.number as u32,
			name: device.name,
			driver: device.driver,
			driver_version: device.driver_version,
			backend: device.backend,
			kind: device.kind,
			capability: device.capability,
			state: (&state).into(),
			failure,
			permille: far,
			running,
			queue: waiting.into_iter().map(JobSnapshot::from).collect(),
		}
	}
}
