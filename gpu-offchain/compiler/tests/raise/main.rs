//! Raised programs on this machine's Vulkan device against the interpreter.
//!
//! Skips visibly where there is no device; with `ASSAY_REQUIRE_GPU` set that is a failure.

mod case;
mod control;
mod generated;
mod gpu;
mod layout;
mod memory;
mod operations;
mod relaxed;
mod speed;
mod strict;
mod values;

#[path = "../../../../primitives/touchstone/tests/generator/mod.rs"]
#[allow(dead_code)]
mod generator;
/// What the generator needs of its own tests' slow evaluator, which isn't used here.
mod reference {
	use assay_touchstone::Output;

	/// A pass, and the workgroup of it that is run.
	#[derive(Clone, Debug)]
	pub struct Scene {
		pub params: Vec<u32>,
		pub grid: [u32; 3],
		pub group: [u32; 3],
		pub inputs: Vec<Vec<u32>>,
		pub outputs: Vec<Output>,
	}
}
