//! The device that tests run on.

use assay_engine::{Device, DeviceOptions};

/// Set where a missing device is a failure.
const REQUIRE: &str = "ASSAY_REQUIRE_GPU";

/// A device of the test's own, or `None` and a visible reason.
pub fn device_with(options: &DeviceOptions) -> Option<Device> {
	match Device::open(None, options) {
		Ok(device) => {
			eprintln!("on {}", device.info());
			Some(device)
		},
		Err(why) => {
			assert!(std::env::var_os(REQUIRE).is_none(), "no GPU: {why}");
			eprintln!("SKIPPED, no GPU: {why}");
			None
		},
	}
}

/// The same, used as it is used by default.
pub fn device() -> Option<Device> {
	device_with(&DeviceOptions::default())
}
