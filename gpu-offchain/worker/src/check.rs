//! Tiles that are executed again before anybody commits to them.

use crate::config::CheckOptions;
use assay_market::{draw_place, Place, Work};
use assay_results::{NotShown, Results};
use assay_witness::Verdict;

/// What the interpreter says to some tiles.
#[derive(Debug)]
pub(crate) enum Checked {
	/// It agrees, or the kernel is at fault.
	Fine {
		/// How many were looked at.
		tiles: u32,
	},
	/// It doesn't.
	Differs {
		/// Where.
		place: Place,
		/// How.
		verdict: Verdict,
	},
	/// It couldn't be asked.
	Unknown(Unchecked),
}

/// Why tiles couldn't be judged.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unchecked {
	/// A tile can't be shown.
	#[error(transparent)]
	NotShown(#[from] NotShown),
	/// Without random numbers, whoever wrote the kernel could foresee which tiles are looked at.
	#[error("the system gives no random numbers: {0}")]
	Foreseeable(#[source] getrandom::Error),
}

/// Judges tiles as the chain would, at places that nobody can foresee.
pub(crate) fn check(work: &Work, results: &Results<'_>, options: &CheckOptions) -> Checked {
	let mut random = match Random::of_system() {
		Ok(random) => random,
		Err(error) => return Checked::Unknown(Unchecked::Foreseeable(error)),
	};
	let passes = work.plan().work();
	let (mut tiles, mut fuel) = (0, 0u64);
	while tiles < options.most {
		let Some(place) = draw_place(&passes, |limit| random.below(limit)) else {
			break;
		};
		let takes = work.workgroup_fuel(place.pass.into()).map_or(0, |fuel| fuel.0);
		fuel = fuel.saturating_add(takes);
		if tiles >= options.least && fuel > options.fuel {
			break;
		}
		tiles += 1;
		match results.judge(&place) {
			Ok(Verdict::Match | Verdict::Void(_)) => {},
			Ok(verdict) => return Checked::Differs { place, verdict },
			Err(error) => return Checked::Unknown(error.into()),
		}
	}
	Checked::Fine { tiles }
}

/// Numbers that a kernel's author can't foresee.
struct Random(blake3::OutputReader);

impl Random {
	fn of_system() -> Result<Self, getrandom::Error> {
		let mut seed = [0; 32];
		getrandom::fill(&mut seed)?;
		Ok(Self(blake3::Hasher::new_keyed(&seed).finalize_xof()))
	}

	/// A number below a limit, or 0 if that is 0.
	fn below(&mut self, limit: u64) -> u64 {
		let mut bytes = [0; 8];
		self.0.fill(&mut bytes);
		u64::from_le_bytes(bytes) % limit.max(1)
	}
}
