//! One file for each command.

pub mod check;
pub mod compile;
pub mod cost;
pub mod disasm;
pub mod prove;
pub mod run;
pub mod verify;
