//! Where cargo put this build.

use std::{
	env,
	path::{Path, PathBuf},
};

/// Overrides the folder that scenes are set in.
const SCENES_VARIABLE: &str = "ASSAY_TEST_DIR";

/// The target folder of the running test, or `None` when it was moved out of one.
pub fn target_dir() -> Option<PathBuf> {
	env::current_exe()
		.ok()
		.and_then(|test| target_dir_of(&test))
		.or_else(|| env::var_os("CARGO_TARGET_DIR").map(PathBuf::from))
}

/// The folder in which every scene has its own.
pub fn scenes_dir() -> PathBuf {
	env::var_os(SCENES_VARIABLE)
		.map(PathBuf::from)
		.or_else(|| target_dir().map(|target| target.join("network")))
		.unwrap_or_else(|| env::temp_dir().join("assay-network"))
}

/// The target folder that holds `<target>/[<triple>/]<profile>/deps/<test>`.
fn target_dir_of(test: &Path) -> Option<PathBuf> {
	let deps = test.parent()?;
	if deps.file_name()? != "deps" {
		return None;
	}
	let above_profile = deps.parent()?.parent()?;
	// Cargo writes this tag into the root of a target folder only.
	let root = above_profile.ancestors().take(2).find(|dir| dir.join("CACHEDIR.TAG").is_file());
	Some(root.unwrap_or(above_profile).to_path_buf())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn target_dir_of_should_step_out_of_deps_and_profile_when_given_a_test() {
		let test = Path::new("/no/such/target/release/deps/crash-0123456789abcdef");
		assert_eq!(target_dir_of(test), Some("/no/such/target".into()));
	}

	#[test]
	fn target_dir_of_should_find_nothing_when_the_test_was_moved() {
		assert_eq!(target_dir_of(Path::new("/tmp/crash-0123456789abcdef")), None);
	}
}
