//! This machine's devices as the chain is told of them: limits, what their self-test found, speed.

use assay_compiler::{compile, Options};
use assay_engine::{
	devices,
	selftest::{selftest, Cache, Needs, Watch},
	Backend, Control, Device, DeviceInfo, DeviceOptions, Discard, Job,
};
use assay_market::{
	Capability, DeviceLimits, FloatModes, JobBuilder, PassBuilder, ProviderDevice, Shape,
};
use assay_terminal::{files, Console, Failure};
use assay_touchstone::Fuel;
use assay_touchstone_tool::failure::of_engine;
use serde::Deserialize;
use sp_runtime::BoundedVec;
use std::{path::Path, time::Duration};

/// Bytes of a device's name that the chain keeps.
const MAX_NAME: usize = 64;

/// Bytes of a devices' file at most.
const MAX_BYTES: u64 = 1 << 16;

/// What speed is measured with: integers, hardly any memory.
const SPEED: &str = include_str!("speed.wgsl");

/// Lanes of a workgroup of it.
const LANES: u32 = 64;

/// Workgroups of the first measurement, which a driver in software takes less than a second for.
const FEW: u32 = 64;

/// Workgroups of the second one, for devices that the first one was too short for.
const MANY: u32 = 16_384;

/// A measurement shorter than that says more about starting work than about doing it.
const SHORT: Duration = Duration::from_millis(50);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DevicesFile {
	device: Vec<DeviceEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeviceEntry {
	name: String,
	memory: u64,
	buffer: u64,
	lanes: u32,
	workgroup_memory: u32,
	strict: bool,
	relaxed: bool,
	score: u32,
}

/// The devices that a file lists.
pub fn from_file(path: &Path) -> Result<Vec<ProviderDevice>, Failure> {
	let bytes = files::read(path, MAX_BYTES, "the devices' file")?;
	let wrong = |why: String| {
		Failure::input(format!("{}: {}", path.display(), why.trim_end()))
			.advice("docs/cli.md has an example of such a file")
	};
	let text = String::from_utf8(bytes).map_err(|_| wrong("it is no text".into()))?;
	let file: DevicesFile = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
	let records = file.device.into_iter().map(|entry| {
		Ok(ProviderDevice {
			name: BoundedVec::try_from(entry.name.into_bytes())
				.map_err(|_| wrong("a name has more than 64 bytes".into()))?,
			capability: Capability {
				limits: DeviceLimits {
					memory: entry.memory,
					buffer: entry.buffer,
					lanes: entry.lanes,
					workgroup_memory: entry.workgroup_memory,
				},
				floats: FloatModes { strict: entry.strict, relaxed: entry.relaxed },
			},
			score: entry.score,
		})
	});
	records.collect()
}

/// This machine's devices that may be trusted with integers at least, tested and measured.
pub fn of_this_machine(console: &Console) -> Result<Vec<ProviderDevice>, Failure> {
	let found = devices().map_err(of_engine)?;
	let mut records = Vec::new();
	for info in found.iter().filter(|info| info.lacks.is_none()) {
		console.say(&format!("testing {info}"));
		records.extend(tested(info, console)?);
	}
	match records.is_empty() {
		false => Ok(records),
		true => Err(Failure::node("this machine has no device that may be trusted with a job")
			.advice(
			"`assay devices` lists what there is and `touchstone selftest` what fails; Debian's \
			 mesa-vulkan-drivers has a device in software. Nothing was spent",
		)),
	}
}

fn tested(info: &DeviceInfo, console: &Console) -> Result<Option<ProviderDevice>, Failure> {
	let device = Device::open(Some(info.index), &DeviceOptions::default());
	let device = device.map_err(of_engine)?;
	let found = selftest(&device, Cache::of_user().as_ref(), &Watch::default());
	let offers = found.map_err(of_engine)?.verdict.offers();
	if offers.is_empty() {
		console.say("  it gets integers wrong, and is left out");
		return Ok(None);
	}
	let has = |needs: Needs| offers.contains(&needs);
	let backend = Backend::Device(Box::new(device));
	let score = score(&backend).map_err(of_engine)?;
	let floats = FloatModes { strict: has(Needs::Strict), relaxed: has(Needs::Relaxed) };
	console.say(&format!(
		"  {score} million fuel a second, strict floats {}, relaxed floats {}",
		yes(floats.strict),
		yes(floats.relaxed)
	));
	Ok(Some(ProviderDevice {
		name: BoundedVec::truncate_from(short(&info.name).into_bytes()),
		capability: Capability { limits: (&info.limits).into(), floats },
		score,
	}))
}

fn yes(is: bool) -> &'static str {
	match is {
		true => "yes",
		false => "no",
	}
}

/// A driver's name as far as the chain keeps it, without what it refuses.
fn short(name: &str) -> String {
	let mut text = String::new();
	for c in name.chars().filter(|c| !c.is_control()) {
		if text.len() + c.len_utf8() > MAX_NAME {
			break;
		}
		text.push(c);
	}
	match text.is_empty() {
		true => "device".into(),
		false => text,
	}
}

/// Millions of fuel a second.
fn score(backend: &Backend) -> Result<u32, assay_engine::Error> {
	let options = Options { entry_point: None, overrides: &[], float_mode: None };
	let kernel = compile(SPEED, "speed.wgsl", &options).expect("it compiled when it was tested");
	// The first run compiles the kernel.
	time(backend, &kernel.bytecode, FEW)?;
	let (fuel, took) = time(backend, &kernel.bytecode, FEW)?;
	let (fuel, took) = match took < SHORT {
		true => time(backend, &kernel.bytecode, MANY)?,
		false => (fuel, took),
	};
	let pace = fuel.0 as f64 / took.as_secs_f64().max(1e-9) / 1e6;
	// Saturates, and is never less than what a device that works at all does.
	Ok((pace as u32).max(1))
}

/// What so many workgroups take, in fuel and in time.
fn time(
	backend: &Backend,
	kernel: &[u8],
	groups: u32,
) -> Result<(Fuel, Duration), assay_engine::Error> {
	let pass = PassBuilder::new(kernel, [groups, 1, 1]).write(groups * LANES, Shape::flat(LANES));
	let work = JobBuilder::new().pass(pass).finish().expect("it is within what a job may take");
	let job = Job::new(work, Vec::new()).expect("it reads nothing");
	let report = backend.run(&job, &mut Discard, &Control::default())?;
	Ok((report.fuel, report.computing))
}
