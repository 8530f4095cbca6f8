//! The Assay node: validator, provider and full node in one binary.
//!
//! - [`cli`]: what a person may type.
//! - [`command`]: runs what was typed.
//! - [`chain_spec`]: the chains that the binary knows.
//! - [`gpu_args`]: how a provider's node uses its devices.
//! - [`network_args`]: where light clients reach a node.
//! - [`keys`], [`database`], [`purge_chain`], [`export_light_spec`]: commands beside running a node,
//!   where the SDK's don't do.
//! - [`service`]: puts a running node together.
//! - [`rpc`]: the JSON-RPC namespaces beyond the standard ones.
//! - [`advice`]: what to do about the errors a person meets.

// The error type is the SDK's, and is only made when the program ends.
#![allow(clippy::result_large_err)]

pub mod advice;
pub mod chain_spec;
pub mod cli;
pub mod command;
pub mod database;
pub mod export_light_spec;
pub mod gpu_args;
pub mod keys;
pub mod network_args;
pub mod purge_chain;
pub mod rpc;
pub mod service;
