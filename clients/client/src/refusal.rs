//! Why the chain refuses a call, in words that say what to do.

use crate::node::code;
use assay_terminal::Failure;
use serde_json::Value;
use subxt::{
	error::{DispatchError, TokenError},
	metadata::ArcMetadata,
	rpcs::UserError,
};

/// What to do about an error of a pallet, by the pallet's and the error's names.
///
/// The errors that people cause are here; the others speak for themselves and get the last line.
pub const ADVICE: &[(&str, &str, &str)] = &[
	("Jobs", "JobUnknown", "look at the number: `assay job run` printed it. Jobs that are over can't be changed"),
	("Jobs", "NotRequester", "sign with the key that submitted the job"),
	("Jobs", "NotQueued", "a provider has the job already; follow it with `assay job watch ID`"),
	("Jobs", "SamplesOutOfRange", "give --samples 1 to 8"),
	("Jobs", "DeadlineZero", "give --deadline 1 or more"),
	("Jobs", "DeadlineTooLong", "give a shorter --deadline: 7200 blocks are the most by default"),
	("Jobs", "PatienceZero", "give --patience 1 or more"),
	("Jobs", "PatienceTooLong", "give a shorter --patience: 201600 blocks are the most by default"),
	("Jobs", "OtherAttempt", "the job has been given to another provider since: look again with `assay job status ID`"),
	("Jobs", "NotCommitted", "wait until its provider has committed to results"),
	("Jobs", "BondInsufficient", "have the challenge's bond on the account: `assay job challenge` says how much it is"),
	("Jobs", "KernelUnknown", "register the kernel first: `assay kernel register FILE`"),
	("Jobs", "WorkgroupTooLong", "give each workgroup less to do, and the grid more workgroups"),
	("Jobs", "JobTooLong", "split the job into several"),
	("Jobs", "JobTooLarge", "split the job into several: inputs and outputs have 64 GiB at most together"),
	("Jobs", "TooManyOutputs", "split the job into several: 256 outputs are the most"),
	("Jobs", "TilesScattered", "give tiles longer rows, or fewer"),
	("Jobs", "RuleMalformed", "leave --tolerance out for strict kernels; for others give two finite numbers"),
	("Jobs", "InterfaceDiffers", "give as many inputs, outputs and parameters as the kernel has: `assay kernel check FILE` lists them"),
	("Jobs", "Overflow", "give a lower --price"),
	("Kernels", "KernelExists", "nothing is left to do: jobs can use it, `assay kernel check FILE` prints its id"),
	("Kernels", "NameMalformed", "give --name with lower-case letters, digits and -._/ only"),
	("Kernels", "RoyaltyTooHigh", "give a lower --royalty: 5 percent are the most by default"),
	("Kernels", "BytecodeInvalid", "compile it anew with this release"),
	("Providers", "ProviderExists", "the account is a provider already: `assay provider status` says how it is doing"),
	("Providers", "ProviderUnknown", "register first: `assay provider register`"),
	("Providers", "NotBacked", "bond more: `assay provider register --bond ASY`; 100 ASY are the least by default"),
	("Providers", "EndpointMalformed", "give an --endpoint in printable ASCII without spaces, as in http://gpu.example:9955"),
	("Providers", "NameMalformed", "give a --name without control characters"),
	("Providers", "TagMalformed", "write tags in lower-case letters, digits and -._:/"),
	("Providers", "CapacityZero", "give --capacity 1 or more"),
	("Providers", "CapacityTooHigh", "give a lower --capacity: 32 are the most by default"),
	("Providers", "WorkerTaken", "make a worker key of this machine's own: `assay provider init`"),
	("Providers", "PossessionUnproven", "name the worker key's file with --worker"),
	("Providers", "DrainingAlready", "nothing is left to do; --resume takes jobs again"),
	("Providers", "ActiveAlready", "nothing is left to do"),
	("Providers", "NotOnline", "start the node with the worker key; it becomes active with its first heartbeat"),
	("Providers", "JobsRunning", "drain first with `assay provider drain`, and try again when its jobs are over"),
	("Stake", "PoolExists", "bond more instead: `assay provider register --bond ASY` does"),
	("Stake", "OwnBondBelowMinimum", "bond more: 100 ASY are the least by default"),
	("Stake", "StakeReserved", "wait until the jobs that it backs are over"),
	("Stake", "NothingToWithdraw", "wait until the unbonding period is over: `assay provider status` says when"),
];

/// The advice for what isn't in the list.
const OTHERWISE: &str =
	"docs/cli.md has a list of what can be wrong. Only the transaction's fee was spent";

/// What to do about an error.
fn advice(pallet: &str, name: &str) -> &'static str {
	let found = ADVICE.iter().find(|(of, error, _)| *of == pallet && *error == name);
	found.map_or(OTHERWISE, |(_, _, advice)| advice)
}

/// A call that failed in its block, by what the chain's metadata says of its error.
pub fn of_dispatch(error: &[u8], chain: ArcMetadata) -> Failure {
	let error = match DispatchError::decode_from(error, chain) {
		Ok(error) => error,
		Err(unknown) => {
			return Failure::refused(format!("the chain refuses it: {unknown}")).advice(OTHERWISE)
		},
	};
	match error {
		DispatchError::Token(TokenError::FundsUnavailable | TokenError::BelowMinimum)
		| DispatchError::ConsumerRemaining
		| DispatchError::NoProviders => too_poor(),
		DispatchError::Module(module) => match module.details() {
			Ok(found) => {
				let (pallet, name) = (found.pallet.name(), found.variant.name.as_str());
				of_pallet(pallet, name, &found.variant.docs)
			},
			Err(unknown) => {
				Failure::refused(format!("the chain refuses it: {unknown}")).advice(OTHERWISE)
			},
		},
		other => Failure::refused(format!("the chain refuses it: {other}")).advice(OTHERWISE),
	}
}

fn of_pallet(pallet: &str, name: &str, docs: &[String]) -> Failure {
	if (pallet, name) == ("Balances", "InsufficientBalance") {
		return too_poor();
	}
	let what = format!("the chain refuses it: {name} ({pallet})");
	match advice(pallet, name) {
		// The chain's own words, for what this program has none for.
		OTHERWISE => {
			let docs: Vec<_> = docs.iter().map(|line| line.trim()).collect();
			let docs = docs.join(" ");
			let what = match docs.is_empty() {
				true => what,
				false => format!("{what}: {docs}"),
			};
			Failure::refused(what).advice(OTHERWISE)
		},
		known => Failure::refused(what).advice(known),
	}
}

fn too_poor() -> Failure {
	Failure::refused("the account has too little for what is to be put on hold").advice(
		"send it more ASY, or offer less; `assay job run` says what it takes. Only the \
		 transaction's fee was spent",
	)
}

/// A question about a job that has no answer, since the chain would refuse the job.
pub fn of_question(told: &UserError) -> Failure {
	let data = told.data.as_ref().and_then(|data| serde_json::from_str::<Value>(data.get()).ok());
	let reason = data.as_ref().and_then(|data| data["reason"].as_str());
	match (told.code, reason) {
		(code::JOB_REFUSED, Some(name)) => {
			let name = crate::account::printable(name.as_bytes());
			Failure::refused(format!("the chain would refuse the job: {name}")).advice(
				match advice("Jobs", &name) {
					OTHERWISE => "docs/cli.md has a list of what can be wrong. Nothing was spent",
					known => known,
				},
			)
		},
		(code::TOO_MUCH, _) => {
			Failure::refused("the chain would refuse the job: a list or a text is too long")
				.advice("name 16 providers at most, and short tags")
		},
		(code::KERNEL_UNKNOWN, _) => Failure::refused("the chain doesn't know the kernel")
			.advice("register it first: `assay kernel register FILE`"),
		(code::PARAMETERS_DIFFER, _) => Failure::refused("the kernel has other parameters")
			.advice("`assay kernel check FILE` lists them"),
		_ => Failure::refused(format!("the node refuses the question: {}", told.message))
			.advice("docs/cli.md has a list of what can be wrong. Nothing was spent"),
	}
}
