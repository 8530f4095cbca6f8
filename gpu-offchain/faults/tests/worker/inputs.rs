//! Inputs that are elsewhere, late, wrong, or nowhere.

use crate::{
	jobs::{added, adding, blob, count},
	rig::{attempt, order, Options, Rig},
};
use assay_blobs::{Gateway, GatewayOptions, Store};
use assay_mailbox::{Answer, Brief, DeclineReason, Order, Task};
use assay_proof::BlobLen;
use sp_core::bounded_vec::BoundedVec;
use std::{fs, future::pending, net::SocketAddr, time::Duration};
use tempfile::TempDir;

/// Little time: half of it is for fetching.
fn hasty() -> Rig {
	Rig::start(Options { block_time: Duration::from_millis(100), ..Options::default() })
}

fn soon(task: Task) -> Order {
	Order { until: 42, ..order(1, task) }
}

/// Orders a job whose input comes from an address.
fn ordered(rig: &Rig, mut brief: Brief, address: &str, order: Order) {
	brief.spec.inputs[0].address = BoundedVec::truncate_from(address.as_bytes().to_vec());
	rig.brief(&attempt(1), &brief);
	rig.roll(10, vec![order]);
}

/// A gateway to a store, as long as the runtime lives.
fn gateway(store: &Store) -> (tokio::runtime::Runtime, SocketAddr) {
	let runtime =
		tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
	let options = GatewayOptions {
		listen: SocketAddr::from(([127, 0, 0, 1], 0)),
		..GatewayOptions::default()
	};
	let gateway = runtime.block_on(Gateway::bind(store.clone(), options)).unwrap();
	let address = gateway.local_addr();
	runtime.spawn(gateway.serve(pending()));
	(runtime, address)
}

fn declined(rig: &Rig) {
	assert_eq!(rig.answer(&attempt(1)), Answer::Decline(DeclineReason::InputUnavailable));
	assert_eq!(rig.metric("assay_gpu_failures_total", &[("reason", "input")]), 1.0);
	let labels = [("outcome", "input-unavailable")];
	assert_eq!(rig.metric("assay_gpu_jobs_total", &labels), 1.0);
}

#[test]
fn an_input_that_nobody_has_should_be_unavailable() {
	let rig = hasty();
	ordered(&rig, adding(&count(64)), "", soon(Task::Run));
	declined(&rig);
}

#[test]
fn an_input_should_come_from_the_address_that_the_job_names() {
	let (folder, input) = (TempDir::new().unwrap(), count(64 * 100));
	let elsewhere = Store::open(folder.path(), 1 << 30).unwrap();
	elsewhere.put(&input).unwrap();
	let (_runtime, address) = gateway(&elsewhere);
	let rig = Rig::start(Options::default());
	let hash = blake3::hash(&input);
	let url = format!("http://{address}/blobs/{hash}");
	ordered(&rig, adding(&input), &url, order(1, Task::Run));
	let hashes = rig.commitment(&attempt(1));
	assert_eq!(rig.output(&hashes[1]), added(&input)[1]);
}

#[test]
fn an_input_that_comes_late_should_be_waited_for() {
	let (folder, input) = (TempDir::new().unwrap(), count(64 * 100));
	let elsewhere = Store::open(folder.path(), 1 << 30).unwrap();
	let (_runtime, address) = gateway(&elsewhere);
	let rig = Rig::start(Options::default());
	let url = format!("http://{address}/blobs/{}", blake3::hash(&input));
	ordered(&rig, adding(&input), &url, order(1, Task::Run));
	// It is asked for in vain, and then it is there.
	elsewhere.put(&input).unwrap();
	rig.commitment(&attempt(1));
}

#[test]
fn an_address_with_other_bytes_should_have_nothing() {
	let (folder, input) = (TempDir::new().unwrap(), count(64));
	let elsewhere = Store::open(folder.path(), 1 << 30).unwrap();
	let other = elsewhere.put(&[1; 256]).unwrap();
	let (_runtime, address) = gateway(&elsewhere);
	let rig = hasty();
	let hash = blake3::Hash::from_bytes(other.hash.0);
	let url = format!("http://{address}/blobs/{hash}");
	ordered(&rig, adding(&input), &url, soon(Task::Run));
	declined(&rig);
}

#[test]
fn an_input_of_another_length_should_be_unavailable() {
	let (rig, input) = (hasty(), count(64));
	rig.store.put(&input).unwrap();
	let mut brief = adding(&input);
	brief.spec.inputs[0].blob.len = BlobLen::new(blob(&input).len.get() - 1).unwrap();
	ordered(&rig, brief, "", soon(Task::Run));
	declined(&rig);
}

#[test]
fn an_input_that_is_damaged_on_disk_should_not_be_computed_with() {
	let (rig, input) = (hasty(), count(64));
	let stored = rig.store.put(&input).unwrap();
	let path = rig.store.open_blob(&stored.hash).unwrap().path().to_path_buf();
	fs::remove_file(&path).unwrap();
	fs::write(&path, [9; 256]).unwrap();
	ordered(&rig, adding(&input), "", soon(Task::Run));
	declined(&rig);
}
