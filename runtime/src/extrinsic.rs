//! Transactions as they travel, all in version 4 of the format, which every client knows.
//!
//! - **Signed**, with the extensions [`TxExtension`]: what people send.
//! - **Bare**, a version byte and the call: inherents, reports of equivocations, and the **reports**
//!   of workers. A report's arguments authorise it, so nothing has to travel beside the call. It
//!   passes the extensions [`ReportExtension`] all the same: the chain adds them.
//!
//! General transactions, which version 5 brought, are refused: only reports could be any, and many
//! libraries can't read a block that has one (decision 0013).

use crate::{AccountId, Address, Runtime, RuntimeCall, Signature};
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::{
	dispatch::{DispatchInfo, GetDispatchInfo},
	traits::{Authorize, InherentBuilder, SignedTransactionBuilder},
};
use scale_info::{Type, TypeInfo};
use sp_runtime::{
	generic::{self, CheckedExtrinsic, ExtrinsicFormat, Preamble},
	traits::{
		Checkable, ExtensionVariant, ExtrinsicCall, ExtrinsicLike, ExtrinsicMetadata,
		InvalidVersion, LazyExtrinsic, Pipeline, PipelineAtVers, Zero,
	},
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	OpaqueExtrinsic,
};

/// What a signed transaction carries besides its call, in the order in which it is checked.
pub type TxExtension = (
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckEra<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);

/// What a report passes: no fee, no nonce.
///
/// `AuthorizeCall` comes first, since it gives the call the origin that later checks see.
pub type ReportExtension = (
	frame_system::AuthorizeCall<Runtime>,
	frame_system::CheckWeight<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);

/// The version of the format in which all transactions travel.
const FORMAT_VERSION: u8 = 4;

/// Tells [`ReportExtension`] from [`TxExtension`], which is version 0. It never travels.
const REPORT_EXTENSION_VERSION: u8 = 1;

type ReportPipeline = PipelineAtVers<REPORT_EXTENSION_VERSION, ReportExtension>;

/// A checked transaction, with what it passes before it is dispatched.
pub type Checked = CheckedExtrinsic<AccountId, RuntimeCall, TxExtension, ReportPipeline>;

type Generic = generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;

/// A transaction as it travels.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, serde::Serialize)]
#[serde(transparent)]
pub struct UncheckedExtrinsic(Generic);

impl UncheckedExtrinsic {
	/// What `signer` signed.
	pub fn new_signed(
		call: RuntimeCall,
		signer: Address,
		signature: Signature,
		extension: TxExtension,
	) -> Self {
		Self(Generic::new_signed(call, signer, signature, extension))
	}

	/// An inherent, or a report.
	pub fn new_bare(call: RuntimeCall) -> Self {
		Self(Generic::new_bare_legacy(call))
	}
}

/// The extensions that a report passes.
pub(crate) fn report_extension() -> ReportExtension {
	(
		frame_system::AuthorizeCall::new(),
		frame_system::CheckWeight::new(),
		frame_system::WeightReclaim::new(),
	)
}

/// Calls that authorise themselves, and no others, have a weight of authorising.
fn is_report(call: &RuntimeCall) -> bool {
	!call.weight_of_authorize().is_zero()
}

impl<Lookup> Checkable<Lookup> for UncheckedExtrinsic
where
	Generic: Checkable<Lookup, Checked = CheckedExtrinsic<AccountId, RuntimeCall, TxExtension>>,
{
	type Checked = Checked;

	fn check(self, lookup: &Lookup) -> Result<Checked, TransactionValidityError> {
		checked(self.0.check(lookup)?)
	}

	#[cfg(feature = "try-runtime")]
	fn unchecked_into_checked_i_know_what_i_am_doing(
		self,
		lookup: &Lookup,
	) -> Result<Checked, TransactionValidityError> {
		checked(self.0.unchecked_into_checked_i_know_what_i_am_doing(lookup)?)
	}
}

fn checked(
	extrinsic: CheckedExtrinsic<AccountId, RuntimeCall, TxExtension>,
) -> Result<Checked, TransactionValidityError> {
	let CheckedExtrinsic { format, function } = extrinsic;
	let format = match format {
		ExtrinsicFormat::Signed(signer, extension) => ExtrinsicFormat::Signed(signer, extension),
		ExtrinsicFormat::Bare if is_report(&function) => {
			let pipeline = ReportPipeline::new(report_extension());
			ExtrinsicFormat::General(ExtensionVariant::Other(pipeline))
		},
		ExtrinsicFormat::Bare => ExtrinsicFormat::Bare,
		ExtrinsicFormat::General(_) => return Err(InvalidTransaction::Call.into()),
	};
	Ok(CheckedExtrinsic { format, function })
}

impl GetDispatchInfo for UncheckedExtrinsic {
	fn get_dispatch_info(&self) -> DispatchInfo {
		let mut info = self.0.get_dispatch_info();
		if self.is_bare() && is_report(self.call()) {
			let pipeline = ReportPipeline::new(report_extension());
			info.extension_weight = pipeline.weight(self.call());
		}
		info
	}
}

impl ExtrinsicLike for UncheckedExtrinsic {
	fn is_signed(&self) -> Option<bool> {
		Some(matches!(self.0.preamble, Preamble::Signed(..)))
	}

	fn is_bare(&self) -> bool {
		self.0.is_bare()
	}
}

impl ExtrinsicCall for UncheckedExtrinsic {
	type Call = RuntimeCall;

	fn call(&self) -> &RuntimeCall {
		self.0.call()
	}

	fn into_call(self) -> RuntimeCall {
		self.0.into_call()
	}
}

impl ExtrinsicMetadata for UncheckedExtrinsic {
	const VERSIONS: &'static [u8] = &[FORMAT_VERSION];
	// Without the reports' extensions: they never travel, so no client has to know them.
	type TransactionExtensionPipelines = ExtensionVariant<TxExtension, InvalidVersion>;
}

impl InherentBuilder for UncheckedExtrinsic {
	fn new_inherent(call: RuntimeCall) -> Self {
		Self::new_bare(call)
	}
}

impl SignedTransactionBuilder for UncheckedExtrinsic {
	type Address = Address;
	type Signature = Signature;
	type Extension = TxExtension;

	fn new_signed_transaction(
		call: RuntimeCall,
		signer: Address,
		signature: Signature,
		extension: TxExtension,
	) -> Self {
		Self::new_signed(call, signer, signature, extension)
	}
}

// In metadata it is the type that clients know.
impl TypeInfo for UncheckedExtrinsic {
	type Identity = Generic;

	fn type_info() -> Type {
		Generic::type_info()
	}
}

impl LazyExtrinsic for UncheckedExtrinsic {
	fn decode_unprefixed(data: &[u8]) -> Result<Self, codec::Error> {
		Generic::decode_unprefixed(data).map(Self)
	}
}

impl From<UncheckedExtrinsic> for OpaqueExtrinsic {
	fn from(extrinsic: UncheckedExtrinsic) -> Self {
		extrinsic.0.into()
	}
}
