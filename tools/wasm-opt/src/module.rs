//! Walks the sections of a WebAssembly module.

use crate::OptimizationError::{self, Malformed};

/// Length of the magic number and version.
pub const HEADER: usize = 8;
const MAGIC: &[u8] = b"\0asm\x01\0\0\0";

/// One section, borrowed from the blob.
pub struct Section<'a> {
	/// Id, length and body.
	pub whole: &'a [u8],
	/// The name, for a custom section.
	pub name: Option<&'a [u8]>,
	/// What follows the name, or the whole body.
	body: &'a [u8],
}

impl Section<'_> {
	/// Whether a `target_features` section says that `feature` is used.
	pub fn declares_feature(&self, feature: &[u8]) -> bool {
		let mut at = 0;
		let Some(count) = leb128(self.body, &mut at) else {
			return false;
		};
		for _ in 0..count {
			let used = self.body.get(at) == Some(&b'+');
			at += 1;
			let Some(name) = leb128(self.body, &mut at).and_then(|n| take(self.body, &mut at, n))
			else {
				return false;
			};
			if used && name == feature {
				return true;
			}
		}
		false
	}
}

/// The sections of `blob` in order.
pub fn sections(
	blob: &[u8],
) -> Result<impl Iterator<Item = Result<Section<'_>, OptimizationError>>, OptimizationError> {
	if !blob.starts_with(MAGIC) {
		return Err(Malformed(0));
	}
	let mut at = HEADER;
	Ok(std::iter::from_fn(move || {
		if at >= blob.len() {
			return None;
		}
		let start = at;
		let section = read(blob, &mut at).ok_or(Malformed(start));
		if section.is_err() {
			at = blob.len();
		}
		Some(section)
	}))
}

fn read<'a>(blob: &'a [u8], at: &mut usize) -> Option<Section<'a>> {
	let start = *at;
	let id = *blob.get(*at)?;
	*at += 1;
	let length = leb128(blob, at)?;
	let content = take(blob, at, length)?;
	let whole = blob.get(start..*at)?;
	if id != 0 {
		return Some(Section { whole, name: None, body: content });
	}
	let mut inner = 0;
	let name_length = leb128(content, &mut inner)?;
	let name = take(content, &mut inner, name_length)?;
	Some(Section { whole, name: Some(name), body: content.get(inner..)? })
}

fn take<'a>(bytes: &'a [u8], at: &mut usize, length: usize) -> Option<&'a [u8]> {
	let end = at.checked_add(length)?;
	let part = bytes.get(*at..end)?;
	*at = end;
	Some(part)
}

/// An unsigned 32-bit LEB128 number.
fn leb128(bytes: &[u8], at: &mut usize) -> Option<usize> {
	let mut value = 0u64;
	for shift in (0..35).step_by(7) {
		let byte = *bytes.get(*at)?;
		*at += 1;
		value |= u64::from(byte & 0x7f) << shift;
		if byte & 0x80 == 0 {
			return u32::try_from(value).ok().map(|v| v as usize);
		}
	}
	None
}
