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
	thread,
	time::Duration,
};

/// How much of each log a failing test shows.
const TAIL_LINES: usize = 30;

/// Scenes that may be open at once for each core of the machine. Nodes spend their time waiting for
/// slots, so what bounds them is memory: some 300 MiB a node.
const SCENES_PER_CORE: usize = 4;

/// How long to leave taken places alone before looking again.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// The place where one test is played: `<target>/network/<name>/`.
///
/// Only so many scenes of a target folder are open at any time, across threads and processes, and
/// only as many nodes start at a time as the machine has cores: that is when they compute, and too
/// many at once take so long that tests fail for no fault of theirs. The logs of the last run stay,
/// everything else is removed.
#[derive(Debug)]
pub struct Scene {
	dir: PathBuf,
	/// Where all scenes are.
	scenes: PathBuf,
	_place: Place,
}

/// One of a number of places: the lock of a file, which ends with the file.
#[derive(Debug)]
pub(crate) struct Place {
	_file: File,
}

impl Scene {
	/// Waits for a place and sets an empty scene.
	#[track_caller]
	pub fn new(name: &str) -> Self {
		let scenes = target::scenes_dir();
		let place = Place::take(&scenes.join("stage"), SCENES_PER_CORE * cores());
		let dir = scenes.join(name);
		let scene = Self { dir, scenes, _place: place };
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
		let launch =
			Launch::new(self, found(binary::find_beside_node("assay-faulty")), name, chain);
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

	/// Whether a node called `name` has been started here.
	pub(crate) fn has_started(&self, name: &str) -> bool {
		self.log(&format!("{name}-1")).path().exists()
	}

	/// Where the logs are.
	pub fn log_dir(&self) -> PathBuf {
		self.dir.join("logs")
	}

	/// Where processes of this scene find their temporary files.
	pub fn temporary_dir(&self) -> PathBuf {
		self.dir.join("tmp")
	}

	/// Waits until a node may start: until then what is returned is to be held.
	#[track_caller]
	pub(crate) fn turn_to_start(&self) -> Place {
		Place::take(&self.scenes.join("starting"), cores())
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

fn cores() -> usize {
	thread::available_parallelism().map_or(1, usize::from)
}

impl Place {
	/// Takes one of the places in a folder; when there is none, waits until one is left. Who comes
	/// first is served first, more or less.
	#[track_caller]
	fn take(folder: &Path, places: usize) -> Self {
		must(fs::create_dir_all(folder), "create", folder);
		let open = |path: &Path| must(File::create(path), "create", path);
		let door = folder.join("door");
		let queue = open(&door);
		must(queue.lock(), "lock", &door);
		loop {
			let mut files = (0..places).map(|place| open(&folder.join(format!("place-{place}"))));
			if let Some(file) = files.find(|file| file.try_lock().is_ok()) {
				return Self { _file: file };
			}
			thread::sleep(LOOK_EVERY);
		}
	}
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
	use crate::{
		secs,
		wait::{self, Seen},
	};
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

	/// How many places are free. A lock may outlive its file for a moment: a child that another test
	/// starts has it, too, until its exec.
	fn wait_until_free(stage: &Path, expected: usize) {
		wait::until(format!("{expected} free places"), secs(60), || {
			let entries = fs::read_dir(stage).unwrap().flatten();
			let places = entries.filter(|entry| entry.file_name() != "door");
			let free = places.filter(|entry| File::open(entry.path()).unwrap().try_lock().is_ok());
			match free.count() {
				free if free == expected => Ok(()),
				free => Err(Seen::not_yet(free)),
			}
		})
		.unwrap();
	}

	#[test]
	fn place_should_be_given_again_only_when_it_was_left() {
		let scene = Scene::new("scene_places");
		let stage = scene.data("stage");
		let first = Place::take(&stage, 2);
		let second = Place::take(&stage, 2);
		wait_until_free(&stage, 0);
		drop(first);
		wait_until_free(&stage, 1);
		let third = Place::take(&stage, 2);
		wait_until_free(&stage, 0);
		drop((second, third));
		wait_until_free(&stage, 2);
	}

	#[test]
	fn scene_should_wait_when_all_places_are_taken() {
		let scene = Scene::new("scene_waits");
		let stage = scene.data("stage");
		let only = Place::take(&stage, 1);
		let (sender, taken) = mpsc::channel();
		let waiting = thread::spawn(move || {
			let place = Place::take(&stage, 1);
			sender.send(()).unwrap();
			drop(place);
		});
		assert_eq!(taken.try_recv(), Err(mpsc::TryRecvError::Empty));
		drop(only);
		assert_eq!(taken.recv(), Ok(()));
		waiting.join().unwrap();
	}
}
