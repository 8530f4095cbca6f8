//! The GPU service from outside: orders in the mailbox, and what comes of them.
//!
//! Runners are real processes. What needs a GPU skips visibly where there is none; with
//! `ASSAY_REQUIRE_GPU` set that is a failure.

mod cheats;
mod crashes;
mod drain;
mod host;
mod inputs;
mod jobs;
mod orders;
mod post;
mod queues;
mod rig;
mod runners;
mod whole;
