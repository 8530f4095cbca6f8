//! How fast the kernels of the library are: through the engine, bare through wgpu, without strict
//! floats, and on the interpreter. What is compared is run in turns, and the best of each counts.
//!
//! `cargo run --release -p assay-engine --example kernels-speed [SIZE] [KERNEL]...`, with a size of
//! `small`, `medium` or `large`. The interpreter's part is left out of `large`.

mod bare;
#[path = "../../tests/engine/library.rs"]
mod library;

use assay_engine::{Backend, Collected, Control, Device, DeviceOptions, Discard, Job};
use assay_kernel_library::{all, Kernel, Size};
use assay_touchstone::{FloatMode, Instr, Program};
use bare::Bare;
use library::{job, programs};
use std::{
	error::Error,
	rc::Rc,
	time::{Duration, Instant},
};

/// How long a kernel is run again and again.
const ENOUGH: Duration = Duration::from_secs(8);

/// How often it is at least and at most.
const RUNS: std::ops::Range<u32> = 3..40;

const SEED: u64 = 1;

fn main() -> Result<(), Box<dyn Error>> {
	let mut args = std::env::args().skip(1);
	let size = match args.next().as_deref() {
		Some("small") => Size::Small,
		None | Some("medium") => Size::Medium,
		Some("large") => Size::Large,
		Some(other) => return Err(format!("`{other}` is no size: small, medium or large").into()),
	};
	let wanted: Vec<String> = args.collect();
	let device = Device::open(None, &DeviceOptions::default())?;
	let bare = Bare::open(device.info().index)?;
	println!("{}, {size:?}, milliseconds", device.info());
	println!("| Kernel | mode | engine | bare | ratio | relaxed | price of strict | interpreter | times the engine |");
	println!("|---|---|---|---|---|---|---|---|---|");
	let chosen = |kernel: &&Kernel| wanted.is_empty() || wanted.iter().any(|it| it == kernel.name);
	let device = Backend::Device(Box::new(device));
	for kernel in all().iter().filter(chosen) {
		measure(&device, &bare, kernel, size)?;
	}
	Ok(())
}

fn measure(
	device: &Backend,
	bare: &Bare,
	kernel: &Kernel,
	size: Size,
) -> Result<(), Box<dyn Error>> {
	let workload = kernel.workload(size, SEED);
	let ours = programs(&workload, None);
	let whole = job(&workload, &ours);
	let mode = mode(&ours);
	let relaxed = (mode == "strict").then(|| programs(&workload, Some(FloatMode::Relaxed)));
	let relaxed = relaxed.as_ref().map(|relaxed| job(&workload, relaxed));
	let prepared = bare.prepare(&workload)?;

	// What compiles, and what is new to the caches, comes before.
	let mut engine = Duration::MAX;
	let (mut plain, mut without) = (Duration::MAX, Duration::MAX);
	let mut made = Collected::default();
	device.run(&whole, &mut made, &Control::default())?;
	bare.run(&prepared);
	if mode == "integers" && made.passes.last() != Some(&bare.read(&prepared)) {
		return Err(format!("{}: the two don't make the same", kernel.name).into());
	}
	if let Some(relaxed) = &relaxed {
		run(device, relaxed)?;
	}
	let started = Instant::now();
	for round in 0..RUNS.end {
		if round >= RUNS.start && started.elapsed() > ENOUGH {
			break;
		}
		engine = engine.min(run(device, &whole)?);
		plain = plain.min(bare.run(&prepared));
		if let Some(relaxed) = &relaxed {
			without = without.min(run(device, relaxed)?);
		}
	}
	let interpreted = match size {
		Size::Large => None,
		_ => Some(run(&Backend::Interpreter, &whole)?.min(run(&Backend::Interpreter, &whole)?)),
	};

	let ms = |time: Duration| time.as_secs_f64() * 1e3;
	let over = |a: Duration, b: Duration| format!("{:.2}", a.as_secs_f64() / b.as_secs_f64());
	let (relaxed, price) = match relaxed {
		Some(_) => (format!("{:.1}", ms(without)), over(engine, without)),
		None => Default::default(),
	};
	let (interpreted, times) = match interpreted {
		Some(time) => (format!("{:.1}", ms(time)), format!("{:.1}", ms(time) / ms(engine))),
		None => Default::default(),
	};
	println!(
		"| {} | {} | {:.2} | {:.2} | {} | {relaxed} | {price} | {interpreted} | {times} |",
		kernel.name,
		mode,
		ms(engine),
		ms(plain),
		over(engine, plain),
	);
	Ok(())
}

/// How long the workgroups took.
fn run(backend: &Backend, job: &Job<'_>) -> Result<Duration, Box<dyn Error>> {
	Ok(backend.run(job, &mut Discard, &Control::default())?.computing)
}

/// How a kernel computes: with floats, and what kind of them.
fn mode(programs: &[Rc<Program>]) -> &'static str {
	let floats = |program: &&Rc<Program>| program.code().iter().any(Instr::is_float);
	match programs.iter().find(floats) {
		None => "integers",
		Some(program) => match program.header().float_mode {
			FloatMode::Strict => "strict",
			FloatMode::Relaxed => "relaxed",
		},
	}
}
