//! Nodes and their chain.

mod commands;
mod dev_chain;
mod dev_chain_memory;
mod dev_chain_soak;
mod interfaces;
mod light_clients;
mod refusals;
mod restart_of_all;
mod validator_crash;
mod wrong_genesis;
