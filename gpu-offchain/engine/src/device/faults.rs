//! What wgpu has to complain of, kept until somebody asks.
//!
//! By itself wgpu panics. Here every complaint becomes an [`Error`] at the next look.

use crate::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The first complaint of each kind.
#[derive(Debug, Default)]
struct Complaints {
	out_of_memory: Option<String>,
	lost: Option<String>,
	other: Option<String>,
}

/// What went wrong with a device.
#[derive(Debug)]
pub(super) struct Faults {
	name: String,
	complaints: Mutex<Complaints>,
}

impl Faults {
	/// Listens to a device from now on.
	pub fn watch(name: &str, device: &wgpu::Device) -> Arc<Self> {
		let faults = Arc::new(Self { name: name.to_string(), complaints: Mutex::default() });
		let heard = faults.clone();
		device.on_uncaptured_error(Arc::new(move |error| heard.hear(&error)));
		let heard = faults.clone();
		device.set_device_lost_callback(move |reason, message| {
			heard.lose(match message.is_empty() {
				true => format!("{reason:?}"),
				false => message,
			});
		});
		faults
	}

	fn complaints(&self) -> MutexGuard<'_, Complaints> {
		self.complaints.lock().unwrap_or_else(PoisonError::into_inner)
	}

	fn hear(&self, error: &wgpu::Error) {
		let mut complaints = self.complaints();
		let kind = match error {
			wgpu::Error::OutOfMemory { .. } => &mut complaints.out_of_memory,
			_ => &mut complaints.other,
		};
		kind.get_or_insert_with(|| match error {
			wgpu::Error::OutOfMemory { source } => source.to_string(),
			error => error.to_string(),
		});
	}

	/// Notes that the device is lost.
	pub fn lose(&self, why: String) {
		self.complaints().lost.get_or_insert(why);
	}

	/// An error if there was any complaint so far.
	pub fn check(&self) -> Result<(), Error> {
		let complaints = self.complaints();
		let name = self.name.clone();
		// A device out of memory is lost too, and one that is lost says all kinds of things.
		if let Some(why) = complaints.out_of_memory.clone() {
			return Err(Error::OutOfMemory { name, why });
		}
		if let Some(why) = complaints.lost.clone() {
			return Err(Error::Lost { name, why });
		}
		match complaints.other.clone() {
			Some(why) => Err(Error::Driver { name, why }),
			None => Ok(()),
		}
	}

	/// The device's name.
	pub fn name(&self) -> &str {
		&self.name
	}
}
