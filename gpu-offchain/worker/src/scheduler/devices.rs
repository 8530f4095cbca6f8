//! Which devices there are, and the threads that keep them.

use super::Scheduler;
use crate::{
	config::Devices,
	context::Context,
	device_queue::DeviceQueue,
	event::{Event, Found},
	runner::{protocol::Device, Runner, Watched},
};
use assay_market::DeviceKind;
use sp_core::offchain::OffchainStorage;
use std::{
	sync::{atomic::AtomicBool, Arc, PoisonError},
	thread,
	time::{Duration, Instant},
};

/// How long it may take to find out which devices there are.
const LIST_WITHIN: Duration = Duration::from_secs(60);

/// Asks a runner for the devices: looking for them loads drivers, which the node is kept free of.
pub(super) fn find(context: &Context) {
	if context.config.devices == Devices::Interpreter {
		context.bell.tell(Event::Devices(Ok(Vec::new())));
		return;
	}
	let asking = context.clone();
	let spawned = thread::Builder::new().name("gpu-list".into()).spawn(move || {
		let found = list(&asking);
		asking.bell.tell(Event::Devices(found));
	});
	if let Err(error) = spawned {
		context.bell.tell(Event::Devices(Err(error.to_string())));
	}
}

fn list(context: &Context) -> Found {
	let launcher = &context.config.launcher;
	let mut runner = Runner::start(launcher, "devices")
		.map_err(|error| format!("{} can't be started: {error}", launcher.program.display()))?;
	let watched = Watched {
		cancel: &AtomicBool::new(false),
		until: Some(Instant::now() + LIST_WITHIN),
		silence: LIST_WITHIN,
		memory: context.config.memory,
	};
	runner.list(&watched).map_err(|broken| broken.to_string())
}

/// Those of the devices that are to be used.
fn chosen(wanted: &Devices, found: Vec<Device>) -> Vec<Device> {
	let (usable, lacking): (Vec<Device>, Vec<Device>) =
		found.into_iter().partition(|device| device.lacks.is_none());
	for device in lacking {
		let lacks = device.lacks.unwrap_or_default();
		log::warn!(target: "gpu", "{} is too small: {lacks}", device.name);
	}
	match wanted {
		Devices::Interpreter => Vec::new(),
		Devices::These(numbers) => {
			let of = |number: &u32| {
				let device = usable.iter().find(|device| device.index == Some(*number));
				if device.is_none() {
					log::error!(target: "gpu", "there is no device {number} that can be used");
				}
				device.cloned()
			};
			numbers.iter().filter_map(of).collect()
		},
		Devices::Auto => {
			let (software, mut gpus): (Vec<Device>, Vec<Device>) =
				usable.into_iter().partition(|device| device.kind == DeviceKind::Software);
			if gpus.is_empty() {
				gpus.extend(software.into_iter().take(1));
			}
			gpus
		},
	}
}

impl<S: OffchainStorage> Scheduler<S> {
	pub(super) fn devices_found(&mut self, found: Found) {
		self.listed = true;
		let found = found.unwrap_or_else(|why| {
			log::warn!(target: "gpu", "no GPU: {why}");
			Vec::new()
		});
		if self.stopping.is_some() {
			return;
		}
		for device in chosen(&self.context.config.devices, found) {
			self.add_queue(device);
		}
		self.add_last_resort();
	}

	/// Adds the interpreter if no other device can be used.
	pub(super) fn add_last_resort(&mut self) {
		let queues = self.all_queues();
		let hope = queues.iter().any(|queue| queue.usable() != Some(false));
		let there = queues.iter().any(|queue| queue.is_interpreter());
		if self.listed && !hope && !there && self.stopping.is_none() {
			if self.context.config.devices != Devices::Interpreter {
				log::warn!(target: "gpu",
					"no device can be used: jobs run on the interpreter, slowly");
			}
			self.add_queue(crate::runner::interpreter(self.context.config.memory));
		}
	}

	fn add_queue(&mut self, device: Device) {
		let number = self.all_queues().len();
		let queue = Arc::new(DeviceQueue::new(number, device));
		let (keeping, context) = (queue.clone(), self.context.clone());
		let spawned = thread::Builder::new()
			.name(format!("gpu-device-{number}"))
			.spawn(move || keeping.work(&context));
		match spawned {
			Ok(thread) => {
				self.queue_threads.push(thread);
				self.queues.lock().unwrap_or_else(PoisonError::into_inner).push(queue);
			},
			Err(error) => log::error!(target: "gpu", "no thread for device {number}: {error}"),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn device(index: u32, kind: DeviceKind, lacks: Option<&str>) -> Device {
		Device {
			index: Some(index),
			kind,
			lacks: lacks.map(str::to_string),
			..crate::runner::interpreter(1 << 30)
		}
	}

	fn numbers(wanted: &Devices, found: &[Device]) -> Vec<Option<u32>> {
		let chosen = chosen(wanted, found.to_vec());
		chosen.iter().map(|device| device.index).collect()
	}

	#[test]
	fn gpus_should_be_chosen_before_software_and_nothing_that_is_too_small() {
		let found = [
			device(0, DeviceKind::Software, None),
			device(1, DeviceKind::Discrete, Some("lanes")),
			device(2, DeviceKind::Integrated, None),
			device(3, DeviceKind::Discrete, None),
			device(4, DeviceKind::Software, None),
		];
		assert_eq!(numbers(&Devices::Auto, &found), [Some(2), Some(3)]);
		assert_eq!(numbers(&Devices::Auto, &found[..2]), [Some(0)]);
		assert_eq!(numbers(&Devices::Auto, &found[1..2]), []);
		assert_eq!(numbers(&Devices::These(vec![4, 1, 9, 3]), &found), [Some(4), Some(3)]);
		assert_eq!(numbers(&Devices::Interpreter, &found), []);
	}
}
