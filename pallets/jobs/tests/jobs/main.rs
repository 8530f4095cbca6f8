//! Tests of the jobs pallet: one file per call, and per concept that calls share.

mod cancel;
mod challenge;
mod commit;
mod decline;
mod deliver;
mod demand;
mod life;
mod mock;
mod open;
mod scene;
mod submit;
mod work;
