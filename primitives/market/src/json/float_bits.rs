//! Floats that the chain keeps by their bits: floats in JSON.

use serde::{Deserialize, Deserializer, Serializer};

/// Writes the float with these bits.
pub fn serialize<S: Serializer>(bits: &u32, serializer: S) -> Result<S::Ok, S::Error> {
	serializer.serialize_f32(f32::from_bits(*bits))
}

/// Reads a float's bits.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
	f32::deserialize(deserializer).map(f32::to_bits)
}
