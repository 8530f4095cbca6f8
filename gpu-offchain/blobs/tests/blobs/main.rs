//! Blobs on disk and over HTTP: exact answers, and nothing wrong served or lost.

mod bed;
mod client;
mod gateway;
mod store;
