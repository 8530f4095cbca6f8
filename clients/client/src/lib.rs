//! What speaks to a node of Assay: drafts jobs, signs, submits, follows, fetches and checks.
//!
//! The market is read through the node's JSON-RPC, and everything else by the metadata that the
//! chain tells of itself, so this links neither runtime nor node: a chain of a later release is
//! understood as far as it has what is asked for, and what it lacks is refused by name.
//!
//! ```no_run
//! use assay_client::{follow::Follower, Node};
//! use std::sync::Arc;
//!
//! # async fn run() -> Result<(), assay_client::Failure> {
//! let node = Node::connect("ws://127.0.0.1:9944", Arc::new(|_| {})).await?;
//! let (mut job, _) = Follower::now(&node, 7).await?;
//! println!("{:?}", job.next().await?);
//! # Ok(())
//! # }
//! ```
//!
//! # Terms
//!
//! - **draft**: a job as it was typed, checked without a node ([`draft`]).
//! - **ask**: what a provider wants for a giga-fuel.
//! - **follow**: to read a job's events block by block ([`follow`]).
//! - **compose**: to encode a call for a chain, once its arguments are known to have the same shape
//!   there ([`call`], [`shape`]).
//! - **gateway**: what blobs are put to and got from over HTTP.

#![forbid(unsafe_code)]

pub mod account;
mod amount;
pub mod blobs;
pub mod call;
pub mod calls;
pub mod connection;
pub mod demand;
pub mod dev;
pub mod draft;
pub mod events;
pub mod evidence;
pub mod follow;
pub mod kernel;
pub mod node;
pub mod refusal;
pub mod shape;
pub mod signer;
pub mod socket;
pub mod storage;
pub mod transaction;
pub mod worker_key;

pub use amount::{format_amount, parse_amount};
pub use assay_terminal::Failure;
pub use node::Node;
pub use signer::Signer;
pub use socket::{Notice, Notices};
