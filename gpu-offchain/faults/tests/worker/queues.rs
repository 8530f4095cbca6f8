//! Several devices.

use crate::{
	jobs::turning,
	rig::{attempt, order, Options, Rig},
};
use assay_mailbox::Task;
use assay_market::DeviceState;
use assay_worker::Devices;

#[test]
fn two_devices_should_have_a_queue_each() {
	// Which device is the best one, and whether there is any.
	let Some(probe) = Rig::on_gpu(Options::default()) else {
		return;
	};
	drop(probe);
	let rig = Rig::start(Options { devices: Devices::These(vec![0, 0]), ..Options::default() });
	rig.devices(|devices| {
		devices.len() == 2 && devices.iter().all(|device| device.state == DeviceState::Idle)
	});
	let jobs = 1..=6;
	for job in jobs.clone() {
		rig.brief(&attempt(job), &turning(500 + job as u32));
	}
	rig.roll(10, jobs.clone().map(|job| order(job, Task::Run)).collect());
	for job in jobs {
		rig.commitment(&attempt(job));
	}
	for device in ["0", "1"] {
		assert!(rig.metric("assay_gpu_fuel_total", &[("device", device)]) > 0.0, "{device}");
		assert!(rig.metric("assay_gpu_fuel_per_second", &[("device", device)]) > 0.0, "{device}");
	}
}

#[test]
fn a_device_that_is_not_there_should_leave_the_interpreter() {
	let rig = Rig::start(Options { devices: Devices::These(vec![999]), ..Options::default() });
	rig.brief(&attempt(1), &turning(1));
	rig.roll(10, vec![order(1, Task::Run)]);
	rig.commitment(&attempt(1));
	let devices = rig.handle.devices();
	let names: Vec<_> = devices.iter().map(|device| &*device.backend).collect();
	assert_eq!(names, ["interpreter"]);
}
