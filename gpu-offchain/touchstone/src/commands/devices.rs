//! `touchstone devices`: what kernels can be run on here.

use crate::{failure::of_engine, report::Report};
use assay_engine::{devices, DeviceInfo};
use assay_terminal::Failure;
use serde_json::json;

/// Bytes of a MiB.
const MIB: u64 = 1 << 20;

/// Lists the devices.
pub fn run() -> Result<Report, Failure> {
	let found = devices().map_err(of_engine)?;
	let text = found.iter().map(line).collect();
	let list = found.iter().map(|info| {
		json!({
			"index": info.index,
			"name": info.name,
			"kind": info.kind.to_string(),
			"backend": info.backend,
			"driver": info.driver,
			"driver_version": info.driver_version,
			"memory": info.limits.memory.to_string(),
			"lacks": info.lacks,
		})
	});
	let json = json!({ "devices": list.collect::<Vec<_>>() });
	Ok(Report::fine(text, json))
}

fn line(info: &DeviceInfo) -> String {
	let memory = info.limits.memory / MIB;
	let lacks = match &info.lacks {
		None => String::new(),
		Some(lacks) => format!("\n   too small: {lacks}"),
	};
	format!("{:2} {info}, {}, {memory} MiB{lacks}\n", info.index, info.kind)
}
