//! Jobs as their runners have them: kernels, inputs, and outputs as the interpreter makes them.

use assay_jobs::Commitment;
use assay_market::{
	BlobHash, BlobRef, CompareRule, Grid, InputSource, JobInput, JobSpec, KernelId, OutputSpec,
	PassSpec, Place, Shape,
};
use assay_proof::{BlobLen, ChunkIndex, ChunkRange, Outboard, RangeProof};
use assay_touchstone::*;
use assay_witness::{record, Blob, Pass, Source, Target, Witness};
use frame_support::BoundedVec;
use std::io::Cursor;

/// Lanes of a workgroup, and words of a tile.
pub const LANES: u32 = 64;

/// No workgroup has this number.
pub const NO_GROUP: u32 = u32::MAX;

/// `output[i] = 3 * input[i]`.
pub fn triple() -> Vec<u8> {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.inputs, header.outputs) = ([LANES as u16, 1, 1], 1, 1);
	Builder::new(header)
		.builtin(Reg(0), Builtin::GlobalX)
		.load(Space::Input(0), Reg(1), Reg(0))
		.binary(BinaryOp::Mul, Reg(1), Reg(1), 3u32)
		.store(Space::Output(0), Reg(0), Reg(1))
		.finish()
}

/// `output[i] = first[i] + second[i]`, by a longer way.
pub fn add() -> Vec<u8> {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.inputs, header.outputs) = ([LANES as u16, 1, 1], 2, 1);
	Builder::new(header)
		.builtin(Reg(0), Builtin::GlobalX)
		.load(Space::Input(0), Reg(1), Reg(0))
		.load(Space::Input(1), Reg(2), Reg(0))
		.repeat(Bound::Constant(5), |body| {
			body.binary(BinaryOp::Xor, Reg(1), Reg(1), 7u32).binary(
				BinaryOp::Xor,
				Reg(1),
				Reg(1),
				7u32,
			)
		})
		.binary(BinaryOp::Add, Reg(1), Reg(1), Reg(2))
		.store(Space::Output(0), Reg(0), Reg(1))
		.finish()
}

/// `output[i] = 3.0 * input[i]` with relaxed floats; the workgroup with the parameter's number has a
/// data race.
pub fn triple_floats() -> Vec<u8> {
	let mut header = Header::new(FloatMode::Relaxed);
	(header.workgroup_size, header.inputs, header.outputs) = ([LANES as u16, 1, 1], 1, 1);
	(header.params, header.workgroup_words) = (1, 1);
	Builder::new(header)
		.builtin(Reg(0), Builtin::GlobalX)
		.load(Space::Input(0), Reg(1), Reg(0))
		.constant(Reg(2), 3f32.to_bits())
		.binary(BinaryOp::MulF, Reg(1), Reg(1), Reg(2))
		.store(Space::Output(0), Reg(0), Reg(1))
		.builtin(Reg(3), Builtin::GroupX)
		.param(Reg(4), 0)
		.binary(BinaryOp::Eq, Reg(3), Reg(3), Reg(4))
		.constant(Reg(5), 0)
		.if_true(Reg(3), |body| body.store(Space::Workgroup, Reg(5), Reg(0)))
		.finish()
}

/// `output[i]` is the word whose last six bits are `i`: lanes have a data race unless all are there.
pub fn sort() -> Vec<u8> {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.inputs, header.outputs) = ([LANES as u16, 1, 1], 1, 1);
	header.workgroup_words = LANES as u16;
	Builder::new(header)
		.builtin(Reg(0), Builtin::GlobalX)
		.load(Space::Input(0), Reg(1), Reg(0))
		.binary(BinaryOp::And, Reg(2), Reg(1), LANES - 1)
		.store(Space::Workgroup, Reg(2), Reg(1))
		.barrier()
		.builtin(Reg(3), Builtin::LocalIndex)
		.load(Space::Workgroup, Reg(4), Reg(3))
		.store(Space::Output(0), Reg(0), Reg(4))
		.finish()
}

/// A job and all that its runner has.
#[derive(Clone)]
pub struct Work {
	pub spec: JobSpec,
	/// The bytecode of each pass.
	pub kernels: Vec<Vec<u8>>,
	/// The job's inputs.
	pub inputs: Vec<Vec<u8>>,
	/// The outputs of all passes.
	pub outputs: Vec<Vec<u8>>,
}

impl Work {
	/// One pass that triples words.
	pub fn triples(groups: u32) -> Self {
		let mut work = Self::over(noise(groups));
		work.pass(triple(), groups, &[], &[InputSource::Job(0)], CompareRule::Exact);
		work.run()
	}

	/// A pass that triples words, and one that adds what came of it to what it was made of.
	pub fn two_passes(groups: u32) -> Self {
		let mut work = Self::over(noise(groups));
		let (job, first) = (InputSource::Job(0), InputSource::Pass { pass: 0, output: 0 });
		work.pass(triple(), groups, &[], &[job], CompareRule::Exact);
		work.pass(add(), groups, &[], &[job, first], CompareRule::Exact);
		work.run()
	}

	/// A pass that triples numbers, and one that sorts them, which what was really tripled is fit for.
	pub fn sorted(groups: u32) -> Self {
		let mut work = Self::over(bytes(0..groups * LANES));
		let (job, first) = (InputSource::Job(0), InputSource::Pass { pass: 0, output: 0 });
		work.pass(triple(), groups, &[], &[job], CompareRule::Exact);
		work.pass(sort(), groups, &[], &[first], CompareRule::Exact);
		work.run()
	}

	/// One pass that triples floats, with a tolerance of a half. Workgroup `racy` has a data race.
	pub fn floats(groups: u32, racy: u32) -> Self {
		let numbers = (0..groups * LANES).map(|number| (number as f32).to_bits());
		let mut work = Self::over(bytes(numbers));
		let half = CompareRule::Within { atol: 0.5f32.to_bits(), rtol: 0 };
		work.pass(triple_floats(), groups, &[NO_GROUP], &[InputSource::Job(0)], half);
		work = work.run();
		work.spec.passes[0].params[0] = racy;
		work
	}

	fn over(input: Vec<u8>) -> Self {
		let blob = BlobRef {
			hash: hash(&input),
			len: BlobLen::new(input.len() as u64).expect("it is short"),
		};
		let input_of_job = JobInput { blob, address: BoundedVec::new() };
		Self {
			spec: JobSpec {
				inputs: BoundedVec::truncate_from(vec![input_of_job]),
				passes: BoundedVec::new(),
			},
			kernels: Vec::new(),
			inputs: vec![input],
			outputs: Vec::new(),
		}
	}

	/// Adds a pass with one output of one tile per workgroup.
	fn pass(
		&mut self,
		kernel: Vec<u8>,
		groups: u32,
		params: &[u32],
		inputs: &[InputSource],
		rule: CompareRule,
	) {
		let output = OutputSpec { words: groups * LANES, tiles: Shape::flat(LANES), rule };
		let pass = PassSpec {
			kernel: KernelId::of(&kernel),
			grid: Grid([groups, 1, 1]),
			params: BoundedVec::truncate_from(params.to_vec()),
			inputs: BoundedVec::truncate_from(inputs.to_vec()),
			outputs: BoundedVec::truncate_from(vec![output]),
		};
		self.spec.passes.try_push(pass).expect("there is room");
		self.kernels.push(kernel);
		self.outputs.push(vec![0; 4 * output.words as usize]);
	}

	/// Fills the outputs with what the interpreter makes of the inputs.
	fn run(mut self) -> Self {
		for number in 0..self.kernels.len() {
			let pass = self.spec.passes[number].clone();
			let program = self.program(number);
			let output = pass.outputs[0].output();
			for group in 0..pass.grid.0[0] {
				let inputs = self.sources_of(number);
				let launch = Launch::new(&pass.params, pass.grid.0, core::slice::from_ref(&output));
				let execution = Interpreter::new(&program)
					.run(&launch, [group, 0, 0], &mut WholeInputs { inputs: &inputs })
					.expect("the kernel is a good one");
				for run in output.tile([group, 0, 0]).runs() {
					let words = &execution.tiles[0][run.in_tile as usize..][..run.words as usize];
					let place = 4 * run.in_output as usize;
					let tile = bytes(words.iter().copied());
					self.outputs[number][place..][..tile.len()].copy_from_slice(&tile);
				}
			}
		}
		self
	}

	fn program(&self, pass: usize) -> Program {
		Program::parse(&self.kernels[pass]).expect("the kernel is valid")
	}

	/// The blobs that a pass reads. Every pass of these jobs has one output.
	fn sources_of(&self, pass: usize) -> Vec<&[u8]> {
		let source = |source: &InputSource| match source {
			InputSource::Job(input) => &self.inputs[usize::from(*input)][..],
			InputSource::Pass { pass, .. } => &self.outputs[usize::from(*pass)][..],
		};
		self.spec.passes[pass].inputs.iter().map(source).collect()
	}

	/// Lane-operations of a workgroup of a pass.
	pub fn fuel(&self, pass: u8) -> u64 {
		let params = &self.spec.passes[usize::from(pass)].params;
		let fuel = self.program(pass.into()).workgroup_fuel(params);
		fuel.expect("it has a cost").0
	}

	/// Lane-operations of the whole job.
	pub fn whole_fuel(&self) -> u64 {
		let passes = (0u8..).zip(&self.spec.passes);
		passes.map(|(number, pass)| self.fuel(number) * u64::from(pass.grid.0[0])).sum()
	}

	/// What the runner commits to.
	pub fn commitment(&self) -> Commitment {
		let hashes = self.outputs.iter().map(|bytes| hash(bytes));
		BoundedVec::truncate_from(hashes.collect())
	}

	/// Changes the first word of a tile.
	pub fn spoil(&mut self, place: Place, change: impl FnOnce(u32) -> u32) {
		let at = 4 * (place.group[0] * LANES) as usize;
		let word = &mut self.outputs[usize::from(place.pass)][at..][..4];
		let changed = change(u32::from_le_bytes(word.try_into().expect("four bytes")));
		word.copy_from_slice(&changed.to_le_bytes());
	}

	/// Proves a tile and what it was made of.
	pub fn witness(&self, place: Place) -> Witness {
		let number = usize::from(place.pass);
		let pass = &self.spec.passes[number];
		let inputs = self.sources_of(number);
		let outputs = [&self.outputs[number][..]];
		let read: Vec<Outboard> = inputs.iter().map(|bytes| outboard(bytes)).collect();
		let made = [outboard(outputs[0])];
		let blob = |board: &Outboard| Blob { hash: board.root(), len: board.len() };
		let target = Target {
			output: pass.outputs[0].output(),
			rule: Rule::try_from(pass.outputs[0].rule).expect("it is valid"),
			hash: made[0].root(),
		};
		let known = Pass {
			program: &self.program(number),
			params: &pass.params,
			grid: pass.grid.0,
			limit: Fuel(limits::MAX_WORKGROUP_FUEL),
			inputs: &read.iter().map(blob).collect::<Vec<_>>(),
			outputs: &[target],
		};
		record(&known, place.group, &sources(&inputs, &read), &sources(&outputs, &made))
			.expect("the runner has everything")
			.witness
	}

	/// Proves chunks of an output.
	pub fn proof(&self, output: u8, first: u32, count: u32) -> RangeProof {
		let bytes = &self.outputs[usize::from(output)];
		prove(bytes, first, count)
	}
}

/// Proves chunks of a blob.
pub fn prove(bytes: &[u8], first: u32, count: u32) -> RangeProof {
	let range = ChunkRange::new(ChunkIndex(first), ChunkIndex(first + count));
	let ranges = range.into_iter().collect();
	outboard(bytes).prove(Cursor::new(bytes), &ranges).expect("the blob has these chunks")
}

/// A place in a row of workgroups.
pub fn place(pass: u8, group: u32) -> Place {
	Place { pass, group: [group, 0, 0] }
}

pub fn hash(bytes: &[u8]) -> BlobHash {
	BlobHash(outboard(bytes).root().0)
}

fn outboard(bytes: &[u8]) -> Outboard {
	Outboard::of(bytes).expect("it is in memory")
}

fn sources<'a>(bytes: &[&'a [u8]], boards: &'a [Outboard]) -> Vec<Source<'a>> {
	let pairs = bytes.iter().zip(boards);
	pairs.map(|(bytes, outboard)| Source { bytes, outboard }).collect()
}

fn bytes(words: impl Iterator<Item = u32>) -> Vec<u8> {
	words.flat_map(u32::to_le_bytes).collect()
}

/// Pseudo-random words, one per lane.
fn noise(groups: u32) -> Vec<u8> {
	bytes((0..groups * LANES).map(|n| n.wrapping_mul(2_654_435_761) ^ 0x5bd1_e995))
}
