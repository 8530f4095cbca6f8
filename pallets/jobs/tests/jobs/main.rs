//! Tests of the jobs pallet: one file per call, and per concept that calls share.

#[macro_use]
#[path = "../../../stake/tests/noop/mod.rs"]
mod noop;

mod agenda;
mod arithmetic;
mod cancel;
mod challenge;
mod commit;
mod cost;
mod decline;
mod deliver;
mod demand;
mod futile;
mod hostile;
mod life;
mod mock;
mod offchain;
mod open;
mod queue;
mod sampling;
mod scene;
mod settlement;
mod slash;
mod submit;
mod terms;
mod transitions;
mod void;
mod work;
