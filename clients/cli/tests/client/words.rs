//! Arguments, amounts, and what the chain's errors are called.

use assay_client::{format_amount, node::code, parse_amount, refusal::ADVICE};
use assay_runtime::Runtime;
use clap::CommandFactory;
use scale_info::{TypeDef, TypeInfo};

#[test]
fn arguments_should_be_consistent() {
	crate::ran::Cli::command().debug_assert();
}

#[test]
fn amounts_should_survive_being_written_and_read() {
	for grains in [0, 1, 999_999_999_999, 1_000_000_000_000, 1_050_000_000_000, u64::MAX.into()] {
		assert_eq!(parse_amount(&format_amount(grains)), Ok(grains));
	}
	assert_eq!(parse_amount("1.5"), Ok(1_500_000_000_000));
}

#[test]
fn what_is_no_amount_should_be_refused() {
	for text in ["", ".", "1.", ".5", "-1", "1e3", "1,5", "a", "1.2.3", "+1"] {
		assert_eq!(
			parse_amount(text),
			Err("write an amount in ASY, as in 12 or 0.05".into()),
			"{text}"
		);
	}
	assert_eq!(parse_amount("0.0000000000001"), Err("ASY has 12 decimal places at most".into()));
	assert_eq!(
		parse_amount("999999999999999999999999999999999999999"),
		Err("999999999999999999999999999999999999999 is more than there can be".into())
	);
}

#[test]
fn every_advice_should_be_about_an_error_that_there_is() {
	let names = |info: scale_info::Type| -> Vec<String> {
		let TypeDef::Variant(variants) = info.type_def else { panic!("an error is an enum") };
		variants.variants.iter().map(|variant| variant.name.to_string()).collect()
	};
	for (pallet, error, _) in ADVICE {
		let known = match *pallet {
			"Jobs" => names(assay_jobs::Error::<Runtime>::type_info()),
			"Kernels" => names(assay_kernels::Error::<Runtime>::type_info()),
			"Providers" => names(assay_providers::Error::<Runtime>::type_info()),
			"Stake" => names(assay_stake::Error::<Runtime>::type_info()),
			other => panic!("there is no pallet {other}"),
		};
		assert!(known.iter().any(|name| name == error), "{pallet}::{error}");
	}
}

#[test]
fn codes_should_be_those_of_the_manual_of_json_rpc() {
	let manual = include_str!("../../../../docs/json-rpc.md");
	for (number, name) in [
		(code::JOB_UNKNOWN, "JobUnknown"),
		(code::JOB_REFUSED, "JobRefused"),
		(code::TOO_MUCH, "TooMuch"),
		(code::PROVIDER_UNKNOWN, "ProviderUnknown"),
		(code::POOL_UNKNOWN, "PoolUnknown"),
		(code::KERNEL_UNKNOWN, "KernelUnknown"),
		(code::PARAMETERS_DIFFER, "ParametersDiffer"),
	] {
		assert!(manual.contains(&format!("| {number} | `{name}` |")), "{number} {name}");
	}
}
