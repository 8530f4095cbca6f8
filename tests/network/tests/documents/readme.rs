//! Every command of README is run, against a chain of the test's own.

use assay_tests_network::{
	secs,
	wait::{self, Seen},
	Log, Person, Process, Scene,
};
use std::{
	ffi::OsString,
	fs,
	path::{Path, PathBuf},
	time::Duration,
};

/// What a command of README may take: a job is followed until it is settled.
const TIME_FOR_A_COMMAND: Duration = secs(180);

/// Commands that other tests run: this one is a part of them.
const RUN_ELSEWHERE: [&str; 2] = ["make demo", "make test"];

/// What a node is given in addition, so that it doesn't meet others on this machine.
const OF_ITS_OWN: [&str; 7] = [
	"--rpc-port=0",
	"--blob-port=0",
	"--listen-addr=/ip4/127.0.0.1/tcp/0",
	"--no-mdns",
	"--no-prometheus",
	"--no-telemetry",
	"--unsafe-force-node-key-generation",
];

/// A line that a person is to type, without its comment, and the words of it.
#[derive(Debug, PartialEq, Eq)]
struct Typed {
	text: String,
	words: Vec<String>,
}

/// The commands in the blocks of a page that are marked as a shell's, and in unmarked ones those of
/// the programs that it is about.
fn commands(page: &str) -> Vec<Typed> {
	let mut found = Vec::new();
	let (mut shell, mut inside, mut begun) = (false, false, String::new());
	for line in page.lines() {
		if let Some(kind) = line.strip_prefix("```") {
			inside = !inside;
			shell = inside && matches!(kind, "" | "sh");
			continue;
		}
		if !shell {
			continue;
		}
		let line = line.split(" # ").next().unwrap_or_default().trim();
		match line.strip_suffix('\\') {
			Some(part) => begun += part,
			None => {
				let text = std::mem::take(&mut begun) + line;
				let words: Vec<_> = text.split_whitespace().map(String::from).collect();
				if matches!(words.first().map(String::as_str), Some("assay" | "make")) {
					let text = words.join(" ");
					found.push(Typed { text, words });
				}
			},
		}
	}
	found
}

fn repository() -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn commands_should_be_found_with_their_continuations_and_without_comments() {
	let page =
		"```sh\nassay a \\\n   b   # why\nls\n```\nassay no\n```\nmake x\n```\n```js\nassay y\n```";
	let texts: Vec<_> = commands(page).into_iter().map(|typed| typed.text).collect();
	assert_eq!(texts, ["assay a b", "make x"]);
}

#[test]
fn every_command_of_the_readme_should_do_what_it_says() {
	let page = fs::read_to_string(repository().join("README.md")).expect("there is a README");
	let commands = commands(&page);
	assert!(commands.len() >= 12, "only {commands:#?} were found");

	let scene = Scene::new("readme");
	let here = scene.data("here");
	fs::create_dir(&here).expect("the scene is new");
	std::os::unix::fs::symlink(repository().join("kernels"), here.join("kernels"))
		.expect("the folder is new");
	let node = scene.dev().arg("--blob-port").arg("0").start();
	node.wait_for_provider(Person::Alice);
	let (url, gateway) = (format!("ws://{}", node.rpc().address()), node.gateway());

	for (number, Typed { text, words }) in commands.iter().enumerate() {
		let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
		let log = scene.log(&format!("typed-{number}"));
		match words[..] {
			_ if RUN_ELSEWHERE.contains(&&text[..]) => println!("elsewhere: {text}"),
			["make", ..] => {
				let target = format!("-C{}", repository().display());
				words.insert(1, &target);
				ends_well(&here, &words, &log);
			},
			["assay", first, ..] if first.starts_with("--") && first != "--help" => {
				words.extend(OF_ITS_OWN);
				starts_a_node(&here, &words, &log);
			},
			["assay", "job" | "provider", ..] => {
				words.extend(["--url", &url]);
				if matches!(words[2], "run" | "watch" | "result") {
					words.extend(["--gateway", &gateway]);
				}
				ends_well(&here, &words, &log);
			},
			["assay", "blob", ..] => {
				words.extend(["--gateway", &gateway]);
				ends_well(&here, &words, &log);
			},
			["assay", ..] => ends_well(&here, &words, &log),
			_ => panic!("nobody runs `{text}`"),
		}
	}
	let size = |name: &str| fs::metadata(here.join(name)).map(|file| file.len()).ok();
	assert_eq!(size("counts.bin"), Some(4 * 640 * 480));
	assert_eq!(fs::read(here.join("counts.bin")).ok(), fs::read(here.join("again.bin")).ok());
	assert!(size("mandelbrot.png").is_some_and(|bytes| bytes > 10_000));
}

/// Begins a command in a folder.
fn begin(here: &Path, words: &[&str], log: &Log) -> Process {
	println!("{}", words.join(" "));
	let binary = Scene::found_binary();
	let mut args: Vec<OsString> = vec!["-C".into(), here.into()];
	match words {
		["assay", rest @ ..] => {
			args.push(binary.into());
			args.extend(rest.iter().map(Into::into));
		},
		_ => args.extend(words.iter().map(Into::into)),
	}
	let process =
		log.open().and_then(|out| Process::spawn(Path::new("env"), &args, &[], out, log.open()?));
	process.expect("`env` is there")
}

/// Runs a command, which has to succeed.
fn ends_well(here: &Path, words: &[&str], log: &Log) {
	let mut process = begin(here, words, log);
	let what = format!("`{}` to end", words.join(" "));
	let ended = wait::until(what, TIME_FOR_A_COMMAND, || {
		process.ended().ok_or_else(|| Seen::not_yet(log.tail(2)))
	});
	match ended {
		Ok(status) if status.success() => {},
		Ok(status) => panic!("`{}` ended with {status}: {}", words.join(" "), log.tail(10)),
		Err(error) => panic!("{error}"),
	}
}

/// Starts a node, which has to answer, and stops it.
fn starts_a_node(here: &Path, words: &[&str], log: &Log) {
	let mut process = begin(here, words, log);
	let answered = wait::until("the node to answer", secs(90), || match process.ended() {
		Some(status) => Err(Seen::Hopeless(format!("{status}: {}", log.tail(10)))),
		None if log.line_with("JSON-RPC is ready").is_some() => Ok(()),
		None => Err(Seen::not_yet(log.tail(1))),
	});
	assert!(answered.is_ok(), "{}: {answered:?}", words.join(" "));
	process.terminate();
	let ended = wait::until("the node to stop", secs(60), || {
		process.ended().ok_or_else(|| Seen::not_yet(log.tail(1)))
	});
	assert!(ended.is_ok(), "{ended:?}");
}
