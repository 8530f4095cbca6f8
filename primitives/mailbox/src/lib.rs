//! What a node's offchain worker and its GPU service write to each other.
//!
//! The mailbox is the node's offchain database. The offchain worker of the jobs pallet reads the
//! chain and writes down what each worker key has to do; the GPU service does it and writes down
//! what came of it; the offchain worker reports that to the chain. Both may be stopped at any time:
//! what was written stays, and whoever comes back goes on from there.
//!
//! | Key | Written by | Value |
//! |---|---|---|
//! | [`roll`](keys::roll) | offchain worker, each block | [`Roll`]: all that a worker key has to do now |
//! | [`brief`](keys::brief) | offchain worker, once per attempt | [`Brief`]: what is computed |
//! | [`answer`](keys::answer) | GPU service | [`Answer`]: results' hashes, or a refusal |
//! | [`opening`](keys::opening) | GPU service | [`Opening`]: a sample's witness |
//! | [`delivery`](keys::delivery) | GPU service | [`Delivery`]: chunks with their proof |
//! | [`sent`](keys::sent) | offchain worker | which reports it sent, and when |
//!
//! The roll is the truth: what isn't on it isn't wanted any more, be it because it is done or
//! because the best chain is another now. The GPU service removes all that is kept of an attempt when
//! it has left the roll for long.
//!
//! ```
//! use assay_mailbox::{keys, Attempt, Order, Roll, Task};
//! use codec::{Decode, Encode};
//!
//! let attempt = Attempt { worker: [7; 32], job: 3, attempt: 1, work: [2; 32] };
//! let order = Order { job: 3, attempt: 1, work: [2; 32], task: Task::Run, until: 20 };
//! let roll = Roll { genesis: [1; 32], at: 12, operator: vec![9; 32], orders: vec![order] };
//! assert_eq!(Roll::decode(&mut &roll.encode()[..]), Ok(roll));
//! assert!(keys::brief(&attempt).starts_with(keys::PREFIX));
//! assert_ne!(keys::opening(&attempt, 0), keys::opening(&attempt, 1));
//! ```

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod keys;

pub use assay_market::{DeclineReason, Task};

use alloc::vec::Vec;
use assay_market::{BlobHash, JobSpec};
use assay_proof::RangeProof;
use assay_witness::Witness;
use codec::{Decode, Encode};

/// A worker's public key.
pub type WorkerId = [u8; 32];

/// One attempt at a job by one worker.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
pub struct Attempt {
	/// Whose key the job was given to.
	pub worker: WorkerId,
	/// Which job.
	pub job: u64,
	/// Which attempt at it.
	pub attempt: u32,
	/// The BLAKE2 hash of what is computed: on another fork the same attempt at a job of the same
	/// number may be at something else, and what was made here must never be reported there.
	pub work: [u8; 32],
}

/// All that a worker key has to do, as of one block.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Roll {
	/// The chain, by the hash of its first block.
	pub genesis: [u8; 32],
	/// As of which block. Goes back when the best chain becomes another.
	pub at: u32,
	/// The account whose provider the key works for, as encoded.
	pub operator: Vec<u8>,
	/// What is to be done, ordered by job.
	pub orders: Vec<Order>,
}

/// One job that a worker has.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Order {
	/// Which job.
	pub job: u64,
	/// Which attempt.
	pub attempt: u32,
	/// The hash of what is computed, as in [`Attempt`].
	pub work: [u8; 32],
	/// What is to be done next.
	pub task: Task,
	/// Before which block.
	pub until: u32,
}

/// What an attempt computes: all that running it takes but the blobs.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Brief {
	/// What is computed.
	pub spec: JobSpec,
	/// The bytecode of each kernel that a pass names, once each.
	pub kernels: Vec<Vec<u8>>,
}

/// What came of running a job.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Answer {
	/// The hashes of all outputs of all passes.
	Commit(Vec<BlobHash>),
	/// It wasn't done.
	Decline(DeclineReason),
}

/// What a sample takes to be opened.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Opening {
	/// What the sampled workgroup takes at most.
	pub fuel: u64,
	/// Its tile, and what it read.
	pub witness: Witness,
}

/// Chunks of an output, with their proof.
pub type Delivery = RangeProof;
