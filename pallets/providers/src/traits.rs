//! What other pallets may ask of the providers: each trait is as narrow as one use.

use crate::{conduct::Outcome, WorkerKey};
use assay_market::{Capability, PricePerGigaFuel, Tag};
use frame_support::pallet_prelude::DispatchResult;
use sp_runtime::Permill;

/// What a job needs of a provider.
#[derive(Clone, Copy, Debug)]
pub struct Needs<'a> {
	/// The job's offer: who asks for more doesn't get it.
	pub price_limit: PricePerGigaFuel,
	/// What one device has to be able to do.
	pub capability: Capability,
	/// Where the provider has to be, if that matters.
	pub region: Option<&'a Tag>,
	/// What else has to be true of it.
	pub attributes: &'a [Tag],
}

/// What a fitting provider would do a job for, and what speaks for it when others ask the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bid {
	/// Its price.
	pub price: PricePerGigaFuel,
	/// How much of what it was given lately it settled.
	pub reliability: Permill,
	/// How many more jobs it takes at once.
	pub spare: u32,
}

/// The dense list of active providers, to draw from at random: positions 0 to `count` - 1.
pub trait Candidates<AccountId> {
	/// How many there are.
	fn count() -> u32;

	/// Who is at a position. Positions change when a provider leaves the list.
	fn at(index: u32) -> Option<AccountId>;

	/// What a provider asks for a job, if it fits: in the list, online, backed by its stake, with
	/// capacity to spare, and with all that the job needs. Collateral isn't looked at.
	fn ask(operator: &AccountId, needs: &Needs) -> Option<Bid>;
}

/// Keeps track of the jobs a provider runs and of how they end.
pub trait Outcomes<AccountId> {
	/// A job was given to the provider.
	fn begin(operator: &AccountId) -> DispatchResult;

	/// A job that was given to the provider has ended for it. Once per [`Outcomes::begin`].
	fn note(operator: &AccountId, outcome: Outcome) -> DispatchResult;
}

/// Which machine may speak for which operator.
pub trait Workers<AccountId> {
	/// The key that an operator's machine signs with.
	fn worker_of(operator: &AccountId) -> Option<WorkerKey>;

	/// The operator whose machine signs with a key.
	fn operator_of(worker: &WorkerKey) -> Option<AccountId>;
}
