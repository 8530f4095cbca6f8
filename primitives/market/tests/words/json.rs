//! How the market's words are written.

use assay_market::{
	json::Written, At, BlobHash, BlobLen, BlobRef, BlockRef, Capability, CompareRule,
	DeclineReason, Demand, DeviceLimits, Ending, Escrow, Fault, FloatModes, Grid, InputSource, Job,
	JobEvent, JobInput, JobSpec, JobState, KernelId, Offer, OutputSpec, PassSpec, Place, Pool,
	PricePerGigaFuel, Profile, Progress, Provider, ProviderDevice, Quote, Run, Sample, Setback,
	Shape, VerdictKind,
};
use proptest::prelude::*;
use serde::{de::DeserializeOwned, Serialize};
use serde_json::{from_value, json, to_value, Value};
use sp_runtime::{AccountId32, BoundedVec, Perbill, Permill};
use std::fmt::Debug;

fn alice() -> AccountId32 {
	AccountId32::new([1; 32])
}

/// Whether a value is written like this, and read again.
fn assert_shape<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T, shape: Value) {
	assert_eq!(to_value(&value).expect("it is JSON"), shape);
	assert_eq!(from_value::<T>(shape).expect("it is one"), value);
}

fn word(value: impl Serialize) -> String {
	let value = to_value(value).expect("it is JSON");
	value.as_str().expect("it is a word").to_string()
}

fn spec() -> (JobSpec, Value) {
	let tiles = Shape { rows: 9, row_words: 10, pitch: 11, plane: 12 };
	let within = CompareRule::Within { atol: 0.5f32.to_bits(), rtol: 0.25f32.to_bits() };
	let output = |rule| OutputSpec { words: 8, tiles, rule };
	let spec = JobSpec {
		inputs: BoundedVec::truncate_from(vec![JobInput {
			blob: BlobRef {
				hash: BlobHash([0x11; 32]),
				len: BlobLen::new(4).expect("it is short"),
			},
			address: BoundedVec::truncate_from(b"https://blobs.example/".to_vec()),
		}]),
		passes: BoundedVec::truncate_from(vec![PassSpec {
			kernel: KernelId([0x22; 32]),
			grid: Grid([1, 2, 3]),
			params: BoundedVec::truncate_from(vec![4, 5]),
			inputs: BoundedVec::truncate_from(vec![
				InputSource::Job(0),
				InputSource::Pass { pass: 6, output: 7 },
			]),
			outputs: BoundedVec::truncate_from(vec![output(CompareRule::Exact), output(within)]),
		}]),
	};
	let tiles = json!({ "rows": 9, "rowWords": 10, "pitch": 11, "plane": 12 });
	let json = json!({
		"inputs": [{
			"blob": { "hash": format!("0x{}", "11".repeat(32)), "len": 4 },
			"address": "https://blobs.example/",
		}],
		"passes": [{
			"kernel": format!("0x{}", "22".repeat(32)),
			"grid": [1, 2, 3],
			"params": [4, 5],
			"inputs": [{ "job": 0 }, { "pass": { "pass": 6, "output": 7 } }],
			"outputs": [
				{ "words": 8, "tiles": tiles, "rule": "exact" },
				{ "words": 8, "tiles": tiles, "rule": { "within": { "atol": 0.5, "rtol": 0.25 } } },
			],
		}],
	});
	(spec, json)
}

#[test]
fn a_specification_should_be_written_as_people_write_it() {
	let (spec, json) = spec();
	assert_shape(spec, json);
}

#[test]
fn what_a_specification_may_leave_out_should_be_empty() {
	let json = json!({
		"inputs": [{ "blob": { "hash": "22".repeat(32), "len": 0 } }],
		"passes": [{ "kernel": "22".repeat(32), "grid": [1, 1, 1], "outputs": [] }],
	});
	let spec: JobSpec = from_value(json).expect("it is one");
	assert_eq!(spec.inputs[0].address.len(), 0);
	assert_eq!((spec.passes[0].params.len(), spec.passes[0].inputs.len()), (0, 0));
}

#[test]
fn an_offer_should_be_written_as_people_write_it() {
	let tag = |text: &str| text.as_bytes().to_vec().try_into().expect("it is short");
	let offer = Offer {
		price: PricePerGigaFuel(2_000_000_000_000),
		deadline: 20,
		patience: 100,
		samples: 2,
		allowed: BoundedVec::truncate_from(vec![alice()]),
		region: Some(tag("eu-west")),
		attributes: BoundedVec::truncate_from(vec![tag("ecc-memory")]),
	};
	assert_shape(
		offer.clone(),
		json!({
			"price": "2000000000000", "deadline": 20, "patience": 100, "samples": 2,
			"allowed": [alice()], "region": "eu-west", "attributes": ["ecc-memory"],
		}),
	);
	let short = json!({ "price": 5, "deadline": 20, "patience": 100, "samples": 2 });
	let short: Offer = from_value(short).expect("it is one");
	let bare = Offer {
		price: PricePerGigaFuel(5),
		allowed: BoundedVec::new(),
		region: None,
		attributes: BoundedVec::new(),
		..offer
	};
	assert_eq!(short, bare);
}

#[test]
fn events_should_have_their_name_beside_their_fields() {
	let place = Place { pass: 1, group: [2, 3, 4] };
	let escrow = Escrow { payment: 1, verification: 2, deposit: 3 };
	let shapes: [(JobEvent, Value); 14] = [
		(
			JobEvent::Submitted { requester: alice(), fuel: u64::MAX, escrow },
			json!({
				"name": "submitted", "requester": alice(), "fuel": "18446744073709551615",
				"escrow": { "payment": "1", "verification": "2", "deposit": "3" },
			}),
		),
		(
			JobEvent::Assigned { attempt: 1, operator: alice(), payment: 5, until: 6 },
			json!({ "name": "assigned", "attempt": 1, "operator": alice(), "payment": "5", "until": 6 }),
		),
		(
			JobEvent::Committed { attempt: 1, sample_at: 7 },
			json!({ "name": "committed", "attempt": 1, "sampleAt": 7 }),
		),
		(
			JobEvent::Sampled { attempt: 1, samples: vec![place], until: 8 },
			json!({
				"name": "sampled", "attempt": 1, "samples": [{ "pass": 1, "group": [2, 3, 4] }], "until": 8,
			}),
		),
		(
			JobEvent::Opened { attempt: 1, place, verdict: VerdictKind::Match },
			json!({
				"name": "opened", "attempt": 1, "place": { "pass": 1, "group": [2, 3, 4] },
				"verdict": "match",
			}),
		),
		(JobEvent::WindowBegan { settle_at: 9 }, json!({ "name": "windowBegan", "settleAt": 9 })),
		(
			JobEvent::Challenged { challenger: alice(), place, verdict: VerdictKind::Void },
			json!({
				"name": "challenged", "challenger": alice(),
				"place": { "pass": 1, "group": [2, 3, 4] }, "verdict": "void",
			}),
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
			JobEvent::SetBack { attempt: 1, operator: alice(), reason: Setback::Late },
			json!({ "name": "setBack", "attempt": 1, "operator": alice(), "reason": "late" }),
		),
		(
			JobEvent::Slashed {
				operator: alice(),
				fault: Fault::NotOpened,
				slashed: u128::MAX,
				compensation: 1,
				bounty: 3,
				burned: 6,
			},
			json!({
				"name": "slashed", "operator": alice(), "fault": "notOpened",
				"slashed": "340282366920938463463374607431768211455", "compensation": "1",
				"bounty": "3", "burned": "6",
			}),
		),
		(
			JobEvent::Paid { operator: alice(), earned: 9, royalties: 1, burned: 2 },
			json!({ "name": "paid", "operator": alice(), "earned": "9", "royalties": "1", "burned": "2" }),
		),
		(JobEvent::Ended { ending: Ending::Void }, json!({ "name": "ended", "ending": "void" })),
		(
			JobEvent::Stuck { error: "Overflow".into() },
			json!({ "name": "stuck", "error": "Overflow" }),
		),
	];
	for (event, shape) in shapes {
		assert_shape(event, shape);
	}
}

#[test]
fn words_should_be_those_of_the_manual() {
	use DeclineReason::{InputUnavailable, NotReproducible, Unable};
	let setbacks = [
		(Setback::Declined(InputUnavailable), "inputUnavailable"),
		(Setback::Declined(NotReproducible), "notReproducible"),
		(Setback::Declined(Unable), "unable"),
		(Setback::Late, "late"),
		(Setback::Inaccurate, "inaccurate"),
		(Setback::Slashed(Fault::Mismatch), "mismatch"),
		(Setback::Slashed(Fault::NotOpened), "notOpened"),
		(Setback::Slashed(Fault::NotDelivered), "notDelivered"),
		(Setback::Void, "void"),
	];
	for (setback, word) in setbacks {
		assert_shape(setback, json!(word));
	}
	let endings = [
		Ending::Settled,
		Ending::Void,
		Ending::Cancelled,
		Ending::Expired,
		Ending::InputUnavailable,
		Ending::Irreproducible,
	];
	assert_eq!(
		endings.map(word),
		["settled", "void", "cancelled", "expired", "inputUnavailable", "irreproducible"]
	);
	let verdicts =
		[VerdictKind::Match, VerdictKind::Inaccurate, VerdictKind::Mismatch, VerdictKind::Void];
	assert_eq!(verdicts.map(word), ["match", "inaccurate", "mismatch", "void"]);
}

#[test]
fn a_job_should_have_its_state_by_name() {
	let run = Run { operator: alice(), payment: 7 };
	let job = Job {
		id: 3,
		requester: alice(),
		results: Some(vec![BlobHash([0x33; 32])]),
		state: JobState::Sampled {
			run: run.clone(),
			samples: vec![Sample { place: Place { pass: 0, group: [3, 0, 0] }, opened: true }],
			until: 112,
		},
		progress: Some(Progress {
			fuel: 1_000_000_000,
			attempt: 1,
			expires_at: 109,
			escrow: Escrow { payment: 1, verification: 2, deposit: 3 },
		}),
	};
	let json = json!({
		"id": 3,
		"requester": alice(),
		"results": [format!("0x{}", "33".repeat(32))],
		"state": {
			"name": "sampled", "run": { "operator": alice(), "payment": "7" },
			"samples": [{ "pass": 0, "group": [3, 0, 0], "opened": true }], "until": 112,
		},
		"progress": {
			"fuel": "1000000000", "attempt": 1, "expiresAt": 109,
			"escrow": { "payment": "1", "verification": "2", "deposit": "3" },
		},
	});
	assert_shape(job, json);
	let demand = Some(Demand { output: 1, first: 2, count: 3, until: 4 });
	assert_shape(
		JobState::Opened { run, settle_at: 5, demand },
		json!({
			"name": "opened", "run": { "operator": alice(), "payment": "7" }, "settleAt": 5,
			"demand": { "output": 1, "first": 2, "count": 3, "until": 4 },
		}),
	);
	let over: JobState =
		JobState::Over { ending: Ending::Settled, operator: None, paid: 5, forget_at: 6 };
	assert!(over.is_over());
	assert_shape(
		over,
		json!({ "name": "over", "ending": "settled", "operator": null, "paid": "5", "forgetAt": 6 }),
	);
}

#[test]
fn a_provider_should_be_one_flat_object() {
	let text = |text: &str| BoundedVec::truncate_from(text.as_bytes().to_vec());
	let tag = |text: &str| text.as_bytes().to_vec().try_into().expect("it is short");
	let provider = Provider {
		operator: alice(),
		profile: Profile {
			name: text("Bob's GPU"),
			endpoint: BoundedVec::truncate_from(b"https://gpu.example".to_vec()),
		},
		ask: assay_market::Ask {
			price: PricePerGigaFuel(15),
			capacity: 4,
			region: tag("eu-west"),
			attributes: BoundedVec::truncate_from(vec![tag("ecc-memory")]),
		},
		running: 1,
		reliability: Permill::from_parts(987_654),
		active: true,
		draining: false,
		heard: Some(8),
		worker: [7; 32],
		free_collateral: 96,
		devices: BoundedVec::truncate_from(vec![ProviderDevice {
			name: text("llvmpipe"),
			capability: Capability {
				limits: DeviceLimits {
					memory: 1 << 33,
					buffer: 1 << 27,
					lanes: 256,
					workgroup_memory: 16_384,
				},
				floats: FloatModes { strict: true, relaxed: false },
			},
			score: 2_700,
		}]),
	};
	assert_shape(
		provider,
		json!({
			"operator": alice(), "name": "Bob's GPU", "endpoint": "https://gpu.example",
			"price": "15", "capacity": 4, "region": "eu-west", "attributes": ["ecc-memory"],
			"running": 1, "reliability": 987_654, "active": true, "draining": false, "heard": 8,
			"worker": format!("0x{}", "07".repeat(32)), "freeCollateral": "96",
			"devices": [{
				"name": "llvmpipe", "score": 2_700, "floats": { "strict": true, "relaxed": false },
				"limits": {
					"memory": "8589934592", "buffer": "134217728", "lanes": 256,
					"workgroupMemory": 16_384,
				},
			}],
		}),
	);
	assert_shape(
		Pool {
			own: 1,
			bonded: 2,
			unbonding: 3,
			reserved: 4,
			free: 5,
			commission: Perbill::from_percent(5),
			members: 6,
		},
		json!({
			"own": "1", "bonded": "2", "unbonding": "3", "reserved": "4", "free": "5",
			"commission": 50_000_000, "members": 6,
		}),
	);
}

#[test]
fn a_quote_should_stand_beside_the_block_that_it_is_true_of() {
	let escrow = Escrow { payment: 1, verification: 2, deposit: 3 };
	let at = BlockRef { number: 12, hash: sp_core::H256([9; 32]) };
	let quote = Quote {
		fuel: 8,
		escrow,
		total: escrow.total(),
		attempt_fee: 1,
		royalties: Permill::from_percent(2),
	};
	assert_shape(
		At { at, answer: quote },
		json!({
			"at": { "number": 12, "hash": format!("0x{}", "09".repeat(32)) }, "fuel": "8",
			"escrow": { "payment": "1", "verification": "2", "deposit": "3" }, "total": "6",
			"attemptFee": "1", "royalties": 20_000,
		}),
	);
}

#[test]
fn every_tolerance_should_keep_its_bits() {
	for bits in [0u32, 1, 0x0080_0000, 0x3dcc_cccd, 0x7f7f_ffff, 0x3f80_0001, 0x8000_0000] {
		let rule = CompareRule::Within { atol: bits, rtol: bits };
		let text = serde_json::to_string(&rule).expect("it is JSON");
		assert_eq!(serde_json::from_str::<CompareRule>(&text).expect("it is one"), rule, "{text}");
		let value: Value = serde_json::from_str(&text).expect("it is JSON");
		assert_eq!(from_value::<CompareRule>(value).expect("it is one"), rule, "{text}");
	}
}

/// As a specification stands in the answer of `gpu_job`. Any crate of the build may have serde_json
/// keep numbers as they were written, and then floats in flattened structures need help.
#[test]
fn tolerances_should_be_read_inside_of_flattened_structures() {
	#[derive(serde::Serialize, serde::Deserialize)]
	struct Inner {
		rule: CompareRule,
	}
	#[derive(serde::Serialize, serde::Deserialize)]
	struct Outer {
		#[serde(flatten)]
		inner: Inner,
	}
	let rule = CompareRule::Within { atol: 1e-5f32.to_bits(), rtol: 0.25f32.to_bits() };
	let text = serde_json::to_string(&Outer { inner: Inner { rule } }).expect("it is JSON");
	let read: Outer = serde_json::from_str(&text).expect("it is one");
	assert_eq!(read.inner.rule, rule, "{text}");
}

proptest! {
	#[test]
	fn amounts_should_be_decimal_strings(amount in any::<u128>()) {
		assert_shape(PricePerGigaFuel(amount), json!(amount.to_string()));
	}

	#[test]
	fn amounts_should_be_read_as_whole_numbers_too(amount in any::<u64>()) {
		let read: PricePerGigaFuel = from_value(json!(amount)).expect("it is one");
		prop_assert_eq!(read.0, u128::from(amount));
	}
}

#[test]
fn what_is_no_amount_should_be_refused() {
	for wrong in
		[json!("-1"), json!("+1"), json!(""), json!("1e3"), json!(-1), json!(1.5), json!(null)]
	{
		assert!(from_value::<PricePerGigaFuel>(wrong.clone()).is_err(), "{wrong}");
	}
}

#[test]
fn what_is_written_should_be_read_as_it_was_meant() {
	let (spec, json) = spec();
	let written = Written::of(&spec).expect("it is JSON");
	assert_eq!(to_value(&written).expect("it is JSON"), json);
	let again: Written<JobSpec> = from_value(json).expect("anything is");
	assert_eq!(again.read(""), Ok(spec));
}
