//! What a program may ask for at most.

/// Bytes of bytecode.
pub const MAX_BYTECODE: usize = 32 * 1024;

/// Lanes of a workgroup.
pub const MAX_LANES: u32 = 1024;

/// Registers of a lane: what eight bits can name.
pub const MAX_REGISTERS: u32 = 256;

/// Words of private memory of a lane.
pub const MAX_PRIVATE_WORDS: u32 = 4096;

/// Words of private memory of all lanes together (1 MiB), since the interpreter holds them at once.
pub const MAX_PRIVATE_TOTAL: u32 = 1 << 18;

/// Words of workgroup memory (16 KiB, what every WebGPU device has).
pub const MAX_WORKGROUP_WORDS: u32 = 4096;

/// Words of the pass's parameters.
pub const MAX_PARAM_WORDS: u32 = 256;

/// Inputs of a pass.
pub const MAX_INPUTS: u32 = 8;

/// Outputs of a pass.
pub const MAX_OUTPUTS: u32 = 4;

/// Open `if` and `loop` blocks at any point.
pub const MAX_NESTING: usize = 64;

/// Words of a tile (64 KiB).
pub const MAX_TILE_WORDS: u32 = 16 * 1024;

/// Words of an input or output: a blob of 1 GiB.
pub const MAX_BUFFER_WORDS: u32 = 1 << 28;

/// Static fuel of one workgroup: what a node re-executes within a block's time.
pub const MAX_WORKGROUP_FUEL: u64 = 16_000_000;
