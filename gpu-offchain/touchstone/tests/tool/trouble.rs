//! Full disks, Ctrl-C, and what long work shows.

use crate::bench::{bytes, Bench, Ran, SLOW};
use rustix::{
	io::read,
	process::{kill_process, Pid, Signal},
	pty::{grantpt, openpt, ptsname, unlockpt, OpenptFlags},
};
use std::{
	fs::{self, OpenOptions},
	os::unix::fs::{symlink, FileTypeExt, PermissionsExt},
	process::{Child, Stdio},
	time::{Duration, Instant},
};

const IMAGE: &str = "--grid 2,2,1 --params 0300000008000000 --input pixels.bin --output 32,4x2@8";

/// Hours of work for an interpreter, and seconds at least for the fastest GPU.
const LONG: &str = "--grid 33000000,1,1 --output 33000000 --out sums.bin";

/// How long a test waits for something that takes a second where nothing else runs.
const LONG_ENOUGH: Duration = Duration::from_secs(240);

fn backends(bench: &Bench) -> Vec<&'static str> {
	match bench.has_device() {
		true => vec!["interpreter", "gpu"],
		false => vec!["interpreter"],
	}
}

#[test]
fn full_disk_should_be_said_with_a_code_of_its_own() {
	let bench = Bench::with_image();
	for backend in backends(&bench) {
		let run = format!("run scale.wgsl {IMAGE} --backend {backend} --out /dev/full");
		let said = bench.refused(4, &run);
		assert_eq!(
			said,
			"error: can't write /dev/full: the disk is full; make room, or write elsewhere\n"
		);
	}
	let said = bench.refused(4, "compile scale.wgsl -o /dev/full");
	assert!(said.contains("the disk is full"), "{said}");
	// A device is written to, not replaced.
	let kind = fs::metadata("/dev/full").unwrap().file_type();
	assert!(kind.is_char_device());
	assert_eq!(bench.files(), ["pixels.bin", "scale.wgsl"]);
}

#[test]
fn output_should_replace_what_a_link_leads_to() {
	let bench = Bench::with_image();
	bench.write("old.bin", b"old");
	symlink("old.bin", bench.path().join("link.bin")).unwrap();
	bench.good(&format!("run scale.wgsl {IMAGE} --out link.bin"));
	assert_eq!(bench.read("old.bin"), bytes((0..32).map(|n| 3 * n)));
	assert!(bench.path().join("link.bin").is_symlink());
	assert_eq!(bench.files(), ["link.bin", "old.bin", "pixels.bin", "scale.wgsl"]);
	// It can be read by whom the user lets read new files.
	bench.good(&format!("run scale.wgsl {IMAGE} --out new.bin"));
	bench.write("other.bin", b"");
	let mode = |name: &str| fs::metadata(bench.path().join(name)).unwrap().permissions().mode();
	assert_eq!(mode("new.bin"), mode("other.bin"));
}

#[test]
fn output_should_stay_as_it_was_when_the_run_fails() {
	let bench = Bench::with_image();
	bench.write("image.bin", b"made before");
	bench.write(
		"race.wgsl",
		b"@group(0) @binding(0) var<storage, read_write> o: array<u32>;
		@compute @workgroup_size(2)
		fn main(@builtin(local_invocation_id) id: vec3<u32>) { o[0] = id.x; }",
	);
	let said = bench.refused(2, "run race.wgsl --grid 1,1,1 --output 1 --out image.bin");
	assert!(said.contains("workgroup 0,0,0: "), "{said}");
	assert_eq!(bench.read("image.bin"), b"made before");
	assert_eq!(bench.files(), ["image.bin", "pixels.bin", "race.wgsl", "scale.wgsl"]);
}

/// Starts work that takes long, and waits until it has begun a file.
fn begun(bench: &Bench, backend: &str) -> Running {
	let args = format!("run slow.wgsl {LONG} --backend {backend}");
	let mut command = bench.command(&args);
	let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
	let running = Running(Some(command.spawn().unwrap()));
	let started = Instant::now();
	while !bench.files().iter().any(|name| name.starts_with(".assay-")) {
		assert!(started.elapsed() < LONG_ENOUGH, "it doesn't begin");
		std::thread::yield_now();
	}
	running
}

/// A program that doesn't outlive its test, not even one that fails.
struct Running(Option<Child>);

impl Running {
	fn interrupt(&self) {
		let child = self.0.as_ref().unwrap();
		let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
		kill_process(pid, Signal::INT).unwrap();
	}

	fn end(mut self) -> Ran {
		Ran::of(self.0.take().unwrap().wait_with_output().unwrap())
	}
}

impl Drop for Running {
	fn drop(&mut self) {
		if let Some(mut child) = self.0.take() {
			// It may have ended already.
			let _ = child.kill().and_then(|()| child.wait());
		}
	}
}

#[test]
fn ctrl_c_should_leave_no_file_behind() {
	let bench = Bench::new();
	bench.write("slow.wgsl", SLOW.as_bytes());
	for backend in backends(&bench) {
		for times in [1, 2] {
			let running = begun(&bench, backend);
			let started = Instant::now();
			(0..times).for_each(|_| running.interrupt());
			let ran = running.end();
			assert_eq!((ran.code, ran.out.as_str()), (130, ""), "{backend}: {}", ran.err);
			assert_eq!(ran.err.trim_start(), "cancelled: nothing was written\n");
			assert!(started.elapsed() < LONG_ENOUGH);
			assert_eq!(bench.files(), ["slow.wgsl"]);
		}
	}
}

/// What a run of some seconds writes on a terminal.
#[test]
fn long_work_should_show_a_bar_on_a_terminal() {
	let bench = Bench::new();
	bench.write("slow.wgsl", SLOW.as_bytes());
	let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
	grantpt(&ours).unwrap();
	unlockpt(&ours).unwrap();
	let name = ptsname(&ours, Vec::new()).unwrap().into_string().unwrap();
	let terminal = OpenOptions::new().write(true).open(name).unwrap();
	let mut command = bench.command(&format!("run slow.wgsl {LONG}"));
	let command = command.stdout(Stdio::null()).stderr(terminal);
	let running = Running(Some(command.spawn().unwrap()));
	let (mut shown, started) = (String::new(), Instant::now());
	while !shown.contains("s left") {
		assert!(started.elapsed() < LONG_ENOUGH, "{shown}");
		let mut some = [0; 256];
		let read = read(&ours, &mut some).unwrap();
		shown += &String::from_utf8_lossy(&some[..read]);
	}
	assert!(started.elapsed() > Duration::from_secs(2), "{shown}");
	assert!(shown.starts_with("\rrunning"), "{shown:?}");
	// Seconds alone come before it where the first part takes long.
	let bar = shown.split("running [").nth(1).expect("a bar");
	let (drawn, rest) = bar.split_once("] ").expect("its end");
	assert_eq!(drawn.trim_start_matches('#').trim_end_matches('.'), "");
	assert_eq!((drawn.len(), rest.find(" %, ")), (24, Some(3)), "{shown:?}");
	running.interrupt();
	assert_eq!(running.end().code, 130);
	assert_eq!(bench.files(), ["slow.wgsl"]);
}
