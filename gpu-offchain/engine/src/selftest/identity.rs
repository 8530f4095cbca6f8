//! What a verdict counts for.

use crate::DeviceInfo;
use assay_conformance::Vector;
use std::{fs, time::UNIX_EPOCH};

/// A device, its driver, the program that runs the vectors, and the vectors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
	/// One line each, for people who look at the file.
	pub lines: Vec<String>,
}

impl Identity {
	/// What is different for different ones.
	pub fn hash(&self) -> String {
		blake3::hash(self.lines.join("\n").as_bytes()).to_hex().to_string()
	}
}

/// The identity of a device that is tested with these vectors by this program.
pub(super) fn of(info: &DeviceInfo, vectors: &[Vector]) -> Identity {
	let mut hasher = blake3::Hasher::new();
	for vector in vectors {
		vector.identity(|piece| {
			hasher.update(piece);
		});
	}
	// Names come from drivers, which may write what they like.
	let one_line = |text: &str| text.replace(|c: char| c.is_control(), " ");
	let DeviceInfo { name, backend, driver, driver_version, vendor, device, .. } = info;
	Identity {
		lines: vec![
			format!("device {vendor:#06x}:{device:#06x} {}", one_line(name)),
			format!("driver {backend}, {}", one_line(driver)),
			format!("version {}", one_line(driver_version)),
			format!("engine {} {}", env!("CARGO_PKG_VERSION"), build()),
			format!("vectors {}", hasher.finalize()),
		],
	}
}

/// What tells one build of a version from another: the size and time of the running program.
fn build() -> String {
	let program = std::env::current_exe().and_then(fs::metadata);
	let time = program.as_ref().ok().and_then(|it| it.modified().ok());
	let since = time.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
	match (program, since) {
		(Ok(program), Some(since)) => format!("{} {}", program.len(), since.as_nanos()),
		_ => "unknown".into(),
	}
}
