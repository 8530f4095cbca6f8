//! What the threads of the service share.

use crate::{bell::Bell, blobs::Blobs, config::Config, faults::Faults, metrics::Metrics};
use std::sync::Arc;

/// What the scheduler gives to every thread that it starts.
#[derive(Clone)]
pub(crate) struct Context {
	pub config: Arc<Config>,
	pub blobs: Arc<dyn Blobs>,
	pub faults: Arc<dyn Faults>,
	pub bell: Bell,
	pub metrics: Metrics,
}
