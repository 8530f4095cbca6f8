//! Tests of the providers pallet.
