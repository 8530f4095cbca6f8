//! Numbers that JSON readers lose digits of: written as decimal strings.
//!
//! Many readers know only floats, which are exact up to 2^53.

use serde::{de, Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, marker::PhantomData, str::FromStr};

/// Money in the token's smallest unit, as a decimal string.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Hash)]
pub struct Amount(pub u128);

/// A count that may exceed 2^53, as a decimal string: fuel, or bytes of memory.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Hash)]
pub struct Count(pub u64);

impl fmt::Display for Amount {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		self.0.fmt(f)
	}
}

impl fmt::Display for Count {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		self.0.fmt(f)
	}
}

impl From<u128> for Amount {
	fn from(amount: u128) -> Self {
		Self(amount)
	}
}

impl From<u64> for Count {
	fn from(count: u64) -> Self {
		Self(count)
	}
}

impl Serialize for Amount {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

impl Serialize for Count {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

impl<'de> Deserialize<'de> for Amount {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		deserializer.deserialize_any(Decimal(PhantomData)).map(Self)
	}
}

impl<'de> Deserialize<'de> for Count {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		deserializer.deserialize_any(Decimal(PhantomData)).map(Self)
	}
}

/// Reads a decimal string, or a whole number, which people write by hand.
struct Decimal<T>(PhantomData<T>);

impl<T: FromStr + TryFrom<u64>> de::Visitor<'_> for Decimal<T> {
	type Value = T;

	fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "a whole number in range, as a decimal string")
	}

	fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
		// `from_str` would take a sign too.
		match text.starts_with(|first: char| first.is_ascii_digit()) {
			true => text.parse().ok(),
			false => None,
		}
		.ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
	}

	fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
		T::try_from(number).map_err(|_| E::invalid_value(de::Unexpected::Unsigned(number), &self))
	}
}
