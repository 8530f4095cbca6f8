//! Tests of the jobs pallet: one file per call, and per concept that calls share.

mod agenda;
mod cancel;
mod challenge;
mod commit;
mod decline;
mod deliver;
mod demand;
mod futile;
mod life;
mod mock;
mod open;
mod queue;
mod scene;
mod settlement;
mod slash;
mod submit;
mod terms;
mod work;
