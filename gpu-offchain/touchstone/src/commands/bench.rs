//! `touchstone bench`: how fast kernels are, on a device and on the interpreter.

use crate::{
	args::{Bench, Shape, Source},
	execute,
	failure::of_engine,
	report::Report,
	setup::Setup,
};
use assay_engine::{Backend, Discard, Job};
use assay_terminal::{Failure, ProgressBar};
use serde_json::json;
use std::time::{Duration, Instant};

/// How long a kernel is run again and again on each.
const ENOUGH: Duration = Duration::from_secs(1);

/// How often at most.
const MAX_RUNS: u32 = 20;

/// What was measured of a kernel on something.
struct Measured {
	/// The first run as a whole, compiling included.
	first: Duration,
	/// The best time that the workgroups took.
	best: Duration,
}

pub fn run(args: &Bench) -> Result<Report, Failure> {
	let mut setups = Vec::new();
	for file in &args.files {
		let shape = Shape {
			source: Source { file: file.clone(), options: args.options.clone() },
			over: args.over.clone(),
		};
		setups.push(Setup::new(&shape)?);
	}
	let watch = ProgressBar::start("measuring");
	let device = execute::open(args.device)?;
	let name = device.info().to_string();
	let device = Backend::Device(device);
	let mut text = format!("{name}\n");
	let mut kernels = Vec::new();
	for (file, setup) in args.files.iter().zip(&setups) {
		let inputs = setup.read_inputs(&args.inputs)?;
		let job = setup.job(&inputs)?;
		let (on_device, interpreted) =
			(measure(&device, &job, &watch)?, measure(&Backend::Interpreter, &job, &watch)?);
		let pace = |time: Duration| setup.fuel.0 as f64 / time.as_secs_f64().max(1e-9);
		let (there, here) = (pace(on_device.best), pace(interpreted.best));
		text += &format!(
			"{}: {:.3} G fuel\n  device       {:9.3} G/s ({:.1} ms, the first run {:.1} ms)\n  \
			 interpreter  {:9.3} G/s ({:.1} ms)\n  ratio        {:9.1}\n",
			file.display(),
			setup.fuel.0 as f64 / 1e9,
			there / 1e9,
			on_device.best.as_secs_f64() * 1e3,
			on_device.first.as_secs_f64() * 1e3,
			here / 1e9,
			interpreted.best.as_secs_f64() * 1e3,
			there / here
		);
		kernels.push(json!({
			"kernel": file.display().to_string(),
			"fuel_at_most": setup.fuel.0.to_string(),
			"device_seconds": on_device.best.as_secs_f64(),
			"device_first_seconds": on_device.first.as_secs_f64(),
			"interpreter_seconds": interpreted.best.as_secs_f64(),
			"ratio": there / here,
		}));
	}
	let json = json!({ "device": name, "kernels": kernels });
	Ok(Report::fine(text, json))
}

fn measure(backend: &Backend, job: &Job<'_>, watch: &ProgressBar) -> Result<Measured, Failure> {
	let run = || -> Result<Duration, Failure> {
		let report = execute::run(backend, job, &mut Discard, watch).map_err(of_engine)?;
		Ok(report.computing)
	};
	let started = Instant::now();
	let mut best = run()?;
	let first = started.elapsed();
	for _ in 1..MAX_RUNS {
		if started.elapsed() > ENOUGH {
			break;
		}
		best = best.min(run()?);
	}
	Ok(Measured { first, best })
}
