//! How the log calls an attempt.

use assay_mailbox::Attempt;
use std::fmt;

/// `job 17/1`: the first attempt at job 17. What every line of the log begins with.
#[derive(Clone, Copy, Debug)]
pub struct Tag<'a>(pub &'a Attempt);

impl fmt::Display for Tag<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "job {}/{}", self.0.job, self.0.attempt)
	}
}
