//! Byte strings that are text in JSON. The chain takes any bytes for some of them: what isn't UTF-8
//! is written with replacement characters.

use super::TOO_MUCH;
use serde::{de, Deserialize, Deserializer, Serializer};
use sp_runtime::{traits::Get, BoundedVec};

/// Writes bytes as text.
pub fn serialize<Most, S: Serializer>(
	bytes: &BoundedVec<u8, Most>,
	serializer: S,
) -> Result<S::Ok, S::Error> {
	serializer.serialize_str(&String::from_utf8_lossy(bytes))
}

/// Reads text.
pub fn deserialize<'de, Most, D>(deserializer: D) -> Result<BoundedVec<u8, Most>, D::Error>
where
	Most: Get<u32>,
	D: Deserializer<'de>,
{
	let text = String::deserialize(deserializer)?;
	BoundedVec::try_from(text.into_bytes())
		.map_err(|_| de::Error::custom(format_args!("{TOO_MUCH}{} bytes", Most::get())))
}
