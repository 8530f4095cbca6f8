//! The market over JSON-RPC: what may be asked, and the answers.
//!
//! Wallets, the command line and web pages read the market through these methods. `docs/json-rpc.md`
//! is the manual. Questions and answers are in the words of [`assay_market`]. [`GpuClient`] asks a node; [`Gpu`] answers from a
//! node's client, by the runtime API `MarketApi`, and from its [`DeviceList`].
//!
//! # Terms
//!
//! - **update**: what a subscription tells of a job.

mod api;
mod chain;
mod check;
mod device;
mod error;
pub mod limits;
pub mod refusal;
mod server;
mod slots;
mod watch;

pub use api::{GpuClient, GpuServer};
pub use chain::{MarketClient, NewBlocks};
pub use device::{Device, DeviceList, Devices, NoService, ServiceState};
pub use error::{Code, Failure, Refusal};
pub use server::Gpu;
