//! The Assay node: validator, provider and full node in one binary.
//!
//! - [`cli`]: what a person may type.
//! - [`command`]: runs what was typed.
//! - [`chain_spec`]: the chains that the binary knows.
//! - [`gpu_args`]: how a provider's node uses its devices.
//! - [`service`]: puts a running node together.
//! - [`rpc`]: the JSON-RPC namespaces beyond the standard ones.
//! - [`advice`]: what to do about the errors a person meets.

// The error type is the SDK's, and is only made when the program ends.
#![allow(clippy::result_large_err)]

pub mod advice;
pub mod chain_spec;
pub mod cli;
pub mod command;
pub mod gpu_args;
pub mod rpc;
pub mod service;
