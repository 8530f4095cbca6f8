//! Why the chain refuses a call, in words that say what to do.

use assay_market::Refused;
use assay_runtime::RuntimeError;
use assay_terminal::Failure;
use sp_runtime::{DispatchError, TokenError};

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

/// The names of an error of a pallet.
fn names(error: DispatchError) -> Option<(String, String)> {
	let error = RuntimeError::from_dispatch_error(error)?;
	// As the macro derives it: `Pallet(Error)`.
	let told = format!("{error:?}");
	let (pallet, name) = told.split_once('(')?;
	Some((pallet.to_string(), name.trim_end_matches(')').to_string()))
}

/// What to do about an error.
fn advice(pallet: &str, name: &str) -> &'static str {
	let found = ADVICE.iter().find(|(of, error, _)| *of == pallet && *error == name);
	found.map_or(OTHERWISE, |(_, _, advice)| advice)
}

/// A call that failed in its block.
pub fn of_dispatch(error: DispatchError) -> Failure {
	match error {
		DispatchError::Token(TokenError::FundsUnavailable | TokenError::BelowMinimum)
		| DispatchError::ConsumerRemaining
		| DispatchError::NoProviders => too_poor(),
		DispatchError::Module(_) => match names(error) {
			Some((pallet, name)) if name == "InsufficientBalance" && pallet == "Balances" => {
				too_poor()
			},
			Some((pallet, name)) => {
				Failure::refused(format!("the chain refuses it: {name} ({pallet})"))
					.advice(advice(&pallet, &name))
			},
			None => Failure::refused(
				"the chain refuses it, with an error that this release doesn't know",
			)
			.advice("use the `assay` of the chain's release"),
		},
		other => Failure::refused(format!("the chain refuses it: {}", <&'static str>::from(other)))
			.advice(OTHERWISE),
	}
}

fn too_poor() -> Failure {
	Failure::refused("the account has too little for what is to be put on hold").advice(
		"send it more ASY, or offer less; `assay job run` says what it takes. Only the \
		 transaction's fee was spent",
	)
}

/// A question about a job that the chain would refuse.
pub fn of_question(refused: Refused) -> Failure {
	match refused {
		Refused::Job(name) => {
			let name = crate::account::printable(name.as_bytes());
			Failure::refused(format!("the chain would refuse the job: {name}")).advice(
				match advice("Jobs", &name) {
					OTHERWISE => "docs/cli.md has a list of what can be wrong. Nothing was spent",
					known => known,
				},
			)
		},
		Refused::KernelUnknown => Failure::refused("the chain doesn't know the kernel")
			.advice("register it first: `assay kernel register FILE`"),
		Refused::ParametersDiffer => Failure::refused("the kernel has other parameters")
			.advice("`assay kernel check FILE` lists them"),
		Refused::CostUnknown => Failure::refused("the kernel has no cost with these parameters")
			.advice("lower what bounds its loops"),
	}
}
