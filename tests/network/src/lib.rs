//! Starts real nodes as processes, watches them, and cleans up after them.
//!
//! A test sets a [`Scene`], which gives it a folder of its own and keeps too many nodes from starting
//! at once. The scene launches [`Node`]s; what a test waits for it names, with a deadline:
//!
//! ```no_run
//! use assay_tests_network::{Scene, secs};
//!
//! let scene = Scene::new("dev_chain");
//! let node = scene.dev().start();
//! node.wait_for_finalised(3, secs(60));
//! ```
//!
//! When an expectation fails, the test panics with what it waited for and what it last saw, the
//! scene prints the end of every node's log and where the full logs are, and every process is
//! killed. A test that is itself killed takes its nodes with it.
//!
//! - *scene*: one test's folder, its logs and its place.
//! - *launch*: how a node is started: its chain, its key, its folder. A stopped node turns back
//!   into its launch, so that it can be started again.
//! - *node*: a running process that answers JSON-RPC.
//! - *cli*: the command line of developers and providers, run against a node as a process.
//! - *person*: one of the accounts that everybody knows and that have money on test chains.

mod binary;
mod chain;
mod command;
mod held_up;
mod http;
mod launch;
mod log;
mod market_child;
mod market_cli;
mod market_job;
mod market_pace;
mod market_people;
mod market_provider;
mod network;
mod node;
mod process;
mod rpc;
mod scene;
mod spec;
mod target;
mod upgrade;
pub mod wait;

pub use binary::Missing;
pub use chain::Head;
pub use launch::{Chain, Key, Launch, Outcome};
pub use log::Log;
pub use market_child::Child;
pub use market_cli::{amount, Cli, Running, Said};
pub use market_job::Files;
pub use market_pace::Pace;
pub use market_people::{Money, Person};
pub use market_provider::Offer;
pub use network::Validators;
pub use node::Node;
pub use process::Process;
pub use rpc::{Rpc, RpcError};
pub use scene::Scene;
pub use spec::{other_dev_chain, with_short_waits, with_window};

use std::time::Duration;

/// A duration of whole seconds.
pub const fn secs(seconds: u64) -> Duration {
	Duration::from_secs(seconds)
}
