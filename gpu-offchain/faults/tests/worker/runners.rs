//! Runners that crash, hang, and take too much.

use crate::{
	jobs::{added, adding, count, kernel, pass, turning, FILL, RACE},
	rig::{attempt, order, Options, Rig},
};
use assay_mailbox::{Answer, DeclineReason, Order, Task};
use assay_market::{DeviceState, Work};
use std::time::Duration;

/// Orders the adding job with little to do.
fn ordered(rig: &Rig) -> Vec<u8> {
	let input = count(64 * 20);
	rig.store.put(&input).unwrap();
	rig.brief(&attempt(1), &adding(&input));
	rig.roll(10, vec![order(1, Task::Run)]);
	input
}

fn done(rig: &Rig, input: &[u8]) {
	let hashes = rig.commitment(&attempt(1));
	let made: Vec<Vec<u8>> = hashes.iter().map(|hash| rig.output(hash)).collect();
	assert_eq!(made, added(input));
}

/// A fault that happens the first time only.
fn once(fault: &str) -> (tempfile::TempDir, Options) {
	let folder = tempfile::TempDir::new().unwrap();
	let runner_faults = format!("{fault},once={}", folder.path().display());
	(folder, Options { runner_faults, ..Options::default() })
}

#[test]
fn a_runner_that_crashes_should_be_replaced_and_the_job_done() {
	let (_folder, options) = once("crash=runner");
	let rig = Rig::start(options);
	let input = ordered(&rig);
	done(&rig, &input);
	assert_eq!(rig.metric("assay_gpu_failures_total", &[("reason", "ended")]), 1.0);
	assert_eq!(rig.metric("assay_gpu_jobs_total", &[("outcome", "committed")]), 1.0);
	assert_eq!(rig.metric("assay_gpu_failures_total", &[("reason", "device")]), 0.0);
}

#[test]
fn a_runner_that_hangs_should_be_replaced_and_the_job_done() {
	let (_folder, options) = once("hang");
	// Not too short for a runner, which gives way to all others, to say something in.
	let rig = Rig::start(Options { silence: Duration::from_secs(10), ..options });
	let input = ordered(&rig);
	done(&rig, &input);
	assert_eq!(rig.metric("assay_gpu_failures_total", &[("reason", "silent")]), 1.0);
}

#[test]
fn a_lost_device_should_be_opened_again_and_the_job_done() {
	let (_folder, options) = once("lose-device");
	let Some(rig) = Rig::on_gpu(options) else {
		return;
	};
	let input = ordered(&rig);
	done(&rig, &input);
	assert_eq!(rig.metric("assay_gpu_failures_total", &[("reason", "device")]), 1.0);
}

/// What is answered when a fault happens each time.
fn always(options: Options, reason: &str, times: f64) {
	let rig = Rig::start(options);
	ordered(&rig);
	assert_eq!(rig.answer(&attempt(1)), Answer::Decline(DeclineReason::Unable));
	assert_eq!(rig.metric("assay_gpu_failures_total", &[("reason", reason)]), times);
	assert_eq!(rig.metric("assay_gpu_jobs_total", &[("outcome", "unable")]), 1.0);
	assert_eq!(rig.scratch(), 0);
	// The next job finds a runner.
	rig.devices(|devices| devices.iter().all(|device| device.state == DeviceState::Idle));
}

#[test]
fn a_job_that_crashes_every_runner_should_be_declined() {
	let options = Options { runner_faults: "crash=runner".into(), ..Options::default() };
	always(options, "ended", 2.0);
}

#[test]
fn a_job_that_takes_too_much_memory_should_be_declined_at_once() {
	let options =
		Options { runner_faults: "eat-memory".into(), memory: 256 << 20, ..Options::default() };
	always(options, "memory", 1.0);
}

#[test]
fn a_job_that_has_no_time_left_should_be_declined() {
	let rig = Rig::start(Options {
		runner_faults: "hang".into(),
		block_time: Duration::from_millis(500),
		..Options::default()
	});
	// The time of the job is its own: none of it goes into the start of a runner.
	rig.devices(|devices| {
		!devices.is_empty() && devices.iter().all(|it| it.state == DeviceState::Idle)
	});
	let input = count(64);
	rig.store.put(&input).unwrap();
	rig.brief(&attempt(1), &adding(&input));
	let soon = Order { until: 20, ..order(1, Task::Run) };
	rig.roll(10, vec![soon]);
	assert_eq!(rig.answer(&attempt(1)), Answer::Decline(DeclineReason::Unable));
	assert_eq!(rig.metric("assay_gpu_failures_total", &[("reason", "late")]), 1.0);
}

#[test]
fn an_order_that_comes_too_late_should_be_declined() {
	let rig = Rig::start(Options::default());
	rig.brief(&attempt(1), &turning(1));
	let soon = Order { until: 12, ..order(1, Task::Run) };
	rig.roll(10, vec![soon]);
	assert_eq!(rig.answer(&attempt(1)), Answer::Decline(DeclineReason::Unable));
}

#[test]
fn a_job_larger_than_the_memory_should_be_declined_before_it_is_run() {
	let rig = Rig::start(Options { memory: 64 << 20, ..Options::default() });
	// 65 MiB of output.
	let brief = turning(65 << 12);
	rig.brief(&attempt(1), &brief);
	rig.roll(10, vec![order(1, Task::Run)]);
	assert_eq!(rig.answer(&attempt(1)), Answer::Decline(DeclineReason::Unable));
	assert_eq!(rig.metric("assay_gpu_failures_total", &[("reason", "unfit")]), 1.0);
}

#[test]
fn a_kernel_that_races_should_not_be_reproducible_on_the_interpreter() {
	let rig = Rig::start(Options::default());
	let race = kernel(RACE);
	let brief = crate::jobs::brief(&[], vec![pass(&race, 4, &[], &[])], vec![race]);
	rig.brief(&attempt(1), &brief);
	rig.roll(10, vec![order(1, Task::Run)]);
	assert_eq!(rig.answer(&attempt(1)), Answer::Decline(DeclineReason::NotReproducible));
}

#[test]
fn the_second_run_of_a_kernel_should_find_the_same_runner() {
	let rig = Rig::start(Options::default());
	let input = ordered(&rig);
	done(&rig, &input);
	rig.brief(&attempt(2), &adding(&input));
	rig.roll(11, vec![order(1, Task::AwaitSamples), order(2, Task::Run)]);
	assert_eq!(rig.commitment(&attempt(2)), rig.commitment(&attempt(1)));
	assert_eq!(rig.metric("assay_gpu_failures_total", &[]), 0.0);
}

#[test]
fn a_runner_that_can_not_be_started_should_be_a_failed_device() {
	let rig = Rig::start(Options { program: "/nowhere/assay", ..Options::default() });
	rig.brief(&attempt(1), &turning(1));
	rig.roll(10, vec![order(1, Task::Run)]);
	assert_eq!(rig.answer(&attempt(1)), Answer::Decline(DeclineReason::Unable));
	let devices = rig.handle.devices();
	let states: Vec<_> = devices.iter().map(|device| device.state).collect();
	assert_eq!(states, [DeviceState::Failed]);
	let why = devices[0].failure.clone().unwrap();
	assert!(why.starts_with("the runner ended: exit status: 127"), "{why}");
}

#[test]
fn metrics_should_tell_what_devices_do() {
	let rig = Rig::start(Options::default());
	let input = ordered(&rig);
	done(&rig, &input);
	rig.devices(|devices| devices[0].state == DeviceState::Idle);
	let state = |state| {
		let labels = [("device", "0"), ("name", "interpreter"), ("state", state)];
		rig.metric("assay_gpu_device_state", &labels)
	};
	assert_eq!((state("idle"), state("running"), state("failed")), (1.0, 0.0, 0.0));
	let plan_fuel = rig.metric("assay_gpu_fuel_total", &[("device", "0")]);
	let work = Work::new(adding(&input).spec, adding(&input).kernels).unwrap();
	assert_eq!(plan_fuel, work.plan().fuel().0 as f64);
	assert!(rig.metric("assay_gpu_fuel_per_second", &[("device", "0")]) > 0.0);
	for waiting in ["fetching", "waiting", "running"] {
		rig.until("nothing is left", |rig| {
			rig.metric("assay_gpu_attempts", &[("state", waiting)]) == 0.0
		});
	}
}

#[test]
fn large_outputs_should_fit_what_the_runner_may_take() {
	let Some(rig) = Rig::on_gpu(Options { memory: 2 << 30, ..Options::default() }) else {
		return;
	};
	// The most that a buffer can have, four times.
	let fill = kernel(FILL);
	let one = pass(&fill, 128 << 12, &[7, 0, 0, 0], &[]);
	let brief = crate::jobs::brief(&[], vec![one; 4], vec![fill]);
	rig.brief(&attempt(1), &brief);
	rig.roll(10, vec![order(1, Task::Run)]);
	let hashes = rig.commitment(&attempt(1));
	assert_eq!(hashes.len(), 4);
	assert_eq!(rig.output(&hashes[3]).len(), 128 << 20);
}
