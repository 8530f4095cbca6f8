//! The GPU service of a node: does what the chain gave its worker keys to do.
//!
//! The jobs pallet's offchain worker writes rolls of orders into the node's offchain database
//! ([`assay_mailbox`]). The service reads them, fetches inputs, runs jobs on the machine's devices,
//! has the interpreter check some tiles, and writes down what the offchain worker is to report:
//! hashes or a refusal, openings, chunks of outputs.
//!
//! ```no_run
//! use assay_blobs::{Reach, Store};
//! use assay_worker::{Bell, Config, Launcher, NoFaults, Service, Stored, Waking};
//! use sp_core::offchain::storage::InMemOffchainStorage;
//! use std::{sync::Arc, time::Duration};
//!
//! // A node has the offchain database of its backend instead, and gives `waking` to its offchain
//! // workers.
//! let (storage, bell) = (InMemOffchainStorage::default(), Bell::default());
//! let waking = Waking::new(storage.clone(), bell.clone());
//! let launcher = Launcher {
//!     program: std::env::current_exe()?,
//!     arguments: vec!["gpu-runner".into()],
//! };
//! let handle = Service {
//!     config: Config::new("/var/lib/assay/gpu".into(), launcher),
//!     storage,
//!     bell,
//!     blobs: Arc::new(Stored::new(Store::open("/var/lib/assay/blobs", 64 << 30)?, Reach::Public)),
//!     keys: Box::new(|| vec![[7; 32]]),
//!     faults: Arc::new(NoFaults),
//!     registry: None,
//! }
//! .start()?;
//! println!("{:?}", handle.devices());
//! handle.stop(Duration::from_secs(30));
//! # drop(waking);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Processes and threads
//!
//! Each device has a runner, a child process that this program is when it calls [`runner::main`],
//! and a thread that keeps it. Drivers are loaded in runners only: one that crashes, hangs or eats
//! memory costs the job another try, and the node nothing. One thread reads rolls and writes
//! answers, one makes proofs, and each attempt that lacks inputs has one that fetches them.
//!
//! # Terms
//!
//! - **attempt**: one try at a job by one worker key. See [`assay_mailbox::Attempt`].
//! - **queue**: a device with its queue and the thread that keeps its runner.
//! - **scheduler**: the thread that knows the state of all attempts.

mod bell;
mod blobs;
mod check;
mod config;
mod context;
mod device_queue;
mod entry;
mod event;
mod faults;
mod fetch;
mod ledger;
mod mail;
mod metrics;
mod prover;
pub mod runner;
mod scheduler;
mod service;
mod snapshot;
mod state;
mod stored;
mod tag;
mod watched_storage;

pub use bell::Bell;
pub use blobs::{Blobs, Unavailable};
pub use config::{CheckOptions, Config, Devices};
pub use faults::{Faults, NoFaults, Point};
pub use runner::Launcher;
pub use scheduler::Keys;
pub use service::{Handle, Service};
pub use snapshot::{DeviceSnapshot, JobSnapshot};
pub use stored::Stored;
pub use watched_storage::{OnWrite, Waking, WatchedStorage};
