//! How fast the kernels of the library are: through the engine, bare through wgpu, without strict
//! floats, and on the interpreter. What is compared is run in turns, and the best of each counts.
//!
//! `cargo run --release -p assay-engine --example kernels-speed [SIZE] [KERNEL]...`, with a size of
//! `small`, `medium` or `large`. The interpreter's part is left out of `large`.
//!
//! Where the driver is software and others use the machine too, the processor time that a run takes
//! says more than the time that passes. So there are two tables.

mod bare;
#[path = "../../tests/engine/library.rs"]
mod library;
mod spent;

use assay_engine::{Backend, Collected, Control, Device, DeviceOptions, Discard, Job};
use assay_kernel_library::{all, Kernel, Size};
use assay_touchstone::{FloatMode, Program};
use bare::Bare;
use library::{job, kernels};
use spent::Spent;
use std::{
	error::Error,
	ops::Range,
	rc::Rc,
	time::{Duration, Instant},
};

/// How long a kernel is run again and again.
const ENOUGH: Duration = Duration::from_secs(8);

/// How often it is at least and at most.
const RUNS: Range<u32> = 3..40;

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
	println!("{}, {size:?}", device.info());
	let chosen = |kernel: &&Kernel| wanted.is_empty() || wanted.iter().any(|it| it == kernel.name);
	let device = Backend::Device(Box::new(device));
	let mut measured = Vec::new();
	for kernel in all().iter().filter(chosen) {
		eprintln!("{}", kernel.name);
		measured.push(Measured::of(&device, &bare, kernel, size)?);
	}
	let tables: [(_, fn(&Spent) -> Duration); 2] = [
		("Time of the dispatches", |spent| spent.passed),
		("Processor time", |spent| spent.processors),
	];
	for (name, of) in tables {
		println!("\n{name}, milliseconds:\n");
		println!(
			"| Kernel | floats | engine | bare | ratio | relaxed | price of strict | interpreter | times the engine |"
		);
		println!("|---|---|---|---|---|---|---|---|---|");
		measured.iter().for_each(|kernel| kernel.print(of));
	}
	Ok(())
}

/// The best of a kernel's runs.
struct Measured {
	name: &'static str,
	floats: &'static str,
	engine: Spent,
	/// Where a plain dispatch can do it.
	bare: Option<Spent>,
	/// Of a strict kernel, compiled as a relaxed one.
	relaxed: Option<Spent>,
	interpreter: Option<Spent>,
}

impl Measured {
	fn of(
		device: &Backend,
		bare: &Bare,
		kernel: &Kernel,
		size: Size,
	) -> Result<Self, Box<dyn Error>> {
		let workload = kernel.workload(size, SEED);
		let ours = kernels(&workload, None);
		let whole = job(&workload, &ours);
		let floats = floats(&ours);
		let relaxed = (floats == "strict").then(|| kernels(&workload, Some(FloatMode::Relaxed)));
		let relaxed = relaxed.as_ref().map(|relaxed| job(&workload, relaxed));
		let prepared = bare.prepare(&workload)?;

		// What compiles, and what is new to the caches, comes before.
		let mut made = Collected::default();
		device.run(&whole, &mut made, &Control::default())?;
		if let Some(prepared) = &prepared {
			bare.run(prepared);
			if floats == "none" && made.passes.last() != Some(&bare.read(prepared)) {
				// Beyond a buffer the engine reads zeros, and wgpu what its driver has.
				eprintln!("{}: bare, it makes other words", kernel.name);
			}
		}
		if let Some(relaxed) = &relaxed {
			run(device, relaxed)?;
		}
		let (mut engine, mut plain, mut without) = (Spent::MAX, Spent::MAX, Spent::MAX);
		let started = Instant::now();
		for round in 0..RUNS.end {
			if round >= RUNS.start && started.elapsed() > ENOUGH {
				break;
			}
			engine.improve(run(device, &whole)?);
			if let Some(prepared) = &prepared {
				plain.improve(bare.run(prepared));
			}
			if let Some(relaxed) = &relaxed {
				without.improve(run(device, relaxed)?);
			}
		}
		let mut interpreter = None;
		if size != Size::Large {
			let mut best = run(&Backend::Interpreter, &whole)?;
			best.improve(run(&Backend::Interpreter, &whole)?);
			interpreter = Some(best);
		}
		Ok(Self {
			name: kernel.name,
			floats,
			engine,
			bare: prepared.map(|_| plain),
			relaxed: relaxed.map(|_| without),
			interpreter,
		})
	}

	fn print(&self, of: fn(&Spent) -> Duration) {
		let ms = |spent: &Spent| of(spent).as_secs_f64() * 1e3;
		let engine = ms(&self.engine);
		// Each with its ratio to the engine's, or nothing where it wasn't measured.
		let beside = |other: &Option<Spent>, ratio: fn(f64, f64) -> f64| match other {
			Some(other) => {
				let other = ms(other);
				format!("{other:.1} | {:.2}", ratio(engine, other))
			},
			None => " | ".into(),
		};
		let bare = beside(&self.bare, |engine, bare| engine / bare);
		let relaxed = beside(&self.relaxed, |engine, relaxed| engine / relaxed);
		let interpreter = beside(&self.interpreter, |engine, interpreter| interpreter / engine);
		println!(
			"| {} | {} | {engine:.1} | {bare} | {relaxed} | {interpreter} |",
			self.name, self.floats,
		);
	}
}

/// One run of a job.
fn run(backend: &Backend, job: &Job<'_>) -> Result<Spent, Box<dyn Error>> {
	let (report, spent) = Spent::on(|| backend.run(job, &mut Discard, &Control::default()));
	Ok(Spent { passed: report?.computing, ..spent })
}

/// How a kernel computes with floats, if it does.
fn floats(kernels: &[Rc<[u8]>]) -> &'static str {
	let programs =
		kernels.iter().map(|code| Program::parse(code).expect("compilers make programs"));
	match programs.into_iter().find(Program::uses_floats) {
		None => "none",
		Some(program) => match program.header().float_mode {
			FloatMode::Strict => "strict",
			FloatMode::Relaxed => "relaxed",
		},
	}
}
