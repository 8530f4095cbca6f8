//! JSON: a hash is hexadecimal with `0x`, a length a number.

use crate::{hash::BlobHash, units::BlobLen, MAX_BLOB_LEN};
use core::fmt;
use serde::{de, Deserialize, Deserializer, Serialize, Serializer};

impl Serialize for BlobHash {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(&format_args!("0x{self}"))
	}
}

impl<'de> Deserialize<'de> for BlobHash {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		deserializer.deserialize_str(HashVisitor)
	}
}

struct HashVisitor;

impl de::Visitor<'_> for HashVisitor {
	type Value = BlobHash;

	fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("a BLAKE3 hash: 64 hexadecimal digits after `0x`")
	}

	fn visit_str<E: de::Error>(self, text: &str) -> Result<BlobHash, E> {
		// What `b3sum` prints has no `0x`, and is what people have at hand.
		let digits = text.strip_prefix("0x").unwrap_or(text);
		digits.parse().map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
	}
}

impl Serialize for BlobLen {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_u64(self.get())
	}
}

impl<'de> Deserialize<'de> for BlobLen {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let bytes = u64::deserialize(deserializer)?;
		BlobLen::new(bytes)
			.map_err(|_| de::Error::custom(format_args!("more than {MAX_BLOB_LEN} bytes")))
	}
}
