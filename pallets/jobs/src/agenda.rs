//! What the chain does by itself, block by block.
//!
//! Every job has an entry under the block in which something is due. Entries are never looked for
//! and never removed early: what a job has outgrown is dropped when its block comes. A block whose
//! entries don't fit the weight goes on in the next one, in the same order.

use crate::{
	Agenda, AgendaCounts, AgendaCursor, Config, Error, Event, JobId, Jobs, Pallet, WeightInfo,
};
use assay_market::limits::MAX_PASSES;
use frame_support::{pallet_prelude::*, storage::with_storage_layer, weights::WeightMeter};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::{One, Saturating};

/// The next entry to look at.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct Cursor<BlockNumber> {
	/// All blocks before this one are done.
	pub block: BlockNumber,
	/// So are this many entries of this one.
	pub index: u32,
}

impl<T: Config> Pallet<T> {
	/// Looks at a job again in block `at`, or in the next one if that is later.
	pub(crate) fn schedule(id: JobId, at: BlockNumberFor<T>) {
		let now = frame_system::Pallet::<T>::block_number();
		let at = at.max(now.saturating_add(One::one()));
		let index = AgendaCounts::<T>::mutate(at, |count| {
			let index = *count;
			*count = count.saturating_add(1);
			index
		});
		Agenda::<T>::insert(at, index, id);
	}

	/// Does what is due, oldest first, as far as the weight goes.
	pub(crate) fn drain_agenda(now: BlockNumberFor<T>, meter: &mut WeightMeter) {
		let mut cursor = AgendaCursor::<T>::get();
		let begin = cursor;
		while cursor.block <= now && meter.try_consume(T::WeightInfo::turn_page()).is_ok() {
			let count = AgendaCounts::<T>::get(cursor.block);
			while cursor.index < count && meter.can_consume(T::WeightInfo::step(MAX_PASSES)) {
				if let Some(id) = Agenda::<T>::take(cursor.block, cursor.index) {
					meter.consume(Self::step_noting_failure(id, now));
				}
				cursor.index = cursor.index.saturating_add(1);
			}
			if cursor.index < count {
				break;
			}
			AgendaCounts::<T>::remove(cursor.block);
			cursor = Cursor { block: cursor.block.saturating_add(One::one()), index: 0 };
		}
		if cursor != begin {
			AgendaCursor::<T>::put(cursor);
		}
	}

	/// Does what is due for a job; a step that fails changes nothing but is told.
	fn step_noting_failure(id: JobId, now: BlockNumberFor<T>) -> Weight {
		with_storage_layer(|| Self::step(id, now)).unwrap_or_else(|error| {
			log::error!(target: "runtime::jobs", "job {id} can't go on: {error:?}");
			Self::deposit_event(Event::Stuck { job: id, error });
			T::WeightInfo::step(MAX_PASSES)
		})
	}

	/// Whether something is due for a job.
	pub(crate) fn ensure_due(id: JobId, now: BlockNumberFor<T>) -> DispatchResult {
		let due = Self::due(id).ok_or(Error::<T>::JobUnknown)?;
		ensure!(due <= now, Error::<T>::NothingDue);
		Ok(())
	}

	/// When the chain does something for a job by itself.
	fn due(id: JobId) -> Option<BlockNumberFor<T>> {
		match Jobs::<T>::get(id) {
			Some(job) => Some(job.stage.due().unwrap_or(job.expires_at)),
			None => crate::Ended::<T>::get(id).map(|ended| ended.forget_at),
		}
	}
}
