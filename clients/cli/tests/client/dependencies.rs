//! What the command line may not link.

use std::{collections::BTreeSet, process::Command};

/// Whether a crate belongs to the runtime, the node, or the GPU service.
fn is_forbidden(name: &str) -> bool {
	let ours = [
		"assay-runtime",
		"assay-runtime-api",
		"assay-node",
		"assay-rpc",
		"assay-worker",
		"assay-jobs",
		"assay-kernels",
		"assay-providers",
		"assay-stake",
	];
	ours.contains(&name)
		|| name.starts_with("sc-")
		|| name.starts_with("pallet-")
		|| (name.starts_with("frame-") && !["frame-metadata", "frame-decode"].contains(&name))
}

#[test]
fn the_command_line_should_link_neither_runtime_nor_node() {
	let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
	let tree = Command::new(cargo)
		.args(["tree", "--package", "assay-cli", "--edges", "normal", "--prefix", "none"])
		.args(["--format", "{p}", "--locked", "--offline"])
		.current_dir(env!("CARGO_MANIFEST_DIR"))
		.output()
		.unwrap();
	let text = String::from_utf8(tree.stdout).unwrap();
	assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
	let crates: BTreeSet<_> =
		text.lines().filter_map(|line| line.split_whitespace().next()).collect();
	assert!(crates.contains("assay-client") && crates.contains("subxt"), "{crates:?}");
	let found: Vec<_> = crates.iter().filter(|name| is_forbidden(name)).collect();
	assert!(found.is_empty(), "{found:?}");
}
