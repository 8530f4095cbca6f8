//! Pages, blocks and errors.

use crate::{
	chain::State,
	scene::{alice, ask, bob, charlie, market, on, on_tokio, provider, spec, triple, JOB},
};
use assay_market::{limits::MAX_PAGE, JobEvent, JobState, KernelId, Refused};
use assay_rpc::{limits, Code};
use serde_json::{json, Value};
use sp_core::H256;

fn offer() -> Value {
	json!({ "price": "2000000000000", "deadline": 20, "patience": 100, "samples": 2 })
}

fn spec_json() -> Value {
	serde_json::to_value(spec()).expect("it is JSON")
}

/// The code and the message of an error.
fn error(answer: &Value) -> (Option<Code>, &str) {
	let number = answer["code"].as_i64().unwrap_or_else(|| panic!("no error: {answer}"));
	let code = Code::of(i32::try_from(number).expect("codes are short"));
	(code, answer["message"].as_str().expect("it is a text"))
}

#[test]
fn what_is_unknown_should_be_an_error_with_its_code_and_advice() {
	let unknown = on_tokio(async {
		let chain = market();
		let nobody = json!([charlie()]);
		[
			ask(&chain, "gpu_job", json!([99])).await,
			ask(&chain, "gpu_provider", json!([alice()])).await,
			ask(&chain, "gpu_pool", nobody).await,
			ask(&chain, "gpu_kernel", json!([H256::repeat_byte(7)])).await,
			ask(&chain, "gpu_job", json!([JOB, H256::repeat_byte(9)])).await,
		]
	});
	let expected = [
		(Code::JobUnknown, "job 99 is unknown at block 12: no such job was submitted yet, or it was over for so long that the chain has forgotten it".to_string()),
		(Code::ProviderUnknown, format!("{} is no provider at block 12: it becomes one with `providers.register`", alice())),
		(Code::PoolUnknown, format!("{} has no pool at block 12: it opens one with `stake.bond`", charlie())),
		(Code::KernelUnknown, format!("kernel {:?} isn't registered at block 12: `kernels.register` does it", H256::repeat_byte(7))),
		(Code::BlockUnknown, format!("this node knows no block {:?}: ask for another, or leave `at` out for the best one", H256::repeat_byte(9))),
	];
	for (answer, (code, message)) in unknown.iter().zip(expected) {
		assert_eq!(error(answer), (Some(code), &message[..]));
		assert_eq!(answer.get("data"), None);
	}
}

#[test]
fn a_malformed_request_should_have_the_code_of_json_rpc() {
	let wrong = on_tokio(async {
		let chain = market();
		[
			ask(&chain, "gpu_job", json!(["seven"])).await,
			ask(&chain, "gpu_provider", json!(["5GrwvaEF"])).await,
			ask(&chain, "gpu_kernel", json!(["0x12"])).await,
			ask(&chain, "gpu_quote", json!([spec_json(), { "price": "-1" }])).await,
			ask(&chain, "gpu_quote", json!([{ "inputs": [], "passes": [], "more": 1 }, offer()]))
				.await,
		]
	});
	for answer in &wrong {
		assert_eq!(answer["code"], -32602, "{answer}");
	}
	let messages = [&wrong[3], &wrong[4]].map(|answer| answer["message"].as_str());
	let expected = [
		"price of the offer: invalid value: string \"-1\", expected a whole number in range, as a \
		 decimal string",
		"more: unknown field `more`, expected `inputs` or `passes`",
	];
	assert_eq!(messages, expected.map(Some));
}

#[test]
fn jobs_should_come_in_pages_that_go_on_where_the_last_one_ended() {
	let pages = on_tokio(async {
		let chain = market();
		[
			ask(&chain, "gpu_jobs", json!([0, 2])).await,
			ask(&chain, "gpu_jobs", json!([8, 2])).await,
			ask(&chain, "gpu_jobs", json!([null, 0])).await,
			ask(&chain, "gpu_jobs", json!([])).await,
		]
	});
	let told = pages.map(|page| {
		let entries = page["entries"].as_array().expect("they are there").clone();
		let ids = entries.iter().map(|job| job["id"].as_u64().expect("it is a number"));
		(ids.collect::<Vec<_>>(), page["next"].as_u64())
	});
	let expected = [
		(vec![3, JOB], Some(8)),
		(vec![8], None),
		// A page has at least one entry, or nobody would get on.
		(vec![3], Some(JOB)),
		(vec![3, JOB, 8], None),
	];
	assert_eq!(told, expected);
}

#[test]
fn a_page_should_have_at_most_so_many_entries_whatever_is_asked_for() {
	let (all, providers) = on_tokio(async {
		let chain = market();
		chain.change(|state| {
			let queued = |id| (id, on(id, JobState::Queued { before: 0 }, 0));
			state.jobs = (0..1_000).map(queued).collect();
			let account = |byte: u16| {
				let mut bytes = [0; 32];
				bytes[..2].copy_from_slice(&byte.to_le_bytes());
				bytes.into()
			};
			state.providers = (0..1_000).map(|n| provider(account(n), "one of many")).collect();
		});
		(
			ask(&chain, "gpu_jobs", json!([0, u32::MAX])).await,
			ask(&chain, "gpu_providers", json!([null, u32::MAX])).await,
		)
	});
	for page in [&all, &providers] {
		let entries = page["entries"].as_array().expect("they are there");
		assert_eq!(entries.len(), MAX_PAGE as usize);
	}
	assert_eq!(all["next"], MAX_PAGE);
	assert_eq!(providers["next"], providers["entries"][MAX_PAGE as usize - 1]["operator"]);
}

#[test]
fn providers_should_go_on_after_an_account() {
	let (first, second) = on_tokio(async {
		let chain = market();
		(
			ask(&chain, "gpu_providers", json!([null, 1])).await,
			ask(&chain, "gpu_providers", json!([bob(), 1])).await,
		)
	});
	assert_eq!(first["next"], json!(bob()));
	assert_eq!(second["entries"][0]["operator"], json!(charlie()));
	assert_eq!(second["next"], Value::Null);
}

#[test]
fn events_should_be_looked_for_in_a_bounded_number_of_blocks() {
	let (early, rest, beyond) = on_tokio(async {
		let chain = market();
		let state = chain.state();
		for _ in 0..limits::MAX_EVENT_BLOCKS {
			chain.grow(state.clone());
		}
		chain.change(|state| state.events = vec![(JOB, JobEvent::WindowBegan { settle_at: 500 })]);
		let early = ask(&chain, "gpu_jobEvents", json!([JOB, 0])).await;
		let next = early["next"].clone();
		(
			early,
			ask(&chain, "gpu_jobEvents", json!([JOB, next])).await,
			ask(&chain, "gpu_jobEvents", json!([JOB, u32::MAX])).await,
		)
	});
	let blocks = |page: &Value| -> Vec<u64> {
		let entries = page["entries"].as_array().expect("they are there");
		entries.iter().map(|entry| entry["block"]["number"].as_u64().expect("it is one")).collect()
	};
	assert_eq!((blocks(&early), &early["next"]), (vec![9, 10, 12], &json!(256)));
	assert_eq!((blocks(&rest), &rest["next"]), (vec![268], &Value::Null));
	assert_eq!((blocks(&beyond), &beyond["next"]), (vec![], &Value::Null));
}

#[test]
fn events_should_end_at_the_limit_with_the_block_to_go_on_from() {
	let page = on_tokio(async { ask(&market(), "gpu_jobEvents", json!([JOB, 9, 1])).await });
	assert_eq!(page["entries"][0]["events"][0]["name"], "submitted");
	assert_eq!(page["next"], 10);
}

#[test]
fn a_block_without_state_should_say_which_node_has_it() {
	let answer = on_tokio(async {
		let chain = market();
		chain.grow(State { pruned: true, ..chain.state() });
		ask(&chain, "gpu_jobEvents", json!([JOB, 13])).await
	});
	assert_eq!(
		error(&answer),
		(
			Some(Code::StatePruned),
			"this node hasn't the state of block 13 any more: ask for a later block, or ask a node \
			 that runs with `--state-pruning archive`"
		)
	);
}

#[test]
fn a_job_at_an_earlier_block_should_be_as_it_was_then() {
	let (unknown, at) = on_tokio(async {
		let chain = market();
		let at = chain.state().jobs.len();
		let genesis = sp_blockchain::HeaderBackend::hash(&chain, 0);
		let genesis = genesis.expect("it is known").expect("it is there");
		(ask(&chain, "gpu_job", json!([JOB, genesis])).await, at)
	});
	assert_eq!(at, 3);
	assert_eq!(error(&unknown).0, Some(Code::JobUnknown));
}

#[test]
fn a_job_that_the_chain_would_refuse_should_be_named_and_explained() {
	let answers = on_tokio(async {
		let chain = market();
		let mut answers = Vec::new();
		for refused in
			[Refused::Job("WorkgroupTooLong".into()), Refused::Job("NeverHeardOf".into())]
		{
			chain.change(|state| state.quote = Some(Err(refused)));
			answers.push(ask(&chain, "gpu_quote", json!([spec_json(), offer()])).await);
		}
		answers
	});
	assert_eq!(
		error(&answers[0]),
		(
			Some(Code::JobRefused),
			"the chain would refuse this job (WorkgroupTooLong): a workgroup takes more than \
			 16,000,000 lane-operations: give each one less to do, and make more of them"
		)
	);
	assert_eq!(answers[0]["data"], json!({ "reason": "WorkgroupTooLong" }));
	assert_eq!(answers[1]["data"], json!({ "reason": "NeverHeardOf" }));
}

#[test]
fn more_than_a_job_may_have_should_be_refused_with_its_place() {
	let message = |answer: Value| {
		assert_eq!(error(&answer).0, Some(Code::TooMuch), "{answer}");
		error(&answer).1.to_string()
	};
	let many = |change: &dyn Fn(&mut Value, &mut Value)| {
		let (mut spec, mut offer) = (spec_json(), offer());
		change(&mut spec, &mut offer);
		message(on_tokio(async { ask(&market(), "gpu_quote", json!([spec, offer])).await }))
	};
	assert_eq!(
		many(&|spec, _| spec["passes"] = vec![spec["passes"][0].clone(); 65].into()),
		"passes: more than 64"
	);
	assert_eq!(
		many(&|spec, _| spec["passes"][0]["params"] = vec![0; 257].into()),
		"params of pass 0: more than 256"
	);
	assert_eq!(
		many(&|spec, _| spec["inputs"][0]["blob"]["len"] = ((1u64 << 30) + 1).into()),
		"length of blob of input 0: more than 1073741824 bytes"
	);
	assert_eq!(
		many(&|spec, _| spec["inputs"][0]["address"] = "a".repeat(201).into()),
		"address of input 0: more than 200 bytes"
	);
	assert_eq!(
		many(&|_, offer| offer["attributes"] = vec!["a"; 9].into()),
		"attributes of the offer: more than 8"
	);
	assert_eq!(
		many(&|_, offer| offer["allowed"] = json!(vec![alice(); 17])),
		"allowed accounts of the offer: more than 16"
	);
	assert_eq!(
		many(&|_, offer| offer["region"] = "a".repeat(33).into()),
		"region of the offer: more than 32 bytes"
	);
}

#[test]
fn a_kernel_should_be_told_with_its_interface() {
	let id = H256(KernelId::of(&triple()).0);
	let kernel = on_tokio(async { ask(&market(), "gpu_kernel", json!([id])).await });
	assert_eq!(kernel["interface"]["workgroupSize"], json!([64, 1, 1]));
	assert_eq!(
		(&kernel["interface"]["inputs"], &kernel["interface"]["outputs"]),
		(&json!(1), &json!(1))
	);
}

#[test]
fn a_node_without_a_service_should_say_that_it_has_none() {
	let none = assay_rpc::DeviceList::devices(&assay_rpc::NoService);
	let none = serde_json::to_value(none).expect("it is JSON");
	assert_eq!(none, json!({ "service": "none", "devices": [] }));
}
