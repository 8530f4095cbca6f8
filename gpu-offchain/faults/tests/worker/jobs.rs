//! Jobs, and what the chain would say to what is shown of them.

use assay_compiler::{compile, Options};
use assay_mailbox::{Brief, Opening};
use assay_market::{
	BlobHash, BlobRef, CompareRule, InputSource, JobInput, JobSpec, KernelId, OutputSpec, PassSpec,
	Place, Shape, Work,
};
use assay_proof::{BlobLen, RootHash};
use assay_touchstone::{Fuel, Rule};
use assay_witness::{judge, Blob, Pass, Target, Verdict};
use sp_core::bounded_vec::BoundedVec;

/// Adds a parameter to each word.
pub const ADD: &str = "
@group(0) @binding(0) var<storage, read> words: array<u32>;
@group(0) @binding(1) var<storage, read_write> sums: array<u32>;
@group(0) @binding(2) var<uniform> add: vec4<u32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	sums[id.x] = words[id.x] + add.x;
}";

/// Turns each number many times.
pub const TURN: &str = "
@group(0) @binding(0) var<storage, read_write> words: array<u32>;
@group(0) @binding(1) var<uniform> times: vec4<u32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	var x = id.x;
	// bound: 4000
	for (var i = 0u; i < 4000u; i++) { x = (x ^ times.x) * 2654435761u + i; }
	words[id.x] = x;
}";

/// Fills its output with numbers, at little cost.
pub const FILL: &str = "
@group(0) @binding(0) var<storage, read_write> words: array<u32>;
@group(0) @binding(1) var<uniform> seed: vec4<u32>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
	let place = group.x * 64u + lane;
	words[place] = place * seed.x;
}";

/// Lanes race for a word.
pub const RACE: &str = "
@group(0) @binding(0) var<storage, read_write> words: array<u32>;
var<workgroup> shared_word: u32;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
	shared_word = lane;
	workgroupBarrier();
	words[id.x] = shared_word;
}";

/// The bytecode of a kernel.
pub fn kernel(source: &str) -> Vec<u8> {
	let compiled = compile(source, "kernel.wgsl", &Options::default());
	compiled.unwrap_or_else(|errors| panic!("{errors}")).bytecode
}

/// A pass of a kernel with one output, 64 words for each workgroup.
pub fn pass(kernel: &[u8], groups: u32, params: &[u32], inputs: &[InputSource]) -> PassSpec {
	PassSpec {
		kernel: KernelId::of(kernel),
		grid: [groups, 1, 1].into(),
		params: BoundedVec::truncate_from(params.to_vec()),
		inputs: BoundedVec::truncate_from(inputs.to_vec()),
		outputs: BoundedVec::truncate_from(vec![OutputSpec {
			words: 64 * groups,
			tiles: Shape::flat(64),
			rule: CompareRule::Exact,
		}]),
	}
}

/// A blob's name.
pub fn blob(bytes: &[u8]) -> BlobRef {
	BlobRef {
		hash: BlobHash(*blake3::hash(bytes).as_bytes()),
		len: BlobLen::new(bytes.len() as u64).unwrap(),
	}
}

pub fn brief(inputs: &[BlobRef], passes: Vec<PassSpec>, kernels: Vec<Vec<u8>>) -> Brief {
	let input = |blob: &BlobRef| JobInput { blob: *blob, address: BoundedVec::new() };
	Brief {
		spec: JobSpec {
			inputs: BoundedVec::truncate_from(inputs.iter().map(input).collect()),
			passes: BoundedVec::truncate_from(passes),
		},
		kernels,
	}
}

/// Words 0, 1, 2 and so on.
pub fn count(words: u32) -> Vec<u8> {
	(0..words).flat_map(u32::to_le_bytes).collect()
}

/// Adds 1, and then 10, to words: two passes.
pub fn adding(input: &[u8]) -> Brief {
	let add = kernel(ADD);
	let groups = input.len() as u32 / 256;
	let first = pass(&add, groups, &[1, 0, 0, 0], &[InputSource::Job(0)]);
	let from = InputSource::Pass { pass: 0, output: 0 };
	let second = pass(&add, groups, &[10, 0, 0, 0], &[from]);
	brief(&[blob(input)], vec![first, second], vec![add])
}

/// The words that `adding` makes in each pass.
pub fn added(input: &[u8]) -> Vec<Vec<u8>> {
	let plus = |n: u32| {
		let words = input.chunks_exact(4);
		let words = words.map(|word| u32::from_le_bytes(word.try_into().unwrap()) + n);
		words.flat_map(u32::to_le_bytes).collect()
	};
	vec![plus(1), plus(11)]
}

/// A job that takes a while: `groups` workgroups of 4,000 rounds.
pub fn turning(groups: u32) -> Brief {
	let turn = kernel(TURN);
	let pass = pass(&turn, groups, &[groups, 0, 0, 0], &[]);
	brief(&[], vec![pass], vec![turn])
}

/// What the chain says to an opening, from what it knows.
pub fn verdict(brief: &Brief, hashes: &[BlobHash], place: Place, opening: Opening) -> Verdict {
	let work = Work::new(brief.spec.clone(), brief.kernels.clone()).unwrap();
	let made = work.outputs(hashes).unwrap();
	let number = usize::from(place.pass);
	let spec = &brief.spec.passes[number];
	let read = spec.inputs.iter().map(|source| work.blob(*source, &made).unwrap());
	let read: Vec<Blob> = read.collect();
	let first = brief.spec.outputs_before(number);
	let outputs: Vec<Target> = spec
		.outputs
		.iter()
		.zip(&made[first..])
		.map(|(output, blob)| Target {
			output: output.output(),
			rule: Rule::try_from(output.rule).unwrap(),
			hash: RootHash(blob.hash.0),
		})
		.collect();
	let fuel = work.plan().passes()[number].workgroup_fuel;
	assert_eq!(Fuel(opening.fuel), fuel);
	let pass = Pass {
		program: work.program(number).unwrap(),
		params: &spec.params,
		grid: spec.grid.0,
		limit: fuel,
		inputs: &read,
		outputs: &outputs,
	};
	judge(&pass, place.group, opening.witness).unwrap()
}
