//! A job on a device, from its inputs to its outputs.

use super::{
	open::Open,
	pace::{Pace, Rest},
	pipelines::{Pipeline, Prepared},
	pool::Lent,
	readback::{deliver, Ring, Stop, PARTS},
};
use crate::{
	control::{Control, Progress},
	delivery::Delivery,
	error::Error,
	fit::{check_shapes, Shape, Shared},
	job::{Job, Pass},
	report::Report,
	sink::{OutputPlace, Sink},
};
use assay_compiler::raise::{self, Layout, PassError, DISPATCH_BINDING, PASS_BINDING};
use assay_market::InputSource;
use assay_touchstone::Fuel;
use std::{
	collections::HashMap,
	panic::resume_unwind,
	sync::{
		mpsc::{channel, sync_channel},
		Arc,
	},
	thread,
	time::{Duration, Instant},
};

/// Checks a job, compiles what isn't compiled yet and runs it.
pub(super) fn run(
	open: &mut Open,
	job: &Job<'_>,
	sink: &mut dyn Sink,
	control: &Control<'_>,
) -> Result<Report, Error> {
	let fuel = job.work().plan().fuel();
	let pipelines = pipelines(open, job)?;
	open.pool.begin();
	let (full, full_end) = sync_channel(PARTS);
	let (empty_end, empty) = channel();
	let delivery = Delivery::new(sink, job.pass_count());
	let mut running = Running {
		open,
		job,
		control,
		ring: Ring { parts: 0, full, empty },
		on_device: HashMap::new(),
		dispatches: 0,
		computing: Duration::ZERO,
		done: Fuel(0),
		total: fuel,
	};
	let (worked, delivered) = thread::scope(|scope| {
		let delivering = thread::Builder::new()
			.name("deliver".to_string())
			.spawn_scoped(scope, move || deliver(delivery, full_end, empty_end))
			.map_err(|error| Error::NoThread { error })?;
		let worked = running.all(&pipelines);
		// The delivering thread ends when it has seen everything.
		let Running { ring, dispatches, computing, open, .. } = running;
		let Ring { full, empty, .. } = ring;
		drop(full);
		let delivered = delivering.join();
		open.staging.keep(empty.try_iter());
		Ok::<_, Error>((worked.map(|()| (dispatches, computing)), delivered))
	})?;
	// What the delivering thread has to say comes first: its end may be what stopped the work.
	let hashes = delivered.unwrap_or_else(|panic| resume_unwind(panic))?;
	match worked {
		Ok((dispatches, computing)) => {
			Ok(Report { hashes, fuel, took: None, dispatches, computing })
		},
		Err(Stop::Error(error)) => Err(error),
		// It ends without a reason of its own only when the work has ended.
		Err(Stop::DeliveryEnded) => Err(Error::Cancelled),
	}
}

/// The compiled kernel of each pass. Nothing is compiled unless everything fits.
fn pipelines(open: &mut Open, job: &Job<'_>) -> Result<Vec<Arc<Pipeline>>, Error> {
	let mut prepared: Vec<Prepared> = Vec::new();
	for pass in job.passes() {
		prepared.push(open.pipelines.prepare(&pass, &open.limits)?);
	}
	let shapes: Vec<&Shape> = prepared.iter().map(Prepared::shape).collect();
	check_shapes(job, &shapes, &open.limits)?;
	let mut pipelines = Vec::new();
	for prepared in prepared {
		pipelines.push(open.pipelines.compile(&open.device, prepared));
		open.faults.check()?;
	}
	Ok(pipelines)
}

/// A job that is being run.
struct Running<'w> {
	open: &'w mut Open,
	job: &'w Job<'w>,
	control: &'w Control<'w>,
	ring: Ring,
	/// What later passes read.
	on_device: HashMap<InputSource, Lent>,
	dispatches: u64,
	computing: Duration,
	done: Fuel,
	total: Fuel,
}

/// The buffers of one pass, inputs that have one of their own aside.
struct Buffers {
	/// What changes with each dispatch.
	dispatch: Lent,
	/// What is the same for the whole pass.
	pass: Lent,
	outputs: Vec<Lent>,
	/// The first of the inputs that share a buffer, and the buffer.
	shared: Option<(usize, Lent)>,
}

impl Running<'_> {
	fn all(&mut self, pipelines: &[Arc<Pipeline>]) -> Result<(), Stop> {
		let job = self.job;
		for (pass, pipeline) in job.passes().zip(pipelines) {
			self.control.check()?;
			self.load(&pass)?;
			let buffers = self.buffers(&pass, &pipeline.shape.layout)?;
			self.compute(&pass, pipeline, &buffers)?;
			self.read_back(&pass, &buffers.outputs)?;
			self.put_away(&pass, buffers);
		}
		Ok(())
	}

	/// Brings the job's inputs that a pass reads to the device.
	fn load(&mut self, pass: &Pass<'_>) -> Result<(), Error> {
		for &source in &pass.spec.inputs {
			let is_here = self.on_device.contains_key(&source);
			if let (InputSource::Job(input), false) = (source, is_here) {
				let lent = self.open.upload(self.job.inputs()[usize::from(input)])?;
				self.on_device.insert(source, lent);
			}
		}
		Ok(())
	}

	fn buffers(&mut self, pass: &Pass<'_>, layout: &Layout) -> Result<Buffers, Error> {
		let words = |&source| self.job.source_words(source);
		let lengths: Vec<u32> = pass.spec.inputs.iter().map(words).collect();
		let described = raise::Pass {
			grid: pass.spec.grid.0,
			inputs: &lengths,
			outputs: &pass.outputs,
			params: &pass.spec.params,
		};
		let hidden =
			layout.pass_words(&described).map_err(|error| unexpected(pass.number, error))?;
		let mut outputs = Vec::new();
		for output in &pass.outputs {
			outputs.push(self.open.lend(u64::from(output.words))?);
		}
		let shared = match Shared::of(self.job, pass, layout) {
			None => None,
			Some(shared) => {
				let sources = pass.spec.inputs[shared.first..].iter();
				let parts: Vec<(&Lent, u32)> =
					sources.map(|source| &self.on_device[source]).zip(shared.words).collect();
				Some((shared.first, self.open.join(&parts)?))
			},
		};
		Ok(Buffers {
			dispatch: self.open.lend(4)?,
			pass: self.open.upload_words(&hidden)?,
			outputs,
			shared,
		})
	}

	fn bind(&self, pass: &Pass<'_>, pipeline: &Pipeline, buffers: &Buffers) -> wgpu::BindGroup {
		let layout = &pipeline.shape.layout;
		let mut bound = vec![(DISPATCH_BINDING, &buffers.dispatch), (PASS_BINDING, &buffers.pass)];
		for (index, output) in buffers.outputs.iter().enumerate() {
			bound.extend(layout.output_binding(index).map(|at| (at, output)));
		}
		let alone = match &buffers.shared {
			Some((first, _)) => *first,
			None => pass.spec.inputs.len(),
		};
		let inputs = pass.spec.inputs[..alone].iter().map(|source| &self.on_device[source]);
		let inputs = inputs.chain(buffers.shared.iter().map(|(_, lent)| lent));
		for (index, input) in inputs.enumerate() {
			let binding = layout.input_binding(index, &[]);
			bound.extend(binding.map(|(at, _)| (at, input)));
		}
		let entries: Vec<_> = bound
			.into_iter()
			.map(|(binding, lent)| wgpu::BindGroupEntry { binding, resource: lent.binding() })
			.collect();
		self.open.device.create_bind_group(&wgpu::BindGroupDescriptor {
			label: None,
			layout: &pipeline.pipeline.get_bind_group_layout(0),
			entries: &entries,
		})
	}

	/// Runs a pass's workgroups, some at a time.
	fn compute(
		&mut self,
		pass: &Pass<'_>,
		pipeline: &Pipeline,
		buffers: &Buffers,
	) -> Result<(), Error> {
		let group = self.bind(pass, pipeline, buffers);
		// What fills and joins buffers isn't the kernel's pace.
		self.open.settle()?;
		let each = pass.workgroup_fuel.0;
		let options = &self.open.options;
		let mut pace = Pace::new(options.dispatch_time, each, options.largest_dispatch);
		let mut rest = Rest::new(pass.spec.grid.0, self.open.limits.dispatch);
		while let Some(part) = rest.take(pace.next()) {
			self.control.check()?;
			let took = self.dispatch(pipeline, &group, &buffers.dispatch, part)?;
			let workgroups = part.groups.iter().map(|&n| u64::from(n)).product();
			pace.learn(workgroups, took);
			self.computing += took;
			self.dispatches += 1;
			self.done.0 = self.done.0.saturating_add(workgroups.saturating_mul(each));
			self.control.tell(Progress { pass: pass.number, done: self.done, total: self.total });
		}
		Ok(())
	}

	/// Runs one part of a grid and waits for it; how long it took.
	fn dispatch(
		&mut self,
		pipeline: &Pipeline,
		group: &wgpu::BindGroup,
		words: &Lent,
		part: raise::Dispatch,
	) -> Result<Duration, Error> {
		let open = &mut *self.open;
		let hidden: Vec<u8> =
			Layout::dispatch_words(part.first).iter().flat_map(|word| word.to_le_bytes()).collect();
		open.queue.write_buffer(words.buffer(), 0, &hidden);
		let mut encoder = open.device.create_command_encoder(&Default::default());
		let mut pass = encoder.begin_compute_pass(&Default::default());
		pass.set_pipeline(&pipeline.pipeline);
		pass.set_bind_group(0, group, &[]);
		let [x, y, z] = part.groups;
		pass.dispatch_workgroups(x, y, z);
		drop(pass);
		let started = Instant::now();
		let submission = open.queue.submit([encoder.finish()]);
		open.wait(&submission)?;
		Ok(started.elapsed())
	}

	fn read_back(&mut self, pass: &Pass<'_>, outputs: &[Lent]) -> Result<(), Stop> {
		for (output, (lent, described)) in outputs.iter().zip(&pass.outputs).enumerate() {
			let place = OutputPlace { pass: pass.number, output };
			let output = (lent, described.words);
			self.ring.read(self.open, place, output, self.control)?;
		}
		Ok(())
	}

	/// Keeps what later passes read; the rest can be used again.
	fn put_away(&mut self, now: &Pass<'_>, buffers: Buffers) {
		let Buffers { dispatch, pass, outputs, shared } = buffers;
		for (output, lent) in outputs.into_iter().enumerate() {
			self.on_device.insert(now.output(output), lent);
		}
		let unread = |source: &&InputSource| self.job.last_reader(**source) <= Some(now.number);
		let unread: Vec<InputSource> = self.on_device.keys().filter(unread).copied().collect();
		let unread = unread.iter().filter_map(|source| self.on_device.remove(source));
		let shared = shared.map(|(_, lent)| lent);
		for lent in unread.chain([dispatch, pass]).chain(shared) {
			self.open.pool.take_back(lent);
		}
	}
}

/// What raising finds wrong with a pass that the job's check let through: a defect of ours.
fn unexpected(pass: usize, error: PassError) -> Error {
	let error = raise::RaiseError::Frame(error.to_string());
	Error::Raise { pass, error }
}
