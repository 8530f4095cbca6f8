//! Tests of the crate from outside: what was recorded is judged, and what was tampered with refused.

#![cfg(feature = "std")]

mod honest;
mod limits;
mod scene;
mod tampered;
mod tiles;
