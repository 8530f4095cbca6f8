//! Tests of the jobs pallet: one file per call, and per concept that calls share.

mod cancel;
mod commit;
mod decline;
mod life;
mod mock;
mod scene;
mod submit;
mod work;
