//! BLAKE3 range proofs: show chunks of a blob against the hash that b3sum prints.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
