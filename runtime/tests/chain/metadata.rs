//! What wallets read.

use super::chain;
use assay_runtime::{Runtime, TxExtension};
use sp_runtime::traits::TransactionExtension;

#[test]
fn metadata_should_come_in_versions_14_to_16() {
	chain("development").execute_with(|| {
		let versions = Runtime::metadata_versions();
		for version in [14, 15, 16] {
			assert!(versions.contains(&version), "{versions:?}");
			let metadata = Runtime::metadata_at_version(version).expect("the version is offered");
			// The magic number, then the version.
			assert_eq!(metadata[..4], *b"meta");
			assert_eq!(u32::from(metadata[4]), version);
		}
	});
}

#[test]
fn extensions_should_begin_with_authorising_and_check_the_metadata_hash() {
	let names: Vec<_> = <TxExtension as TransactionExtension<_>>::metadata()
		.into_iter()
		.map(|extension| extension.identifier)
		.collect();
	assert_eq!(
		names,
		[
			"AuthorizeCall",
			"CheckNonZeroSender",
			"CheckSpecVersion",
			"CheckTxVersion",
			"CheckGenesis",
			"CheckMortality",
			"CheckNonce",
			"CheckWeight",
			"ChargeTransactionPayment",
			"CheckMetadataHash",
			"WeightReclaim",
		]
	);
}
