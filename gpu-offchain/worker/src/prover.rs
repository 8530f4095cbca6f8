//! Makes openings and deliveries, in a thread of its own.

use crate::{blobs::Blobs, context::Context, entry::Wanted, event::Event, runner::step_back};
use assay_mailbox::{Attempt, Opening};
use assay_market::{BlobRef, Place, Work};
use assay_results::{NotShown, Results};
use codec::Encode;
use std::{
	io,
	sync::{mpsc, Arc},
	thread::{self, JoinHandle},
};

/// Something to prove.
pub(crate) struct Proof {
	pub attempt: Attempt,
	pub turn: u64,
	pub work: Arc<Work>,
	/// All outputs of the job.
	pub made: Vec<BlobRef>,
	pub wanted: Wanted,
}

/// The thread and the way to it.
pub(crate) struct Prover {
	queue: mpsc::Sender<Proof>,
	thread: JoinHandle<()>,
}

impl Prover {
	pub fn start(context: &Context) -> io::Result<Self> {
		let (queue, proofs) = mpsc::channel::<Proof>();
		let context = context.clone();
		let thread = thread::Builder::new().name("gpu-prover".into()).spawn(move || {
			step_back();
			for proof in proofs {
				let proven = prove(&context, &proof);
				context.bell.tell(Event::Proven {
					attempt: proof.attempt,
					turn: proof.turn,
					wanted: proof.wanted,
					proven,
				});
			}
		})?;
		Ok(Self { queue, thread })
	}

	pub fn push(&self, proof: Proof) {
		// The thread only ends when this is dropped.
		let _ = self.queue.send(proof);
	}

	/// Ends the thread, when it is done with what it has.
	pub fn end(self) {
		drop(self.queue);
		if self.thread.join().is_err() {
			log::error!(target: "gpu", "the prover ended in panic");
		}
	}
}

fn prove(context: &Context, proof: &Proof) -> Result<Vec<u8>, NotShown> {
	let blobs: &dyn Blobs = &*context.blobs;
	let results = Results::new(&proof.work, blobs, proof.made.clone());
	match proof.wanted {
		Wanted::Opening { place: (pass, group), .. } => {
			let place = Place { pass, group };
			let fuel = proof.work.workgroup_fuel(place.pass.into());
			let opening = Opening {
				fuel: fuel.ok_or(NotShown::Unknown)?.0,
				witness: results.record(&place)?.witness,
			};
			Ok(opening.encode())
		},
		Wanted::Delivery { output, first, count } => {
			Ok(results.chunks(output, first, count)?.encode())
		},
	}
}
