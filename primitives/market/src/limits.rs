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

/// Workgroups that the chain draws of a job and executes again.
pub const MAX_SAMPLES: u32 = 8;

/// Providers that get the same job, one after the other.
pub const MAX_ATTEMPTS: u32 = 8;

/// Providers that a requester may name.
pub const MAX_ALLOWED: u32 = 16;

/// Attributes that a requester may want of a provider.
pub const MAX_WANTED: u32 = 8;

/// Attributes of a provider.
pub const MAX_ATTRIBUTES: u32 = 16;

/// Bytes of a tag: a region or an attribute.
pub const MAX_TAG: u32 = 32;

/// Bytes of a name: a provider's, a device's, a kernel's.
pub const MAX_NAME: u32 = 64;

/// Bytes of the address of a provider's gateway.
pub const MAX_ENDPOINT: u32 = 128;

/// Devices of a provider.
pub const MAX_DEVICES: u32 = 16;

/// Entries of a page of a list. Who asks for more gets so many.
pub const MAX_PAGE: u32 = 256;
