//! What a device is doing, with what belongs to it.

use assay_mailbox::Attempt;
use assay_market::DeviceState;

/// What a device is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
	/// Its runner starts.
	Starting,
	/// It is being tested.
	Testing {
		/// Vectors done.
		done: u64,
		/// Vectors of the whole test.
		total: u64,
	},
	/// It has nothing to do.
	Idle,
	/// It runs a job.
	Running {
		/// For whom it runs.
		attempt: Attempt,
		/// Fuel of the workgroups that are done, at most.
		done: u64,
		/// Fuel of the job, at most.
		total: u64,
	},
	/// It can't be used now.
	Failed(String),
	/// The service has ended.
	Stopped,
}

impl From<&State> for DeviceState {
	fn from(state: &State) -> Self {
		match state {
			State::Starting => Self::Starting,
			State::Testing { .. } => Self::Testing,
			State::Idle => Self::Idle,
			State::Running { .. } => Self::Running,
			State::Failed(_) => Self::Failed,
			State::Stopped => Self::Stopped,
		}
	}
}
