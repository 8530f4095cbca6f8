//! The tool as people use it: the built binary, its output and its exit codes.

mod bench;
mod console;
mod devices;
mod kernels;
mod manual;
mod proofs;
mod refusals;
mod runs;
mod sources;
mod trouble;
