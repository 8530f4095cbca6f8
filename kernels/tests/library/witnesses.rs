//! Witnesses of some workgroups of a pass.

use crate::interpret::{inputs, program};
use assay_kernel_library::{Workload, WorkloadPass};
use assay_proof::Outboard;
use assay_touchstone::{limits::MAX_WORKGROUP_FUEL, Fuel, Program};
use assay_witness::{judge, record, Blob, Pass, Recorded, Source, Target, Verdict};

/// A pass with all that it read and made.
pub struct Recording<'a> {
	pass: &'a WorkloadPass,
	program: Program,
	read: Vec<(&'a [u8], Outboard)>,
	made: Vec<(&'a [u8], Outboard)>,
	blobs: Vec<Blob>,
	targets: Vec<Target>,
}

impl<'a> Recording<'a> {
	/// A pass of a job, when `made` are the outputs of all passes.
	pub fn new(job: &'a Workload, number: usize, made: &'a [Vec<Vec<u8>>]) -> Self {
		let pass = &job.passes[number];
		let with_tree = |bytes: &'a [u8]| (bytes, Outboard::of(bytes).expect("it is a blob"));
		let read: Vec<_> = inputs(job, pass, made).into_iter().map(with_tree).collect();
		let written = made[number].iter();
		let made: Vec<_> = written.map(|bytes| with_tree(bytes)).collect();
		let blobs = read.iter().map(|(_, tree)| Blob { hash: tree.root(), len: tree.len() });
		let targets = pass.outputs.iter().zip(&made);
		let targets = targets.map(|(spec, (_, tree))| Target {
			output: spec.output(),
			rule: spec.rule.try_into().expect("a rule that is one"),
			hash: tree.root(),
		});
		Self {
			pass,
			program: program(pass),
			blobs: blobs.collect(),
			targets: targets.collect(),
			read,
			made,
		}
	}

	fn pass(&self) -> Pass<'_> {
		Pass {
			program: &self.program,
			params: &self.pass.params,
			grid: self.pass.grid,
			limit: Fuel(MAX_WORKGROUP_FUEL),
			inputs: &self.blobs,
			outputs: &self.targets,
		}
	}

	/// What a workgroup read and wrote.
	pub fn record(&self, group: [u32; 3]) -> Recorded {
		let read: Vec<_> = self.read.iter().map(source).collect();
		let made: Vec<_> = self.made.iter().map(source).collect();
		record(&self.pass(), group, &read, &made)
			.unwrap_or_else(|error| panic!("workgroup {group:?}: {error}"))
	}

	/// Whether who knows only the hashes is convinced.
	pub fn verdict(&self, group: [u32; 3]) -> Verdict {
		let recorded = self.record(group);
		judge(&self.pass(), group, recorded.witness)
			.unwrap_or_else(|refused| panic!("workgroup {group:?}: {refused:?}"))
	}
}

fn source<'a>((bytes, outboard): &'a (&[u8], Outboard)) -> Source<'a> {
	Source { bytes, outboard }
}

/// The first workgroup, one in the middle, and the last.
pub fn corners(grid: [u32; 3]) -> Vec<[u32; 3]> {
	let mut groups = vec![[0; 3], grid.map(|n| n / 2), grid.map(|n| n - 1)];
	groups.dedup();
	groups
}
