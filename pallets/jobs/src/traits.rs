//! What jobs tell other pallets.

use assay_market::Balance;

/// Hears of settled jobs.
pub trait OnSettled<AccountId> {
	/// A provider was paid for a job, of which so much was burned.
	fn on_settled(operator: &AccountId, burned: Balance);
}

impl<AccountId> OnSettled<AccountId> for () {
	fn on_settled(_: &AccountId, _: Balance) {}
}
