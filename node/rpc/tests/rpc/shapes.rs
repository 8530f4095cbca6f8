//! The JSON of what the manual's examples don't show, exactly, and back.

use crate::scene::{bob, samples};
use assay_jobs as chain;
use assay_market::{CompareRule, JobSpec, OutputSpec, Place, Shape};
use assay_rpc::{
	Amount, Count, Demand, DeviceKind, DeviceState, Ending, Fault, JobEvent, JobState, Rule, Run,
	ServiceState, Setback, Source, Spec, Verdict,
};
use serde::{de::DeserializeOwned, Serialize};
use serde_json::{from_value, json, to_value, Value};
use std::fmt::Debug;

fn assert_shape<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T, shape: Value) {
	assert_eq!(to_value(&value).expect("it is JSON"), shape);
	assert_eq!(from_value::<T>(shape).expect("it is one"), value);
}

fn run() -> Run {
	Run { operator: bob(), payment: Amount(u128::MAX) }
}

#[test]
fn numbers_should_be_decimal_strings_and_nothing_else() {
	assert_shape(Amount(u128::MAX), json!("340282366920938463463374607431768211455"));
	assert_shape(Count(u64::MAX), json!("18446744073709551615"));
	assert_eq!(from_value::<Count>(json!(17)).ok(), Some(Count(17)));
	for wrong in [
		json!("+1"),
		json!("-1"),
		json!(""),
		json!(" 1"),
		json!("0x10"),
		json!(1.5),
		json!(-1),
		json!("18446744073709551616"),
		json!(null),
	] {
		let read = from_value::<Count>(wrong.clone());
		let error = read.expect_err(&wrong.to_string()).to_string();
		assert!(error.contains("a whole number in range, as a decimal string"), "{error}");
	}
}

#[test]
fn states_should_be_told_by_name() {
	let run_json = json!({ "operator": bob(), "payment": u128::MAX.to_string() });
	assert_shape(JobState::Queued { before: 2 }, json!({ "name": "queued", "before": 2 }));
	assert_shape(
		JobState::Assigned { run: run(), until: 30 },
		json!({ "name": "assigned", "run": run_json, "until": 30 }),
	);
	assert_shape(
		JobState::Committed { run: run(), sample_at: 12 },
		json!({ "name": "committed", "run": run_json, "sampleAt": 12 }),
	);
	let demand = Demand { output: 1, first: 2, count: 3, until: 40 };
	assert_shape(
		JobState::Opened { run: run(), settle_at: 50, demand: Some(demand) },
		json!({
			"name": "opened",
			"run": run_json,
			"settleAt": 50,
			"demand": { "output": 1, "first": 2, "count": 3, "until": 40 },
		}),
	);
	assert_shape(
		JobState::Over { ending: Ending::Settled, operator: None, paid: Amount(5), forget_at: 60 },
		json!({ "name": "over", "ending": "settled", "operator": null, "paid": "5", "forgetAt": 60 }),
	);
}

#[test]
fn events_should_be_told_by_name() {
	let place = samples()[0];
	let place_json = json!({ "pass": 0, "group": [3, 0, 0] });
	let table = [
		(
			JobEvent::Committed { attempt: 1, sample_at: 12 },
			json!({ "name": "committed", "attempt": 1, "sampleAt": 12 }),
		),
		(JobEvent::WindowBegan { settle_at: 50 }, json!({ "name": "windowBegan", "settleAt": 50 })),
		(
			JobEvent::Challenged {
				challenger: bob(),
				place: place.into(),
				verdict: Verdict::Mismatch,
			},
			json!({ "name": "challenged", "challenger": bob(), "place": place_json, "verdict": "mismatch" }),
		),
		(
			JobEvent::Demanded { output: 1, first: 2, count: 3, until: 40 },
			json!({ "name": "demanded", "output": 1, "first": 2, "count": 3, "until": 40 }),
		),
		(
			JobEvent::Delivered { output: 1, first: 2, count: 3 },
			json!({ "name": "delivered", "output": 1, "first": 2, "count": 3 }),
		),
		(
			JobEvent::SetBack { attempt: 1, operator: bob(), reason: Setback::Late },
			json!({ "name": "setBack", "attempt": 1, "operator": bob(), "reason": "late" }),
		),
		(
			JobEvent::Slashed {
				operator: bob(),
				fault: Fault::NotOpened,
				slashed: Amount(10),
				compensation: Amount(1),
				bounty: Amount(3),
				burned: Amount(6),
			},
			json!({
				"name": "slashed", "operator": bob(), "fault": "notOpened", "slashed": "10",
				"compensation": "1", "bounty": "3", "burned": "6",
			}),
		),
		(
			JobEvent::Paid {
				operator: bob(),
				earned: Amount(9),
				royalties: Amount(1),
				burned: Amount(2),
			},
			json!({ "name": "paid", "operator": bob(), "earned": "9", "royalties": "1", "burned": "2" }),
		),
		(JobEvent::Ended { ending: Ending::Void }, json!({ "name": "ended", "ending": "void" })),
		(
			JobEvent::Stuck { error: "Overflow".into() },
			json!({ "name": "stuck", "error": "Overflow" }),
		),
	];
	for (event, shape) in table {
		assert_shape(event, shape);
	}
}

#[test]
fn words_should_be_those_of_the_manual() {
	use chain::DeclineReason as Reason;
	let word = |value: &dyn erased::Word| value.word();
	let setbacks = [
		chain::Setback::Declined(Reason::InputUnavailable),
		chain::Setback::Declined(Reason::NotReproducible),
		chain::Setback::Declined(Reason::Unable),
		chain::Setback::Late,
		chain::Setback::Inaccurate,
		chain::Setback::Slashed(chain::Fault::Mismatch),
		chain::Setback::Slashed(chain::Fault::NotOpened),
		chain::Setback::Slashed(chain::Fault::NotDelivered),
		chain::Setback::Void,
	];
	assert_eq!(
		setbacks.map(|setback| word(&Setback::from(setback))),
		[
			"inputUnavailable",
			"notReproducible",
			"unable",
			"late",
			"inaccurate",
			"mismatch",
			"notOpened",
			"notDelivered",
			"void",
		]
	);
	let endings = [
		chain::Ending::Settled,
		chain::Ending::Void,
		chain::Ending::Cancelled,
		chain::Ending::Expired,
		chain::Ending::InputUnavailable,
		chain::Ending::Irreproducible,
	];
	assert_eq!(
		endings.map(|ending| word(&Ending::from(ending))),
		["settled", "void", "cancelled", "expired", "inputUnavailable", "irreproducible"]
	);
	let verdicts = [
		chain::VerdictKind::Match,
		chain::VerdictKind::Inaccurate,
		chain::VerdictKind::Mismatch,
		chain::VerdictKind::Void,
	];
	assert_eq!(
		verdicts.map(|told| word(&Verdict::from(told))),
		["match", "inaccurate", "mismatch", "void"]
	);
	let faults = [chain::Fault::Mismatch, chain::Fault::NotOpened, chain::Fault::NotDelivered];
	assert_eq!(
		faults.map(|fault| word(&Fault::from(fault))),
		["mismatch", "notOpened", "notDelivered"]
	);
	let states = [
		DeviceState::Starting,
		DeviceState::Idle,
		DeviceState::Running,
		DeviceState::Lost,
		DeviceState::Unusable,
	];
	assert_eq!(
		states.map(|state| word(&state)),
		["starting", "idle", "running", "lost", "unusable"]
	);
	let kinds = [
		DeviceKind::Discrete,
		DeviceKind::Integrated,
		DeviceKind::Virtual,
		DeviceKind::Software,
		DeviceKind::Other,
	];
	assert_eq!(
		kinds.map(|kind| word(&kind)),
		["discrete", "integrated", "virtual", "software", "other"]
	);
	let services = [ServiceState::None, ServiceState::Running, ServiceState::Draining];
	assert_eq!(services.map(|state| word(&state)), ["none", "running", "draining"]);
}

mod erased {
	/// An enum that is one word in JSON.
	pub trait Word {
		fn word(&self) -> String;
	}

	impl<T: serde::Serialize> Word for T {
		fn word(&self) -> String {
			let value = serde_json::to_value(self).expect("it is JSON");
			value.as_str().expect("it is a word").to_string()
		}
	}
}

#[test]
fn a_specification_should_be_the_chains_and_back() {
	let json = json!({
		"inputs": [{ "blob": { "hash": format!("0x{}", "11".repeat(32)), "len": 4 }, "address": "" }],
		"passes": [
			{
				"kernel": format!("0x{}", "22".repeat(32)),
				"grid": [1, 2, 3],
				"params": [4, 5],
				"inputs": [{ "job": 0 }, { "pass": { "pass": 6, "output": 7 } }],
				"outputs": [
					{ "words": 8, "tiles": { "rows": 9, "rowWords": 10, "pitch": 11, "plane": 12 }, "rule": "exact" },
					{
						"words": 8,
						"tiles": { "rows": 9, "rowWords": 10, "pitch": 11, "plane": 12 },
						"rule": { "within": { "atol": 0.5, "rtol": 0.25 } },
					},
				],
			},
		],
	});
	let spec: Spec = from_value(json.clone()).expect("it is one");
	let chain = JobSpec::try_from(spec.clone()).expect("it is within bounds");
	let tiles = Shape { rows: 9, row_words: 10, pitch: 11, plane: 12 };
	let rule = |rule| OutputSpec { words: 8, tiles, rule };
	assert_eq!(
		chain.passes[0].outputs.to_vec(),
		[
			rule(CompareRule::Exact),
			rule(CompareRule::Within { atol: 0.5f32.to_bits(), rtol: 0.25f32.to_bits() }),
		]
	);
	assert_eq!(chain.inputs[0].blob.hash.0, [0x11; 32]);
	assert_eq!((chain.passes[0].kernel.0, chain.passes[0].grid.0), ([0x22; 32], [1, 2, 3]));
	assert_eq!(Spec::from(chain), spec);
	assert_eq!(to_value(spec).expect("it is JSON"), json);
}

#[test]
fn every_tolerance_should_keep_its_bits() {
	for bits in [0u32, 1, 0x0080_0000, 0x3dcc_cccd, 0x7f7f_ffff, 0x3f80_0001, 0x8000_0000] {
		let tolerance = f32::from_bits(bits);
		let rule = Rule::Within { atol: tolerance, rtol: tolerance };
		let text = serde_json::to_string(&rule).expect("it is JSON");
		let Rule::Within { atol, .. } = serde_json::from_str(&text).expect("it is one") else {
			panic!("{text}");
		};
		assert_eq!(atol.to_bits(), bits, "{text}");
	}
}

#[test]
fn sources_and_places_should_be_named() {
	assert_shape(Source::Job(3), json!({ "job": 3 }));
	let place = Place { pass: 2, group: [1, 2, 3] };
	assert_shape(
		assay_rpc::Sample { place: place.into(), opened: true },
		json!({ "pass": 2, "group": [1, 2, 3], "opened": true }),
	);
}
