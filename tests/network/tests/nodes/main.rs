//! Tests with real nodes. One binary for all, so that those which only wait for blocks can wait side
//! by side.

mod commands;
mod dev_chain;
mod dev_chain_memory;
mod dev_chain_soak;
mod equivocation;
mod interfaces;
mod light_clients;
mod refusals;
mod restart_of_all;
mod validator_crash;
mod wrong_genesis;
