//! Tasks without which a node has to stop.
//!
//! When a node is stopped its tasks end one after the other. Some notice that a neighbour is gone
//! before they notice the stop, end by themselves, and the SDK then says that an essential task
//! failed. So the end of a task is passed on a little later: by then a stop has ended it for good.

use futures::{future::BoxFuture, Future, FutureExt};
use futures_timer::Delay;
use sc_service::SpawnEssentialTaskHandle;
use sp_core::traits::SpawnEssentialNamed;
use std::time::Duration;

/// How much later. Whatever really fails stops the node so much later, too.
const PAUSE: Duration = Duration::from_secs(1);

/// Starts essential tasks.
#[derive(Clone)]
pub struct Essential(SpawnEssentialTaskHandle);

impl Essential {
	/// Starts them where the node's tasks are.
	pub fn new(handle: SpawnEssentialTaskHandle) -> Self {
		Self(handle)
	}
}

impl SpawnEssentialNamed for Essential {
	fn spawn_essential_blocking(
		&self,
		name: &'static str,
		group: Option<&'static str>,
		future: BoxFuture<'static, ()>,
	) {
		self.0.spawn_blocking(name, group, after_a_pause(future));
	}

	fn spawn_essential(
		&self,
		name: &'static str,
		group: Option<&'static str>,
		future: BoxFuture<'static, ()>,
	) {
		self.0.spawn(name, group, after_a_pause(future));
	}
}

/// Tokio's clock can't be used: it may have been stopped already, which makes its timers panic.
fn after_a_pause(task: impl Future<Output = ()>) -> impl Future<Output = ()> {
	task.then(|()| Delay::new(PAUSE))
}
