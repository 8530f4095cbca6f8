//! Tests of what a person meets, without running a node.

mod advice;
mod chain_spec;
mod cli;
mod rpc;
