//! Where in the offchain database what is written.

use crate::{Attempt, WorkerId};
use alloc::vec::Vec;
use codec::Encode;

/// What all keys begin with.
pub const PREFIX: &[u8] = b"assay/mail/";

/// What the keys of rolls begin with: writing there wakes the GPU service.
pub const ROLL_PREFIX: &[u8] = b"assay/mail/roll/";

/// All that a worker key has to do.
pub fn roll(worker: &WorkerId) -> Vec<u8> {
	[ROLL_PREFIX, worker].concat()
}

/// What an attempt computes.
pub fn brief(attempt: &Attempt) -> Vec<u8> {
	key(b"brief/", attempt, ())
}

/// What came of running it.
pub fn answer(attempt: &Attempt) -> Vec<u8> {
	key(b"answer/", attempt, ())
}

/// What opening a sample takes.
pub fn opening(attempt: &Attempt, sample: u8) -> Vec<u8> {
	key(b"opening/", attempt, sample)
}

/// Chunks of an output, by the output and the first of them.
pub fn delivery(attempt: &Attempt, output: u8, first: u32) -> Vec<u8> {
	key(b"delivery/", attempt, (output, first))
}

/// What the offchain worker remembers of the reports that it sent.
pub fn sent(attempt: &Attempt) -> Vec<u8> {
	key(b"sent/", attempt, ())
}

fn key(kind: &[u8], attempt: &Attempt, part: impl Encode) -> Vec<u8> {
	let mut key = [PREFIX, kind].concat();
	attempt.encode_to(&mut key);
	part.encode_to(&mut key);
	key
}
