//! Providers on real nodes: who does the work, who crashes, and what becomes of jobs and money.

mod crashes;
mod four_nodes;
mod ledger;
mod market;
mod recovery;
mod story;
mod work;
