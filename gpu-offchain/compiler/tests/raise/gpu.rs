//! Runs raised programs on the machine's Vulkan device, many in one submission.

use crate::case::Case;
use assay_compiler::raise::{
	raise, split, BindingKind, Dispatch, Layout, Pass, RaiseOptions, DISPATCH_BINDING, ENTRY_POINT,
	PASS_BINDING,
};
use std::{
	borrow::Cow,
	future::Future,
	pin::pin,
	sync::OnceLock,
	task::{Context, Poll, Waker},
};

/// Set where a missing device is a failure.
const REQUIRE: &str = "ASSAY_REQUIRE_GPU";

/// Set to add wgpu's own checks to the modules. Without them nothing but our guards is left.
const CHECKED: &str = "ASSAY_CHECKED";

pub struct Gpu {
	device: wgpu::Device,
	queue: wgpu::Queue,
	pub name: String,
	checked: bool,
}

/// The device, or `None` and a visible reason.
pub fn device() -> Option<&'static Gpu> {
	static DEVICE: OnceLock<Result<Gpu, String>> = OnceLock::new();
	match DEVICE.get_or_init(open) {
		Ok(gpu) => Some(gpu),
		Err(why) => {
			assert!(std::env::var_os(REQUIRE).is_none(), "no GPU: {why}");
			eprintln!("SKIPPED, no GPU: {why}");
			None
		},
	}
}

fn open() -> Result<Gpu, String> {
	let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle();
	descriptor.backends = wgpu::Backends::VULKAN;
	let instance = wgpu::Instance::new(descriptor);
	let adapter = ready(instance.request_adapter(&wgpu::RequestAdapterOptions::default()))
		.map_err(|error| error.to_string())?;
	let descriptor =
		wgpu::DeviceDescriptor { required_limits: wgpu::Limits::default(), ..Default::default() };
	let (device, queue) =
		ready(adapter.request_device(&descriptor)).map_err(|error| error.to_string())?;
	let info = adapter.get_info();
	let checked = std::env::var_os(CHECKED).is_some();
	let name = format!("{} ({})", info.name, info.driver_info);
	eprintln!("GPU: {name}, wgpu's checks {}", if checked { "on" } else { "off" });
	Ok(Gpu { device, queue, name, checked })
}

/// wgpu's futures are ready at once on native backends, or while the device is polled.
fn ready<T>(future: impl Future<Output = T>) -> T {
	let mut future = pin!(future);
	let mut context = Context::from_waker(Waker::noop());
	loop {
		if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
			return value;
		}
		std::thread::yield_now();
	}
}

/// Demands what naga demands of a module that needs nothing special but binary16 in words, which
/// every Vulkan device has.
pub fn validate(name: &str, module: &naga::Module) {
	let flags = naga::valid::ValidationFlags::all();
	let capabilities = naga::valid::Capabilities::SHADER_FLOAT16_IN_FLOAT32;
	let mut validator = naga::valid::Validator::new(flags, capabilities);
	if let Err(error) = validator.validate(module) {
		panic!("{name}: {}", error.into_inner());
	}
}

/// Buffers have at least 16 bytes and whole vectors.
fn padded(words: usize) -> u64 {
	4 * (words.next_multiple_of(4).max(4) as u64)
}

impl Gpu {
	/// The whole outputs of each case.
	pub fn run(&self, cases: &[Case]) -> Vec<Vec<Vec<u32>>> {
		self.run_with(cases, &RaiseOptions::default(), [65_535; 3])
	}

	/// The same, with grids cut into dispatches of at most so many workgroups.
	pub fn run_with(
		&self,
		cases: &[Case],
		options: &RaiseOptions,
		largest: [u32; 3],
	) -> Vec<Vec<Vec<u32>>> {
		let mut encoder = self.device.create_command_encoder(&Default::default());
		let made: Vec<Vec<(wgpu::Buffer, usize)>> =
			cases.iter().map(|case| self.record(&mut encoder, case, options, largest)).collect();
		let buffers: Vec<_> = made.iter().flatten().cloned().collect();
		let all = self.read(encoder, &buffers);
		let mut rest = all.as_slice();
		made.iter()
			.map(|outputs| {
				outputs
					.iter()
					.map(|(_, words)| {
						let (this, others) = rest.split_at((padded(*words) / 4) as usize);
						rest = others;
						let (used, padding) = this.split_at(*words);
						assert!(padding.iter().all(|&word| word == 0), "wrote beyond the output");
						used.to_vec()
					})
					.collect()
			})
			.collect()
	}

	/// The pipeline of a module.
	pub fn pipeline(&self, module: naga::Module, layout: &Layout) -> wgpu::ComputePipeline {
		let descriptor = wgpu::ShaderModuleDescriptor {
			label: None,
			source: wgpu::ShaderSource::Naga(Cow::Owned(module)),
		};
		let module = if self.checked {
			self.device.create_shader_module(descriptor)
		} else {
			// SAFETY: raised modules guard all accesses and bound all loops: what is tested here.
			unsafe {
				self.device.create_shader_module_trusted(
					descriptor,
					wgpu::ShaderRuntimeChecks::unchecked(),
				)
			}
		};
		let entries: Vec<_> = layout
			.bindings()
			.into_iter()
			.map(|(binding, kind)| wgpu::BindGroupLayoutEntry {
				binding,
				visibility: wgpu::ShaderStages::COMPUTE,
				ty: wgpu::BindingType::Buffer {
					ty: match kind {
						BindingKind::Uniform => wgpu::BufferBindingType::Uniform,
						BindingKind::Input => wgpu::BufferBindingType::Storage { read_only: true },
						BindingKind::Output => {
							wgpu::BufferBindingType::Storage { read_only: false }
						},
					},
					has_dynamic_offset: false,
					min_binding_size: None,
				},
				count: None,
			})
			.collect();
		let group = self.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
			label: None,
			entries: &entries,
		});
		let pipeline_layout = self.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
			label: None,
			bind_group_layouts: &[Some(&group)],
			immediate_size: 0,
		});
		self.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
			label: None,
			layout: Some(&pipeline_layout),
			module: &module,
			entry_point: Some(ENTRY_POINT),
			compilation_options: wgpu::PipelineCompilationOptions {
				zero_initialize_workgroup_memory: false,
				..Default::default()
			},
			cache: None,
		})
	}

	/// The module as wgpu compiles it by default, its own checks included.
	pub fn ordinary_pipeline(&self, source: &str) -> wgpu::ComputePipeline {
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

	/// Seconds that a pipeline takes for a dispatch, and the words of the buffer bound last.
	pub fn time(
		&self,
		pipeline: &wgpu::ComputePipeline,
		uniforms: &[(u32, &[u32])],
		storage: &[(u32, &[u32])],
		groups: [u32; 3],
	) -> (f64, Vec<u32>) {
		let uniforms = uniforms
			.iter()
			.map(|(binding, words)| (*binding, self.filled(words, wgpu::BufferUsages::UNIFORM)));
		let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC;
		let storage = storage.iter().map(|(binding, words)| (*binding, self.filled(words, usage)));
		let buffers: Vec<_> = uniforms.chain(storage).collect();
		let entries: Vec<_> = buffers
			.iter()
			.map(|(binding, buffer)| wgpu::BindGroupEntry {
				binding: *binding,
				resource: buffer.as_entire_binding(),
			})
			.collect();
		let group = self.device.create_bind_group(&wgpu::BindGroupDescriptor {
			label: None,
			layout: &pipeline.get_bind_group_layout(0),
			entries: &entries,
		});
		let once = || {
			let mut encoder = self.device.create_command_encoder(&Default::default());
			let mut pass = encoder.begin_compute_pass(&Default::default());
			pass.set_pipeline(pipeline);
			pass.set_bind_group(0, &group, &[]);
			pass.dispatch_workgroups(groups[0], groups[1], groups[2]);
			drop(pass);
			let start = std::time::Instant::now();
			self.queue.submit([encoder.finish()]);
			self.device.poll(wgpu::PollType::wait_indefinitely()).expect("the device works");
			start.elapsed().as_secs_f64()
		};
		let best = (0..6).map(|_| once()).fold(f64::INFINITY, f64::min);
		let (_, last) = buffers.last().expect("something is written");
		let encoder = self.device.create_command_encoder(&Default::default());
		(best, self.read(encoder, &[(last.clone(), (last.size() / 4) as usize)]))
	}

	/// Submits what is recorded, and reads buffers, padded, one behind the other.
	fn read(
		&self,
		mut encoder: wgpu::CommandEncoder,
		buffers: &[(wgpu::Buffer, usize)],
	) -> Vec<u32> {
		let bytes: u64 = buffers.iter().map(|(_, words)| padded(*words)).sum();
		let readback = self.device.create_buffer(&wgpu::BufferDescriptor {
			label: None,
			size: bytes.max(16),
			usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
			mapped_at_creation: false,
		});
		let mut at = 0;
		for (buffer, words) in buffers {
			encoder.copy_buffer_to_buffer(buffer, 0, &readback, at, padded(*words));
			at += padded(*words);
		}
		self.queue.submit([encoder.finish()]);
		readback.map_async(wgpu::MapMode::Read, .., |result| result.expect("mapping"));
		self.device.poll(wgpu::PollType::wait_indefinitely()).expect("the device works");
		let view = readback.get_mapped_range(..).expect("mapped");
		view.chunks_exact(4)
			.map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
			.collect()
	}

	/// Records a case's dispatches; its outputs and their words.
	fn record(
		&self,
		encoder: &mut wgpu::CommandEncoder,
		case: &Case,
		options: &RaiseOptions,
		largest: [u32; 3],
	) -> Vec<(wgpu::Buffer, usize)> {
		let raised = raise(&case.program, options).expect("every valid program can be raised");
		validate(&case.name, &raised.module);
		let layout = &raised.layout;
		let pipeline = self.pipeline(raised.module.clone(), layout);
		let lengths: Vec<u32> = case.inputs.iter().map(|input| input.len() as u32).collect();
		let pass = Pass {
			grid: case.grid,
			inputs: &lengths,
			outputs: &case.outputs,
			params: &case.params,
		};
		let pass_words = layout.pass_words(&pass).expect("the case fits the program");
		let pass_buffer = self.filled(&pass_words, wgpu::BufferUsages::UNIFORM);
		let outputs: Vec<_> = case
			.outputs
			.iter()
			.map(|output| {
				let words = output.words as usize;
				let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC;
				(self.filled(&vec![0; words], usage), words)
			})
			.collect();
		let inputs = self.input_buffers(layout, case, &lengths);
		let dispatches: Vec<_> = match case.only {
			Some(first) => vec![Dispatch { first, groups: [1; 3] }],
			None => split(case.grid, largest).collect(),
		};
		for dispatch in dispatches {
			let words = Layout::dispatch_words(dispatch.first);
			let dispatch_buffer = self.filled(&words, wgpu::BufferUsages::UNIFORM);
			let mut bound =
				vec![(DISPATCH_BINDING, &dispatch_buffer), (PASS_BINDING, &pass_buffer)];
			for (index, (buffer, _)) in outputs.iter().enumerate() {
				bound.push((layout.output_binding(index).expect("announced"), buffer));
			}
			bound.extend(inputs.iter().map(|(binding, buffer)| (*binding, buffer)));
			let entries: Vec<_> = bound
				.into_iter()
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
			let mut pass = encoder.begin_compute_pass(&Default::default());
			pass.set_pipeline(&pipeline);
			pass.set_bind_group(0, &group, &[]);
			let [x, y, z] = dispatch.groups;
			pass.dispatch_workgroups(x, y, z);
		}
		outputs
	}

	/// The inputs' buffers by binding; those that share one are joined.
	fn input_buffers(
		&self,
		layout: &Layout,
		case: &Case,
		lengths: &[u32],
	) -> Vec<(u32, wgpu::Buffer)> {
		let mut joined: Vec<(u32, Vec<u32>)> = Vec::new();
		for (index, input) in case.inputs.iter().enumerate() {
			let (binding, offset) = layout.input_binding(index, lengths).expect("announced");
			match joined.last_mut() {
				Some((last, words)) if *last == binding => {
					assert_eq!(words.len(), offset as usize);
					words.extend(input);
				},
				_ => joined.push((binding, input.clone())),
			}
		}
		joined
			.into_iter()
			.map(|(binding, words)| (binding, self.filled(&words, wgpu::BufferUsages::STORAGE)))
			.collect()
	}

	fn filled(&self, words: &[u32], usage: wgpu::BufferUsages) -> wgpu::Buffer {
		let buffer = self.device.create_buffer(&wgpu::BufferDescriptor {
			label: None,
			size: padded(words.len()),
			usage,
			mapped_at_creation: true,
		});
		let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
		buffer
			.get_mapped_range_mut(..bytes.len() as u64)
			.expect("mapped at creation")
			.copy_from_slice(&bytes);
		buffer.unmap();
		buffer
	}
}
