//! The examples of `docs/json-rpc.md`, asked as they stand there.

use crate::scene::{answer, market, on_tokio, OneDevice};
use assay_rpc::Code;
use serde_json::Value;
use std::{collections::BTreeSet, env, fs, path::PathBuf, sync::Arc};

const FENCE: &str = "```";

/// Columns that a printed value may have on one line.
const WIDTH: usize = 100;

fn path() -> PathBuf {
	PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/json-rpc.md")
}

/// The page, cut at its JSON blocks: text and blocks alternate, text first.
fn cut(page: &str) -> Vec<String> {
	let (opening, closing) = (format!("{FENCE}json\n"), format!("\n{FENCE}\n"));
	let mut parts = Vec::new();
	let mut rest = page;
	while let Some((text, block)) = rest.split_once(&opening) {
		let (block, behind) = block.split_once(&closing).expect("every block ends");
		parts.extend([text.to_string(), block.to_string()]);
		rest = behind;
	}
	parts.push(rest.to_string());
	parts
}

fn glue(parts: &[String]) -> String {
	let mut page = String::new();
	for (number, part) in parts.iter().enumerate() {
		match number % 2 {
			0 => page += part,
			_ => page += &format!("{FENCE}json\n{part}\n{FENCE}\n"),
		}
	}
	page
}

/// JSON with short values on one line.
fn printed(value: &Value, indent: usize) -> String {
	let short = serde_json::to_string(value).expect("it is JSON");
	if short.len() + indent <= WIDTH {
		return short;
	}
	let (margin, end) = (" ".repeat(indent + 2), " ".repeat(indent));
	let lines = |lines: Vec<String>| lines.join(&format!(",\n{margin}"));
	match value {
		Value::Array(list) => {
			let list = list.iter().map(|one| printed(one, indent + 2)).collect();
			format!("[\n{margin}{}\n{end}]", lines(list))
		},
		Value::Object(fields) => {
			let fields = fields.iter();
			let fields =
				fields.map(|(name, one)| format!("\"{name}\": {}", printed(one, indent + 2)));
			format!("{{\n{margin}{}\n{end}}}", lines(fields.collect()))
		},
		_ => short,
	}
}

/// Asks what every other block asks, and compares with the block after it. `ASSAY_GENERATE` writes
/// the answers instead.
#[test]
fn examples_should_be_answered_as_the_manual_says() {
	let page = fs::read_to_string(path()).expect("the manual is there");
	let mut parts = cut(&page);
	let requests: Vec<usize> = (1..parts.len()).step_by(4).collect();
	let generate = env::var_os("ASSAY_GENERATE").is_some();
	for at in requests {
		let request = parts[at].clone();
		let got = on_tokio(async {
			let chain = market();
			match request.contains("gpu_subscribeJob") {
				true => first_update(&request).await,
				false => answer(&chain, &request).await,
			}
		});
		if generate {
			parts[at + 2] = printed(&got, 0);
			continue;
		}
		let told: Value =
			serde_json::from_str(&parts[at + 2]).expect("the manual's answer is JSON");
		assert_eq!(got, told, "{request}");
	}
	match generate {
		true => fs::write(path(), glue(&parts)).expect("the manual can be written"),
		false => assert_eq!(glue(&parts), page),
	}
}

async fn first_update(request: &str) -> Value {
	let request: Value = serde_json::from_str(request).expect("the request is JSON");
	let methods = market().methods(Arc::new(OneDevice));
	let params = request["params"].as_array().expect("it has params").clone();
	let mut updates =
		methods.subscribe_unbounded("gpu_subscribeJob", params).await.expect("the job is known");
	let (update, _) = updates.next::<Value>().await.expect("there is one").expect("it is JSON");
	update
}

#[test]
fn the_manual_should_have_a_section_with_an_example_for_every_method() {
	let page = fs::read_to_string(path()).expect("the manual is there");
	let methods = on_tokio(async { market().methods(Arc::new(OneDevice)) });
	let methods: BTreeSet<&str> =
		methods.method_names().filter(|name| *name != "gpu_unsubscribeJob").collect();
	let sections = page.lines().filter_map(|line| line.strip_prefix("## `"));
	let sections: BTreeSet<&str> = sections.filter_map(|line| line.strip_suffix('`')).collect();
	assert_eq!(sections, methods);
	let blocks = cut(&page);
	let asked: BTreeSet<String> = (1..blocks.len())
		.step_by(4)
		.map(|at| serde_json::from_str::<Value>(&blocks[at]).expect("it is JSON")["method"].clone())
		.map(|method| method.as_str().expect("it is a name").to_string())
		.collect();
	assert_eq!(asked, methods.into_iter().map(String::from).collect());
}

#[test]
fn the_manual_should_list_every_error_code() {
	let page = fs::read_to_string(path()).expect("the manual is there");
	let listed = page.lines().filter_map(|line| {
		let mut cells = line.strip_prefix("| ")?.split(" | ");
		let number: i32 = cells.next()?.parse().ok()?;
		Some((number, cells.next()?.trim_matches('`').to_string()))
	});
	let known = Code::ALL.map(|code| (code.number(), format!("{code:?}")));
	assert_eq!(listed.collect::<Vec<_>>(), known);
}
