//! What was typed is wrong.

use super::{run, run_double, told, DOUBLE_OF_NOTHING};
use crate::{
	fake::{Fake, Script},
	ran::{assay, assay_answering, Folder, DOUBLE},
};

#[test]
fn a_node_by_another_protocol() {
	told(
		&assay(&["job", "status", "7", "--url", "http://127.0.0.1:9944"]),
		2,
		"error: `http://127.0.0.1:9944` is no address of a node that this program can use\n  what \
		 to do: write it as ws://HOST:PORT, or as wss://HOST for a node behind TLS\n",
	);
}

#[test]
fn a_kernel_with_an_error() {
	let folder = Folder::new();
	let kernel = folder.file("wrong.wgsl", DOUBLE.replace("numbers[id.x]", "nubmers[id.x]"));
	let (ran, sent) = run(Script::default(), &folder, &kernel, &["--yes"]);
	told(
		&ran,
		2,
		"error[wgsl]: no definition in scope for identifier: `nubmers`\n --> wrong.wgsl:6:23\n  |\n6 \
		 |     doubled[id.x] = 2u * nubmers[id.x];\n  |                          ^^^^^^^ unknown \
		 identifier\n  = help: declare it, or check the spelling: names are case-sensitive\n",
	);
	assert_eq!(sent, 0);
}

#[test]
fn a_kernel_without_its_input() {
	let folder = Folder::new();
	let kernel = folder.file("double.wgsl", DOUBLE);
	let (ran, sent) = run(Script::default(), &folder, &kernel, &["--yes"]);
	told(
		&ran,
		2,
		"error: double.wgsl: the kernel has 1 inputs (numbers) and 0 are given\n  what to do: give \
		 --input FILE once for each, in this order. Nothing was spent\n",
	);
	assert_eq!(sent, 0);
}

#[test]
fn an_input_of_the_wrong_size() {
	let folder = Folder::new();
	let kernel = folder.file("double.wgsl", DOUBLE);
	let input = folder.file("numbers.bin", [1, 2, 3, 4, 5]);
	let more = ["--yes", "--input", &input];
	let (ran, sent) = run(Script::default(), &folder, &kernel, &more);
	told(
		&ran,
		2,
		"error: the input numbers.bin has 5 bytes, and kernels read words of 4 bytes\n  what to do: \
		 fill it up with zeros, or look whether it is the file that you meant. Nothing was spent\n",
	);
	assert_eq!(sent, 0);
}

#[test]
fn an_input_that_isnt_there() {
	let folder = Folder::new();
	let kernel = folder.file("double.wgsl", DOUBLE);
	let input = folder.path("numbers.bin").display().to_string();
	let more = ["--yes", "--input", &input];
	let (ran, _) = run(Script::default(), &folder, &kernel, &more);
	told(
		&ran,
		2,
		"error: can't read numbers.bin: No such file or directory (os error 2)\n  what to do: look \
		 at its name and whether you may read it. Nothing was spent\n",
	);
}

#[test]
fn an_output_that_isnt_split_evenly() {
	let (ran, _) = run_double(Script::default(), &["--yes", "--output", "7"]);
	assert_eq!(ran.code, 2);
	assert_eq!(
		ran.err,
		"error: the kernel has 1 outputs (doubled) and 2 are described: give --output WORDS once \
		 for each, in this order\n"
	);
}

#[test]
fn a_picture_that_is_too_wide() {
	let more = ["--yes", "--save-as", "a.png", "--width", "100"];
	let (ran, sent) = run_double(Script::default(), &more);
	told(
		&ran,
		2,
		"error: --width 100: the output's 128 words aren't rows of that many\n  what to do: give the \
		 words from a row of the output to the next. Nothing was spent\n",
	);
	assert_eq!(sent, 0);
}

#[test]
fn a_file_without_a_key() {
	let folder = Folder::new();
	let file = folder.file("key", "correct horse battery staple");
	std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
	let (ran, sent) = run_double(Script::default(), &["--yes", "--key-file", &file]);
	assert_eq!(ran.code, 2);
	assert_eq!(
		folder.plain(&ran.err),
		"error: the key file key holds no secret phrase\n  what to do: a phrase is 12 to 24 words, \
		 or 0x and 64 hex digits; `assay key generate` makes one. Nothing was sent\n"
	);
	assert_eq!(sent, 0);
}

#[test]
fn nobody_to_agree() {
	let (ran, sent) = run_double(Script::default(), &[]);
	told(
		&ran,
		2,
		"the job takes 1000 fuel at up to 0.05 ASY for a giga-fuel (10^9)\non hold: 0.00000005 \
		 ASY for the provider at most, 1 ASY for verification at most, 2 ASY as a deposit\nthe fee \
		 is 0.01 ASY; what isn't used comes back when the job is over\nerror: this spends money and \
		 has to be agreed to, and there is no terminal to ask on\n  what to do: look at the lines \
		 above, and give --yes if you agree. Nothing was spent\n",
	);
	assert_eq!(sent, 0);
}

#[test]
fn somebody_who_doesnt_agree() {
	let folder = Folder::new();
	let kernel = folder.file("double.wgsl", DOUBLE_OF_NOTHING);
	let node = Fake::start(Script::default());
	let ran = assay_answering(
		&[
			"job",
			"run",
			&kernel,
			"--url",
			&node.url,
			"--grid",
			"2,1,1",
			"--output",
			"128",
			"--dev-key",
			"Alice",
		],
		"no",
	);
	assert_eq!(ran.code, 130);
	assert!(ran.err.ends_with(
		"error: not agreed to\n  what to do: nothing more is spent; begin again whenever you like\n"
	));
	assert_eq!(node.submissions(), 0);
}
