//! The engine against the plainest use of wgpu: the kernel's own source, wgpu's own checks, whole
//! grids, fresh buffers.

use crate::{
	jobs::{job, kernel, line, noise, run, ADD, FILL},
	machine::device,
};
use assay_market::InputSource;
use std::{
	future::Future,
	pin::pin,
	task::{Context, Poll, Waker},
};

fn ready<T>(future: impl Future<Output = T>) -> T {
	let mut future = pin!(future);
	match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
		Poll::Ready(value) => value,
		Poll::Pending => panic!("Vulkan answers at once"),
	}
}

/// What a kernel makes of one dispatch. Inputs come before the output, parameters last.
fn bare(
	index: usize,
	source: &str,
	inputs: &[&[u8]],
	words: u32,
	params: [u32; 4],
	groups: u32,
) -> Vec<u8> {
	let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle();
	descriptor.backends = wgpu::Backends::VULKAN;
	let adapters =
		ready(wgpu::Instance::new(descriptor).enumerate_adapters(wgpu::Backends::VULKAN));
	let (device, queue) =
		ready(adapters[index].request_device(&Default::default())).expect("opens");
	let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
		label: None,
		source: wgpu::ShaderSource::Wgsl(source.into()),
	});
	let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
		label: None,
		layout: None,
		module: &module,
		entry_point: None,
		compilation_options: Default::default(),
		cache: None,
	});
	let buffer = |size: usize, usage| {
		device.create_buffer(&wgpu::BufferDescriptor {
			label: None,
			size: size as u64,
			usage: usage | wgpu::BufferUsages::COPY_DST,
			mapped_at_creation: false,
		})
	};
	let mut buffers: Vec<wgpu::Buffer> = Vec::new();
	for bytes in inputs {
		let made = buffer(bytes.len(), wgpu::BufferUsages::STORAGE);
		queue.write_buffer(&made, 0, bytes);
		buffers.push(made);
	}
	let size = 4 * words as usize;
	let output = buffer(size, wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC);
	buffers.push(output.clone());
	let uniform = buffer(16, wgpu::BufferUsages::UNIFORM);
	let params: Vec<u8> = params.iter().flat_map(|word| word.to_le_bytes()).collect();
	queue.write_buffer(&uniform, 0, &params);
	buffers.push(uniform);
	let entries: Vec<_> = (0..)
		.zip(&buffers)
		.map(|(binding, buffer)| wgpu::BindGroupEntry {
			binding,
			resource: buffer.as_entire_binding(),
		})
		.collect();
	let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
		label: None,
		layout: &pipeline.get_bind_group_layout(0),
		entries: &entries,
	});
	let back = buffer(size, wgpu::BufferUsages::MAP_READ);
	let mut encoder = device.create_command_encoder(&Default::default());
	let mut pass = encoder.begin_compute_pass(&Default::default());
	pass.set_pipeline(&pipeline);
	pass.set_bind_group(0, &group, &[]);
	pass.dispatch_workgroups(groups, 1, 1);
	drop(pass);
	encoder.copy_buffer_to_buffer(&output, 0, &back, 0, size as u64);
	queue.submit([encoder.finish()]);
	back.map_async(wgpu::MapMode::Read, .., |result| result.expect("maps"));
	device.poll(wgpu::PollType::wait_indefinitely()).expect("works");
	let view = back.get_mapped_range(..).expect("mapped");
	view.to_vec()
}

/// Neighbours in workgroup memory, with divisions.
const NEIGHBOURS: &str = "
@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read> b: array<u32>;
@group(0) @binding(2) var<storage, read_write> made: array<u32>;
@group(0) @binding(3) var<uniform> params: vec4<u32>;
var<workgroup> memory: array<u32, 64>;
@compute @workgroup_size(64)
fn main(
	@builtin(global_invocation_id) id: vec3<u32>,
	@builtin(local_invocation_index) lane: u32,
) {
	memory[lane] = a[id.x] / max(b[id.x] % 1000u, 1u);
	workgroupBarrier();
	var sum = params.y;
	for (var i = 0u; i < 64u; i++) {
		sum = sum * 31u + memory[(lane + i) % 64u];
	}
	made[id.x] = sum;
}";

#[test]
fn the_engine_should_make_what_wgpu_makes() {
	let Some(device) = device() else { return };
	let groups = 300;
	let (a, b) = (noise(64 * groups, 1), noise(64 * groups, 2));
	let params = [11, 12, 13, 14];
	let cases: [(&str, &[&[u8]]); 3] = [(FILL, &[]), (ADD, &[&a]), (NEIGHBOURS, &[&a, &b])];
	for (source, inputs) in cases {
		let sources: Vec<_> = (0..inputs.len() as u8).map(InputSource::Job).collect();
		let job = job(inputs, [line(&kernel(source), groups, params, &sources)]);
		let (made, report) = run(&device, &job);
		let expected = bare(device.info().index, source, inputs, 64 * groups, params, groups);
		assert_eq!(made.passes[0][0].len(), expected.len());
		assert!(made.passes[0][0] == expected, "{source}");
		assert_eq!(report.hashes[0][0].0, *blake3::hash(&expected).as_bytes());
	}
}
