//! Time: slots, and how many blocks make a minute.

use crate::BlockNumber;

/// The length of a slot, and so the time between blocks.
pub const SLOT_MILLIS: u64 = 3_000;

/// Blocks in a minute.
pub const MINUTES: BlockNumber = (60_000 / SLOT_MILLIS) as BlockNumber;
/// Blocks in an hour.
pub const HOURS: BlockNumber = 60 * MINUTES;
/// Blocks in a day.
pub const DAYS: BlockNumber = 24 * HOURS;

/// Slots in an epoch, which is also a session. Short, so that a new validator needn't wait.
pub const EPOCH_SLOTS: u64 = 5 * MINUTES as u64;

/// Chance of a slot to have a primary author: one in four, so that most have exactly one claim.
pub const PRIMARY_PROBABILITY: (u64, u64) = (1, 4);
