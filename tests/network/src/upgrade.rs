//! Replacing the runtime of a development chain.

use crate::{
	binary,
	market_people::Person,
	node::Node,
	process::Process,
	rpc::{Rpc, RpcError},
	secs,
	wait::{self, Seen},
};
use serde_json::json;
use std::time::Duration;

/// From the transaction to blocks that the new runtime made.
const TIME_TO_UPGRADE: Duration = secs(60);

impl Node<'_> {
	/// Replaces the runtime by that of a next release, which `tools/next-release` builds, and waits
	/// until the chain runs it. Nobody but Alice's own transactions may be under way.
	#[track_caller]
	pub fn upgrade(&self) {
		let before = version(self.rpc()).expect("the node answers");
		let transaction = self.set_code();
		self.rpc()
			.call("author_submitExtrinsic", json!([transaction]))
			.expect("root may replace the runtime");
		self.wait_for("run the next release", TIME_TO_UPGRADE, |rpc| match version(rpc)? {
			now if now == before + 1 => Ok(()),
			now => Err(Seen::not_yet(format!("release {now}"))),
		});
		let upgraded = self.rpc().best().expect("the node answers").number;
		self.wait_for_finalised(upgraded + 1, TIME_TO_UPGRADE);
	}

	/// The transaction by which Alice does that.
	#[track_caller]
	fn set_code(&self) -> String {
		let found = binary::find_beside_node("assay-set-code")
			.and_then(|program| Ok((program, binary::find_next_release()?)));
		let (program, code) = match found {
			Ok(found) => found,
			Err(missing) => panic!("{missing}"),
		};
		let genesis = self.rpc().hash_at(0).ok().flatten().expect("every chain has a genesis");
		let nonce = self.rpc().next_nonce(Person::Alice).expect("the node answers");
		let scene = self.launch().scene();
		let (out, err) = (scene.next_log("set-code-out"), scene.next_log("set-code-err"));
		let args = [genesis.into(), nonce.to_string().into(), code.into()];
		let process =
			out.open().and_then(|out| Process::spawn(&program, &args, &[], out, err.open()?));
		let mut process = process.expect("the program was just found");
		let ended = wait::until("the transaction to be signed", secs(60), || {
			process.ended().ok_or_else(|| Seen::not_yet(err.tail(1)))
		});
		match ended {
			Ok(status) if status.success() => out.text().trim().to_owned(),
			Ok(status) => panic!("assay-set-code ended with {status}: {}", err.text()),
			Err(error) => panic!("{error}"),
		}
	}
}

/// The release of the runtime that the best block leaves behind.
fn version(rpc: &Rpc) -> Result<u64, RpcError> {
	rpc.read("state_getRuntimeVersion", json!([]), |version| version.get("specVersion")?.as_u64())
}

impl Rpc {
	/// The number of somebody's next transaction.
	pub fn next_nonce(&self, person: Person) -> Result<u64, RpcError> {
		let account = json!([person.address()]);
		self.read("system_accountNextIndex", account, |nonce| nonce.as_u64())
	}
}
