//! Floats that the chain keeps by their bits: floats in JSON.

use serde::{de, Deserialize, Deserializer, Serializer};
use serde_json::Number;

/// Writes the float that has these bits.
pub fn serialize<S: Serializer>(bits: &u32, serializer: S) -> Result<S::Ok, S::Error> {
	serializer.serialize_f32(f32::from_bits(*bits))
}

/// Reads a float.
///
/// By way of a JSON number: where serde_json keeps numbers as they are written, which any crate of a
/// build may ask of it, nothing else reads one inside of a flattened structure.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
	let number = Number::deserialize(deserializer)?;
	let float: f32 = number.to_string().parse().map_err(de::Error::custom)?;
	Ok(float.to_bits())
}
