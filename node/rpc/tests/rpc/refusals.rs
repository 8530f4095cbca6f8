//! What the chain's refusals mean, against the chain's own list of errors.

use assay_rpc::refusal;
use scale_info::{TypeDef, TypeInfo};

/// Errors of calls that no submission and no quote ends with.
const ELSEWHERE: &[&str] = &[
	"JobUnknown",
	"NotRequester",
	"OtherAttempt",
	"NotQueued",
	"NotAssigned",
	"NotCommitted",
	"NotSampled",
	"NotOpened",
	"AttemptsUsedUp",
	"CommitmentIncomplete",
	"SampleUnknown",
	"OpenedAlready",
	"PlaceUnknown",
	"FuelMisstated",
	"WitnessCount",
	"WitnessTooLarge",
	"NotTheTile",
	"ProofWrong",
	"ChunksMalformed",
	"ChunkMissing",
	"ChunkNotRead",
	"BondInsufficient",
	"WindowOver",
	"DemandPending",
	"NothingDemanded",
	"OutputUnknown",
	"ChunksUnknown",
	"TooManyChunks",
	"OtherChunks",
	"NothingDue",
	"EscrowBelowLedger",
	"SpecBroken",
];

#[test]
fn every_error_of_the_chain_should_be_explained_or_belong_elsewhere() {
	let TypeDef::Variant(errors) =
		assay_jobs::Error::<assay_runtime::Runtime>::type_info().type_def
	else {
		panic!("errors are an enum");
	};
	let mut chain: Vec<&str> = errors.variants.iter().map(|one| one.name).collect();
	let mut known: Vec<&str> = refusal::reasons().chain(ELSEWHERE.iter().copied()).collect();
	chain.sort_unstable();
	known.sort_unstable();
	assert_eq!(known, chain);
}

#[test]
fn a_reason_should_have_a_meaning_even_if_it_is_new() {
	assert_eq!(refusal::meaning("SamplesOutOfRange"), "ask for 1 to 8 samples");
	assert_eq!(refusal::meaning("NeverHeardOf"), "see the errors of the pallet `jobs`");
}
