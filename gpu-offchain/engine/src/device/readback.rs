//! Outputs on their way back: the device copies one part while another is hashed.

use super::{open::Open, pool::Lent, wait};
use crate::{delivery::Delivery, error::Error, job::Place};
use assay_proof::RootHash;
use std::sync::{
	mpsc::{Receiver, Sender, SyncSender},
	Arc, Mutex, PoisonError,
};

/// Bytes of a part.
const PART: u64 = 16 << 20;

/// Parts that are on their way at most.
pub(super) const SLOTS: usize = 3;

/// Buffers of [`PART`] bytes that host and device both reach. As many as were needed at once.
#[derive(Debug, Default)]
pub(super) struct Slots {
	pub idle: Vec<wgpu::Buffer>,
	/// Slots made so far.
	pub made: u64,
}

/// What the delivering thread is told.
pub(super) enum Message {
	/// A slot holds the next bytes of an output.
	Part {
		place: Place,
		slot: wgpu::Buffer,
		bytes: u64,
	},
	/// An output is complete.
	End(Place),
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

/// The device's end of the ring.
pub(super) struct Ring {
	/// Slots in use or idle, of this run.
	pub slots: usize,
	pub full: SyncSender<Message>,
	pub empty: Receiver<wgpu::Buffer>,
}

impl Ring {
	/// A slot that nothing is waiting in.
	fn slot(&mut self, open: &mut Open) -> Result<wgpu::Buffer, Stop> {
		if let Ok(slot) = self.empty.try_recv() {
			return Ok(slot);
		}
		if self.slots == SLOTS {
			return self.empty.recv().map_err(|_| Stop::DeliveryEnded);
		}
		self.slots += 1;
		if let Some(slot) = open.slots.idle.pop() {
			return Ok(slot);
		}
		open.slots.made += 1;
		let slot = open.device.create_buffer(&wgpu::BufferDescriptor {
			label: None,
			size: PART,
			usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
			mapped_at_creation: false,
		});
		open.faults.check()?;
		Ok(slot)
	}

	/// Sends an output of so many words on its way.
	pub fn read(
		&mut self,
		open: &mut Open,
		place: Place,
		(output, words): (&Lent, u32),
	) -> Result<(), Stop> {
		let total = 4 * u64::from(words);
		let mut at = 0;
		while at < total {
			let bytes = PART.min(total - at);
			let slot = self.slot(open)?;
			copy(open, (output.buffer(), at), &slot, bytes)?;
			let part = Message::Part { place, slot, bytes };
			self.full.send(part).map_err(|_| Stop::DeliveryEnded)?;
			at += bytes;
		}
		let end = Message::End(place);
		self.full.send(end).map_err(|_| Stop::DeliveryEnded)
	}
}

/// Copies a part into a slot and lets the host see it.
fn copy(
	open: &mut Open,
	(from, at): (&wgpu::Buffer, u64),
	slot: &wgpu::Buffer,
	bytes: u64,
) -> Result<(), Error> {
	let mut encoder = open.device.create_command_encoder(&Default::default());
	encoder.copy_buffer_to_buffer(from, at, slot, 0, bytes);
	let submission = open.queue.submit([encoder.finish()]);
	open.faults.check()?;
	let mapped: Arc<Mutex<Option<Result<(), wgpu::BufferAsyncError>>>> = Arc::default();
	let told = mapped.clone();
	slot.map_async(wgpu::MapMode::Read, ..bytes, move |result| {
		*told.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
	});
	open.wait(&submission)?;
	let mapped = mapped.lock().unwrap_or_else(PoisonError::into_inner).take();
	match mapped {
		Some(Ok(())) => Ok(()),
		other => {
			let why = format!("what was made can't be read back: {other:?}");
			Err(wait::settled(&open.device, &open.faults, why))
		},
	}
}

/// Hashes and hands on what comes, until nothing more does.
pub(super) fn deliver(
	mut delivery: Delivery<'_>,
	full: Receiver<Message>,
	empty: Sender<wgpu::Buffer>,
) -> Result<Vec<Vec<RootHash>>, Error> {
	for message in full {
		match message {
			Message::End(place) => delivery.end(place)?,
			Message::Part { place, slot, bytes } => {
				let view = slot.get_mapped_range(..bytes);
				let view = view.map_err(|error| Error::Driver {
					name: place.to_string(),
					why: error.to_string(),
				})?;
				delivery.part(place, &view)?;
				drop(view);
				slot.unmap();
				// The device's end is gone when the job has ended, and the slot with it.
				let _ = empty.send(slot);
			},
		}
	}
	Ok(delivery.finish())
}
