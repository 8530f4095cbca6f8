//! JSON: how the market's words are written, and errors that name the place.
//!
//! Amounts and fuel are decimal strings, since many readers know only floats, which are exact up to
//! 2^53. Hashes, keys and bytecode are hexadecimal with `0x`. Names, tags and addresses are text.
//!
//! ```
//! use assay_market::{json, JobSpec};
//!
//! let wrong = r#"{ "inputs": [], "passes": [{ "kernel": "0x00", "grid": [1, 1, 1], "outputs": [] }] }"#;
//! let wrong = json::read::<JobSpec>(serde_json::from_str(wrong).unwrap(), "").unwrap_err();
//! assert_eq!(wrong.place, "kernel of pass 0");
//! ```

mod place;

pub mod decimal;
pub mod float_bits;
pub mod hex;
pub mod list;
pub mod text;

pub use place::in_words;

use serde::{de::DeserializeOwned, Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::{fmt, marker::PhantomData};

/// How an error begins that says how much of something there may be.
const TOO_MUCH: &str = "more than ";

/// Why something that somebody wrote isn't what it should be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadJson {
	/// Where, in words: `params of pass 2`. Empty if it is the whole.
	pub place: String,
	/// What is wrong there.
	pub problem: String,
	/// Whether there is more of something than there may be; else it has the wrong form.
	pub too_much: bool,
}

impl fmt::Display for BadJson {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self { place, problem, .. } = self;
		match &place[..] {
			"" => f.write_str(problem),
			_ => write!(f, "{place}: {problem}"),
		}
	}
}

impl std::error::Error for BadJson {}

/// Reads what somebody wrote. `whole` is what the place of an error belongs to, `the offer`; empty if
/// its parts need no such addition.
pub fn read<T: DeserializeOwned>(value: Value, whole: &str) -> Result<T, BadJson> {
	serde_path_to_error::deserialize(value).map_err(|error| {
		let problem = error.inner().to_string();
		BadJson {
			place: in_words(error.path(), whole),
			too_much: problem.starts_with(TOO_MUCH),
			problem,
		}
	})
}

/// Something that somebody wrote and that nobody has read yet.
///
/// Takes any JSON, so that [`Written::read`] can say what is wrong with it and where.
#[derive(Clone, PartialEq, Debug)]
pub struct Written<T> {
	json: Value,
	read_as: PhantomData<T>,
}

impl<T: DeserializeOwned> Written<T> {
	/// Reads it. `whole` is as in [`read`].
	pub fn read(self, whole: &str) -> Result<T, BadJson> {
		read(self.json, whole)
	}
}

impl<T: Serialize> Written<T> {
	/// Writes something down.
	pub fn of(value: &T) -> Result<Self, serde_json::Error> {
		Ok(Self { json: serde_json::to_value(value)?, read_as: PhantomData })
	}
}

impl<T> Serialize for Written<T> {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		self.json.serialize(serializer)
	}
}

impl<'de, T> Deserialize<'de> for Written<T> {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		Value::deserialize(deserializer).map(|json| Self { json, read_as: PhantomData })
	}
}
