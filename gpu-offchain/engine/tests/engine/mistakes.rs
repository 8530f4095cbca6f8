//! Jobs that mean nothing: refused alike by every backend.

use crate::jobs::{flat, kernel, line, noise, ADD, FILL};
use crate::machine::device;
use assay_engine::{
	Backend, Control, Discard, Error, Job, JobError, Pass, PassFault, Place, Source, MAX_PASSES,
};
use assay_touchstone::{
	BadTiles, BinaryOp, Bound, Builder, CostError, FloatMode, Fuel, Header, Program, Reg,
};

/// What every backend says of a job.
fn refused(job: &Job<'_>) -> JobError {
	let device = device().map(|device| Backend::Device(Box::new(device)));
	let said = [Some(Backend::Interpreter), device].into_iter().flatten().map(|backend| {
		match backend.run(job, &mut Discard, &Control::default()) {
			Err(Error::Job(error)) => error,
			other => panic!("{other:?}"),
		}
	});
	let said: Vec<JobError> = said.collect();
	assert!(said.windows(2).all(|pair| pair[0] == pair[1]), "{said:?}");
	assert_eq!(job.check().unwrap_err(), said[0]);
	said[0]
}

fn in_pass(pass: usize, fault: PassFault) -> JobError {
	JobError::Pass { pass, fault }
}

#[test]
fn passes_should_have_what_the_kernel_has() {
	let add = kernel(ADD);
	let input = noise(64, 1);
	let with = |pass| Job { inputs: vec![&input], passes: vec![pass] };
	let good = line(&add, 1, [0; 4], vec![Source::Input(0)]);
	let cases = [
		(
			Pass { inputs: vec![], ..good.clone() },
			PassFault::InputCount { needed: 1, given: 0 },
			"pass 0: the kernel has 1 inputs and 0 are given",
		),
		(
			Pass { outputs: vec![flat(64, 64); 2], ..good.clone() },
			PassFault::OutputCount { needed: 1, given: 2 },
			"pass 0: the kernel has 1 outputs and 2 are described",
		),
		(
			Pass { params: vec![1], ..good.clone() },
			PassFault::Cost(CostError::WrongParamCount),
			"pass 0: the fuel can't be computed: not as many parameters as the kernel has",
		),
		(
			Pass { inputs: vec![Source::Input(1)], ..good.clone() },
			PassFault::NoSuchInput { input: 0, asked: 1 },
			"pass 0: input 0 comes from input 1 of the job, which there isn't",
		),
		(
			Pass { outputs: vec![flat(64, 0)], ..good.clone() },
			PassFault::Tiles { output: 0, error: BadTiles::Empty },
			"pass 0: output 0: the tile has no words",
		),
		(
			Pass {
				grid: [u32::MAX; 3],
				outputs: vec![assay_touchstone::Output {
					words: 64,
					tiles: assay_touchstone::TileShape {
						rows: 1,
						row_words: 1,
						pitch: u32::MAX,
						plane: 0,
					},
				}],
				..good.clone()
			},
			PassFault::Tiles { output: 0, error: BadTiles::Overlap },
			"pass 0: output 0: tiles overlap: pitch or plane is too small",
		),
	];
	for (pass, fault, text) in cases {
		let error = refused(&with(pass));
		assert_eq!((error, error.to_string().as_str()), (in_pass(0, fault), text));
	}
}

#[test]
fn passes_should_read_earlier_outputs_only() {
	let (fill, add) = (kernel(FILL), kernel(ADD));
	let job = |source| Job {
		inputs: vec![],
		passes: vec![line(&fill, 1, [0; 4], vec![]), line(&add, 1, [0; 4], vec![source])],
	};
	for asked in [1, 2, usize::MAX] {
		let error = refused(&job(Source::Output { pass: asked, output: 0 }));
		assert_eq!(error, in_pass(1, PassFault::NotEarlier { input: 0, asked }));
	}
	let asked = Place { pass: 0, output: 1 };
	let error = refused(&job(Source::Output { pass: 0, output: 1 }));
	assert_eq!(error, in_pass(1, PassFault::NoSuchOutput { input: 0, asked }));
	assert_eq!(error.to_string(), "pass 1: input 0 comes from pass 0, output 1, which there isn't");
}

#[test]
fn fuel_should_be_within_its_bounds() {
	let spin = |iterations| {
		let mut header = Header::new(FloatMode::Strict);
		header.workgroup_size = [64, 1, 1];
		let bytecode = Builder::new(header)
			.repeat(Bound::Constant(iterations), |body| {
				body.binary(BinaryOp::Add, Reg(0), Reg(0), 1u32)
			})
			.finish();
		Program::parse(&bytecode).expect("valid")
	};
	let pass =
		|program, grid| Pass { program, grid, params: vec![], inputs: vec![], outputs: vec![] };
	let endless = spin(1_000_000);
	let fuel = endless.workgroup_fuel(&[]).expect("no parameters");
	let error = refused(&Job { inputs: vec![], passes: vec![pass(&endless, [1; 3])] });
	assert_eq!(error, in_pass(0, PassFault::OverLimit { fuel }));
	assert!(fuel > Fuel(64_000_000), "{fuel:?}");
	let short = spin(10);
	let error = refused(&Job {
		inputs: vec![],
		passes: vec![pass(&short, [1; 3]), pass(&short, [u32::MAX; 3])],
	});
	assert_eq!(error, in_pass(1, PassFault::Cost(CostError::Overflow)));
}

#[test]
fn a_job_should_have_a_bounded_number_of_passes() {
	let fill = kernel(FILL);
	let error = refused(&Job {
		inputs: vec![],
		passes: vec![line(&fill, 1, [0; 4], vec![]); MAX_PASSES + 1],
	});
	assert_eq!(error, JobError::TooManyPasses { passes: 65 });
	assert_eq!(error.to_string(), "the job has 65 passes and 64 are the most");
}
