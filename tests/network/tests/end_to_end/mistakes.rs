//! What a new user does wrong, with a real node: told by code and words, and nothing is spent.

use assay_tests_network::{secs, Cli, Person, Scene};
use serde_json::json;
use std::{fs, path::Path};

/// The whole Mandelbrot set, 640 x 480.
const PARAMS: &str = "80020000e001000080020000c8000000cdccccdccdccccece17a1400";

/// A command, how it ends, and what it says.
struct Mistake {
	what: &'static str,
	args: Vec<String>,
	code: i32,
	says: &'static str,
}

fn words(text: &str) -> Vec<String> {
	text.split_whitespace().map(String::from).collect()
}

#[test]
fn mistakes_should_be_told_and_cost_nothing() {
	let scene = Scene::new("market_mistakes");
	let kernels = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../kernels");
	let mandelbrot = kernels.join("mandelbrot/mandelbrot.wgsl");
	let run = |more: &str| {
		words(&format!(
			"job run {} --grid 80,60,1 --output 307200,8x8@640 --yes {more}",
			mandelbrot.display()
		))
	};
	let broken = scene.data("broken.wgsl");
	fs::write(&broken, "fn x(").expect("the scene is new");
	let open_key = scene.data("open.key");
	fs::write(&open_key, "//Bob").expect("the scene is new");
	let odd = scene.data("odd.bin");
	fs::write(&odd, [1, 2, 3]).expect("the scene is new");
	let bob = format!("--params {PARAMS} --dev-key Bob");

	let mistakes = [
		Mistake {
			what: "an unknown job",
			args: words("job status 99"),
			code: 2,
			says: "the chain knows no job 99",
		},
		Mistake {
			what: "a kernel with an error",
			args: words(&format!(
				"job run {} --grid 1,1,1 --output 4 --dev-key Bob --yes",
				broken.display()
			)),
			code: 2,
			says: "expected identifier",
		},
		Mistake {
			what: "a price that is too low",
			args: run(&format!("{bob} --price 0.000001")),
			code: 5,
			says: "the price is too low",
		},
		Mistake {
			what: "no balance",
			args: run(&format!("--params {PARAMS} --dev-key Nobody")),
			code: 5,
			says: "can spend 0 ASY, and this takes",
		},
		Mistake {
			what: "a provider that is none",
			args: run(&format!("{bob} --provider {}", Person::Bob.address())),
			code: 5,
			says: "no provider that you name could run this now",
		},
		Mistake {
			what: "nobody to agree",
			args: run(&bob).into_iter().filter(|word| word != "--yes").collect(),
			code: 2,
			says: "there is no terminal to ask on",
		},
		Mistake {
			what: "a key that others can read",
			args: run(&format!("--params {PARAMS} --key-file {}", open_key.display())),
			code: 2,
			says: "can be read by others",
		},
		Mistake {
			what: "no key",
			args: run(&format!("--params {PARAMS}")),
			code: 2,
			says: "no key to sign with was given",
		},
		Mistake {
			what: "tiles that overlap",
			args: words(&format!(
				"job run {} --grid 8000,6000,1 --output 307200,8x8@640 --yes {bob}",
				mandelbrot.display()
			)),
			code: 2,
			says: "tiles overlap",
		},
		Mistake {
			what: "an output too few",
			args: words(&format!(
				"job run {} --grid 1,1,1 --input {} --output 4 --dev-key Bob --yes",
				kernels.join("prefix-sum/scan.wgsl").display(),
				odd.display()
			)),
			code: 2,
			says: "the kernel has 2 outputs",
		},
		Mistake {
			what: "results of no job",
			args: words("job result 99 --out none.bin"),
			code: 2,
			says: "the chain knows no job 99",
		},
		Mistake {
			what: "cancelling no job",
			args: words("job cancel 99 --dev-key Bob --yes"),
			code: 2,
			says: "the chain knows no job 99",
		},
		Mistake {
			what: "somebody who is no provider",
			args: words("provider status --dev-key Eve"),
			code: 2,
			says: "is no provider",
		},
	];

	let node = scene.dev().blob_port(0).start();
	node.wait_for_provider(Person::Alice);
	let cli: Cli<'_> = node.cli();
	let before = node.rpc().money(Person::Bob, None).unwrap();
	for (number, mistake) in mistakes.iter().enumerate() {
		let args: Vec<&str> = mistake.args.iter().map(String::as_str).collect();
		let said = cli.begin(&format!("mistake-{number}"), &args).wait(secs(60));
		let told = format!("{}{:?}", said.text, said.lines);
		assert_eq!(said.code, Some(mistake.code), "{}: {told}", mistake.what);
		assert!(told.contains(mistake.says), "{}: {told}", mistake.what);
	}
	assert_eq!(node.rpc().money(Person::Bob, None).unwrap(), before);
	let jobs = node.rpc().call("gpu_jobs", json!([])).unwrap();
	assert_eq!(jobs["entries"], json!([]));
}
