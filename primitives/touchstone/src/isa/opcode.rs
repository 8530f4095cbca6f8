//! The numbers of the encoding.
//!
//! An instruction is one word, `opcode | x << 8 | y << 16 | z << 24`, and up to three more.

/// On the opcode of a binary operation, a multiply-add or a bit field: the last operand stands in
/// the program. On that of a memory access: an offset follows.
pub const IMMEDIATE: u8 = 0x80;

/// In `z` of a memory access: there is no base register.
pub const ABSOLUTE: u8 = 0x80;

pub const CONST: u8 = 0x01;
pub const COPY: u8 = 0x02;
pub const BUILTIN: u8 = 0x03;
pub const PARAM: u8 = 0x04;
pub const PARAM_AT: u8 = 0x05;
pub const LENGTH: u8 = 0x06;
pub const SELECT: u8 = 0x07;
pub const MUL_ADD: u8 = 0x08;
pub const MUL_ADD_FLOAT: u8 = 0x09;
pub const EXTRACT_U: u8 = 0x0a;
pub const EXTRACT_S: u8 = 0x0b;
pub const INSERT: u8 = 0x0c;
pub const UNARY: u8 = 0x0d;
pub const ATOMIC: u8 = 0x0e;
pub const UNIFORM_LOAD: u8 = 0x0f;

pub const IF: u8 = 0x10;
pub const ELSE: u8 = 0x11;
pub const END: u8 = 0x12;
pub const LOOP: u8 = 0x13;
pub const LOOP_PARAM: u8 = 0x14;
pub const CONTINUING: u8 = 0x15;
pub const END_LOOP: u8 = 0x16;
pub const BREAK: u8 = 0x17;
pub const CONTINUE: u8 = 0x18;
pub const EXIT: u8 = 0x19;
pub const BARRIER: u8 = 0x1a;

/// Plus four times the space, plus the width.
pub const LOAD: u8 = 0x20;
/// Plus four times the space, plus the width.
pub const STORE: u8 = 0x30;
/// Plus the operation.
pub const BINARY: u8 = 0x40;

/// Numbers of the memories.
pub const SPACE_INPUT: u8 = 0;
pub const SPACE_OUTPUT: u8 = 1;
pub const SPACE_WORKGROUP: u8 = 2;
pub const SPACE_PRIVATE: u8 = 3;

/// Numbers of the conditions.
pub const WHEN_NEVER: u8 = 0;
pub const WHEN_IF: u8 = 1;
pub const WHEN_UNLESS: u8 = 2;
pub const WHEN_ALWAYS: u8 = 3;
