//! Runs jobs of Touchstone kernels on a GPU, or on all cores of the processor.
//!
//! A provider's machine, the tool `touchstone` and the tests all run kernels through this crate.
//!
//! ```
//! use assay_engine::{Backend, Collected, Control, Job};
//! use assay_market::{InputSource, JobBuilder, PassBuilder, Shape};
//! use assay_touchstone::{BinaryOp, Builder, Builtin, FloatMode, Header, Reg, Space};
//!
//! // output[i] = 3 * input[i]
//! let mut header = Header::new(FloatMode::Strict);
//! (header.workgroup_size, header.inputs, header.outputs) = ([64, 1, 1], 1, 1);
//! let triple = Builder::new(header)
//!     .builtin(Reg(0), Builtin::GlobalX)
//!     .load(Space::Input(0), Reg(1), Reg(0))
//!     .binary(BinaryOp::Mul, Reg(1), Reg(1), 3u32)
//!     .store(Space::Output(0), Reg(0), Reg(1))
//!     .finish();
//!
//! // Twice in a row: the second pass reads what the first made.
//! let pass = |from| PassBuilder::new(&triple, [2, 1, 1]).read(from).write(128, Shape::flat(64));
//! let input: Vec<u8> = (0..128u32).flat_map(u32::to_le_bytes).collect();
//! let work = JobBuilder::new()
//!     .input(&input)
//!     .pass(pass(InputSource::Job(0)))
//!     .pass(pass(InputSource::Pass { pass: 0, output: 0 }))
//!     .finish()
//!     .unwrap();
//! let job = Job::new(work, vec![&input]).unwrap();
//!
//! // `Backend::Device(Box::new(Device::open(None, &Default::default())?))` does the same on a GPU.
//! let mut made = Collected::default();
//! let report = Backend::Interpreter.run(&job, &mut made, &Control::default()).unwrap();
//! assert_eq!(made.passes[1][0][4 * 100..][..4], 900u32.to_le_bytes());
//! assert_eq!(report.hashes[1][0].0, *blake3::hash(&made.passes[1][0]).as_bytes());
//! ```
//!
//! # What a device is relied on for
//!
//! Nothing but what Vulkan promises. Programs are raised with guards of their own around every
//! access and every loop ([`assay_compiler::raise`]), so the checks that wgpu and drivers can add
//! are switched off. A device is opened with wgpu's default limits, whatever it has: a job that
//! fits one device fits all, memory aside. What doesn't fit is refused before anything is started,
//! with the numbers ([`Misfit`]). No kernel runs for long in one go: grids are cut into dispatches
//! of about 100 ms.
//!
//! Every buffer that a job gets is zeros, whatever was in it before, and workgroup memory is zeroed
//! by the raised program: a job can't read anything of another.
//!
//! Whatever goes wrong is an [`Error`]. After one that leaves a device in doubt, the next run opens
//! it again.
//!
//! # Terms
//!
//! - **device**: what runs kernels through Vulkan, be it a GPU or a driver in software.
//! - **dispatch**: a part of a grid that the device is given at once.
//! - **sink**: where the bytes of outputs go. See [`Sink`].

mod backend;
mod blob_hasher;
mod control;
mod delivery;
mod device;
mod error;
mod fit;
mod interpreter;
mod job;
mod misfit;
mod report;
pub mod selftest;
mod sink;

pub use backend::Backend;
pub use control::{Control, Progress};
pub use device::{devices, Counters, Device, DeviceInfo, DeviceOptions, DEFAULT_DISPATCH_TIME};
pub use error::Error;
pub use fit::{check_fit, Limits};
pub use job::{Job, WrongInputs};
pub use misfit::Misfit;
pub use report::Report;
pub use sink::{Collected, Discard, OutputPlace, Sink, Writers};
