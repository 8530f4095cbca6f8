//! Tiles that are executed again before anybody commits to them.

use crate::config::CheckOptions;
use assay_market::{Place, Work};
use assay_results::{NotShown, Results};
use assay_witness::Verdict;
use std::{fs::File, io::Read};

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
	Unknown(NotShown),
}

/// Judges tiles as the chain would, at places that nobody can foresee.
pub(crate) fn check(work: &Work, results: &Results<'_>, options: &CheckOptions) -> Checked {
	let mut random = Random::of_system();
	let (mut tiles, mut fuel) = (0, 0u64);
	while tiles < options.most {
		let place = draw(work, random.next());
		let takes = work.workgroup_fuel(place.pass.into()).map_or(0, |fuel| fuel.0);
		fuel = fuel.saturating_add(takes);
		if tiles >= options.least && fuel > options.fuel {
			break;
		}
		tiles += 1;
		match results.judge(&place) {
			Ok(Verdict::Match | Verdict::Void(_)) => {},
			Ok(verdict) => return Checked::Differs { place, verdict },
			Err(error) => return Checked::Unknown(error),
		}
	}
	Checked::Fine { tiles }
}

/// A workgroup, weighted by fuel over passes as the chain draws its samples.
fn draw(work: &Work, random: [u64; 2]) -> Place {
	let plan = work.plan();
	let passes = plan.passes();
	// A pass whose kernel does nothing has outputs all the same.
	let mut rest = random[0] % plan.fuel().0.max(1);
	let mut pass = passes.len() - 1;
	for (number, planned) in passes.iter().enumerate() {
		if rest < planned.fuel().0 {
			pass = number;
			break;
		}
		rest -= planned.fuel().0;
	}
	let [x, y, _] = work.spec().passes[pass].grid.map(u64::from);
	let number = random[1] % passes[pass].workgroups;
	Place {
		pass: pass as u8,
		group: [number % x, number / x % y, number / x / y].map(|at| at as u32),
	}
}

/// Numbers that a kernel's author can't foresee.
struct Random(blake3::OutputReader);

impl Random {
	fn of_system() -> Self {
		let mut seed = [0; 32];
		if let Err(error) = File::open("/dev/urandom").and_then(|mut it| it.read_exact(&mut seed)) {
			log::warn!(target: "gpu", "the system gives no random numbers: {error}");
		}
		Self(blake3::Hasher::new_keyed(&seed).finalize_xof())
	}

	fn next(&mut self) -> [u64; 2] {
		let mut bytes = [[0; 8]; 2];
		for bytes in &mut bytes {
			self.0.fill(bytes);
		}
		bytes.map(u64::from_le_bytes)
	}
}
