//! A device that is open.

use super::{
	faults::Faults, list::requested, pipelines::Pipelines, pool::Lent, pool::Pool,
	readback::Staging, wait, DeviceOptions,
};
use crate::{
	error::Error,
	fit::{buffer_bytes, Limits},
};
use std::{mem, sync::Arc};

/// Bytes that are on their way to the device at most, since wgpu keeps a copy of them.
const MAX_UPLOADED_AT_ONCE: u64 = 16 << 20;

/// A device that is open, and what was made on it.
pub(super) struct Open {
	pub device: wgpu::Device,
	pub queue: wgpu::Queue,
	pub faults: Arc<Faults>,
	pub limits: Limits,
	pub options: DeviceOptions,
	pub pipelines: Pipelines,
	pub pool: Pool,
	pub staging: Staging,
	/// Bytes uploaded that the device may not have taken yet.
	uploading: u64,
}

impl Open {
	pub fn new(
		adapter: &wgpu::Adapter,
		name: &str,
		limits: Limits,
		options: &DeviceOptions,
	) -> Result<Self, Error> {
		let descriptor = wgpu::DeviceDescriptor {
			required_limits: requested(),
			memory_hints: wgpu::MemoryHints::MemoryUsage,
			..Default::default()
		};
		let (device, queue) = wait::ready(adapter.request_device(&descriptor))
			.map_err(|error| Error::Open { name: name.to_string(), why: error.to_string() })?;
		let faults = Faults::watch(name, &device);
		Ok(Self {
			device,
			queue,
			faults,
			limits,
			options: options.clone(),
			pipelines: Pipelines::default(),
			pool: Pool::default(),
			staging: Staging::default(),
			uploading: 0,
		})
	}

	/// A buffer of zeros for so many words.
	pub fn lend(&mut self, words: u64) -> Result<Lent, Error> {
		let made_by = (&self.device, &self.queue);
		let lent = self.pool.lend(made_by, words, self.limits.memory);
		self.faults.check()?;
		Ok(lent)
	}

	/// A buffer with these bytes, and zeros behind them.
	pub fn upload(&mut self, bytes: &[u8]) -> Result<Lent, Error> {
		let lent = self.lend((bytes.len() as u64).div_ceil(4))?;
		let mut at = 0;
		for piece in bytes.chunks(MAX_UPLOADED_AT_ONCE as usize) {
			if self.uploading + piece.len() as u64 > MAX_UPLOADED_AT_ONCE {
				self.settle()?;
			}
			// wgpu copies whole words.
			let (words, rest) = piece.split_at(piece.len() / 4 * 4);
			self.queue.write_buffer(lent.buffer(), at, words);
			if !rest.is_empty() {
				let mut last = [0; 4];
				last[..rest.len()].copy_from_slice(rest);
				let place = at + words.len() as u64;
				self.queue.write_buffer(lent.buffer(), place, &last);
			}
			at += piece.len() as u64;
			self.uploading += piece.len() as u64;
		}
		self.faults.check()?;
		Ok(lent)
	}

	/// A buffer with these words.
	pub fn upload_words(&mut self, words: &[u32]) -> Result<Lent, Error> {
		let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
		self.upload(&bytes)
	}

	/// A buffer with the words of several others, one behind the other.
	pub fn join(&mut self, parts: &[(&Lent, u32)]) -> Result<Lent, Error> {
		let total = parts.iter().map(|(_, words)| u64::from(*words)).sum();
		let joined = self.lend(total)?;
		let mut encoder = self.device.create_command_encoder(&Default::default());
		let mut at = 0;
		for (part, words) in parts {
			let bytes = 4 * u64::from(*words);
			if bytes > 0 {
				encoder.copy_buffer_to_buffer(part.buffer(), 0, joined.buffer(), at, bytes);
			}
			at += bytes;
		}
		debug_assert!(at <= buffer_bytes(total));
		self.queue.submit([encoder.finish()]);
		self.faults.check()?;
		Ok(joined)
	}

	/// Waits until nothing is left to do.
	pub fn settle(&mut self) -> Result<(), Error> {
		let submission = self.queue.submit([]);
		self.wait(&submission)
	}

	/// Waits for the device.
	pub fn wait(&mut self, submission: &wgpu::SubmissionIndex) -> Result<(), Error> {
		wait::wait(&self.device, &self.faults, submission, self.options.patience)?;
		self.uploading = 0;
		Ok(())
	}

	/// Lets go of a device that doesn't come back. Closing it would wait for it.
	pub fn abandon(self) {
		mem::forget(self);
	}
}
