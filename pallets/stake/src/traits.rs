//! What other pallets may ask of the pools: each trait is as narrow as one use.

use crate::shares::Balance;
use frame_support::pallet_prelude::DispatchResult;
use sp_runtime::DispatchError;

/// Reads how much stands behind an operator.
pub trait Bonds<AccountId> {
	/// Worth of the operator's own bond.
	fn own(operator: &AccountId) -> Balance;

	/// Worth of all that is bonded in the operator's pool, delegations among it.
	fn bonded(operator: &AccountId) -> Balance;

	/// Whether the own bond is at least the minimum. One that isn't gets no jobs.
	fn is_backed(operator: &AccountId) -> bool;
}

/// Sets stake apart against jobs, and takes it when a job was cheated on.
///
/// A reservation is named by the operator and an id, which is the job's. It can be ended once: by
/// [`Collateral::release`] or by [`Collateral::slash`].
pub trait Collateral<AccountId> {
	/// Names a reservation among those of one operator.
	type Id;

	/// Money taken from a pool, which the caller has to place; what is dropped is burned.
	type Credit;

	/// What can still be reserved. Nothing while the own bond is below the minimum.
	fn free(operator: &AccountId) -> Balance;

	/// Sets `amount` apart. The caller ends the reservation before an unbonding period has passed.
	fn reserve(operator: &AccountId, id: Self::Id, amount: Balance) -> DispatchResult;

	/// What a reservation is worth: the amount reserved, unless a [`Penalties::penalise`] left the
	/// pool with less than all its reservations together. Zero if there is none.
	fn reserved(operator: &AccountId, id: Self::Id) -> Balance;

	/// Ends a reservation and takes nothing.
	fn release(operator: &AccountId, id: Self::Id) -> DispatchResult;

	/// Ends a reservation and takes `amount`, at most its worth, from all stake of the pool alike.
	fn slash(
		operator: &AccountId,
		id: Self::Id,
		amount: Balance,
	) -> Result<Self::Credit, DispatchError>;
}

/// Takes stake for offences that no job was set against, such as equivocation.
pub trait Penalties<AccountId> {
	/// Money taken from a pool, which the caller has to place; what is dropped is burned.
	type Credit;

	/// Takes `amount`, at most all, from all stake of the pool alike, reserved or not.
	///
	/// If less is left than was reserved, all reservations shrink in proportion.
	fn penalise(operator: &AccountId, amount: Balance) -> Result<Self::Credit, DispatchError>;
}

/// Adds income to a pool.
pub trait Rewards<AccountId> {
	/// The money to add.
	type Credit;

	/// Pays the operator its commission and lifts what the pool's shares are worth by the rest.
	///
	/// The credit comes back whole if there is no such pool.
	fn reward(operator: &AccountId, reward: Self::Credit) -> Result<(), Self::Credit>;
}
