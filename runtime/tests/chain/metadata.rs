//! What wallets read.

use super::chain;
use assay_runtime::{Runtime, RuntimeCall, UncheckedExtrinsic};
use sp_runtime::traits::{ExtrinsicMetadata, Pipeline, PipelineMetadataBuilder};

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
fn wallets_should_have_to_know_no_extension_but_those_of_signed_transactions() {
	assert_eq!(UncheckedExtrinsic::VERSIONS, [4]);
	let mut pipelines = PipelineMetadataBuilder::new();
	<<UncheckedExtrinsic as ExtrinsicMetadata>::TransactionExtensionPipelines as Pipeline<
		RuntimeCall,
	>>::build_metadata(&mut pipelines);
	let names: Vec<_> =
		pipelines.in_versions.iter().map(|extension| extension.identifier).collect();
	assert_eq!(
		names,
		[
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
