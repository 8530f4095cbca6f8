//! Tests of the stake pallet: one file per call, per trait that other pallets use, and per attack.

#[macro_use]
#[path = "../noop/mod.rs"]
mod noop;

mod bond;
mod bond_more;
mod collateral;
mod custody;
mod delegate;
mod dissolve;
mod inflation;
mod mock;
mod penalties;
mod play;
mod rewards;
mod scale;
mod set_commission;
mod shares;
mod unbond;
mod wiped_out;
mod withdraw;
