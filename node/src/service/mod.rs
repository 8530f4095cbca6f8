//! Puts a running node together.
//!
//! - [`types`]: the parts' types.
//! - [`partial`]: what offline commands need too.
//! - [`inherents`]: what every block says first.
//! - [`ports`]: whether the node's ports are free.
//! - [`full`]: a node with network, RPC, authorship and finality.

pub mod full;
mod inherents;
pub mod partial;
pub mod ports;
pub mod types;
