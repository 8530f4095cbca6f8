//! Faults as text.

use crate::{Crash, OnPurpose};
use assay_worker::Point;
use std::{fmt, str::FromStr};

/// All faults by name, for who mistypes one.
const NAMES: &str =
	"corrupt=PERCENT%, check, no-open, late=BLOCKS, lose-device, hang, eat-memory, crash=POINT, once=FOLDER";

/// Why text names no faults.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFaults {
	/// There is no such fault.
	#[error("there is no fault '{0}', but {NAMES}")]
	Unknown(String),
	/// A fault has no such value.
	#[error("the fault '{fault}' can't be '{value}'; faults are {NAMES}")]
	Value {
		/// The fault.
		fault: String,
		/// The value.
		value: String,
	},
}

/// The name of a point.
pub(crate) fn point(point: Point) -> &'static str {
	match point {
		Point::Assigned => "assigned",
		Point::Running => "running",
		Point::Committed => "committed",
		Point::Opening => "opening",
	}
}

impl FromStr for OnPurpose {
	type Err = BadFaults;

	fn from_str(text: &str) -> Result<Self, BadFaults> {
		let mut faults = Self::default();
		for fault in text.split(',').map(str::trim).filter(|fault| !fault.is_empty()) {
			let (name, value) = fault.split_once('=').unwrap_or((fault, ""));
			let bad = || BadFaults::Value { fault: name.into(), value: value.into() };
			match (name, value) {
				("check", "") => faults.check = true,
				("no-open", "") => faults.no_open = true,
				("lose-device", "") => faults.lose_device = true,
				("hang", "") => faults.hang = true,
				("eat-memory", "") => faults.eat_memory = true,
				("corrupt", share) => faults.corrupt = Some(millionths(share).ok_or_else(bad)?),
				("late", blocks) => faults.late = Some(blocks.parse().map_err(|_| bad())?),
				("crash", "runner") => faults.crash = Some(Crash::Runner),
				("crash", name) => {
					let points =
						[Point::Assigned, Point::Running, Point::Committed, Point::Opening];
					let at = points.into_iter().find(|it| point(*it) == name);
					faults.crash = Some(Crash::At(at.ok_or_else(bad)?));
				},
				("once", folder) if !folder.is_empty() => faults.once = Some(folder.into()),
				("check" | "no-open" | "lose-device" | "hang" | "eat-memory" | "once", _) => {
					return Err(bad())
				},
				_ => return Err(BadFaults::Unknown(name.into())),
			}
		}
		Ok(faults)
	}
}

/// A share in percent, as parts of a million.
fn millionths(percent: &str) -> Option<u32> {
	let percent: f64 = percent.strip_suffix('%')?.parse().ok()?;
	let share = percent * 10_000.0;
	(share > 0.0 && share <= 1_000_000.0).then_some(share as u32)
}

impl fmt::Display for OnPurpose {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let flag = |set: bool, name: &str| set.then(|| name.to_string());
		let crash = self.crash.map(|crash| match crash {
			Crash::At(at) => point(at),
			Crash::Runner => "runner",
		});
		let said = [
			self.corrupt.map(|share| format!("corrupt={}%", f64::from(share) / 10_000.0)),
			flag(self.check, "check"),
			flag(self.no_open, "no-open"),
			self.late.map(|blocks| format!("late={blocks}")),
			flag(self.lose_device, "lose-device"),
			flag(self.hang, "hang"),
			flag(self.eat_memory, "eat-memory"),
			crash.map(|at| format!("crash={at}")),
			self.once.as_ref().map(|folder| format!("once={}", folder.display())),
		];
		f.write_str(&said.into_iter().flatten().collect::<Vec<_>>().join(","))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn faults_should_be_read_as_they_are_written() {
		for text in [
			"",
			"corrupt=100%",
			"corrupt=0.5%,check,no-open,late=20",
			"lose-device,hang,eat-memory,crash=runner,once=/tmp",
			"crash=assigned",
			"crash=running",
			"crash=committed",
			"crash=opening",
		] {
			assert_eq!(text.parse::<OnPurpose>().unwrap().to_string(), text);
		}
	}

	#[test]
	fn mistakes_should_be_named() {
		for (text, fault, value) in [
			("corrupt=1", "corrupt", "1"),
			("corrupt=0%", "corrupt", "0%"),
			("corrupt=101%", "corrupt", "101%"),
			("late=soon", "late", "soon"),
			("crash=now", "crash", "now"),
			("hang=1", "hang", "1"),
			("once=", "once", ""),
		] {
			let (fault, value) = (fault.to_string(), value.to_string());
			let error = text.parse::<OnPurpose>().unwrap_err();
			assert_eq!(error, BadFaults::Value { fault, value });
		}
		let error = "crush=now".parse::<OnPurpose>().unwrap_err();
		assert_eq!(error, BadFaults::Unknown("crush".into()));
	}
}
