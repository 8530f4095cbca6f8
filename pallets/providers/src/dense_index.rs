//! The dense list of active providers: random choice, entry and removal are O(1).
//!
//! `Active` maps positions to operators without gaps, `Slots` maps operators to positions. Who
//! leaves is replaced by the last one.

use crate::{Active, ActiveCount, Config, Event, InactiveReason, Pallet, Slots, SweepCursor};
use frame_support::defensive;

impl<T: Config> Pallet<T> {
	/// Whether the operator is in the list.
	pub fn is_active(operator: &T::AccountId) -> bool {
		Slots::<T>::contains_key(operator)
	}

	/// Puts an operator at the end of the list, if it isn't in it.
	pub(crate) fn activate(operator: &T::AccountId) {
		if Self::is_active(operator) {
			return;
		}
		let slot = ActiveCount::<T>::get();
		let Some(count) = slot.checked_add(1) else {
			defensive!("every active provider has a deposit, and there aren't 2^32 of them");
			return;
		};
		Active::<T>::insert(slot, operator);
		Slots::<T>::insert(operator, slot);
		ActiveCount::<T>::put(count);
		Self::deposit_event(Event::Activated { operator: operator.clone() });
	}

	/// Takes an operator out of the list, if it is in it.
	pub(crate) fn deactivate(operator: &T::AccountId, reason: InactiveReason) {
		let Some(slot) = Slots::<T>::take(operator) else {
			return;
		};
		let last = ActiveCount::<T>::get().saturating_sub(1);
		match Active::<T>::take(last) {
			Some(moved) if slot != last => {
				Slots::<T>::insert(&moved, slot);
				Active::<T>::insert(slot, moved);
			},
			Some(_) => {},
			None => {
				defensive!("the list has no gaps");
			},
		}
		ActiveCount::<T>::put(last);
		Self::deposit_event(Event::Deactivated { operator: operator.clone(), reason });
	}

	/// Looks at the next few positions and takes out who is offline or lost its backing.
	///
	/// Returns how many positions were looked at.
	pub(crate) fn sweep(steps: u32) -> u32 {
		let start = SweepCursor::<T>::get();
		let mut cursor = start;
		let mut looked_at: u32 = 0;
		while looked_at < steps {
			let count = ActiveCount::<T>::get();
			if count == 0 || looked_at >= count {
				break;
			}
			if cursor >= count {
				cursor = 0;
			}
			looked_at = looked_at.saturating_add(1);
			let Some(operator) = Active::<T>::get(cursor) else {
				defensive!("the list has no gaps");
				break;
			};
			match Self::why_inactive(&operator) {
				// Another one is at this position now.
				Some(reason) => Self::deactivate(&operator, reason),
				None => cursor = cursor.saturating_add(1),
			}
		}
		if cursor != start {
			SweepCursor::<T>::put(cursor);
		}
		looked_at
	}
}
