//! Which devices can run what.

use assay_market::{Capability, DeviceLimits, FloatModes};

fn device() -> Capability {
	Capability {
		limits: DeviceLimits { memory: 1_000, buffer: 100, lanes: 64, workgroup_memory: 32 },
		floats: FloatModes { strict: true, relaxed: false },
	}
}

#[test]
fn a_device_should_cover_what_is_no_more_than_itself() {
	assert!(device().covers(&device()));
	assert!(device().covers(&Capability::default()));
}

#[test]
fn a_device_should_not_cover_more_of_any_one_thing() {
	let more: [fn(&mut Capability); 5] = [
		|needs| needs.limits.memory += 1,
		|needs| needs.limits.buffer += 1,
		|needs| needs.limits.lanes += 1,
		|needs| needs.limits.workgroup_memory += 1,
		|needs| needs.floats.relaxed = true,
	];
	for (number, change) in more.into_iter().enumerate() {
		let mut needs = device();
		change(&mut needs);
		assert!(!device().covers(&needs), "change {number}");
		assert!(needs.covers(&device()), "change {number}");
	}
	let mut integers = device();
	integers.floats.strict = false;
	assert!(!integers.covers(&device()));
}
