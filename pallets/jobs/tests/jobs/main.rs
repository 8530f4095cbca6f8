//! Tests of the jobs pallet: one file per call, and per concept that calls share.

mod life;
mod mock;
mod scene;
mod work;
