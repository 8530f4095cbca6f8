//! A whole run of 256 MiB of outputs against the plainest use of wgpu for the same: one dispatch,
//! one copy, one look at the result, BLAKE3 on all cores. `cargo run --release --example
//! engine-throughput [DEVICE]`.

use assay_compiler::{compile, Options};
use assay_engine::{Control, Device, DeviceOptions, Discard, Job};
use assay_market::{JobBuilder, PassBuilder, Shape};
use std::{
	error::Error,
	future::Future,
	pin::pin,
	task::{Context, Poll, Waker},
	time::{Duration, Instant},
};

/// Bytes of each of the two outputs: the longest storage buffer that every device has.
const OUTPUT: u64 = 128 << 20;

/// Workgroups in x; the others are in y.
const ROW: u32 = 1024;

/// How often each is timed. The best counts, since others use the machine too.
const RUNS: usize = 7;

/// Two outputs, with so many steps of a generator for each four words.
fn source(steps: u32) -> String {
	format!(
		"
@group(0) @binding(0) var<storage, read_write> a: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read_write> b: array<vec4<u32>>;
@compute @workgroup_size(64)
fn main(
	@builtin(workgroup_id) group: vec3<u32>,
	@builtin(local_invocation_index) lane: u32,
) {{
	let at = (group.y * {ROW}u + group.x) * 64u + lane;
	var words = vec4<u32>(0u, 1u, 2u, 3u) + 4u * at;
	for (var i = 0u; i < {steps}u; i++) {{
		words = words * 1664525u + 1013904223u;
	}}
	a[at] = words;
	b[at] = words ^ vec4<u32>(0x55555555u);
}}"
	)
}

fn main() -> Result<(), Box<dyn Error>> {
	let index = std::env::args().nth(1).map(|n| n.parse()).transpose()?;
	let device = Device::open(index, &DeviceOptions::default())?;
	println!("{}", device.info());
	let bare = Bare::open(device.info().index)?;
	for steps in [1, 50, 400] {
		measure(&device, &bare, steps)?;
	}
	Ok(())
}

fn measure(device: &Device, bare: &Bare, steps: u32) -> Result<(), Box<dyn Error>> {
	let source = source(steps);
	let compiled = compile(&source, "kernel.wgsl", &Options::default())?;
	let words = (OUTPUT / 4) as u32;
	let rows = words / 256 / ROW;
	let tiles = Shape { rows: 1, row_words: 256, pitch: 256 * ROW, plane: 0 };
	let pass = PassBuilder::new(&compiled.bytecode, [ROW, rows, 1]);
	let work = JobBuilder::new().pass(pass.write(words, tiles).write(words, tiles)).finish()?;
	let job = Job::new(work, vec![])?;
	let pipeline = bare.pipeline(&source);
	let start = Instant::now();
	let first = device.run(&job, &mut Discard, &Control::default())?;
	let cold = start.elapsed().as_secs_f64();
	let mut best = [Duration::MAX; 2];
	let (mut computing, mut bare_dispatch) = (Duration::MAX, Duration::MAX);
	for _ in 0..RUNS {
		let start = Instant::now();
		let report = device.run(&job, &mut Discard, &Control::default())?;
		best[0] = best[0].min(start.elapsed());
		computing = computing.min(report.computing);
		let start = Instant::now();
		let (hashes, dispatch) = bare.run(&pipeline, [ROW, rows, 1]);
		best[1] = best[1].min(start.elapsed());
		bare_dispatch = bare_dispatch.min(dispatch);
		assert_eq!(report.hashes, [hashes.map(|hash| assay_proof::RootHash(hash.into()))]);
	}
	let [engine, plain] = best.map(|time| time.as_secs_f64());
	println!(
		"{steps:>4} steps: engine {:>7.1} ms (first run {:.1}; {} dispatches {:.1}), \
		 bare {:>7.1} ms (dispatch {:.1}), ratio {:.2}",
		1e3 * engine,
		1e3 * cold,
		first.dispatches,
		1e3 * computing.as_secs_f64(),
		1e3 * plain,
		1e3 * bare_dispatch.as_secs_f64(),
		engine / plain
	);
	Ok(())
}

/// The plainest use of wgpu, with its own checks.
struct Bare {
	device: wgpu::Device,
	queue: wgpu::Queue,
}

impl Bare {
	fn open(index: usize) -> Result<Self, Box<dyn Error>> {
		let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle();
		descriptor.backends = wgpu::Backends::VULKAN;
		let instance = wgpu::Instance::new(descriptor);
		let adapters = ready(instance.enumerate_adapters(wgpu::Backends::VULKAN));
		let (device, queue) = ready(adapters[index].request_device(&Default::default()))?;
		Ok(Self { device, queue })
	}

	fn pipeline(&self, source: &str) -> wgpu::ComputePipeline {
		let module = self.device.create_shader_module(wgpu::ShaderModuleDescriptor {
			label: None,
			source: wgpu::ShaderSource::Wgsl(source.into()),
		});
		self.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
			label: None,
			layout: None,
			module: &module,
			entry_point: None,
			compilation_options: Default::default(),
			cache: None,
		})
	}

	fn run(
		&self,
		pipeline: &wgpu::ComputePipeline,
		groups: [u32; 3],
	) -> ([blake3::Hash; 2], Duration) {
		let buffer = |size, usage| {
			self.device.create_buffer(&wgpu::BufferDescriptor {
				label: None,
				size,
				usage,
				mapped_at_creation: false,
			})
		};
		let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC;
		let outputs = [buffer(OUTPUT, usage), buffer(OUTPUT, usage)];
		let usage = wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ;
		let back = buffer(2 * OUTPUT, usage);
		let entries: Vec<_> = (0..)
			.zip(&outputs)
			.map(|(binding, buffer)| wgpu::BindGroupEntry {
				binding,
				resource: buffer.as_entire_binding(),
			})
			.collect();
		let group = self.device.create_bind_group(&wgpu::BindGroupDescriptor {
			label: None,
			layout: &pipeline.get_bind_group_layout(0),
			entries: &entries,
		});
		let mut encoder = self.device.create_command_encoder(&Default::default());
		let mut pass = encoder.begin_compute_pass(&Default::default());
		pass.set_pipeline(pipeline);
		pass.set_bind_group(0, &group, &[]);
		pass.dispatch_workgroups(groups[0], groups[1], groups[2]);
		drop(pass);
		let start = Instant::now();
		self.queue.submit([encoder.finish()]);
		self.wait();
		let dispatch = start.elapsed();
		let mut encoder = self.device.create_command_encoder(&Default::default());
		encoder.copy_buffer_to_buffer(&outputs[0], 0, &back, 0, OUTPUT);
		encoder.copy_buffer_to_buffer(&outputs[1], 0, &back, OUTPUT, OUTPUT);
		self.queue.submit([encoder.finish()]);
		back.map_async(wgpu::MapMode::Read, .., |result| result.expect("the device works"));
		self.wait();
		let view = back.get_mapped_range(..).expect("it is mapped");
		let (first, second) = view.split_at(OUTPUT as usize);
		let (first, second) = rayon::join(|| blake3::hash(first), || blake3::hash(second));
		([first, second], dispatch)
	}

	fn wait(&self) {
		self.device.poll(wgpu::PollType::wait_indefinitely()).expect("the device works");
	}
}

fn ready<T>(future: impl Future<Output = T>) -> T {
	let mut future = pin!(future);
	match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
		Poll::Ready(value) => value,
		Poll::Pending => unreachable!("Vulkan answers at once"),
	}
}
