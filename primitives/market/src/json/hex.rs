//! Bytes as hexadecimal with `0x`.

use serde::{de, Deserializer, Serializer};
use std::fmt;

/// Bytes that have a place in JSON as hexadecimal.
pub trait Bytes: AsRef<[u8]> + Sized {
	/// How many there have to be, if that is fixed.
	const LEN: Option<usize>;

	/// Takes bytes, as many as there have to be.
	fn of(bytes: Vec<u8>) -> Option<Self>;
}

impl<const LEN: usize> Bytes for [u8; LEN] {
	const LEN: Option<usize> = Some(LEN);

	fn of(bytes: Vec<u8>) -> Option<Self> {
		bytes.try_into().ok()
	}
}

impl Bytes for Vec<u8> {
	const LEN: Option<usize> = None;

	fn of(bytes: Vec<u8>) -> Option<Self> {
		Some(bytes)
	}
}

/// Writes bytes as hexadecimal.
pub fn serialize<T: Bytes, S: Serializer>(bytes: &T, serializer: S) -> Result<S::Ok, S::Error> {
	sp_core::bytes::serialize(bytes.as_ref(), serializer)
}

/// Reads hexadecimal, with or without `0x`.
pub fn deserialize<'de, T: Bytes, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
	deserializer.deserialize_str(Hex(std::marker::PhantomData))
}

struct Hex<T>(std::marker::PhantomData<T>);

impl<T: Bytes> de::Visitor<'_> for Hex<T> {
	type Value = T;

	fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match T::LEN {
			Some(bytes) => write!(f, "{} hexadecimal digits after `0x`", bytes.saturating_mul(2)),
			None => f.write_str("hexadecimal digits after `0x`"),
		}
	}

	fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
		let bytes = sp_core::bytes::from_hex(text).ok().and_then(T::of);
		bytes.ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
	}
}
