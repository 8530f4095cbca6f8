//! Which tiles the chain executes again.

use crate::{
	beacon::{Draws, Seed},
	stage::{Samples, Stage},
	Config, Error, Event, JobId, JobRecord, Jobs, Orders, Pallet, PassRecord, Passes,
};
use assay_types::Place;
use frame_support::pallet_prelude::*;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::Saturating;

/// Sets these draws apart from others.
const PURPOSE: &[u8] = b"assay/sample";

/// Draws for each sample, since the same workgroup may come twice.
const DRAWS_PER_SAMPLE: u32 = 8;

impl<T: Config> Pallet<T> {
	/// Draws the samples of a commitment.
	pub(crate) fn sample(
		id: JobId,
		mut job: JobRecord<T>,
		now: BlockNumberFor<T>,
	) -> DispatchResult {
		let Stage::Committed(committed) = job.stage else {
			return Err(Error::<T>::NotCommitted.into());
		};
		let order = Orders::<T>::get(id).ok_or(Error::<T>::JobUnknown)?;
		let passes = Passes::<T>::get(id);
		let seed = Self::seed_after(committed.at, PURPOSE, id, job.attempt);
		let samples = draw(&passes, order.offer.samples, seed);
		let until = now.saturating_add(job.terms.open_within);
		Self::schedule(id, until);
		Self::deposit_event(Event::Sampled {
			job: id,
			attempt: job.attempt,
			samples: samples.clone(),
			until,
		});
		job.stage = committed.sample(samples, until).into();
		Jobs::<T>::insert(id, job);
		Ok(())
	}
}

/// Different places, as likely as their share of the fuel; all there are if they aren't more.
pub(crate) fn draw(passes: &[PassRecord], samples: u8, seed: Seed) -> Samples {
	let wanted = usize::from(samples);
	let workgroups = passes
		.iter()
		.fold(0u64, |sum, pass| sum.saturating_add(pass.workgroups()));
	let mut drawn = Samples::new();
	if workgroups <= u64::from(samples) {
		for (number, pass) in (0u8..).zip(passes) {
			for group in 0..pass.workgroups() {
				// No more than MAX_SAMPLES, which `samples` isn't above.
				let _ = drawn.try_push(Place {
					pass: number,
					group: pass.group(group),
				});
			}
		}
		return drawn;
	}
	let fuel = passes
		.iter()
		.fold(0u64, |sum, pass| sum.saturating_add(pass.fuel()));
	let mut draws = Draws::new(seed);
	for _ in 0..u32::from(samples).saturating_mul(DRAWS_PER_SAMPLE) {
		if drawn.len() >= wanted {
			break;
		}
		let place = draw_one(passes, fuel, &mut draws);
		if let Some(place) = place.filter(|place| !drawn.contains(place)) {
			let _ = drawn.try_push(place);
		}
	}
	drawn
}

/// A pass by its share of the fuel, and one of its workgroups.
fn draw_one(passes: &[PassRecord], fuel: u64, draws: &mut Draws) -> Option<Place> {
	let mut at = draws.below(fuel);
	for (number, pass) in (0u8..).zip(passes) {
		match at.checked_sub(pass.fuel()) {
			Some(rest) => at = rest,
			None => {
				return Some(Place {
					pass: number,
					group: pass.group(draws.below(pass.workgroups())),
				})
			},
		}
	}
	None
}
