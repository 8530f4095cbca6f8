//! Blobs on disk and over HTTP: exact answers, and nothing wrong served or lost.

mod bed;
mod client;
mod crash;
mod full_disk;
mod gateway;
mod https;
mod manual;
mod role;
mod scripted;
mod store;
mod throughput;
