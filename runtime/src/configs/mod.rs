//! How each pallet is set up, one file per concern.

pub mod accounts;
pub mod consensus;
pub mod fees;
pub mod governance;
pub mod market;
pub mod money;
pub mod parameters;
pub mod session;
pub mod system;
pub mod transactions;
