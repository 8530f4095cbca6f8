//! How much may be asked for at once.

/// Entries of a page if nobody says how many.
pub const DEFAULT_PAGE: u32 = 64;

/// Blocks that are looked through for a job's events at most, per request.
pub const MAX_EVENT_BLOCKS: u32 = 256;

/// Bytes of a kernel's source that are compiled: what the compiler takes.
pub const MAX_SOURCE: usize = 256 * 1024;

/// Overrides of a kernel that is checked.
pub const MAX_OVERRIDES: usize = 256;

/// Kernels that a node checks at the same time. Each takes a core.
pub const MAX_CHECKS: usize = 2;

/// Seconds after which a check isn't waited for any longer.
pub const CHECK_SECONDS: u64 = 10;

/// Jobs that a node watches for its clients at the same time. Each takes a look per block.
pub const MAX_WATCHES: usize = 256;

/// Jobs that a node watches for one connection at the same time: a client can't take all places.
pub const MAX_WATCHES_PER_CONNECTION: usize = 16;

/// Seconds that a client may take to read one message of a subscription.
pub const READ_SECONDS: u64 = 30;
