//! What a kernel is given, how its passes follow each other, and what should come out.

use assay_market::{InputSource, OutputSpec};
use assay_touchstone::FloatMode;
use std::fmt;

/// A kernel of the collection.
#[derive(Clone, Copy, Debug)]
pub struct Kernel {
	/// Its name, which is that of its folder.
	pub name: &'static str,
	/// Its sources, in the order in which a job uses them first.
	pub sources: &'static [SourceFile],
	pub(crate) make: fn(Size, u64) -> Workload,
}

impl Kernel {
	/// A job of a size, with data that depends on the seed and on nothing else.
	pub fn workload(&self, size: Size, seed: u64) -> Workload {
		(self.make)(size, seed)
	}
}

/// A WGSL file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceFile {
	/// Its name in the kernel's folder.
	pub name: &'static str,
	/// What is in it.
	pub text: &'static str,
}

/// How large a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Size {
	/// No multiple of a tile in any direction: a few workgroups, the last of them in part.
	Odd,
	/// A few workgroups.
	Small,
	/// What the interpreter takes less than a second for.
	Medium,
	/// What is worth a GPU.
	Large,
}

impl Size {
	/// All of them, the smallest first.
	pub const ALL: [Self; 4] = [Self::Odd, Self::Small, Self::Medium, Self::Large];
}

/// A job: inputs, passes, and a check that owes nothing to the compiler.
pub struct Workload {
	/// The bytes of each input.
	pub inputs: Vec<Vec<u8>>,
	/// The passes in order. The results of the job are the outputs of the last.
	pub passes: Vec<WorkloadPass>,
	pub(crate) check: Check,
}

/// Computes the outputs of the last pass from the inputs.
pub(crate) type Check = Box<dyn Fn(&[Vec<u8>]) -> Vec<Vec<u8>> + Send + Sync>;

impl Workload {
	/// What the outputs of the last pass should be, computed in plain Rust from the definition.
	///
	/// Compare by the rules of that pass: the reference of a tolerance is the interpreter's word.
	pub fn expected(&self) -> Vec<Vec<u8>> {
		(self.check)(&self.inputs)
	}
}

impl fmt::Debug for Workload {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let bytes: Vec<usize> = self.inputs.iter().map(Vec::len).collect();
		f.debug_struct("Workload")
			.field("bytes_of_inputs", &bytes)
			.field("passes", &self.passes)
			.finish_non_exhaustive()
	}
}

/// One pass of a job.
#[derive(Clone, Debug)]
pub struct WorkloadPass {
	/// What it runs.
	pub source: SourceFile,
	/// Values of overrides.
	pub overrides: Vec<(String, f64)>,
	/// How floats are meant, where the source's word for it is not kept.
	pub floats: Option<FloatMode>,
	/// Workgroups in x, y and z.
	pub grid: [u32; 3],
	/// The words of the uniform block.
	pub params: Vec<u32>,
	/// What it reads, in the order of the bindings.
	pub inputs: Vec<InputSource>,
	/// What it writes, in the order of the bindings, and how that is compared.
	pub outputs: Vec<OutputSpec>,
}
