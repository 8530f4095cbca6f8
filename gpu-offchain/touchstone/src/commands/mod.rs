//! One file for each command.

pub mod bench;
pub mod check;
pub mod compile;
pub mod cost;
pub mod devices;
pub mod diff;
pub mod disasm;
pub mod prove;
pub mod run;
pub mod selftest;
pub mod verify;
