//! Numbers that JSON readers lose digits of: decimal strings. Use with `#[serde(with = "...")]`.

use serde::{de, Deserializer, Serializer};
use std::{
	fmt::{self, Display},
	marker::PhantomData,
	str::FromStr,
};

/// Writes a number as a decimal string.
pub fn serialize<T: Display, S: Serializer>(number: &T, serializer: S) -> Result<S::Ok, S::Error> {
	serializer.collect_str(number)
}

/// Reads a decimal string, or a whole number, which people write by hand.
pub fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
	T: FromStr + TryFrom<u64>,
	D: Deserializer<'de>,
{
	deserializer.deserialize_any(Decimal(PhantomData))
}

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

/// The same for what may be missing.
pub mod option {
	use super::{Decimal, PhantomData};
	use serde::{de, Deserialize, Deserializer, Serializer};
	use std::{fmt::Display, str::FromStr};

	/// Writes a number as a decimal string, or `null`.
	pub fn serialize<T: Display, S: Serializer>(
		number: &Option<T>,
		serializer: S,
	) -> Result<S::Ok, S::Error> {
		match number {
			Some(number) => serializer.collect_str(number),
			None => serializer.serialize_none(),
		}
	}

	/// Reads a decimal string, a whole number, or `null`.
	pub fn deserialize<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
	where
		T: FromStr + TryFrom<u64>,
		D: Deserializer<'de>,
	{
		struct Number<T>(T);

		impl<'de, T: FromStr + TryFrom<u64>> Deserialize<'de> for Number<T> {
			fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
				let decimal = Decimal::<T>(PhantomData);
				deserializer.deserialize_any(decimal).map(Number).map_err(de::Error::custom)
			}
		}

		Ok(Option::<Number<T>>::deserialize(deserializer)?.map(|Number(number)| number))
	}
}
