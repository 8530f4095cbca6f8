//! Transactions as they travel.

use super::chain;
use assay_providers::Heartbeat;
use assay_runtime::{
	extrinsic::ReportExtension, Address, Executive, Hash, Runtime, RuntimeCall, Signature,
	TxExtension, UncheckedExtrinsic,
};
use codec::{Compact, Decode, Encode};
use frame_support::dispatch::GetDispatchInfo;
use frame_system::{offchain::CreateAuthorizedTransaction, ChainContext};
use sp_core::sr25519;
use sp_runtime::{
	generic::{self, Era, ExtrinsicFormat},
	traits::{Checkable, ExtensionVariant, TransactionExtension},
	transaction_validity::{
		InvalidTransaction, TransactionSource::External, TransactionValidityError,
	},
};

type General = generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;

fn heartbeat() -> RuntimeCall {
	RuntimeCall::Providers(assay_providers::Call::heartbeat {
		heartbeat: Heartbeat {
			worker: sr25519::Public::from_raw([7; 32]).into(),
			period: 0,
			sent_at: 1,
		},
		signature: sr25519::Signature::from_raw([0; 64]).into(),
	})
}

fn report(call: RuntimeCall) -> UncheckedExtrinsic {
	<Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_authorized_transaction(call)
}

fn remark() -> RuntimeCall {
	RuntimeCall::System(frame_system::Call::remark { remark: vec![1, 2, 3] })
}

fn extension() -> TxExtension {
	(
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(Era::Immortal),
		frame_system::CheckNonce::from(0),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	)
}

#[test]
fn report_should_travel_as_a_version_and_a_call() {
	let call = heartbeat().encode();
	let length = Compact(call.len() as u32 + 1).encode();
	assert_eq!(report(heartbeat()).encode(), [length, vec![4], call].concat());
}

#[test]
fn report_should_pass_what_authorises_it() {
	chain("development").execute_with(|| {
		let checked = report(heartbeat()).check(&ChainContext::<Runtime>::default());
		let format = checked.expect("nothing is looked up").format;
		assert!(
			matches!(format, ExtrinsicFormat::General(ExtensionVariant::Other(_))),
			"{format:?}"
		);

		let validity = Executive::validate_transaction(External, report(heartbeat()), Hash::zero());
		// Nobody has that worker: the pallet's own word.
		assert_eq!(validity, Err(InvalidTransaction::BadSigner.into()));
	});
}

#[test]
fn report_should_weigh_what_it_passes() {
	chain("development").execute_with(|| {
		let extension = <Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_extension();
		let weight = <ReportExtension as TransactionExtension<RuntimeCall>>::weight(
			&extension,
			&heartbeat(),
		);
		assert!(weight.ref_time() > 0);
		let unchecked = report(heartbeat()).get_dispatch_info();
		let checked = report(heartbeat()).check(&ChainContext::<Runtime>::default());
		let checked = checked.expect("nothing is looked up").get_dispatch_info();
		assert_eq!([unchecked.extension_weight, checked.extension_weight], [weight; 2]);
	});
}

#[test]
fn bare_transaction_should_be_refused_when_its_call_does_not_authorise_itself() {
	chain("development").execute_with(|| {
		let transaction = UncheckedExtrinsic::new_bare(remark());
		assert_eq!(
			Executive::validate_transaction(External, transaction, Hash::zero()),
			Err(InvalidTransaction::Call.into())
		);
	});
}

#[test]
fn general_transaction_should_be_refused_whatever_its_call() {
	chain("development").execute_with(|| {
		for call in [heartbeat(), remark()] {
			let bytes = General::new_transaction(call, extension()).encode();
			let transaction =
				UncheckedExtrinsic::decode(&mut &bytes[..]).expect("it is encoded so");
			assert_eq!(
				transaction.check(&ChainContext::<Runtime>::default()),
				Err(TransactionValidityError::Invalid(InvalidTransaction::Call))
			);
		}
	});
}
