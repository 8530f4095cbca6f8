//! Waiting for a device.

use super::faults::Faults;
use crate::error::Error;
use std::{
	future::Future,
	panic::{catch_unwind, AssertUnwindSafe},
	pin::pin,
	task::{Context, Poll, Waker},
	time::{Duration, Instant},
};

/// How long one look at a device takes at most.
const LOOK: Duration = Duration::from_secs(1);

/// The value of one of wgpu's futures, which are ready at once on Vulkan.
pub(super) fn ready<T>(future: impl Future<Output = T>) -> T {
	let mut future = pin!(future);
	let mut context = Context::from_waker(Waker::noop());
	loop {
		if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
			return value;
		}
		std::thread::yield_now();
	}
}

/// Waits until a device has done what it was given, for so long at most.
pub(super) fn wait(
	device: &wgpu::Device,
	faults: &Faults,
	submission: &wgpu::SubmissionIndex,
	patience: Duration,
) -> Result<(), Error> {
	let started = Instant::now();
	loop {
		faults.check()?;
		let look = wgpu::PollType::Wait {
			submission_index: Some(submission.clone()),
			timeout: Some(LOOK.min(patience)),
		};
		// wgpu panics when it finds the device lost here, instead of saying so.
		match catch_unwind(AssertUnwindSafe(|| device.poll(look))) {
			Ok(Ok(_)) => return faults.check(),
			Ok(Err(wgpu::PollError::Timeout)) if started.elapsed() < patience => {},
			Ok(Err(wgpu::PollError::Timeout)) => {
				faults.check()?;
				return Err(Error::Stuck { name: faults.name().to_string(), after: patience });
			},
			Ok(Err(error)) => return Err(settled(device, faults, error.to_string())),
			Err(_) => {
				faults.lose("it was lost while it worked".to_string());
				return faults.check();
			},
		}
	}
}

/// What is wrong with a device, if anything is known to be.
pub(super) fn look(device: &wgpu::Device, faults: &Faults) -> Result<(), Error> {
	// A loss is told by a callback, and callbacks are called here.
	let looked = catch_unwind(AssertUnwindSafe(|| device.poll(wgpu::PollType::Poll)));
	if looked.is_err() {
		faults.lose("it was lost meanwhile".to_string());
	}
	faults.check()
}

/// What is wrong with a device, given that something is.
pub(super) fn settled(device: &wgpu::Device, faults: &Faults, why: String) -> Error {
	let name = faults.name().to_string();
	look(device, faults).err().unwrap_or(Error::Driver { name, why })
}
