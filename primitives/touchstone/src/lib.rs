//! Touchstone: a total, deterministic SIMT instruction set for one GPU workgroup, and its interpreter.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
