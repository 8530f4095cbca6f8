//! How much a job may ask for.

/// Passes of a job.
pub const MAX_PASSES: u32 = 64;

/// Blobs that a job reads.
pub const MAX_JOB_INPUTS: u32 = 64;

/// Inputs of a pass.
pub const MAX_INPUTS: u32 = assay_touchstone::limits::MAX_INPUTS;

/// Outputs of a pass.
pub const MAX_OUTPUTS: u32 = assay_touchstone::limits::MAX_OUTPUTS;

/// Words of a pass's parameters.
pub const MAX_PARAMS: u32 = assay_touchstone::limits::MAX_PARAM_WORDS;

/// Outputs of all passes of a job.
pub const MAX_JOB_OUTPUTS: u32 = 256;

/// Bytes of the address from which an input can be fetched.
pub const MAX_ADDRESS: u32 = 200;

/// Fuel of a job: some hours of a large GPU. Keeps every sum of fuel and price in range.
pub const MAX_JOB_FUEL: u64 = 1 << 56;

/// Bytes of all inputs and outputs of a job.
pub const MAX_JOB_BYTES: u64 = 1 << 36;
