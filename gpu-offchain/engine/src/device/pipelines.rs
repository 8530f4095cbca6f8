//! Compiled kernels, kept for the next time.

use crate::{
	error::Error,
	fit::{raise_for, Limits, Shape},
	job::Pass,
};
use assay_compiler::raise::{BindingKind, Layout, Raised, ENTRY_POINT};
use assay_market::KernelId;
use std::{borrow::Cow, sync::Arc};

/// The most kernels that are kept.
const MAX_KEPT: usize = 64;

/// A kernel that a device can run.
#[derive(Debug)]
pub(super) struct Pipeline {
	pub shape: Shape,
	pub pipeline: wgpu::ComputePipeline,
}

/// What there is of a kernel before it is known to fit the device.
pub(super) enum Prepared {
	Compiled(Arc<Pipeline>),
	Raised { id: KernelId, shape: Shape, raised: Box<Raised> },
}

impl Prepared {
	pub fn shape(&self) -> &Shape {
		match self {
			Self::Compiled(pipeline) => &pipeline.shape,
			Self::Raised { shape, .. } => shape,
		}
	}
}

/// The compiled kernels of a device. All are raised with the same options.
#[derive(Debug, Default)]
pub(super) struct Pipelines {
	/// The one used last comes last.
	kept: Vec<(KernelId, Arc<Pipeline>)>,
	/// Kernels compiled so far.
	pub compiled: u64,
}

impl Pipelines {
	/// Looks a kernel up, or raises it.
	pub fn prepare(&mut self, pass: &Pass<'_>, limits: &Limits) -> Result<Prepared, Error> {
		let id = pass.spec.kernel;
		if let Some(pipeline) = self.find(&id) {
			return Ok(Prepared::Compiled(pipeline));
		}
		let raised = raise_for(limits, pass)?;
		Ok(Prepared::Raised { id, shape: Shape::of(&raised), raised: Box::new(raised) })
	}

	/// Compiles a kernel that isn't compiled yet.
	pub fn compile(&mut self, device: &wgpu::Device, prepared: Prepared) -> Arc<Pipeline> {
		let (id, shape, raised) = match prepared {
			Prepared::Compiled(pipeline) => return pipeline,
			Prepared::Raised { id, shape, raised } => (id, shape, raised),
		};
		// Another pass of the same job may have brought it meanwhile.
		if let Some(pipeline) = self.find(&id) {
			return pipeline;
		}
		let pipeline = Arc::new(Pipeline { shape, pipeline: compile(device, *raised) });
		self.compiled += 1;
		if self.kept.len() == MAX_KEPT {
			self.kept.remove(0);
		}
		self.kept.push((id, pipeline.clone()));
		pipeline
	}

	fn find(&mut self, id: &KernelId) -> Option<Arc<Pipeline>> {
		let index = self.kept.iter().position(|(kept, _)| kept == id)?;
		let found = self.kept.remove(index);
		let pipeline = found.1.clone();
		self.kept.push(found);
		Some(pipeline)
	}
}

fn compile(device: &wgpu::Device, raised: Raised) -> wgpu::ComputePipeline {
	let descriptor = wgpu::ShaderModuleDescriptor {
		label: None,
		source: wgpu::ShaderSource::Naga(Cow::Owned(raised.module)),
	};
	// SAFETY: a raised module reaches no memory outside its buffers and has no endless loop,
	// whatever the kernel and its inputs: every access in it is guarded with lengths that
	// `Layout::pass_words` gives and that the buffers have, and every loop counts down.
	let module = unsafe {
		device.create_shader_module_trusted(descriptor, wgpu::ShaderRuntimeChecks::unchecked())
	};
	let group = bind_group_layout(device, &raised.layout);
	let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
		label: None,
		bind_group_layouts: &[Some(&group)],
		immediate_size: 0,
	});
	device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
		label: None,
		layout: Some(&layout),
		module: &module,
		entry_point: Some(ENTRY_POINT),
		compilation_options: wgpu::PipelineCompilationOptions {
			// The raised module does it itself, with all lanes.
			zero_initialize_workgroup_memory: false,
			..Default::default()
		},
		cache: None,
	})
}

fn bind_group_layout(device: &wgpu::Device, layout: &Layout) -> wgpu::BindGroupLayout {
	let entry = |(binding, kind)| wgpu::BindGroupLayoutEntry {
		binding,
		visibility: wgpu::ShaderStages::COMPUTE,
		ty: wgpu::BindingType::Buffer {
			ty: match kind {
				BindingKind::Uniform => wgpu::BufferBindingType::Uniform,
				BindingKind::Input => wgpu::BufferBindingType::Storage { read_only: true },
				BindingKind::Output => wgpu::BufferBindingType::Storage { read_only: false },
			},
			has_dynamic_offset: false,
			min_binding_size: None,
		},
		count: None,
	};
	let entries: Vec<_> = layout.bindings().into_iter().map(entry).collect();
	device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
		label: None,
		entries: &entries,
	})
}
