//! Lists that the chain bounds: more than there may be is an error that says how many there may be.

use super::TOO_MUCH;
use serde::{de, Deserialize, Deserializer, Serialize, Serializer};
use sp_runtime::{traits::Get, BoundedVec};
use std::{fmt, marker::PhantomData};

/// Writes a list.
pub fn serialize<T: Serialize, Most, S: Serializer>(
	list: &BoundedVec<T, Most>,
	serializer: S,
) -> Result<S::Ok, S::Error> {
	serializer.collect_seq(list)
}

/// Reads a list.
pub fn deserialize<'de, T, Most, D>(deserializer: D) -> Result<BoundedVec<T, Most>, D::Error>
where
	T: Deserialize<'de>,
	Most: Get<u32>,
	D: Deserializer<'de>,
{
	deserializer.deserialize_seq(List(PhantomData))
}

struct List<T, Most>(PhantomData<(T, Most)>);

impl<'de, T: Deserialize<'de>, Most: Get<u32>> de::Visitor<'de> for List<T, Most> {
	type Value = BoundedVec<T, Most>;

	fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "a list of at most {}", Most::get())
	}

	fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
		let mut bounded = BoundedVec::new();
		while let Some(entry) = list.next_element()? {
			bounded
				.try_push(entry)
				.map_err(|_| de::Error::custom(format_args!("{TOO_MUCH}{}", Most::get())))?;
		}
		Ok(bounded)
	}
}
