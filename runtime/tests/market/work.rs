//! Jobs as their runners have them: kernels, inputs, and outputs as the interpreter makes them.

use assay_jobs::Commitment;
use assay_market::{
	BlobHash, BlobRef, CompareRule, Grid, InputSource, JobInput, JobSpec, KernelId, OutputSpec,
	PassSpec, Place, Shape,
};
use assay_proof::{BlobLen, ChunkIndex, ChunkRange, Outboard, RangeProof};
use assay_touchstone::{
	limits::MAX_WORKGROUP_FUEL, Fuel, Interpreter, Launch, Output, Program, Rule, RunError,
	WholeInputs,
};
use assay_witness::{record, Blob, Pass, Source, Target, Witness};
use frame_support::BoundedVec;
use std::{io::Cursor, rc::Rc};

/// One pass of a job to be.
#[derive(Clone)]
pub struct Step {
	pub kernel: Vec<u8>,
	pub groups: u32,
	pub params: Vec<u32>,
	pub inputs: Vec<InputSource>,
	/// Words of a tile of its only output, which follow each other.
	pub tile: u32,
	pub rule: CompareRule,
}

/// Bytes with the tree over them.
#[derive(Clone)]
struct Held {
	bytes: Vec<u8>,
	outboard: Outboard,
}

impl Held {
	fn new(bytes: Vec<u8>) -> Self {
		let outboard = Outboard::of(&bytes).expect("it is in memory");
		Self { bytes, outboard }
	}

	fn blob(&self) -> Blob {
		Blob { hash: self.outboard.root(), len: self.outboard.len() }
	}

	fn hash(&self) -> BlobHash {
		BlobHash(self.outboard.root().0)
	}

	fn source(&self) -> Source<'_> {
		Source { bytes: &self.bytes, outboard: &self.outboard }
	}
}

/// A job and all that its runner has. Every pass has one output.
#[derive(Clone)]
pub struct Work {
	pub spec: JobSpec,
	/// The bytecode of each pass.
	pub kernels: Vec<Vec<u8>>,
	programs: Rc<Vec<Program>>,
	inputs: Rc<Vec<Held>>,
	/// The output of each pass.
	outputs: Vec<Rc<Held>>,
}

impl Work {
	/// A job, run honestly. What a kernel at fault doesn't make stays zero.
	pub fn new(inputs: Vec<Vec<u8>>, steps: &[Step]) -> Self {
		let inputs: Vec<Held> = inputs.into_iter().map(Held::new).collect();
		let spec = JobSpec {
			inputs: BoundedVec::truncate_from(inputs.iter().map(job_input).collect()),
			passes: BoundedVec::truncate_from(steps.iter().map(pass_spec).collect()),
		};
		let kernels: Vec<Vec<u8>> = steps.iter().map(|step| step.kernel.clone()).collect();
		let programs = kernels
			.iter()
			.map(|bytecode| Program::parse(bytecode).expect("the kernel is valid"))
			.collect();
		let mut work = Self {
			spec,
			kernels,
			programs: Rc::new(programs),
			inputs: Rc::new(inputs),
			outputs: Vec::new(),
		};
		for pass in 0..steps.len() {
			let output = work.run_pass(pass);
			work.outputs.push(Rc::new(Held::new(output)));
		}
		work
	}

	fn run_pass(&self, number: usize) -> Vec<u8> {
		let pass = &self.spec.passes[number];
		let output = pass.outputs[0].output();
		let mut made = vec![0; 4 * output.words as usize];
		let inputs: Vec<&[u8]> = self.read_by(number).map(|held| held.bytes.as_slice()).collect();
		for group in 0..pass.grid.0[0] {
			let launch = Launch::new(&pass.params, pass.grid.0, core::slice::from_ref(&output));
			let ran = Interpreter::new(&self.programs[number]).run(
				&launch,
				[group, 0, 0],
				&mut WholeInputs { inputs: &inputs },
			);
			match ran {
				Ok(execution) => put_tile(&mut made, &output, group, &execution.tiles[0]),
				Err(RunError::Void(_)) => {},
				Err(error) => panic!("a job of these tests can't be run: {error}"),
			}
		}
		made
	}

	fn read_by(&self, pass: usize) -> impl Iterator<Item = &Held> {
		self.spec.passes[pass].inputs.iter().map(|source| match source {
			InputSource::Job(input) => &self.inputs[usize::from(*input)],
			InputSource::Pass { pass, .. } => &*self.outputs[usize::from(*pass)],
		})
	}

	/// Lane-operations of a workgroup of a pass.
	pub fn fuel(&self, pass: u8) -> u64 {
		let params = &self.spec.passes[usize::from(pass)].params;
		let fuel = self.programs[usize::from(pass)].workgroup_fuel(params);
		fuel.expect("it has a cost").0
	}

	/// Lane-operations of the whole job.
	pub fn whole_fuel(&self) -> u64 {
		let passes = (0u8..).zip(&self.spec.passes);
		passes.map(|(number, pass)| self.fuel(number) * u64::from(pass.grid.0[0])).sum()
	}

	/// What the runner commits to.
	pub fn commitment(&self) -> Commitment {
		BoundedVec::truncate_from(self.outputs.iter().map(|held| held.hash()).collect())
	}

	/// Fakes tiles: changes a bit in the first word of each.
	pub fn fake(&mut self, pass: u8, groups: impl IntoIterator<Item = u32>) {
		self.change(pass, groups, |word| word ^ 1);
	}

	/// Changes the first word of tiles.
	pub fn change(
		&mut self,
		pass: u8,
		groups: impl IntoIterator<Item = u32>,
		change: impl Fn(u32) -> u32,
	) {
		let output = self.spec.passes[usize::from(pass)].outputs[0];
		let held = &mut self.outputs[usize::from(pass)];
		let mut bytes = held.bytes.clone();
		for group in groups {
			let at = 4 * (group * output.tiles.row_words) as usize;
			let word: &mut [u8; 4] = (&mut bytes[at..at + 4]).try_into().expect("four bytes");
			*word = change(u32::from_le_bytes(*word)).to_le_bytes();
		}
		*held = Rc::new(Held::new(bytes));
	}

	/// A tile of the first pass that other results of the same job have otherwise.
	pub fn differing_tile(&self, other: &Work) -> Option<Place> {
		let groups = self.spec.passes[0].grid.0[0];
		let mut places = (0..groups).map(|group| Place { pass: 0, group: [group, 0, 0] });
		places.find(|place| !self.has_tile_of(other, *place))
	}

	/// Whether other results of the same job have the same tile at a place.
	pub fn has_tile_of(&self, other: &Work, place: Place) -> bool {
		let pass = usize::from(place.pass);
		let tile = 4 * self.spec.passes[pass].outputs[0].tiles.row_words as usize;
		let bytes = place.group[0] as usize * tile..(place.group[0] as usize + 1) * tile;
		self.outputs[pass].bytes[bytes.clone()] == other.outputs[pass].bytes[bytes]
	}

	/// Proves a tile and what it was made of.
	pub fn witness(&self, place: Place) -> Witness {
		let number = usize::from(place.pass);
		let pass = &self.spec.passes[number];
		let output = &self.outputs[number];
		let inputs: Vec<Blob> = self.read_by(number).map(Held::blob).collect();
		let sources: Vec<Source<'_>> = self.read_by(number).map(Held::source).collect();
		let target = Target {
			output: pass.outputs[0].output(),
			rule: Rule::try_from(pass.outputs[0].rule).expect("it is valid"),
			hash: output.outboard.root(),
		};
		let known = Pass {
			program: &self.programs[number],
			params: &pass.params,
			grid: pass.grid.0,
			limit: Fuel(MAX_WORKGROUP_FUEL),
			inputs: &inputs,
			outputs: &[target],
		};
		record(&known, place.group, &sources, &[output.source()])
			.expect("the runner has everything")
			.witness
	}

	/// Proves chunks of an output.
	pub fn proof(&self, output: u8, first: u32, count: u32) -> RangeProof {
		let held = &self.outputs[usize::from(output)];
		let range = ChunkRange::new(ChunkIndex(first), ChunkIndex(first + count));
		held.outboard
			.prove(Cursor::new(&held.bytes), &range.into_iter().collect())
			.expect("the output has these chunks")
	}
}

fn job_input(held: &Held) -> JobInput {
	JobInput {
		blob: BlobRef {
			hash: held.hash(),
			len: BlobLen::new(held.bytes.len() as u64).expect("it is in memory"),
		},
		address: BoundedVec::new(),
	}
}

fn pass_spec(step: &Step) -> PassSpec {
	let output = OutputSpec {
		words: step.groups * step.tile,
		tiles: Shape::flat(step.tile),
		rule: step.rule,
	};
	PassSpec {
		kernel: KernelId::of(&step.kernel),
		grid: Grid([step.groups, 1, 1]),
		params: BoundedVec::truncate_from(step.params.clone()),
		inputs: BoundedVec::truncate_from(step.inputs.clone()),
		outputs: BoundedVec::truncate_from(vec![output]),
	}
}

fn put_tile(made: &mut [u8], output: &Output, group: u32, words: &[u32]) {
	for run in output.tile([group, 0, 0]).runs() {
		let tile = &words[run.in_tile as usize..][..run.words as usize];
		let tile: Vec<u8> = tile.iter().flat_map(|word| word.to_le_bytes()).collect();
		made[4 * run.in_output as usize..][..tile.len()].copy_from_slice(&tile);
	}
}

/// Pseudo-random words.
pub fn noise(words: u32) -> Vec<u8> {
	(0..words).flat_map(|n| (n.wrapping_mul(2_654_435_761) ^ 0x5bd1_e995).to_le_bytes()).collect()
}
