//! Devices that are wrong, verdicts that are kept, and the machine's own device.

use super::{
	identity::{self, Identity},
	run, selftest, tested, work, Cache, Tested, Watch,
};
use crate::{Backend, Control, Device, DeviceInfo, DeviceOptions, Error, Limits};
use assay_conformance::{vectors, Needs, Vector};
use assay_market::DeviceKind;
use std::{cell::Cell, fs, sync::atomic::AtomicBool};

/// Set where a missing device is a failure.
const REQUIRE: &str = "ASSAY_REQUIRE_GPU";

/// The words that a right device makes.
fn right(vector: &Vector) -> Vec<Vec<u32>> {
	vector.expected.iter().map(|it| it.words.clone()).collect()
}

fn identity(driver_version: &str) -> Identity {
	let info = DeviceInfo { driver_version: driver_version.into(), ..a_device() };
	identity::of(&info, &vectors())
}

/// The verdict on a device that makes what `change` makes of the right words.
fn on(
	cache: Option<&Cache>,
	version: &str,
	change: impl Fn(&Vector, &mut Vec<Vec<u32>>),
) -> (Tested, usize) {
	let runs = Cell::new(0);
	let mut device = |vector: &Vector| {
		runs.set(runs.get() + 1);
		let mut outputs = right(vector);
		change(vector, &mut outputs);
		Ok(outputs)
	};
	let watch = Watch::default();
	let tested = tested(&identity(version), cache, &vectors(), &watch, &mut device);
	(tested.expect("it isn't cancelled"), runs.get())
}

fn right_device(cache: &Cache, version: &str) -> (Tested, usize) {
	on(Some(cache), version, |_, _| {})
}

/// Corrupts a bit of one vector of a mode.
fn broken(needs: Needs) -> impl Fn(&Vector, &mut Vec<Vec<u32>>) {
	let all = vectors();
	let name = all.iter().rfind(|vector| vector.needs == needs);
	let name = name.expect("every mode has vectors").name.clone();
	move |vector, outputs| {
		if vector.name == name {
			*outputs[0].last_mut().expect("it has words") ^= 0x4000_0000;
		}
	}
}

#[test]
fn a_right_device_should_offer_everything() {
	let (tested, runs) = on(None, "1", |_, _| {});
	assert_eq!(tested.verdict.offers(), Needs::ALL);
	assert_eq!(tested.verdict.failures, []);
	assert_eq!(runs, vectors().len());
	assert_eq!(tested.verdict.vectors(), vectors().len() as u64);
}

#[test]
fn a_mode_should_be_lost_when_one_word_of_it_is_wrong() {
	for (needs, left) in [
		(Needs::Integers, &[][..]),
		(Needs::Strict, &[Needs::Integers, Needs::Relaxed]),
		(Needs::Relaxed, &[Needs::Integers, Needs::Strict]),
	] {
		let (tested, _) = on(None, "1", broken(needs));
		assert_eq!(tested.verdict.offers(), left);
		let [failure] = &tested.verdict.failures[..] else {
			panic!("{:?}", tested.verdict.failures);
		};
		assert_eq!(failure.needs, needs);
		assert!(failure.what.contains(" instead of 0x"), "{failure}");
	}
}

#[test]
fn a_mode_should_be_lost_when_an_output_is_short_or_missing() {
	let (tested, _) = on(None, "1", |vector, outputs| {
		if vector.needs == Needs::Strict {
			outputs[0].pop();
		}
	});
	assert_eq!(tested.verdict.offers(), [Needs::Integers, Needs::Relaxed]);
	assert!(tested.verdict.failures[0].what.contains("nothing instead of 0x"));
	let (tested, _) = on(None, "1", |_, outputs| outputs.clear());
	assert_eq!(tested.verdict.offers(), []);
	let all = tested.verdict.ran;
	assert_eq!(tested.verdict.failed, all);
	assert_eq!(tested.verdict.failures.len(), 8 + 8 + all[2].min(8) as usize);
}

#[test]
fn a_case_should_be_named_with_its_operands() {
	let (tested, _) = on(None, "1", |vector, outputs| {
		if vector.name == "integer operations" {
			let row = vector.expected[0].row_words as usize;
			// The third case of the fourth row: 0xffffffff div.u 0.
			outputs[0][3 * row + 2] = 7;
		}
	});
	let failure = tested.verdict.failures[0].to_string();
	let case = "integers: integer operations: div.u of 0xffffffff, 0x00000000 (output 0, word ";
	assert!(failure.starts_with(case), "{failure}");
	assert!(failure.ends_with("): 0x00000007 instead of 0xffffffff"), "{failure}");
}

#[test]
fn a_known_verdict_should_run_nothing() {
	let folder = tempfile::tempdir().expect("a folder");
	let cache = Cache::at(folder.path().join("below").join("selftest"));
	let (first, runs) = on(Some(&cache), "1", broken(Needs::Strict));
	assert_eq!((runs, first.not_kept), (vectors().len(), None));
	assert!(first.took.is_some());
	let (second, runs) = right_device(&cache, "1");
	assert_eq!((second.took, runs), (None, 0));
	assert_eq!(second.verdict, first.verdict);
	assert_eq!(second.verdict.offers(), [Needs::Integers, Needs::Relaxed]);
	let (third, runs) = right_device(&cache.clone().anew(), "1");
	assert_eq!((runs, third.verdict.offers()), (vectors().len(), Needs::ALL.to_vec()));
	let (fourth, runs) = right_device(&cache, "1");
	assert_eq!((runs, fourth.verdict), (0, third.verdict));
	// Nothing is left beside it.
	let files = fs::read_dir(cache.folder()).expect("it is there").count();
	assert_eq!(files, 1);
}

#[test]
fn another_version_of_the_driver_should_be_tested_anew() {
	let folder = tempfile::tempdir().expect("a folder");
	let cache = Cache::at(folder.path());
	on(Some(&cache), "1", broken(Needs::Integers));
	let (other, runs) = right_device(&cache, "2");
	assert_eq!((runs, other.verdict.offers()), (vectors().len(), Needs::ALL.to_vec()));
	let (first, runs) = right_device(&cache, "1");
	assert_eq!((runs, first.verdict.offers()), (0, vec![]));
}

#[test]
fn other_vectors_should_have_another_identity() {
	let mut all = vectors();
	let word = &mut all[0].expected[0].words[0];
	*word ^= 1;
	let mut info = a_device();
	let before = identity::of(&info, &vectors());
	assert_ne!(identity::of(&info, &all), before);
	assert_eq!(identity::of(&info, &vectors()), before);
	info.device ^= 1;
	assert_ne!(identity::of(&info, &vectors()), before);
}

fn a_device() -> DeviceInfo {
	let limits = Limits {
		storage_buffers: 8,
		storage_buffer_bytes: 1 << 27,
		lanes: 256,
		workgroup_size: [256, 256, 64],
		workgroup_bytes: 16384,
		dispatch: 65535,
		memory: 1 << 30,
	};
	DeviceInfo {
		index: 0,
		name: "a device".into(),
		kind: DeviceKind::Other,
		backend: "Vulkan".into(),
		driver: "a driver".into(),
		driver_version: "1".into(),
		vendor: 1,
		device: 2,
		limits,
		lacks: None,
	}
}

#[test]
fn a_broken_file_should_be_ignored_and_replaced() {
	let folder = tempfile::tempdir().expect("a folder");
	let cache = Cache::at(folder.path());
	right_device(&cache, "1");
	let path = fs::read_dir(folder.path()).expect("it is there");
	let path = path.map(|entry| entry.expect("readable").path()).next();
	let path = path.expect("a file was written");
	let whole = fs::read(&path).expect("readable");
	let mut changed = whole.clone();
	let middle = changed.len() / 2;
	changed[middle] ^= 1;
	for broken in [
		vec![],
		b"not a verdict".to_vec(),
		vec![0xff; 100],
		whole[..whole.len() / 2].to_vec(),
		whole[..whole.len() - 1].to_vec(),
		changed,
	] {
		fs::write(&path, &broken).expect("writable");
		let (tested, runs) = right_device(&cache, "1");
		assert_eq!((runs, tested.not_kept), (vectors().len(), None));
		assert_eq!(fs::read(&path).expect("readable"), whole);
	}
	let (_, runs) = right_device(&cache, "1");
	assert_eq!(runs, 0);
}

#[test]
fn a_verdict_that_can_not_be_kept_should_count_all_the_same() {
	let folder = tempfile::tempdir().expect("a folder");
	let file = folder.path().join("file");
	fs::write(&file, b"in the way").expect("writable");
	let (tested, _) = right_device(&Cache::at(file.join("below")), "1");
	assert_eq!(tested.verdict.offers(), Needs::ALL);
	assert!(tested.not_kept.is_some());
}

#[test]
fn a_device_that_breaks_down_should_not_be_judged_for_good() {
	let folder = tempfile::tempdir().expect("a folder");
	let cache = Cache::at(folder.path());
	let lost = |vector: &Vector| match vector.needs {
		Needs::Relaxed => Err(Error::Lost { name: "a device".into(), why: "unplugged".into() }),
		_ => Ok(right(vector)),
	};
	let watch = Watch::default();
	let tested = tested(&identity("1"), Some(&cache), &vectors(), &watch, &mut { lost });
	let verdict = tested.expect("it isn't cancelled").verdict;
	assert_eq!(verdict.offers(), [Needs::Integers, Needs::Strict]);
	assert!(verdict.failures[0].what.contains("was lost (unplugged)"));
	let (_, runs) = right_device(&cache, "1");
	assert_eq!(runs, vectors().len());
}

#[test]
fn a_cancelled_test_should_have_no_verdict() {
	let mut device = |_: &Vector| Err(Error::Cancelled);
	let tested = tested(&identity("1"), None, &vectors(), &Watch::default(), &mut device);
	assert!(matches!(tested, Err(Error::Cancelled)), "{tested:?}");
}

#[test]
fn the_interpreter_should_offer_everything() {
	let mut interpreter = |vector: &Vector| {
		run(vector, |job, made| Backend::Interpreter.run(job, made, &Control::default()).map(drop))
	};
	let tested = tested(&identity("1"), None, &vectors(), &Watch::default(), &mut interpreter);
	let verdict = tested.expect("it isn't cancelled").verdict;
	assert_eq!((verdict.failures, verdict.broke_down), (vec![], false));
}

/// This machine's device. What it gets wrong is shown, and is a failure: drivers that are known to
/// be wrong aren't those that tests run on.
#[test]
fn the_device_here_should_offer_everything() {
	let device = match Device::open(None, &DeviceOptions::default()) {
		Ok(device) => device,
		Err(why) => {
			assert!(std::env::var_os(REQUIRE).is_none(), "no GPU: {why}");
			eprintln!("SKIPPED, no GPU: {why}");
			return;
		},
	};
	let told = Cell::new((0, 0));
	let progress = |done, all| told.set((done, all));
	let watch = Watch { cancel: None, progress: Some(&progress) };
	let folder = tempfile::tempdir().expect("a folder");
	let cache = Cache::at(folder.path());
	let tested = selftest(&device, Some(&cache), &watch).expect("it isn't cancelled");
	let took = tested.took.expect("nothing was known");
	eprintln!("{}: {} vectors in {took:?}", device.info(), tested.verdict.vectors());
	for failure in &tested.verdict.failures {
		eprintln!("{failure}");
	}
	assert_eq!(tested.verdict.offers(), Needs::ALL);
	assert_eq!(told.get(), (vectors().len(), vectors().len()));
	let compiled = device.counters().pipelines;
	let again = selftest(&device, Some(&cache), &watch).expect("it isn't cancelled");
	assert_eq!((again.took, again.verdict), (None, tested.verdict));
	assert_eq!(device.counters().pipelines, compiled);
	// Cancelled before it begins, and with nothing known.
	let cancel = AtomicBool::new(true);
	let watch = Watch { cancel: Some(&cancel), progress: None };
	let cancelled = selftest(&device, None, &watch);
	assert!(matches!(cancelled, Err(Error::Cancelled)), "{cancelled:?}");
}

#[test]
fn every_vector_should_be_a_job_that_the_chain_takes() {
	for vector in vectors() {
		let work = work(&vector);
		assert!(work.is_ok(), "{}: {}", vector.name, work.unwrap_err());
	}
}
