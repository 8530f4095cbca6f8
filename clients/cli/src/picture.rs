//! Outputs as PNG pictures.

use assay_terminal::Failure;
use miniz_oxide::deflate::compress_to_vec_zlib;

/// How hard the compressor tries, of 10: pictures of computed things are large and repeat a lot.
const EFFORT: u8 = 6;

/// Pixels of a side at most. PNG takes more, what shows pictures often doesn't.
const MAX_SIDE: u32 = 65_535;

/// What a word of the output means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pixels {
	/// Red, green, blue and opacity, a byte each, red the lowest.
	Rgba,
	/// A number: black for 0, white for the largest, logarithmically in between.
	Counts,
}

/// Makes a PNG of an output whose rows have `width` words.
///
/// ```
/// use assay_cli::{png, Pixels};
///
/// let red_and_blue = [255, 0, 0, 255, 0, 0, 255, 255];
/// let picture = png(&red_and_blue, 2, Pixels::Rgba).unwrap();
/// assert_eq!(picture[1..4], *b"PNG");
/// assert!(png(&red_and_blue, 3, Pixels::Rgba).is_err());
/// ```
pub fn png(words: &[u8], width: u32, pixels: Pixels) -> Result<Vec<u8>, Failure> {
	let wrong = |what: String| {
		Failure::input(what).advice(
			"give --width the words from a row of the output to the next: the pitch in --output",
		)
	};
	if width == 0 || width > MAX_SIDE {
		return Err(wrong(format!("a picture is 1 to {MAX_SIDE} pixels wide, and not {width}")));
	}
	let row_bytes = 4 * width as usize;
	if words.is_empty() || !words.len().is_multiple_of(row_bytes) {
		return Err(wrong(format!("{} words aren't rows of {width}", words.len() / 4)));
	}
	let height = words.len() / row_bytes;
	let height =
		u32::try_from(height).ok().filter(|height| *height <= MAX_SIDE).ok_or_else(|| {
			wrong(format!("a picture is at most {MAX_SIDE} pixels high, and not {height}"))
		})?;
	let (colour, rows) = match pixels {
		Pixels::Rgba => (RGBA, rows(words, row_bytes)),
		Pixels::Counts => (GREY, rows(&brightness(words), width as usize)),
	};
	let mut header = Vec::new();
	header.extend(width.to_be_bytes());
	header.extend(height.to_be_bytes());
	// Eight bits, compression and filter of the only kind, not interlaced.
	header.extend([8, colour, 0, 0, 0]);
	let mut picture = b"\x89PNG\r\n\x1a\n".to_vec();
	chunk(&mut picture, b"IHDR", &header);
	chunk(&mut picture, b"IDAT", &compress_to_vec_zlib(&rows, EFFORT));
	chunk(&mut picture, b"IEND", &[]);
	Ok(picture)
}

/// PNG's number for grey without opacity.
const GREY: u8 = 0;

/// PNG's number for colour with opacity.
const RGBA: u8 = 6;

/// Rows with the number of their filter before them: none.
fn rows(bytes: &[u8], row_bytes: usize) -> Vec<u8> {
	let mut rows = Vec::with_capacity(bytes.len() + bytes.len() / row_bytes);
	for row in bytes.chunks(row_bytes) {
		rows.push(0);
		rows.extend(row);
	}
	rows
}

fn brightness(words: &[u8]) -> Vec<u8> {
	let counts = || {
		let words = words.chunks_exact(4);
		words.map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
	};
	let log = |count: u32| f64::from(count).ln_1p();
	let most = log(counts().max().unwrap_or(0)).max(f64::MIN_POSITIVE);
	counts().map(|count| (255.0 * log(count) / most).round() as u8).collect()
}

fn chunk(picture: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
	picture.extend((data.len() as u32).to_be_bytes());
	let begin = picture.len();
	picture.extend(kind);
	picture.extend(data);
	let sum = crc32fast::hash(&picture[begin..]);
	picture.extend(sum.to_be_bytes());
}
