//! The headers `Range` and `Content-Range`.

use std::ops::Range;

/// What a request's `Range` asks of a blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
	/// No range, or one that may be ignored: another unit, several ranges, nonsense.
	Whole,
	/// These bytes, at least one.
	Part(Range<u64>),
	/// A single range without a byte in the blob.
	Unsatisfiable,
}

/// Reads `Range` for a blob of `len` bytes.
pub(crate) fn asked(header: &str, len: u64) -> Asked {
	let Some(spec) = header.strip_prefix("bytes=") else {
		return Asked::Whole;
	};
	let Some((first, last)) = spec.trim().split_once('-') else {
		return Asked::Whole;
	};
	let range = match (digits(first), digits(last)) {
		(Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(len),
		(Some(first), None) if last.is_empty() => first..len,
		(None, Some(count)) if first.is_empty() => len.saturating_sub(count)..len,
		_ => return Asked::Whole,
	};
	if range.is_empty() {
		Asked::Unsatisfiable
	} else {
		Asked::Part(range)
	}
}

/// The part of a blob that a `Content-Range` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
	/// Which bytes, at least one.
	pub range: Range<u64>,
	/// Of how many.
	pub total: u64,
}

/// Reads `Content-Range: bytes FIRST-LAST/TOTAL`.
pub(crate) fn part(header: &str) -> Option<Part> {
	let (range, total) = header.strip_prefix("bytes ")?.split_once('/')?;
	let (first, last) = range.split_once('-')?;
	let (first, last, total) = (digits(first)?, digits(last)?, digits(total)?);
	(first <= last && last < total).then_some(Part { range: first..last + 1, total })
}

/// A number of plain digits: `parse` alone would take a sign.
fn digits(text: &str) -> Option<u64> {
	let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
	plain.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn ranges_should_be_cut_at_the_end_of_the_blob() {
		for (header, expected) in [
			("bytes=0-0", Asked::Part(0..1)),
			("bytes=2-5", Asked::Part(2..6)),
			("bytes=2-", Asked::Part(2..10)),
			("bytes=-3", Asked::Part(7..10)),
			("bytes=-30", Asked::Part(0..10)),
			("bytes=9-18446744073709551615", Asked::Part(9..10)),
			("bytes=10-", Asked::Unsatisfiable),
			("bytes=10-12", Asked::Unsatisfiable),
			("bytes=-0", Asked::Unsatisfiable),
			("bytes=5-2", Asked::Whole),
			("bytes=-", Asked::Whole),
			("bytes=+1-2", Asked::Whole),
			("bytes=1-2,4-5", Asked::Whole),
			("bytes=99999999999999999999-", Asked::Whole),
			("lines=1-2", Asked::Whole),
			("", Asked::Whole),
		] {
			assert_eq!(asked(header, 10), expected, "{header}");
		}
		assert_eq!(asked("bytes=0-", 0), Asked::Unsatisfiable);
		assert_eq!(asked("bytes=-5", 0), Asked::Unsatisfiable);
	}

	#[test]
	fn parts_should_lie_within_their_total() {
		assert_eq!(part("bytes 0-9/10"), Some(Part { range: 0..10, total: 10 }));
		assert_eq!(part("bytes 4-4/10"), Some(Part { range: 4..5, total: 10 }));
		for refused in [
			"bytes 0-10/10",
			"bytes 5-4/10",
			"bytes 0-9/*",
			"bytes */10",
			"bytes=0-9/10",
			"bytes 0-18446744073709551615/18446744073709551615",
			"bytes -9/10",
			"bytes 0-/10",
			"",
		] {
			assert_eq!(part(refused), None, "{refused}");
		}
	}
}
