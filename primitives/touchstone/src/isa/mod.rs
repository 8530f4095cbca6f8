//! The instruction set as types, and its binary form.

pub mod builder;
mod cost;
pub mod decode;
pub mod encode;
pub mod error;
pub mod header;
pub mod instr;
pub mod opcode;
pub mod operand;
mod registers;
mod text;
