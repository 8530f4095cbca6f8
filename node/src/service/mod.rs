//! Puts a running node together.
//!
//! - [`types`]: the parts' types.
//! - [`partial`]: what offline commands need too.
//! - [`essential`]: tasks without which a node has to stop.
//! - [`equivocation`]: reports validators that sign two blocks of one slot.
//! - [`genesis`]: the state before the first block.
//! - [`mailbox`]: when offchain workers run.
//! - [`inherents`]: what every block says first.
//! - [`ports`]: whether the node's ports are free.
//! - [`gpu`]: a provider's devices and blobs.
//! - [`references`]: which blobs are still needed.
//! - [`full`]: a node with network, RPC, authorship and finality.

mod equivocation;
mod essential;
pub mod full;
pub mod genesis;
pub mod gpu;
mod inherents;
mod mailbox;
pub mod partial;
pub mod ports;
mod references;
pub mod types;
