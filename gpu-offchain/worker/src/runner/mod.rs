//! Processes that run jobs, one for each device.
//!
//! What a driver does to a runner stays there: the service sees that it ended, hangs or takes too
//! much memory, and starts another.

mod child;
mod confine;
mod process;
pub mod protocol;

pub(crate) use child::interpreter;
pub use child::main;
pub(crate) use confine::step_back;
pub use process::{Broken, Launcher, Runner, Tell, Watched};
