//! One test's folder, its logs, and its place.

use crate::{
	binary,
	launch::{Chain, Key, Launch},
	log::Log,
	target,
};
use std::{
	fs::{self, File},
	path::{Path, PathBuf},
	sync::atomic::{AtomicUsize, Ordering},
	thread,
};

/// How many scenes of this process have had to wait.
static WAITING: AtomicUsize = AtomicUsize::new(0);

/// How much of each log a failing test shows.
const TAIL_LINES: usize = 30;

/// The place where one test is played: `<target>/network/<name>/`.
///
/// Only so many scenes of a target folder are open at any time, across threads and processes, as the
/// machine has cores: nodes spend their time waiting for slots, but too many of them miss those, and
/// then tests fail for no fault of theirs. The logs of the last run stay, everything else is removed.
#[derive(Debug)]
pub struct Scene {
	dir: PathBuf,
	/// Held, never read: the lock ends with the file.
	_place: File,
}

impl Scene {
	/// Waits for a place and sets an empty scene.
	#[track_caller]
	pub fn new(name: &str) -> Self {
		let scenes = target::scenes_dir();
		let place = take_place(&scenes, places());
		let dir = scenes.join(name);
		let scene = Self { dir, _place: place };
		if scene.dir.exists() {
			must(fs::remove_dir_all(&scene.dir), "empty", &scene.dir);
		}
		for dir in [scene.log_dir(), scene.data_dir(), scene.temporary_dir()] {
			must(fs::create_dir_all(&dir), "create", &dir);
		}
		scene
	}

	/// Launches a development chain, which forgets everything when it stops.
	#[track_caller]
	pub fn dev(&self) -> Launch<'_> {
		self.launch("dev", Chain::Dev)
	}

	/// Launches a validator of the local network of three, which keeps its data in this scene.
	#[track_caller]
	pub fn validator(&self, key: Key) -> Launch<'_> {
		self.launch(key.name(), Chain::Local).key(key).base_path(self.data(key.name()))
	}

	/// Launches a node on `chain`.
	#[track_caller]
	pub fn launch(&self, name: &str, chain: Chain) -> Launch<'_> {
		Launch::new(self, self.binary(), name, chain)
	}

	/// Launches a node on `chain` whose GPU service fails on purpose, as `faults` say.
	#[track_caller]
	pub fn faulty(&self, name: &str, chain: Chain, faults: &str) -> Launch<'_> {
		let launch = Launch::new(self, found(binary::find_faulty()), name, chain);
		launch.env("ASSAY_FAULTS", faults)
	}

	/// The node's binary.
	#[track_caller]
	pub fn binary(&self) -> PathBuf {
		found(binary::find())
	}

	/// What has the commands of developers and providers.
	#[track_caller]
	pub(crate) fn command_line(&self) -> PathBuf {
		found(binary::find_command_line())
	}

	/// The node's binary, whatever the scene.
	#[track_caller]
	pub fn found_binary() -> PathBuf {
		found(binary::find())
	}

	/// A path in this scene that is removed when the scene ends.
	pub fn data(&self, name: &str) -> PathBuf {
		self.data_dir().join(name)
	}

	/// A log in this scene, of this name.
	pub fn log(&self, name: &str) -> Log {
		Log::at(self.log_dir().join(format!("{name}.log")))
	}

	/// The log of the next start of the node called `name`: an old one holds old addresses.
	pub(crate) fn next_log(&self, name: &str) -> Log {
		(1..)
			.map(|start| self.log(&format!("{name}-{start}")))
			.find(|log| !log.path().exists())
			.expect("a folder never holds endless files")
	}

	/// Where the logs are.
	pub fn log_dir(&self) -> PathBuf {
		self.dir.join("logs")
	}

	/// Where processes of this scene find their temporary files.
	pub fn temporary_dir(&self) -> PathBuf {
		self.dir.join("tmp")
	}

	fn data_dir(&self) -> PathBuf {
		self.dir.join("data")
	}

	/// The end of every log, under its name.
	fn tails(&self) -> String {
		let entries = fs::read_dir(self.log_dir()).into_iter().flatten().flatten();
		let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
		paths.sort();
		paths
			.into_iter()
			.map(|path| {
				let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
				format!("---- the end of {name}\n{}\n", Log::at(path).tail(TAIL_LINES))
			})
			.collect()
	}
}

impl Drop for Scene {
	fn drop(&mut self) {
		if thread::panicking() {
			eprint!("{}", self.tails());
			eprintln!("---- full logs: {}", self.log_dir().display());
		}
		for dir in [self.data_dir(), self.temporary_dir()] {
			let _ = fs::remove_dir_all(dir);
		}
	}
}

#[track_caller]
fn found(binary: Result<PathBuf, binary::Missing>) -> PathBuf {
	match binary {
		Ok(binary) => binary,
		Err(missing) => panic!("{missing}"),
	}
}

/// How many scenes may be open at once.
fn places() -> usize {
	thread::available_parallelism().map_or(1, usize::from)
}

/// Takes a place on the stage; when all are taken, waits for one of them.
#[track_caller]
fn take_place(scenes: &Path, places: usize) -> File {
	must(fs::create_dir_all(scenes), "create", scenes);
	let open = |place: usize| {
		let path = scenes.join(format!("place-{place}"));
		let file = must(File::create(&path), "create", &path);
		(file, path)
	};
	if let Some((place, _)) = (0..places).map(open).find(|(f, _)| f.try_lock().is_ok()) {
		return place;
	}
	// Those who wait spread over the places.
	let (place, path) = open(WAITING.fetch_add(1, Ordering::Relaxed) % places);
	must(place.lock(), "lock", &path);
	place
}

#[track_caller]
fn must<T>(result: std::io::Result<T>, verb: &str, path: &Path) -> T {
	match result {
		Ok(value) => value,
		Err(error) => panic!("can't {verb} {}: {error}", path.display()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::{io::Write, sync::mpsc};

	#[test]
	fn scene_should_keep_logs_and_drop_data_when_it_ends() {
		let scene = Scene::new("scene_end");
		let (log, data) = (scene.log("node"), scene.data("node"));
		log.open().unwrap().write_all(b"kept\n").unwrap();
		fs::create_dir(&data).unwrap();

		drop(scene);
		assert_eq!(log.text(), "kept\n");
		assert!(!data.exists());
	}

	#[test]
	fn scene_should_start_empty_when_the_last_run_left_things_behind() {
		let scene = Scene::new("scene_start");
		scene.log("old").open().unwrap();
		drop(scene);

		let scene = Scene::new("scene_start");
		assert!(!scene.log("old").path().exists());
	}

	#[test]
	fn tails_should_show_the_end_of_every_log_under_its_name() {
		let scene = Scene::new("scene_tails");
		for name in ["alice", "bob"] {
			let mut log = scene.log(name).open().unwrap();
			(0..100).for_each(|line| writeln!(log, "{name} {line}").unwrap());
		}

		let tails = scene.tails();
		for expected in ["the end of alice.log", "alice 99", "the end of bob.log", "bob 70"] {
			assert!(tails.contains(expected), "{expected} is not in {tails}");
		}
		assert!(!tails.contains("bob 69"), "{tails}");
	}

	#[test]
	fn place_should_be_given_again_only_when_it_was_left() {
		let scene = Scene::new("scene_places");
		let stage = scene.data("stage");
		let is_free = |place: &str| {
			let file = File::open(stage.join(place)).unwrap();
			file.try_lock().is_ok()
		};

		let first = take_place(&stage, 2);
		let second = take_place(&stage, 2);
		assert!(!is_free("place-0") && !is_free("place-1"));
		drop(first);
		assert!(is_free("place-0") && !is_free("place-1"));
		let third = take_place(&stage, 2);
		assert!(!is_free("place-0"));
		drop((second, third));
	}

	#[test]
	fn scene_should_wait_when_all_places_are_taken() {
		let scene = Scene::new("scene_waits");
		let stage = scene.data("stage");
		let only = take_place(&stage, 1);
		let (sender, taken) = mpsc::channel();
		let waiting = thread::spawn(move || {
			let place = take_place(&stage, 1);
			sender.send(()).unwrap();
			drop(place);
		});
		assert_eq!(taken.try_recv(), Err(mpsc::TryRecvError::Empty));
		drop(only);
		assert_eq!(taken.recv(), Ok(()));
		waiting.join().unwrap();
	}
}
