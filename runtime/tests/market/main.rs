//! The market over the real runtime: blocks with all hooks, extrinsics with real signatures, kernels
//! that are really executed.
//!
//! `state.rs` and `chain.rs` make blocks, `people.rs` and `work.rs` have what people sign and what
//! they compute, `market.rs` brings them together, and `ledger.rs` checks after every step that all
//! money is where it belongs. `life.rs` has whole lives of jobs, `play/` random ones,
//! `economics/` those of cheats, and `scale.rs` many of them at once. `questions.rs` has what wallets
//! ask meanwhile, and `refusals.rs` what their mistakes cost.

mod chain;
mod economics;
mod kernels;
mod ledger;
mod life;
mod market;
mod people;
mod play;
#[path = "../presets/mod.rs"]
mod presets;
mod questions;
mod refusals;
mod scale;
mod state;
mod work;
