//! Buffers that are used again.

use crate::fit::buffer_bytes;
use std::num::NonZeroU64;

/// A buffer is used again for something smaller if that lacks no more than this part of its length.
/// What buffers are too long by is not in what a job is known to need: it comes out of the part of
/// the device's memory that jobs may not fill.
const MAX_UNUSED: u64 = 16;

/// Bytes of buffers that are kept for later. Others may want the memory, and with a driver in
/// software it is the host's.
const MAX_IDLE: u64 = 256 << 20;

/// What every buffer of a job may be used for.
const USAGE: wgpu::BufferUsages = wgpu::BufferUsages::STORAGE
	.union(wgpu::BufferUsages::UNIFORM)
	.union(wgpu::BufferUsages::COPY_SRC)
	.union(wgpu::BufferUsages::COPY_DST);

/// A buffer that a job has for the time being. It is all zeros when the job gets it.
#[derive(Debug)]
pub(super) struct Lent {
	buffer: wgpu::Buffer,
	/// Bytes that the job sees of it.
	bytes: NonZeroU64,
}

impl Lent {
	pub fn buffer(&self) -> &wgpu::Buffer {
		&self.buffer
	}

	/// What a kernel gets to see: no more than what the job asked for.
	pub fn binding(&self) -> wgpu::BindingResource<'_> {
		wgpu::BindingResource::Buffer(wgpu::BufferBinding {
			buffer: &self.buffer,
			offset: 0,
			size: Some(self.bytes),
		})
	}
}

/// Buffers that no job has at the moment.
#[derive(Debug, Default)]
pub(super) struct Pool {
	/// The one that was given back last comes last.
	idle: Vec<wgpu::Buffer>,
	idle_bytes: u64,
	lent_bytes: u64,
	/// Buffers made so far.
	pub made: u64,
}

impl Pool {
	/// A buffer of zeros for so many words. All buffers together stay within `memory` bytes, as
	/// long as those that are lent do.
	pub fn lend(
		&mut self,
		(device, queue): (&wgpu::Device, &wgpu::Queue),
		words: u64,
		memory: u64,
	) -> Lent {
		let bytes = buffer_bytes(words);
		let buffer = match self.fitting(bytes) {
			Some(index) => {
				let buffer = self.idle.remove(index);
				self.idle_bytes -= buffer.size();
				buffer
			},
			None => {
				self.drop_idle_down_to(memory.saturating_sub(self.lent_bytes + bytes));
				self.made += 1;
				device.create_buffer(&wgpu::BufferDescriptor {
					label: None,
					size: bytes,
					usage: USAGE,
					mapped_at_creation: false,
				})
			},
		};
		// Nothing of what had the memory before may be seen.
		let mut encoder = device.create_command_encoder(&Default::default());
		encoder.clear_buffer(&buffer, 0, None);
		queue.submit([encoder.finish()]);
		self.lent_bytes += buffer.size();
		let bytes = NonZeroU64::new(bytes).unwrap_or(NonZeroU64::MIN);
		Lent { buffer, bytes }
	}

	/// Takes a buffer back. The device must be done with it.
	pub fn take_back(&mut self, lent: Lent) {
		let bytes = lent.buffer.size();
		self.lent_bytes -= bytes;
		self.idle_bytes += bytes;
		self.idle.push(lent.buffer);
		self.drop_idle_down_to(MAX_IDLE);
	}

	/// A new job begins. What the one before didn't give back is gone, since it ended early.
	pub fn begin(&mut self) {
		self.lent_bytes = 0;
	}

	/// The smallest idle buffer that isn't much too large.
	fn fitting(&self, bytes: u64) -> Option<usize> {
		let fits = bytes..=bytes + bytes / MAX_UNUSED;
		(0..self.idle.len())
			.filter(|&index| fits.contains(&self.idle[index].size()))
			.min_by_key(|&index| self.idle[index].size())
	}

	/// Drops the buffers that have been idle for longest.
	fn drop_idle_down_to(&mut self, most: u64) {
		while self.idle_bytes > most && !self.idle.is_empty() {
			self.idle_bytes -= self.idle.remove(0).size();
		}
	}
}
