//! Transactions that the runtime's own offchain code sends. All travel bare.

use crate::{
	extrinsic::{report_extension, ReportExtension},
	Runtime, RuntimeCall, UncheckedExtrinsic,
};
use frame_system::offchain::{
	CreateAuthorizedTransaction, CreateBare, CreateTransaction, CreateTransactionBase,
};

impl<C> CreateTransactionBase<C> for Runtime
where
	RuntimeCall: From<C>,
{
	type Extrinsic = UncheckedExtrinsic;
	type RuntimeCall = RuntimeCall;
}

// Equivocation reports.
impl<C> CreateBare<C> for Runtime
where
	RuntimeCall: From<C>,
{
	fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_bare(call)
	}
}

impl<C> CreateTransaction<C> for Runtime
where
	RuntimeCall: From<C>,
{
	type Extension = ReportExtension;

	// The extension has no content, so it doesn't travel: the chain adds it when it checks a report.
	fn create_transaction(call: RuntimeCall, _extension: ReportExtension) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_bare(call)
	}
}

// What workers report.
impl<C> CreateAuthorizedTransaction<C> for Runtime
where
	RuntimeCall: From<C>,
{
	fn create_extension() -> ReportExtension {
		report_extension()
	}
}
