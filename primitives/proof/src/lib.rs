//! BLAKE3 range proofs: show chunks of a blob against the hash that `b3sum` prints.
//!
//! The chain knows a blob by its hash and its length. Whoever has the blob can show some of its
//! chunks, and everybody can check that they are the blob's, without the other chunks and without
//! any tree but the one that BLAKE3 is made of.
//!
//! ```
//! # #[cfg(feature = "std")] {
//! use assay_proof::{ChunkRange, Outboard, WordIndex, WordRead};
//! use std::io::Cursor;
//!
//! // Who has the blob hashes it once and keeps the outboard.
//! let blob: Vec<u8> = (0..25_000u32).flat_map(u32::to_le_bytes).collect();
//! let outboard = Outboard::of(&blob)?;
//! assert_eq!(outboard.root().to_string(), blake3::hash(&blob).to_string());
//!
//! // Words 9,000 and 20,000 are asked for.
//! let ranges = [36_000..36_004, 80_000..80_004].into_iter().filter_map(ChunkRange::of_bytes);
//! let proof = outboard.prove(Cursor::new(&blob), &ranges.collect())?;
//! assert_eq!((proof.data.len(), proof.hashes.len()), (2 * 1024, 12));
//!
//! // Who knows hash and length checks the proof and reads the words.
//! let shown = proof.verify(&outboard.root(), outboard.len())?;
//! assert_eq!(shown.word(WordIndex(9_000)), WordRead::Word(9_000));
//! assert_eq!(shown.word(WordIndex(20_000)), WordRead::Word(20_000));
//! assert!(matches!(shown.word(WordIndex(0)), WordRead::NotShown(_)));
//! assert_eq!(shown.word(WordIndex(25_000)), WordRead::PastTheEnd);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Terms
//!
//! - **chunk**: 1 KiB of a blob, a leaf of its tree; only the last one may be shorter.
//! - **node**: a chunk, or all that lies below one parent of the tree. See [`Node`].
//! - **shown**, **hidden**: chunks whose bytes are in a proof, and all others.
//! - **outboard**: the hashes of a blob's nodes, kept beside the blob. See [`Outboard`].
//! - **group**: 16 chunks, the smallest node in an outboard.
//!
//! # What a proof consists of
//!
//! Walk the tree from the top, left before right. Where nothing below a node is shown, the node's
//! hash goes into the proof and the walk turns back; where everything is shown, its bytes do. So
//! no hash is there that could be computed from the rest, and blob and chunks determine every byte
//! of the proof. [`ProofShape::of`] says how many hashes and bytes that makes, from the length and
//! the ranges alone: a weight can be charged before anything is hashed, and
//! [`RangeProof::verify`] refuses any other number before it hashes.
//!
//! A proof of no chunks would be valid for every hash, so there is none. Use
//! [`VerifiedChunks::none`] where nothing was read.
//!
//! # Who vouches for the length
//!
//! BLAKE3 doesn't hash a blob's length. It follows from the shape of the tree, of which a proof
//! shows only a part. What holds with a length that may be wrong (all of it as long as BLAKE3
//! has no collisions):
//!
//! 1. *If the root is the hash of some blob*, a proof under any length shows only true bytes of
//!    that blob at their true places. The hash of a chunk covers its number and its exact bytes,
//!    and chunks, parents and the top are hashed with different flags, so a path that ends at a
//!    chunk in the claimed tree ends at that same chunk in the blob's tree.
//! 2. *But what lies past the claimed end reads as absent*, though the blob may have bytes there;
//!    and chunks past the true end can be claimed to exist, though never shown.
//! 3. *If the root was made up*, it may be the hash of no blob at all, but of a tree that holds one
//!    version of a chunk where a tree of 3 chunks has it, and another where a tree of 5 has it.
//!    Whoever may choose the length afterwards may choose the version.
//! 4. *With the length fixed* each chunk has one place in the tree and so one possible content,
//!    whoever made up the root.
//! 5. *A shown last chunk settles the length*, even for a root that was made up: the rightmost leaf
//!    of a tree is one leaf, and its hash covers its number and its length.
//!    [`VerifiedChunks::proves_length`] says whether it is shown. If nobody is trusted to know the
//!    length, demand it.
//!
//! Hence the length is an argument of the verifier and not part of a proof. Settle it together with
//! the root hash: the chain takes the length of an input from the job's specification and that of
//! an output from the shape of its tiles, both of which are fixed before a hash is committed to.
//! Never take it from whoever brings the proof.
//!
//! # Bounds
//!
//! A blob has at most [`MAX_BLOB_LEN`] bytes, so a tree has at most 20 levels and recursion is no
//! deeper. A proof shows at most [`MAX_PROOF_CHUNKS`] chunks and never needs more than
//! [`MAX_PROOF_HASHES`] hashes. Decoding checks these limits before it sets memory aside. Verified
//! chunks take the proof's bytes and an index of at most 160 KiB.
//!
//! # Features
//!
//! - `std` (default): [`Outboard`], the prover.
//! - `scale` (default): SCALE encoding and type information. A proof has one encoding; every other
//!   is refused.
//! - `serde`: a blob's hash and length in JSON, the hash as hexadecimal with `0x`.
//!
//! The verifier needs neither, only `alloc`. Built for WebAssembly there is no C in it.

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

mod blob;
mod chunks;
mod hash;
#[cfg(feature = "serde")]
mod json;
#[cfg(feature = "std")]
mod outboard;
mod ranges;
#[cfg(feature = "scale")]
mod scale;
mod shape;
mod tree;
mod units;
mod verify;

pub use blob::BlobRef;
pub use chunks::{VerifiedChunks, WordRead};
#[doc(hidden)]
pub use hash::BlobHash as RootHash;
pub use hash::{BlobHash, ChainingValue, NotABlobHash};
#[cfg(feature = "std")]
pub use outboard::{Outboard, OutboardBuilder, OutboardError, ProveError};
pub use ranges::{ChunkRange, ChunkRanges, RangesError};
pub use shape::{ProofShape, ShapeError};
pub use tree::Node;
pub use units::{
	BlobLen, BlobTooLong, ChunkCount, ChunkIndex, WordIndex, CHUNK_LEN, CHUNK_WORDS, MAX_BLOB_LEN,
	MAX_PROOF_CHUNKS, MAX_PROOF_HASHES,
};
pub use verify::{RangeProof, VerifyError};
