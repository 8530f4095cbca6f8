//! The market has no place for it, or the account too little.

use super::{run_double, told};
use crate::fake::{provider, quote, Script, Submission};
use assay_runtime::{currency::ASY, Runtime};
use sp_runtime::DispatchError;

#[test]
fn no_money() {
	let script = Script { free: ASY / 50, quote: Ok(quote(ASY / 4)), ..Script::default() };
	let (ran, sent) = run_double(script, &["--yes"]);
	told(
		&ran,
		5,
		"error: 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY can spend 0.01 ASY, and this takes \
		 3.26 ASY: 0.25 ASY for the provider, 1 ASY for verification, 2 ASY as a deposit, 0.01 ASY \
		 as the transaction's fee\n  what to do: send it 3.25 ASY more, offer a lower --price, or \
		 sign with another key. Nothing was spent on this job\n",
	);
	assert_eq!(sent, 0);
}

#[test]
fn no_money_for_the_kernel() {
	let script = Script { free: ASY / 100, knows_kernels: false, ..Script::default() };
	let (ran, sent) = run_double(script, &["--yes"]);
	assert_eq!(ran.code, 5);
	assert!(ran.err.contains("kernels' deposits"), "{}", ran.err);
	assert_eq!(sent, 0);
}

#[test]
fn a_price_below_every_ask() {
	let script = Script {
		providers: vec![provider("//Bob", ASY / 20), provider("//Charlie", ASY / 10)],
		..Script::default()
	};
	let (ran, sent) = run_double(script, &["--yes", "--price", "0.01"]);
	told(
		&ran,
		5,
		"error: the price is too low: you offer 0.01 ASY for a giga-fuel, and the lowest ask of who \
		 could run this is 0.05 ASY\n  what to do: give --price 0.05 or more, or --anyway to wait \
		 for a cheaper one. Nothing was spent\n",
	);
	assert_eq!(sent, 0);
}

#[test]
fn no_provider() {
	let script = Script { providers: Vec::new(), ..Script::default() };
	let (ran, sent) = run_double(script, &["--yes"]);
	told(
		&ran,
		5,
		"error: no provider is active on this chain\n  what to do: start one (docs/cli.md), or give \
		 --price and --anyway to let the job wait in the queue. Nothing was spent\n",
	);
	assert_eq!(sent, 0);
}

#[test]
fn providers_without_room() {
	let mut busy = provider("//Bob", ASY);
	busy.running = busy.ask.capacity;
	let script = Script { providers: vec![busy], ..Script::default() };
	let (ran, _) = run_double(script, &[]);
	assert!(
		ran.err.starts_with(
			"every eligible provider is at capacity: the job will wait in the queue\nthe job takes"
		),
		"{}",
		ran.err
	);
}

#[test]
fn no_provider_that_is_large_enough() {
	let mut small = provider("//Bob", ASY);
	small.devices[0].capability.limits.memory = 100;
	let script = Script { providers: vec![small], ..Script::default() };
	let (ran, _) = run_double(script, &["--yes"]);
	told(
		&ran,
		5,
		"error: none of the 1 active providers has a device for this job: it takes 1 MiB of memory, \
		 1 MiB in one buffer, 64 lanes\n  what to do: split the job into smaller ones, or give \
		 --price and --anyway to let it wait for a larger device. Nothing was spent\n",
	);
}

#[test]
fn a_provider_that_is_none() {
	let address = "5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy";
	let (ran, _) = run_double(Script::default(), &["--yes", "--provider", address]);
	told(
		&ran,
		5,
		"error: no provider that you name could run this now: \
		 5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy\n  what to do: look at them with `assay \
		 provider status ADDRESS`, or name others. Nothing was spent\n",
	);
}

#[test]
fn over_a_limit_of_the_chain() {
	let script = Script { quote: Err("DeadlineTooLong"), ..Script::default() };
	let (ran, sent) = run_double(script, &["--yes", "--deadline", "1000000"]);
	told(
		&ran,
		5,
		"error: the chain would refuse the job: DeadlineTooLong\n  what to do: give a shorter \
		 --deadline: 7200 blocks are the most by default\n",
	);
	assert_eq!(sent, 0);
}

#[test]
fn an_account_that_cant_pay_fees() {
	let script = Script {
		submission: Submission::Refused(
			1010,
			"Invalid Transaction",
			"Inability to pay some fees (e.g. account balance too low)",
		),
		..Script::default()
	};
	let (ran, _) = run_double(script, &["--yes"]);
	assert_eq!(ran.code, 5);
	assert!(
		ran.err.ends_with(
			"error: the account can't pay the transaction's fee\n  what to do: send it some ASY \
			 first, or sign with another key. Nothing was spent\n"
		),
		"{}",
		ran.err
	);
}

#[test]
fn a_call_that_fails_in_its_block() {
	let error = DispatchError::from(assay_jobs::Error::<Runtime>::PatienceTooLong);
	let script = Script { submission: Submission::Fails(error), ..Script::default() };
	let (ran, sent) = run_double(script, &["--yes"]);
	assert_eq!(ran.code, 5);
	assert!(
		ran.err.ends_with(
			"error: the chain refuses it: PatienceTooLong (Jobs)\n  what to do: give a shorter \
			 --patience: 201600 blocks are the most by default\n"
		),
		"{}",
		ran.err
	);
	assert_eq!(sent, 1);
}

#[test]
fn a_region_without_providers() {
	let more = ["--yes", "--region", "mars", "--attribute", "ecc-memory"];
	let (ran, sent) = run_double(Script::default(), &more);
	told(
		&ran,
		5,
		"error: none of the 1 active providers is in region `mars` with `ecc-memory`\n  what to do: \
		 ask for less with --region and --attribute, or give --price and --anyway to let the job \
		 wait. Nothing was spent\n",
	);
	assert_eq!(sent, 0);
}
