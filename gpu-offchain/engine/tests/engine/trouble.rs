//! What may go wrong while a job runs.

use crate::{
	jobs::{agrees, job, kernel, line, noise, ADD, FILL},
	machine::{device, device_with},
};
use assay_engine::{
	devices, Backend, Control, Device, DeviceOptions, Discard, Error, Job, OutputPlace, Progress,
	Sink, Writers,
};
use assay_market::InputSource;
use assay_touchstone::{
	BinaryOp, Builder, Builtin, Fault, FloatMode, Header, Reg, RunError, Space, Void,
};
use std::{
	cell::Cell,
	fs::{self, OpenOptions},
	io::{self, ErrorKind},
	process::Command,
	sync::atomic::{AtomicBool, Ordering},
	thread,
	time::{Duration, Instant},
};

fn tiny_dispatches() -> DeviceOptions {
	DeviceOptions { largest_dispatch: 1, ..DeviceOptions::default() }
}

fn adding<'a>(kernel: &[u8], input: &'a [u8]) -> Job<'a> {
	job(&[input], vec![line(kernel, 8, [1, 0, 0, 0], &[InputSource::Job(0)]); 3])
}

/// Loses the device after so many dispatches.
fn lost_after(device: &Device, job: &Job<'_>, dispatches: u64) -> Error {
	let seen = Cell::new(0);
	let lose = |_: Progress| {
		seen.set(seen.get() + 1);
		if seen.get() == dispatches {
			device.lose();
		}
	};
	let control = Control { progress: Some(&lose), ..Control::default() };
	device.run(job, &mut Discard, &control).unwrap_err()
}

#[test]
fn a_lost_device_should_be_an_error_and_the_next_run_open_it_again() {
	let Some(device) = device_with(&tiny_dispatches()) else {
		return;
	};
	let (add, input) = (kernel(ADD), noise(512, 4));
	let job = adding(&add, &input);
	// In the middle of a pass, before its outputs are read back, and before the next pass.
	for (times, dispatches) in (1..).zip([1, 5, 8, 9, 16]) {
		let error = lost_after(&device, &job, dispatches);
		assert!(matches!(error, Error::Lost { .. }), "{dispatches}: {error}");
		assert!(error.to_string().contains("was lost"), "{error}");
		agrees(&device, &job);
		assert_eq!(device.counters().opened, times + 1);
	}
}

#[test]
fn a_device_lost_between_jobs_should_not_be_noticed() {
	let Some(device) = device() else { return };
	let (add, input) = (kernel(ADD), noise(512, 4));
	let job = adding(&add, &input);
	agrees(&device, &job);
	device.lose();
	agrees(&device, &job);
	assert_eq!(device.counters().opened, 2);
}

#[test]
fn a_device_that_does_not_come_back_should_be_given_up() {
	let options = DeviceOptions { patience: Duration::from_nanos(1), ..DeviceOptions::default() };
	let Some(device) = device_with(&options) else {
		return;
	};
	let fill = kernel(FILL);
	let job = job(&[], [line(&fill, 20_000, [0; 4], &[])]);
	for opened in [1, 2] {
		let error = device.run(&job, &mut Discard, &Control::default()).unwrap_err();
		let Error::Stuck { name, after } = &error else {
			panic!("{error}");
		};
		assert_eq!((name, *after), (&device.info().name, options.patience));
		assert_eq!(device.counters().opened, opened);
	}
}

#[test]
fn a_job_should_end_when_it_is_cancelled() {
	let Some(device) = device_with(&tiny_dispatches()) else {
		return;
	};
	let (add, input) = (kernel(ADD), noise(512, 4));
	let job = adding(&add, &input);
	for after in [0, 3, 8, 24] {
		let cancel = AtomicBool::new(after == 0);
		let seen = Cell::new(0);
		let tell = |_: Progress| {
			seen.set(seen.get() + 1);
			cancel.store(seen.get() == after, Ordering::Relaxed);
		};
		let control = Control { cancel: Some(&cancel), progress: Some(&tell) };
		let error = device.run(&job, &mut Discard, &control).unwrap_err();
		assert!(matches!(error, Error::Cancelled), "{error}");
		assert_eq!(seen.get(), after);
	}
	agrees(&device, &job);
	let counters = device.counters();
	assert_eq!((counters.opened, counters.pipelines), (1, 1));

	let cancel = AtomicBool::new(true);
	let control = Control { cancel: Some(&cancel), progress: None };
	let error = Backend::Interpreter.run(&job, &mut Discard, &control).unwrap_err();
	assert!(matches!(error, Error::Cancelled), "{error}");
}

/// Hours of work.
const ENDLESS: &str = "
@group(0) @binding(0) var<storage, read_write> words: array<u32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	var x = id.x;
	for (var i = 0u; i < 50000u; i++) {
		x = (x ^ (x >> 7u)) * 1664525u + 1013904223u;
	}
	words[id.x] = x;
}";

/// How long a kernel runs that runs for long.
const LONG: Duration = Duration::from_secs(60);

/// How long a dispatch of about 100 ms may take on a machine that does much else.
const AT_MOST: Duration = Duration::from_secs(5);

#[test]
#[ignore = "takes a minute"]
fn a_kernel_that_runs_for_a_minute_should_be_watched_and_ended() {
	let Some(device) = device() else { return };
	let endless = kernel(ENDLESS);
	let job = job(&[], [line(&endless, 500_000, [0; 4], &[]).params(&[])]);
	let cancel = AtomicBool::new(false);
	let (started, told) = (Instant::now(), Cell::new(Instant::now()));
	let (longest, times) = (Cell::new(Duration::ZERO), Cell::new(0));
	let tell = |_: Progress| {
		longest.set(longest.get().max(told.replace(Instant::now()).elapsed()));
		times.set(times.get() + 1);
		cancel.store(started.elapsed() >= LONG, Ordering::Relaxed);
	};
	let control = Control { cancel: Some(&cancel), progress: Some(&tell) };
	let error = device.run(&job, &mut Discard, &control).unwrap_err();
	let (ended, took) = (told.get().elapsed(), started.elapsed());
	eprintln!(
		"{} dispatches in {took:?}, the longest {:?}; ended after {ended:?}",
		times.get(),
		longest.get()
	);
	assert!(matches!(error, Error::Cancelled), "{error}");
	assert!(took >= LONG && ended < AT_MOST && longest.get() < AT_MOST);
	// The same device goes on.
	let (add, input) = (kernel(ADD), noise(512, 4));
	agrees(&device, &adding(&add, &input));
	assert_eq!(device.counters().opened, 1);
}

/// Takes so many bytes and no more.
struct Full {
	room: usize,
}

impl Sink for Full {
	fn write(&mut self, _: OutputPlace, bytes: &[u8]) -> io::Result<()> {
		self.room = self.room.checked_sub(bytes.len()).ok_or(ErrorKind::StorageFull)?;
		Ok(())
	}
}

#[test]
fn a_sink_that_fails_should_end_the_job() {
	let Some(device) = device() else { return };
	let (add, input) = (kernel(ADD), noise(512, 4));
	let job = adding(&add, &input);
	for (room, expected) in [(0, 0), (2047, 0), (2048, 1), (5000, 2)] {
		for result in [
			device.run(&job, &mut Full { room }, &Control::default()),
			Backend::Interpreter.run(&job, &mut Full { room }, &Control::default()),
		] {
			let error = result.unwrap_err();
			let Error::Sink { place, error } = error else {
				panic!("{error}");
			};
			let place_expected = OutputPlace { pass: expected, output: 0 };
			assert_eq!((place, error.kind()), (place_expected, ErrorKind::StorageFull));
		}
	}
	agrees(&device, &job);
	let counters = device.counters();
	assert_eq!((counters.opened, counters.pipelines), (1, 1));
}

#[test]
fn a_full_disk_should_be_named() {
	let Some(device) = device() else { return };
	let (add, input) = (kernel(ADD), noise(512, 4));
	// A file on a disk that is always full.
	let full = OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
	let mut sink = Writers { passes: vec![vec![], vec![full]] };
	let error = device.run(&adding(&add, &input), &mut sink, &Control::default());
	assert_eq!(
		error.unwrap_err().to_string(),
		"output 0 of pass 1 can't be written: No space left on device (os error 28)"
	);
}

#[test]
fn a_sink_that_panics_should_not_take_the_device_along() {
	struct Broken;
	impl Sink for Broken {
		fn write(&mut self, _: OutputPlace, _: &[u8]) -> io::Result<()> {
			panic!("broken sink");
		}
	}
	let Some(device) = device() else { return };
	let (add, input) = (kernel(ADD), noise(512, 4));
	let job = adding(&add, &input);
	let run_broken = || device.run(&job, &mut Broken, &Control::default());
	let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run_broken));
	assert!(panicked.is_err());
	agrees(&device, &job);
}

#[test]
fn the_interpreter_should_say_which_workgroup_has_no_result() {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.workgroup_words, header.outputs) = ([2, 1, 1], 1, 1);
	// All lanes of the workgroup with x = 1 store different words to the same place.
	let racing = Builder::new(header)
		.builtin(Reg(0), Builtin::GroupX)
		.builtin(Reg(1), Builtin::LocalX)
		.constant(Reg(2), 0)
		.binary(BinaryOp::Eq, Reg(3), Reg(0), 1u32)
		.if_true(Reg(3), |body| body.store(Space::Workgroup, Reg(2), Reg(1)))
		.store(Space::Output(0), Reg(1), Reg(1))
		.finish();
	let pass = line(&racing, 3, [0; 4], &[]).params(&[]);
	let job = job(&[], [line(&kernel(FILL), 1, [0; 4], &[]), pass]);
	let error = Backend::Interpreter.run(&job, &mut Discard, &Control::default());
	let error = error.unwrap_err();
	let Error::Kernel { pass, group, error: cause } = &error else {
		panic!("{error}");
	};
	let void = Void { instruction: 5, fault: Fault::Race };
	assert_eq!((*pass, *group, *cause), (1, [1, 0, 0], RunError::Void(void)));
	assert!(error.to_string().starts_with("pass 1, workgroup 1,0,0: "), "{error}");
}

#[test]
fn jobs_of_several_threads_should_wait_for_each_other() {
	let Some(device) = device_with(&tiny_dispatches()) else {
		return;
	};
	let (add, input) = (kernel(ADD), noise(512, 4));
	let job = adding(&add, &input);
	thread::scope(|scope| {
		for _ in 0..4 {
			scope.spawn(|| agrees(&device, &job));
		}
	});
	let counters = device.counters();
	assert_eq!((counters.opened, counters.pipelines), (1, 1));
}

#[test]
fn a_device_that_is_not_there_should_be_named() {
	let Some(_) = device() else { return };
	let count = devices().expect("there is one").len();
	let error = Device::open(Some(1000), &DeviceOptions::default()).unwrap_err();
	assert_eq!(
		error.to_string(),
		format!("there is no device 1000: devices are numbered from 0 and there are {count}")
	);
}

#[test]
fn devices_should_be_described() {
	let Some(device) = device() else { return };
	let all = devices().expect("there is one");
	let info = &all[device.info().index];
	assert_eq!(info, device.info());
	assert_eq!((info.backend.as_str(), &info.lacks), ("Vulkan", &None));
	assert!(!info.name.is_empty() && !info.driver.is_empty() && !info.driver_version.is_empty());
	assert!(info.limits.memory > 64 << 20, "{info:?}");
	assert_eq!(info.limits.storage_buffer_bytes, 128 << 20);
}

/// Set in the process that must not find a driver.
const BLIND: &str = "ASSAY_TEST_BLIND";

#[test]
fn a_machine_without_a_driver_should_say_what_to_install() {
	if std::env::var_os(BLIND).is_some() {
		for error in
			[devices().unwrap_err(), Device::open(None, &DeviceOptions::default()).unwrap_err()]
		{
			assert!(matches!(error, Error::NoVulkan { .. } | Error::NoDevice), "{error:?}");
			println!("said: {error}");
		}
		return;
	}
	// No driver, and no loader that can be loaded.
	let folder = tempfile::tempdir().expect("a temporary folder");
	fs::write(folder.path().join("libvulkan.so.1"), "").expect("it is there");
	let folder = folder.path().to_str().expect("it is text");
	let without_driver =
		[("VK_DRIVER_FILES", "/nowhere.json"), ("VK_ICD_FILENAMES", "/nowhere.json")];
	let without_loader = [("LD_LIBRARY_PATH", folder)];
	for (variables, why) in [
		(&without_driver[..], "Unable to find a Vulkan driver"),
		(&without_loader, "libvulkan.so.1"),
	] {
		let name = "trouble::a_machine_without_a_driver_should_say_what_to_install";
		let output = Command::new(std::env::current_exe().expect("known"))
			.args(["--exact", name, "--nocapture"])
			.env(BLIND, "1")
			.envs(variables.iter().copied())
			.output()
			.expect("this program can be run");
		let said = String::from_utf8_lossy(&output.stdout);
		assert!(output.status.success(), "{said}");
		let lines = said.lines().filter(|line| line.starts_with("said: "));
		let clear = |line: &&str| line.contains(why) && line.contains("mesa-vulkan-drivers");
		assert_eq!(lines.filter(clear).count(), 2, "{said}");
	}
}
