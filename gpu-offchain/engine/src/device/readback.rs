//! Outputs on their way back: while one part is hashed and handed on, the device copies the next.
//!
//! A part goes from the output's buffer to a slot, which the device and the host both reach, and
//! from there to memory of the host's own. The last step could be saved if the delivering thread
//! read the slot; but wgpu frees the slots of a device that is lost, whoever reads them.

use super::{open::Open, pool::Lent, wait};
use crate::{control::Control, delivery::Delivery, error::Error, sink::OutputPlace};
use assay_proof::RootHash;
use std::sync::{
	mpsc::{Receiver, Sender, SyncSender},
	Arc, Mutex, PoisonError,
};

/// Bytes of a part.
const PART: u64 = 16 << 20;

/// Parts that wait to be delivered, or are being delivered, at most.
pub(super) const PARTS: usize = 3;

/// What is kept for reading back from one run to the next.
#[derive(Debug, Default)]
pub(super) struct Staging {
	/// Buffers of [`PART`] bytes that host and device both reach: at most one that is being filled
	/// and one that is being emptied.
	slots: Vec<wgpu::Buffer>,
	/// Memory of the host's own for parts.
	parts: Vec<Vec<u8>>,
	/// Slots made so far.
	pub made: u64,
}

impl Staging {
	/// Keeps memory of parts for the next run.
	pub fn keep(&mut self, parts: impl Iterator<Item = Vec<u8>>) {
		self.parts.extend(parts);
	}
}

/// What the delivering thread is told.
pub(super) enum Message {
	/// The next bytes of an output.
	Part(OutputPlace, Vec<u8>),
	/// An output is complete.
	End(OutputPlace),
}

/// Why the work on the device ended early.
pub(super) enum Stop {
	/// Something is wrong with the device, or nobody wants the result.
	Error(Error),
	/// The delivering thread has ended. It knows why.
	DeliveryEnded,
}

impl From<Error> for Stop {
	fn from(error: Error) -> Self {
		Self::Error(error)
	}
}

/// A part that the device has been told to copy.
struct Coming {
	slot: wgpu::Buffer,
	bytes: u64,
	submission: wgpu::SubmissionIndex,
	mapped: Arc<Mutex<Option<Result<(), wgpu::BufferAsyncError>>>>,
}

/// The device's end of the ring of parts.
pub(super) struct Ring {
	/// Parts that go round.
	pub parts: usize,
	pub full: SyncSender<Message>,
	pub empty: Receiver<Vec<u8>>,
}

impl Ring {
	/// Sends an output of so many words on its way.
	pub fn read(
		&mut self,
		open: &mut Open,
		place: OutputPlace,
		(output, words): (&Lent, u32),
		control: &Control<'_>,
	) -> Result<(), Stop> {
		let total = 4 * u64::from(words);
		let (mut at, mut coming) = (0, None);
		while at < total {
			control.check()?;
			let bytes = PART.min(total - at);
			let next = open.start_copy((output.buffer(), at), bytes)?;
			if let Some(before) = coming.replace(next) {
				self.send(open, place, before)?;
			}
			at += bytes;
		}
		if let Some(last) = coming {
			self.send(open, place, last)?;
		}
		let end = Message::End(place);
		self.full.send(end).map_err(|_| Stop::DeliveryEnded)
	}

	/// Hands a part to the delivering thread as soon as the device has copied it.
	fn send(&mut self, open: &mut Open, place: OutputPlace, coming: Coming) -> Result<(), Stop> {
		let mut part = self.part(open)?;
		open.finish_copy(coming, &mut part)?;
		let part = Message::Part(place, part);
		self.full.send(part).map_err(|_| Stop::DeliveryEnded)
	}

	/// Memory for a part.
	fn part(&mut self, open: &mut Open) -> Result<Vec<u8>, Stop> {
		if let Ok(part) = self.empty.try_recv() {
			return Ok(part);
		}
		if self.parts == PARTS {
			return self.empty.recv().map_err(|_| Stop::DeliveryEnded);
		}
		self.parts += 1;
		Ok(open.staging.parts.pop().unwrap_or_default())
	}
}

impl Open {
	/// Tells the device to copy a part of an output to a slot.
	fn start_copy(
		&mut self,
		(output, at): (&wgpu::Buffer, u64),
		bytes: u64,
	) -> Result<Coming, Error> {
		let slot = match self.staging.slots.pop() {
			Some(slot) => slot,
			None => {
				self.staging.made += 1;
				self.device.create_buffer(&wgpu::BufferDescriptor {
					label: None,
					size: PART,
					usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
					mapped_at_creation: false,
				})
			},
		};
		let mut encoder = self.device.create_command_encoder(&Default::default());
		encoder.copy_buffer_to_buffer(output, at, &slot, 0, bytes);
		let submission = self.queue.submit([encoder.finish()]);
		self.faults.check()?;
		let mapped: Arc<Mutex<Option<_>>> = Arc::default();
		let told = mapped.clone();
		slot.map_async(wgpu::MapMode::Read, ..bytes, move |result| {
			*told.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
		});
		Ok(Coming { slot, bytes, submission, mapped })
	}

	/// Waits for a part and takes it out of its slot.
	fn finish_copy(&mut self, coming: Coming, part: &mut Vec<u8>) -> Result<(), Error> {
		self.wait(&coming.submission)?;
		let mapped = coming.mapped.lock().unwrap_or_else(PoisonError::into_inner).take();
		let view = match mapped {
			Some(Ok(())) => coming.slot.get_mapped_range(..coming.bytes),
			other => {
				let why = format!("what was made can't be read back: {other:?}");
				return Err(wait::settled(&self.device, &self.faults, why));
			},
		};
		let view =
			view.map_err(|error| wait::settled(&self.device, &self.faults, error.to_string()))?;
		part.clear();
		part.extend_from_slice(&view);
		drop(view);
		coming.slot.unmap();
		self.staging.slots.push(coming.slot);
		Ok(())
	}
}

/// Hashes and hands on what comes, until nothing more does.
pub(super) fn deliver(
	mut delivery: Delivery<'_>,
	full: Receiver<Message>,
	empty: Sender<Vec<u8>>,
) -> Result<Vec<Vec<RootHash>>, Error> {
	for message in full {
		match message {
			Message::End(place) => delivery.end(place)?,
			Message::Part(place, part) => {
				delivery.part(place, &part)?;
				// The device's end is gone when the job has ended early.
				let _ = empty.send(part);
			},
		}
	}
	Ok(delivery.finish())
}
