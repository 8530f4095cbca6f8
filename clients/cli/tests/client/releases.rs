//! Chains of later releases: what they haven't changed goes on working, and what they have is named.

use crate::{
	fake::{account, Fake, Script, Submission},
	ran::{assay, Folder},
};
use assay_market::{Escrow, Job, JobState, Progress};
use frame_metadata::v15::RuntimeMetadataV15;
use scale_info::{form::PortableForm, TypeDef, Variant};

/// The calls of a pallet.
fn calls<'m>(
	metadata: &'m mut RuntimeMetadataV15,
	pallet: &str,
) -> &'m mut Vec<Variant<PortableForm>> {
	let found = metadata.pallets.iter().find(|found| found.name == pallet).unwrap();
	let id = found.calls.as_ref().unwrap().ty.id as usize;
	match &mut metadata.types.types[id].ty.type_def {
		TypeDef::Variant(calls) => &mut calls.variants,
		other => panic!("calls are an enum, and not {other:?}"),
	}
}

fn call<'m>(
	metadata: &'m mut RuntimeMetadataV15,
	pallet: &str,
	name: &str,
) -> &'m mut Variant<PortableForm> {
	calls(metadata, pallet).iter_mut().find(|call| call.name == name).unwrap()
}

/// A chain with job 7 of Alice's, which is queued, of a later release.
fn later(changed: fn(&mut RuntimeMetadataV15)) -> Script {
	let one = 1;
	let mut script = Script {
		spec_version: 999,
		changed,
		submission: Submission::Does(Vec::new()),
		..Script::default()
	};
	script.jobs.insert(
		7,
		Job {
			id: 7,
			requester: account("//Alice"),
			results: None,
			state: JobState::Queued { before: 0 },
			progress: Some(Progress {
				fuel: 1,
				attempt: 0,
				expires_at: 99,
				escrow: Escrow { payment: one, verification: one, deposit: one },
			}),
		},
	);
	script
}

fn cancel(script: Script) -> (u8, String, usize) {
	let node = Fake::start(script);
	let ran = assay(&["job", "cancel", "7", "--dev-key", "Alice", "--yes", "--url", &node.url]);
	(ran.code, ran.err, node.submissions())
}

#[test]
fn a_later_release_should_do_when_the_call_is_the_same() {
	let (code, err, sent) = cancel(later(|_| {}));
	assert_eq!((code, sent), (0, 1), "{err}");
}

#[test]
fn another_order_and_further_calls_should_make_no_difference() {
	let (code, err, sent) = cancel(later(|metadata| {
		let calls = calls(metadata, "Jobs");
		let mut further = calls[0].clone();
		(further.name, further.index) = ("later".into(), 200);
		calls.insert(0, further);
		call(metadata, "Jobs", "cancel").index = 201;
	}));
	assert_eq!((code, sent), (0, 1), "{err}");
}

#[test]
fn a_further_argument_should_be_named_and_nothing_signed() {
	let (code, err, sent) = cancel(later(|metadata| {
		let cancel = call(metadata, "Jobs", "cancel");
		let mut further = cancel.fields[0].clone();
		further.name = Some("reason".into());
		cancel.fields.push(further);
	}));
	assert_eq!(
		err,
		"error: this chain's jobs.cancel takes other arguments than this program knows: (job, \
		 reason), and not (job)\n  what to do: use the release of the chain; other commands go on \
		 working. Nothing was signed\n"
	);
	assert_eq!((code, sent), (6, 0));
}

#[test]
fn an_argument_of_another_type_should_be_named() {
	let (code, err, sent) = cancel(later(|metadata| {
		let account = call(metadata, "Stake", "unbond").fields[0].ty;
		call(metadata, "Jobs", "cancel").fields[0].ty = account;
	}));
	assert_eq!(
		err,
		"error: this chain's jobs.cancel takes other arguments than this program knows: `job` is \
		 AccountId32 on this chain, and u64 here\n  what to do: use the release of the chain; other \
		 commands go on working. Nothing was signed\n"
	);
	assert_eq!((code, sent), (6, 0));
}

#[test]
fn a_call_that_is_gone_should_be_named() {
	let (code, err, sent) = cancel(later(|metadata| {
		calls(metadata, "Jobs").retain(|call| call.name != "cancel");
	}));
	assert_eq!(
		err,
		"error: this chain has no call jobs.cancel\n  what to do: use the release of the chain; \
		 other commands go on working. Nothing was signed\n"
	);
	assert_eq!((code, sent), (6, 0));
}

#[test]
fn a_changed_call_should_not_keep_others_from_working() {
	let node = Fake::start(later(|metadata| {
		calls(metadata, "Jobs").retain(|call| call.name != "submit");
	}));
	let ran = assay(&["job", "status", "7", "--url", &node.url]);
	assert_eq!(ran.code, 0, "{}", ran.err);
	let folder = Folder::new();
	let kernel = folder.file(
		"numbers.wgsl",
		"@group(0) @binding(0) var<storage, read_write> numbers: array<u32>;\n\
		 @compute @workgroup_size(64)\n\
		 fn main(@builtin(global_invocation_id) id: vec3<u32>) { numbers[id.x] = id.x; }\n",
	);
	let run = ["job", "run", &kernel, "--grid", "2,1,1", "--output", "128", "--yes"];
	let ran = assay(&[&run[..], &["--dev-key", "Alice", "--url", &node.url]].concat());
	assert_eq!(ran.code, 6);
	assert!(ran.err.starts_with("error: this chain has no call jobs.submit\n"), "{}", ran.err);
	assert_eq!(node.submissions(), 0);
}
