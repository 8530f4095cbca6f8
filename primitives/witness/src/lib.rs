//! Witnesses: what one workgroup read and wrote, with proofs, enough to execute it again.
//!
//! Who ran a pass keeps its inputs and outputs; the chain knows only their hashes. For one tile the
//! runner [records](record) a [`Witness`], and everybody who knows the hashes can [judge] it: check
//! the proofs, execute the workgroup again on nothing but the chunks that are shown, and compare
//! what comes out with the tile that was committed to.
//!
//! ```
//! # #[cfg(feature = "std")] {
//! use assay_proof::{BlobRef, Outboard};
//! use assay_touchstone::*;
//! use assay_witness::{judge, record, Pass, Source, Target, Verdict};
//!
//! // Four lanes, each of which triples a word.
//! let mut header = Header::new(FloatMode::Strict);
//! (header.workgroup_size, header.inputs, header.outputs) = ([4, 1, 1], 1, 1);
//! let bytecode = Builder::new(header)
//!     .builtin(Reg(0), Builtin::GlobalX)
//!     .load(Space::Input(0), Reg(1), Reg(0))
//!     .binary(BinaryOp::Mul, Reg(1), Reg(1), 3u32)
//!     .store(Space::Output(0), Reg(0), Reg(1))
//!     .finish();
//! let program = Program::parse(&bytecode)?;
//!
//! // What the runner has.
//! let bytes = |factor: u32| (0..8).flat_map(|n: u32| (factor * n).to_le_bytes()).collect::<Vec<_>>();
//! let (input, output) = (bytes(1), bytes(3));
//! let (read, made) = (Outboard::of(&input)?, Outboard::of(&output)?);
//!
//! // What everybody knows.
//! let pass = Pass {
//!     program: &program,
//!     params: &[],
//!     grid: [2, 1, 1],
//!     limit: Fuel(limits::MAX_WORKGROUP_FUEL),
//!     inputs: &[BlobRef { hash: read.root(), len: read.len() }],
//!     outputs: &[Target {
//!         output: Output { words: 8, tiles: TileShape::flat(4) },
//!         rule: Rule::Exact,
//!         hash: made.root(),
//!     }],
//! };
//! let sources = [Source { bytes: &input, outboard: &read }];
//! let results = [Source { bytes: &output, outboard: &made }];
//! let recorded = record(&pass, [1, 0, 0], &sources, &results)?;
//! assert_eq!(judge(&pass, [1, 0, 0], recorded.witness)?, Verdict::Match);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # One witness
//!
//! A witness shows the chunks that the execution reads and no others, and of the outputs the chunks
//! that the tile lies in and no others: for a pass, a workgroup and blobs there is exactly one.
//! [`judge`] refuses every other.
//!
//! # Bounds
//!
//! The inputs of one workgroup may be read in at most [`MAX_READ_CHUNKS`] chunks, all inputs
//! together. A workgroup that reads more is at fault and not whoever ran it: its witness shows the
//! first so many chunks that it reads, and the verdict is [`Verdict::Void`]. Its tiles, of all
//! outputs together, lie in at most [`MAX_TILE_CHUNKS`], which [`tile_chunks_at_most`] tells before
//! anything runs. What judging takes is known from the witness' sizes
//! ([`assay_proof::ProofShape::compressions`]) and the program's static fuel.
//!
//! # Features
//!
//! - `std` (default): [`record`].
//! - `scale` (default): SCALE encoding, with decoding bounded by the limits above.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![warn(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

extern crate alloc;

mod judge;
mod pass;
#[cfg(feature = "std")]
mod record;
#[cfg(feature = "scale")]
mod scale;
mod tiles;
mod witness;

#[doc(hidden)]
pub use assay_proof::BlobRef as Blob;
pub use judge::{judge, Cause, Refused, Verdict};
pub use pass::{Pass, Target};
#[cfg(feature = "std")]
pub use record::{record, RecordError, Recorded, Source};
pub use tiles::{tile_chunks, tile_chunks_at_most, MAX_TILE_CHUNKS};
pub use witness::{Part, Witness, MAX_READ_CHUNKS};
