//! Money as people write it: tokens with up to twelve decimal places.

use assay_market::{Balance, ASY, DECIMALS, SYMBOL};

/// Tokens, without needless zeros, and the symbol.
///
/// ```
/// use assay_client::format_amount;
///
/// assert_eq!(format_amount(1_250_000_000_000), "1.25 ASY");
/// assert_eq!(format_amount(1), "0.000000000001 ASY");
/// ```
pub fn format_amount(grains: Balance) -> String {
	let (whole, part) = (grains / ASY, grains % ASY);
	let places = usize::from(DECIMALS);
	match part {
		0 => format!("{whole} {SYMBOL}"),
		_ => {
			let digits = format!("{part:0places$}");
			format!("{whole}.{} {SYMBOL}", digits.trim_end_matches('0'))
		},
	}
}

/// Reads tokens, as in `12`, `0.05` or `3 ASY`.
///
/// ```
/// use assay_client::parse_amount;
///
/// assert_eq!(parse_amount("0.05"), Ok(50_000_000_000));
/// assert_eq!(parse_amount("-1"), Err("write an amount in ASY, as in 12 or 0.05".into()));
/// ```
pub fn parse_amount(text: &str) -> Result<Balance, String> {
	let usage = || format!("write an amount in {SYMBOL}, as in 12 or 0.05");
	let number = text.trim();
	let number = number.strip_suffix(SYMBOL).unwrap_or(number).trim_end();
	let (whole, part) = number.split_once('.').unwrap_or((number, ""));
	let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
	if whole.is_empty() || !digits(whole) || !digits(part) || number.ends_with('.') {
		return Err(usage());
	}
	if part.len() > usize::from(DECIMALS) {
		return Err(format!("{SYMBOL} has {DECIMALS} decimal places at most"));
	}
	let places = usize::from(DECIMALS);
	let joined = format!("{whole}{part:0<places$}");
	joined.parse().map_err(|_| format!("{text} is more than there can be"))
}
