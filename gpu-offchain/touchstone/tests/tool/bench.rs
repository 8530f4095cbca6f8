//! A folder with kernels and data, and the tool run in it.

use serde_json::Value;
use std::{
	fs,
	path::Path,
	process::{Command, Output},
};
use tempfile::TempDir;

/// Set where a missing device is a failure.
const REQUIRE: &str = "ASSAY_REQUIRE_GPU";

/// A folder in which the tool is run.
pub struct Bench {
	folder: TempDir,
}

/// What the tool did.
#[derive(Debug)]
pub struct Ran {
	pub code: i32,
	pub out: String,
	pub err: String,
}

/// Words of a kernel's image, each its own place times a factor.
pub const SCALE: &str = "// assay: strict
struct Params { factor: u32, width: u32 }
@group(0) @binding(0) var<storage, read> pixels: array<u32>;
@group(0) @binding(1) var<storage, read_write> image: array<u32>;
@group(0) @binding(2) var<uniform> params: Params;
@compute @workgroup_size(4, 2)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	let at = id.y * params.width + id.x;
	image[at] = pixels[at] * params.factor;
}
";

impl Bench {
	/// An empty folder.
	pub fn new() -> Self {
		let folder = tempfile::tempdir().unwrap();
		Self { folder }
	}

	/// The folder with `scale.wgsl` and `pixels.bin`, an image of 8 x 4 words 0, 1, 2, ...
	pub fn with_image() -> Self {
		let bench = Self::new();
		bench.write("scale.wgsl", SCALE.as_bytes());
		bench.write("pixels.bin", &bytes(0..32));
		bench
	}

	pub fn write(&self, name: &str, bytes: &[u8]) {
		fs::write(self.path().join(name), bytes).unwrap();
	}

	pub fn read(&self, name: &str) -> Vec<u8> {
		fs::read(self.path().join(name)).unwrap()
	}

	pub fn path(&self) -> &Path {
		self.folder.path()
	}

	/// Runs the tool with arguments that blanks separate.
	pub fn run(&self, args: &str) -> Ran {
		Ran::of(self.command(args).output().unwrap())
	}

	/// The tool with arguments that blanks separate. Its caches are in the folder.
	pub fn command(&self, args: &str) -> Command {
		let mut command = Command::new(env!("CARGO_BIN_EXE_touchstone"));
		command
			.args(args.split_whitespace())
			.current_dir(self.path())
			.env("XDG_CACHE_HOME", self.path().join(".cache"))
			// Drivers complain where it is missing.
			.env("XDG_RUNTIME_DIR", self.path());
		command
	}

	/// Whether there is a device here. If not, that is said, or is a failure where one is required.
	pub fn has_device(&self) -> bool {
		let ran = self.run("devices");
		if ran.code == 0 {
			return true;
		}
		assert!(std::env::var_os(REQUIRE).is_none(), "{}", ran.err);
		eprintln!("SKIPPED, no GPU: {}", ran.err);
		false
	}

	/// The names of files in the folder, but for those that only we put there.
	pub fn files(&self) -> Vec<String> {
		let entries = fs::read_dir(self.path()).unwrap();
		let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
		let mut names: Vec<String> = names.filter(|name| name != ".cache").collect();
		names.sort();
		names
	}
}

impl Ran {
	pub fn of(done: Output) -> Self {
		Self {
			code: done.status.code().expect("no signal ended it"),
			out: String::from_utf8(done.stdout).unwrap(),
			err: String::from_utf8(done.stderr).unwrap(),
		}
	}
}

impl Bench {
	/// Runs the tool, which has to succeed, and returns what it printed.
	#[track_caller]
	pub fn good(&self, args: &str) -> String {
		let ran = self.run(args);
		assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args}: {}", ran.out);
		ran.out
	}

	/// Runs the tool, which has to succeed, and returns its JSON.
	#[track_caller]
	pub fn json(&self, args: &str) -> Value {
		serde_json::from_str(&self.good(&format!("{args} --json"))).unwrap()
	}

	/// Runs the tool, which has to refuse with `code`, and returns what it said.
	#[track_caller]
	pub fn refused(&self, code: i32, args: &str) -> String {
		let ran = self.run(args);
		assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{args}: {}", ran.err);
		ran.err
	}
}

/// Keeps each of its workgroups busy for milliseconds.
pub const SLOW: &str = "// assay: strict
@group(0) @binding(0) var<storage, read_write> sums: array<u32>;
@compute @workgroup_size(64)
fn main(
	@builtin(workgroup_id) group: vec3<u32>,
	@builtin(local_invocation_index) lane: u32,
) {
	var sum = lane;
	for (var i = 0u; i < 20000u; i++) {
		sum = sum * 1664525u + i;
	}
	if lane == 0u {
		sums[group.x] = sum;
	}
}
";

/// Words as bytes.
pub fn bytes(words: impl IntoIterator<Item = u32>) -> Vec<u8> {
	words.into_iter().flat_map(u32::to_le_bytes).collect()
}

/// What `b3sum` prints of these bytes.
pub fn b3sum(bytes: &[u8]) -> String {
	assay_proof::RootHash::of(bytes).to_string()
}
