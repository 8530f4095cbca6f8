//! The inputs and outputs of a job that was run, with their trees of hashes: what proves a tile to
//! the chain, and what the chain would say to it.
//!
//! A provider makes its openings and deliveries from it, and whoever doubts a provider its
//! challenges.
//!
//! ```
//! use assay_blobs::Store;
//! use assay_market::{BlobHash, CompareRule, JobSpec, KernelId, OutputSpec, PassSpec, Place, Shape, Work};
//! use assay_results::Results;
//! use assay_touchstone::{Builder, Builtin, FloatMode, Header, Reg, Space};
//! use assay_witness::Verdict;
//!
//! // Each of 64 lanes writes its own number.
//! let mut header = Header::new(FloatMode::Strict);
//! (header.workgroup_size, header.outputs) = ([64, 1, 1], 1);
//! let kernel = Builder::new(header)
//!     .builtin(Reg(0), Builtin::GlobalX)
//!     .store(Space::Output(0), Reg(0), Reg(0))
//!     .finish();
//! let output = OutputSpec { words: 128, tiles: Shape::flat(64), rule: CompareRule::Exact };
//! let pass = PassSpec {
//!     kernel: KernelId::of(&kernel),
//!     grid: [2, 1, 1].into(),
//!     params: Default::default(),
//!     inputs: Default::default(),
//!     outputs: vec![output].try_into().unwrap(),
//! };
//! let spec = JobSpec { inputs: Default::default(), passes: vec![pass].try_into().unwrap() };
//! let work = Work::new(spec, vec![kernel]).unwrap();
//!
//! // A provider that got the last word wrong.
//! let mut words: Vec<u32> = (0..128).collect();
//! words[127] = 0;
//! let bytes: Vec<u8> = words.into_iter().flat_map(u32::to_le_bytes).collect();
//! let folder = tempfile::tempdir()?;
//! let store = Store::open(folder.path(), 1 << 20)?;
//! let made = store.put(&bytes)?;
//!
//! let results = Results::new(&work, &store, vec![made]);
//! assert_eq!(results.judge(&Place { pass: 0, group: [0, 0, 0] })?, Verdict::Match);
//! assert_eq!(results.judge(&Place { pass: 0, group: [1, 0, 0] })?, Verdict::Mismatch);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod files;
mod map;
mod results;

pub use files::{find_blob, BlobFile, BlobFiles};
pub use map::Mapped;
pub use results::{NotShown, Results};
