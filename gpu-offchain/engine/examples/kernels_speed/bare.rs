//! The plainest use of wgpu: a kernel's own source, wgpu's own checks, whole grids.

use crate::spent::Spent;
use assay_kernel_library::{Workload, WorkloadPass};
use assay_market::InputSource;
use naga::{AddressSpace, StorageAccess};
use std::{
	collections::HashMap,
	error::Error,
	future::Future,
	pin::pin,
	task::{Context, Poll, Waker},
	time::{Duration, Instant},
};

/// A device of its own.
pub struct Bare {
	device: wgpu::Device,
	queue: wgpu::Queue,
}

/// A pass that can be dispatched.
struct Ready {
	pipeline: wgpu::ComputePipeline,
	group: wgpu::BindGroup,
	grid: [u32; 3],
}

/// A workload, ready to be run again and again. Its buffers aren't cleared in between: a pass
/// writes the same words each time.
pub struct Prepared {
	passes: Vec<Ready>,
	/// Outputs of the last pass, and their bytes.
	last: Vec<(wgpu::Buffer, usize)>,
}

/// What a variable of a source is bound to.
enum Role {
	Input,
	Output,
	Params,
}

impl Bare {
	pub fn open(index: usize) -> Result<Self, Box<dyn Error>> {
		let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle();
		descriptor.backends = wgpu::Backends::VULKAN;
		let instance = wgpu::Instance::new(descriptor);
		let adapters = ready(instance.enumerate_adapters(wgpu::Backends::VULKAN));
		let (device, queue) = ready(adapters[index].request_device(&Default::default()))?;
		Ok(Self { device, queue })
	}

	/// Makes everything ready, unless a grid is longer than one dispatch may be.
	pub fn prepare(&self, workload: &Workload) -> Result<Option<Prepared>, Box<dyn Error>> {
		let longest = self.device.limits().max_compute_workgroups_per_dimension;
		let mut lengths = workload.passes.iter().flat_map(|pass| pass.grid);
		if lengths.any(|length| length > longest) {
			return Ok(None);
		}
		let inputs: Vec<wgpu::Buffer> = workload
			.inputs
			.iter()
			.map(|bytes| self.buffer(bytes.len(), Some(bytes), wgpu::BufferUsages::STORAGE))
			.collect();
		let mut outputs: Vec<Vec<wgpu::Buffer>> = Vec::new();
		let mut pipelines = HashMap::new();
		let mut passes = Vec::new();
		for pass in &workload.passes {
			let made: Vec<wgpu::Buffer> = pass
				.outputs
				.iter()
				.map(|spec| {
					let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC;
					self.buffer(4 * spec.words as usize, None, usage)
				})
				.collect();
			let params: Vec<u8> = pass.params.iter().flat_map(|w| w.to_le_bytes()).collect();
			let params = self.buffer(
				params.len().next_multiple_of(16),
				Some(&params),
				wgpu::BufferUsages::UNIFORM,
			);
			let key = (pass.source.name, format!("{:?}", pass.overrides));
			let (pipeline, roles) = match pipelines.get(&key) {
				Some(known) => known,
				None => {
					let made = self.pipeline(pass)?;
					pipelines.entry(key).or_insert(made)
				},
			};
			let mut read = pass.inputs.iter().map(|source| match *source {
				InputSource::Job(input) => &inputs[usize::from(input)],
				InputSource::Pass { pass, output } => {
					&outputs[usize::from(pass)][usize::from(output)]
				},
			});
			let mut written = made.iter();
			let mut entries = Vec::new();
			for (binding, role) in roles {
				let buffer = match role {
					Role::Input => read.next(),
					Role::Output => written.next(),
					Role::Params => Some(&params),
				};
				entries.push(wgpu::BindGroupEntry {
					binding: *binding,
					resource: buffer
						.ok_or("the source has more buffers than the pass")?
						.as_entire_binding(),
				});
			}
			let group = self.device.create_bind_group(&wgpu::BindGroupDescriptor {
				label: None,
				layout: &pipeline.get_bind_group_layout(0),
				entries: &entries,
			});
			passes.push(Ready { pipeline: pipeline.clone(), group, grid: pass.grid });
			outputs.push(made);
		}
		let last = outputs.pop().unwrap_or_default();
		let sizes = workload.passes.iter().last().into_iter();
		let sizes = sizes.flat_map(|pass| &pass.outputs);
		let sizes = sizes.map(|spec| 4 * spec.words as usize);
		Ok(Some(Prepared { passes, last: last.into_iter().zip(sizes).collect() }))
	}

	/// Runs all passes, one after the other.
	pub fn run(&self, prepared: &Prepared) -> Spent {
		let mut passed = Duration::ZERO;
		let ((), spent) = Spent::on(|| {
			for ready in &prepared.passes {
				passed += self.dispatch(ready);
			}
		});
		Spent { passed, ..spent }
	}

	/// Runs a pass; how long that takes.
	fn dispatch(&self, ready: &Ready) -> Duration {
		let mut encoder = self.device.create_command_encoder(&Default::default());
		let mut pass = encoder.begin_compute_pass(&Default::default());
		pass.set_pipeline(&ready.pipeline);
		pass.set_bind_group(0, &ready.group, &[]);
		let [x, y, z] = ready.grid;
		pass.dispatch_workgroups(x, y, z);
		drop(pass);
		let started = Instant::now();
		self.queue.submit([encoder.finish()]);
		self.wait();
		started.elapsed()
	}

	/// The outputs of the last pass.
	pub fn read(&self, prepared: &Prepared) -> Vec<Vec<u8>> {
		let read = |(buffer, bytes): &(wgpu::Buffer, usize)| {
			let usage = wgpu::BufferUsages::MAP_READ;
			let back = self.buffer(*bytes, None, usage);
			let mut encoder = self.device.create_command_encoder(&Default::default());
			encoder.copy_buffer_to_buffer(buffer, 0, &back, 0, *bytes as u64);
			self.queue.submit([encoder.finish()]);
			back.map_async(wgpu::MapMode::Read, .., |result| result.expect("the device works"));
			self.wait();
			let view = back.get_mapped_range(..).expect("it is mapped");
			view[..*bytes].to_vec()
		};
		prepared.last.iter().map(read).collect()
	}

	fn wait(&self) {
		self.device.poll(wgpu::PollType::wait_indefinitely()).expect("the device works");
	}

	fn buffer(&self, size: usize, bytes: Option<&[u8]>, usage: wgpu::BufferUsages) -> wgpu::Buffer {
		let buffer = self.device.create_buffer(&wgpu::BufferDescriptor {
			label: None,
			size: size.next_multiple_of(16).max(16) as u64,
			usage: usage | wgpu::BufferUsages::COPY_DST,
			mapped_at_creation: false,
		});
		if let Some(bytes) = bytes {
			let mut whole = bytes.to_vec();
			whole.resize(bytes.len().next_multiple_of(4), 0);
			self.queue.write_buffer(&buffer, 0, &whole);
		}
		buffer
	}

	/// A source as wgpu compiles it by default, and what each of its bindings is.
	fn pipeline(
		&self,
		pass: &WorkloadPass,
	) -> Result<(wgpu::ComputePipeline, Vec<(u32, Role)>), Box<dyn Error>> {
		let source = pass.source.text;
		let roles = roles(source)?;
		let entries: Vec<_> = roles
			.iter()
			.map(|(binding, role)| wgpu::BindGroupLayoutEntry {
				binding: *binding,
				visibility: wgpu::ShaderStages::COMPUTE,
				ty: wgpu::BindingType::Buffer {
					ty: match role {
						Role::Input => wgpu::BufferBindingType::Storage { read_only: true },
						Role::Output => wgpu::BufferBindingType::Storage { read_only: false },
						Role::Params => wgpu::BufferBindingType::Uniform,
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
		let layout = self.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
			label: None,
			bind_group_layouts: &[Some(&group)],
			immediate_size: 0,
		});
		let module = self.device.create_shader_module(wgpu::ShaderModuleDescriptor {
			label: None,
			source: wgpu::ShaderSource::Wgsl(source.into()),
		});
		let constants: Vec<(&str, f64)> =
			pass.overrides.iter().map(|(name, value)| (name.as_str(), *value)).collect();
		let pipeline = self.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
			label: None,
			layout: Some(&layout),
			module: &module,
			entry_point: None,
			compilation_options: wgpu::PipelineCompilationOptions {
				constants: &constants,
				..Default::default()
			},
			cache: None,
		});
		Ok((pipeline, roles))
	}
}

/// The bindings of a source, in the order of their numbers.
fn roles(source: &str) -> Result<Vec<(u32, Role)>, Box<dyn Error>> {
	let module =
		naga::front::wgsl::parse_str(source).map_err(|error| error.emit_to_string(source))?;
	let mut roles = Vec::new();
	for (_, variable) in module.global_variables.iter() {
		let Some(binding) = &variable.binding else {
			continue;
		};
		let role = match variable.space {
			AddressSpace::Storage { access } if access.contains(StorageAccess::STORE) => {
				Role::Output
			},
			AddressSpace::Storage { .. } => Role::Input,
			_ => Role::Params,
		};
		roles.push((binding.binding, role));
	}
	roles.sort_by_key(|(binding, _)| *binding);
	Ok(roles)
}

fn ready<T>(future: impl Future<Output = T>) -> T {
	let mut future = pin!(future);
	match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
		Poll::Ready(value) => value,
		Poll::Pending => unreachable!("Vulkan answers at once"),
	}
}
