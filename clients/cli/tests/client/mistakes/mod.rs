//! The mistakes that a new user makes: what is said, what to do, the exit code, and that nothing was
//! sent. The texts are whole, since they are what a person has.

mod jobs;
mod market;
mod reached;
mod typed;

use crate::{
	fake::{Fake, Script},
	ran::{assay, Folder, Ran},
};

/// Runs `job run` of a kernel over two workgroups, and counts what was submitted.
fn run_double(script: Script, more: &[&str]) -> (Ran, usize) {
	let folder = Folder::new();
	let kernel = folder.file("double.wgsl", DOUBLE_OF_NOTHING);
	run(script, &folder, &kernel, more)
}

/// A kernel without inputs, so that no gateway is needed.
const DOUBLE_OF_NOTHING: &str = "\
@group(0) @binding(0) var<storage, read_write> doubled: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	doubled[id.x] = 2u * id.x;
}
";

fn run(script: Script, folder: &Folder, kernel: &str, more: &[&str]) -> (Ran, usize) {
	let node = Fake::start(script);
	let usual = ["job", "run", kernel, "--url", &node.url, "--grid", "2,1,1", "--output", "128"];
	let key: &[&str] = match more.contains(&"--key-file") {
		true => &[],
		false => &["--dev-key", "Alice"],
	};
	let mut ran = assay(&[&usual[..], key, more].concat());
	ran.err = folder.plain(&ran.err).replace(&node.url, "NODE");
	(ran, node.submissions())
}

fn told(ran: &Ran, code: u8, text: &str) {
	assert_eq!(ran.err, text);
	assert_eq!(ran.code, code);
	assert_eq!(ran.out, "");
}
