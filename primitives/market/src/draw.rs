//! The draw of the workgroups that are executed again: by the chain, and by a worker that checks
//! itself as the chain will.

use crate::{
	grid::{PassWork, Place},
	limits::MAX_SAMPLES,
};
use sp_runtime::{traits::ConstU32, BoundedVec};

/// Workgroups that the chain drew.
pub type Samples = BoundedVec<Place, ConstU32<MAX_SAMPLES>>;

/// Draws for each sample, since the same workgroup may come twice.
const DRAWS_PER_SAMPLE: u32 = 8;

/// Different workgroups, as likely as their share of the fuel; all there are if they aren't more.
///
/// `below` gives random numbers: each is less than its argument, or 0 if that is 0.
pub fn draw_samples(
	passes: &[PassWork],
	samples: u8,
	mut below: impl FnMut(u64) -> u64,
) -> Samples {
	let wanted = usize::from(samples);
	let workgroups = passes.iter().fold(0u64, |sum, pass| sum.saturating_add(pass.workgroups()));
	let mut drawn = Samples::new();
	if workgroups > u64::from(samples) {
		for _ in 0..u32::from(samples).saturating_mul(DRAWS_PER_SAMPLE) {
			if drawn.len() >= wanted {
				break;
			}
			add(&mut drawn, draw_place(passes, &mut below));
		}
	}
	// Workgroups with next to no fuel may not have come up: the first ones make up the number.
	for place in places(passes) {
		if drawn.len() >= wanted {
			break;
		}
		add(&mut drawn, Some(place));
	}
	drawn
}

/// One workgroup, as likely as its share of the fuel. `below` is as in [`draw_samples`].
pub fn draw_place(passes: &[PassWork], mut below: impl FnMut(u64) -> u64) -> Option<Place> {
	let fuel = passes.iter().fold(0u64, |sum, pass| sum.saturating_add(pass.fuel()));
	let mut at = below(fuel);
	for (number, pass) in (0u8..).zip(passes) {
		match at.checked_sub(pass.fuel()) {
			Some(rest) => at = rest,
			None => {
				let group = pass.grid.group(below(pass.workgroups()))?;
				return Some(Place { pass: number, group });
			},
		}
	}
	None
}

/// Adds a place that isn't there yet.
fn add(drawn: &mut Samples, place: Option<Place>) {
	if let Some(place) = place.filter(|place| !drawn.contains(place)) {
		// No more than MAX_SAMPLES, which nobody may ask for more than.
		let _ = drawn.try_push(place);
	}
}

/// All workgroups, in order.
fn places(passes: &[PassWork]) -> impl Iterator<Item = Place> + '_ {
	(0u8..)
		.zip(passes)
		.flat_map(|(pass, work)| work.grid.groups().map(move |group| Place { pass, group }))
}
