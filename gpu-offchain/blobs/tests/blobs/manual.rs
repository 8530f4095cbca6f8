//! The examples of docs/blobs.md, run as they stand there.

use crate::bed::{Bed, Serving};
use std::{fs, process::Command};

/// The shell blocks of the page.
fn blocks(page: &str) -> Vec<String> {
	page.split("```console\n")
		.skip(1)
		.map(|rest| rest.split("```").next().unwrap().to_owned())
		.collect()
}

/// One after the other in one folder: each `$` line must print what follows it on the page.
#[test]
fn examples_should_print_what_the_page_says() {
	let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/blobs.md");
	let page = fs::read_to_string(page).unwrap();
	if Command::new("curl").arg("--version").output().is_err() {
		println!("skipped: there is no curl here");
		return;
	}
	let bed = Bed::new();
	let serving = Serving::new(&bed.store);
	let folder = tempfile::tempdir().unwrap();
	let mut count = 0;
	for block in blocks(&page) {
		for example in block.split("$ ").skip(1) {
			let (command, expected) = example.split_once('\n').unwrap();
			let local = command.replace("127.0.0.1:9955", &serving.address.to_string());
			let output = Command::new("sh")
				.args(["-c", &local])
				.env("no_proxy", "*")
				.current_dir(folder.path())
				.output()
				.unwrap();
			let said = String::from_utf8(output.stdout).unwrap().replace('\r', "");
			assert_eq!(said, expected, "{command}\n{}", String::from_utf8_lossy(&output.stderr));
			count += 1;
		}
	}
	assert!(count >= 8, "only {count} examples were found");
}
