//! A node that answers as it is told to, with the real runtime's metadata.

use crate::ran::PATIENCE;
use assay_client::node::code;
use assay_jobs::JobRecordOf;
use assay_market::{
	Ask, At, BlockEvents, BlockRef, Capability, DeviceLimits, Escrow, FloatModes, Job, JobDetails,
	JobEvent, JobId, Order, Page, PricePerGigaFuel, Profile, Provider, ProviderDevice, Quote, Tag,
};
use assay_runtime::{
	currency::ASY, AccountId, Balance, BlockNumber, Hash, Header, Runtime, RuntimeEvent, VERSION,
};
use codec::{Decode, Encode};
use frame_metadata::{v15::RuntimeMetadataV15, RuntimeMetadata, RuntimeMetadataPrefixed};
use frame_support::storage::storage_prefix;
use frame_system::{EventRecord, Phase};
use jsonrpsee::{
	server::{Server, ServerHandle},
	types::ErrorObjectOwned,
	RpcModule, SubscriptionMessage,
};
use serde_json::{json, Value};
use sp_core::{crypto::Pair, sr25519, Bytes};
use sp_runtime::{generic::Digest, traits::Header as _, BoundedVec, DispatchError, Permill};
use std::{
	collections::BTreeMap,
	net::SocketAddr,
	sync::{Arc, Mutex},
	time::Instant,
};

/// What the node knows and does.
#[derive(Clone)]
pub struct Script {
	pub spec_version: u32,
	/// What is other about the chain's metadata.
	pub changed: fn(&mut RuntimeMetadataV15),
	pub chain_type: &'static str,
	/// What every account can spend, and then some for its existence.
	pub free: Balance,
	pub providers: Vec<Provider>,
	/// Whether it knows every kernel.
	pub knows_kernels: bool,
	/// The quote, or the chain's reason to refuse.
	pub quote: Result<Quote, &'static str>,
	/// The bytecode of every kernel.
	pub bytecode: Vec<u8>,
	pub jobs: BTreeMap<JobId, Job>,
	/// What was asked for with each job, if that is asked for.
	pub order: Option<Order>,
	/// What the chain's storage has of each job.
	pub record: Option<JobRecordOf<Runtime>>,
	pub submission: Submission,
	/// What happens to jobs in the block that a transaction comes into.
	pub happened: Vec<JobEvent>,
	/// The blocks that follow the submission, with what happens to jobs in each.
	pub blocks: Vec<Vec<JobEvent>>,
}

/// What becomes of a transaction.
#[derive(Clone)]
pub enum Submission {
	/// The pool refuses it, with a code and more.
	Refused(i32, &'static str, &'static str),
	/// It fails in its block.
	Fails(DispatchError),
	/// It is in a block, and this happens.
	Does(Vec<RuntimeEvent>),
	/// The node takes it, and says nothing more.
	Vanishes,
}

impl Default for Script {
	fn default() -> Self {
		Self {
			spec_version: VERSION.spec_version,
			changed: |_| {},
			chain_type: "Development",
			free: 1_000 * ASY,
			providers: vec![provider("//Bob", ASY / 20)],
			knows_kernels: true,
			quote: Ok(quote(50_000)),
			bytecode: Vec::new(),
			jobs: BTreeMap::new(),
			order: None,
			record: None,
			submission: Submission::Refused(1010, "Invalid Transaction", "it isn't scripted"),
			happened: Vec::new(),
			blocks: Vec::new(),
		}
	}
}

/// A quote of a thousand fuel for this payment.
pub fn quote(payment: Balance) -> Quote {
	let escrow = Escrow { payment, verification: ASY, deposit: 2 * ASY };
	Quote {
		fuel: 1_000,
		escrow,
		total: escrow.total(),
		attempt_fee: ASY / 3,
		royalties: Permill::zero(),
	}
}

pub fn account(name: &str) -> AccountId {
	let pair = sr25519::Pair::from_string(name, None).unwrap();
	AccountId::from(pair.public().0)
}

/// An active provider with one large device.
pub fn provider(name: &str, price: Balance) -> Provider {
	let text = |text: &str| text.as_bytes().to_vec();
	let device = ProviderDevice {
		name: text("llvmpipe").try_into().unwrap(),
		capability: Capability {
			limits: DeviceLimits {
				memory: 1 << 34,
				buffer: 1 << 30,
				lanes: 1024,
				workgroup_memory: 16 << 10,
			},
			floats: FloatModes { strict: true, relaxed: true },
		},
		score: 700,
	};
	Provider {
		operator: account(name),
		profile: Profile {
			name: text(name).try_into().unwrap(),
			endpoint: text("http://127.0.0.1:1").try_into().unwrap(),
		},
		ask: Ask {
			price: PricePerGigaFuel(price),
			capacity: 4,
			region: Tag::try_from(text("here")).unwrap(),
			attributes: BoundedVec::new(),
		},
		running: 0,
		reliability: Permill::one(),
		active: true,
		free_collateral: 1_000 * ASY,
		draining: false,
		heard: Some(1),
		worker: sr25519::Pair::from_string(name, None).unwrap().public().0,
		devices: vec![device].try_into().unwrap(),
	}
}

/// A node that runs.
pub struct Fake {
	pub url: String,
	address: SocketAddr,
	state: State,
	server: Option<ServerHandle>,
	runtime: tokio::runtime::Runtime,
}

impl Fake {
	pub fn start(script: Script) -> Self {
		let runtime = tokio::runtime::Builder::new_multi_thread()
			.worker_threads(1)
			.enable_all()
			.build()
			.unwrap();
		let state =
			State { script: Arc::new(script), submitted: Arc::default(), metadata: Arc::default() };
		let local = SocketAddr::from(([127, 0, 0, 1], 0));
		let (server, address) = runtime.block_on(serve(local, state.clone()));
		Self { url: format!("ws://{address}"), address, state, server: Some(server), runtime }
	}

	/// How many transactions came.
	pub fn submissions(&self) -> usize {
		self.state.submitted.lock().unwrap().len()
	}

	/// Waits until a transaction came.
	pub fn wait_for_submission(&self) {
		let begun = Instant::now();
		while self.submissions() == 0 {
			assert!(begun.elapsed() < PATIENCE, "no transaction came");
			std::thread::yield_now();
		}
	}

	/// Ends every connection, and answers again at the same address with another script. What was
	/// submitted stays in its block.
	pub fn restart(&mut self, script: Script) {
		if let Some(server) = self.server.take() {
			server.stop().unwrap();
			self.runtime.block_on(server.stopped());
		}
		self.state.script = Arc::new(script);
		self.server = Some(self.runtime.block_on(serve(self.address, self.state.clone())).0);
	}
}

async fn serve(address: SocketAddr, state: State) -> (ServerHandle, SocketAddr) {
	let server = Server::builder().build(address).await.unwrap();
	let address = server.local_addr().unwrap();
	(server.start(methods(state)), address)
}

#[derive(Clone)]
struct State {
	script: Arc<Script>,
	submitted: Arc<Mutex<Vec<Vec<u8>>>>,
	/// Made once it is asked for.
	metadata: Arc<Mutex<Option<Vec<u8>>>>,
}

/// The number of the block that a transaction comes into.
pub const INCLUDED: BlockNumber = 10;

/// The last final block.
pub const FINALISED: BlockNumber = 8;

fn header(number: BlockNumber) -> Header {
	let parent = match number {
		0 => Hash::zero(),
		_ => header(number - 1).hash(),
	};
	Header::new(number, Hash::zero(), Hash::zero(), parent, Digest::default())
}

/// The block of a number.
pub fn block(number: BlockNumber) -> BlockRef {
	BlockRef { number, hash: header(number).hash() }
}

fn refuse(code: i32, message: &str, data: impl serde::Serialize) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(code, message.to_string(), Some(data))
}

fn absent(code: i32) -> ErrorObjectOwned {
	refuse(code, "it isn't there", Value::Null)
}

type Answer = Result<Value, ErrorObjectOwned>;

fn methods(state: State) -> RpcModule<State> {
	let mut module = RpcModule::new(state);
	let mut answer = |name: &'static str, with: fn(&State, Value) -> Answer| {
		module
			.register_method(name, move |params, state, _| {
				with(state, params.parse::<Value>().unwrap_or(Value::Null))
			})
			.unwrap();
	};
	answer("state_getRuntimeVersion", |state, _| {
		Ok(json!({ "specName": "assay", "specVersion": state.script.spec_version }))
	});
	answer("chain_getBlockHash", |_, params| {
		let number = params[0].as_u64().map_or(INCLUDED, |number| number as u32);
		Ok(json!(header(number).hash()))
	});
	answer("chain_getFinalizedHead", |_, _| Ok(json!(header(FINALISED).hash())));
	answer("system_chainType", |state, _| Ok(json!(state.script.chain_type)));
	answer("system_accountNextIndex", |_, _| Ok(json!(0)));
	answer("chain_getHeader", |_, params| {
		let hash: Option<Hash> = serde_json::from_value(params[0].clone()).unwrap_or_default();
		let found = (0..64).map(header).find(|header| Some(header.hash()) == hash);
		Ok(json!(found.unwrap_or_else(|| header(INCLUDED))))
	});
	answer("chain_getBlock", |state, params| {
		let is_included = params[0] == json!(header(INCLUDED).hash());
		let submitted = state.submitted.lock().unwrap();
		let list: Vec<_> = submitted.iter().filter(|_| is_included).cloned().map(Bytes).collect();
		Ok(json!({ "block": { "extrinsics": list } }))
	});
	answer("payment_queryInfo", |_, _| Ok(json!({ "partialFee": (ASY / 100).to_string() })));
	answer("state_call", |state, params| {
		let arguments: Bytes = serde_json::from_value(params[1].clone()).unwrap();
		Ok(json!(Bytes(call(state, params[0].as_str().unwrap(), &arguments))))
	});
	answer("state_getStorage", |state, params| {
		let key: Bytes = serde_json::from_value(params[0].clone()).unwrap();
		Ok(json!(stored(state, &key).map(Bytes)))
	});
	answer("gpu_job", |state, params| {
		let script = &state.script;
		let job = params[0].as_u64().and_then(|id| script.jobs.get(&id));
		let job = job.ok_or_else(|| absent(code::JOB_UNKNOWN))?;
		let (job, order) = (job.clone(), script.order.clone());
		Ok(json!(At { at: block(INCLUDED), answer: JobDetails { job, order } }))
	});
	answer("gpu_jobEvents", |state, params| {
		let from = params[1].as_u64().unwrap() as u32;
		let script = &state.script;
		let blocks = [&script.happened].into_iter().chain(&script.blocks);
		let blocks = (INCLUDED..)
			.zip(blocks)
			.filter(|(number, events)| *number >= from && !events.is_empty());
		let entries = blocks
			.map(|(number, events)| BlockEvents { block: block(number), events: events.clone() });
		Ok(json!(Page { entries: entries.collect(), next: None::<u32> }))
	});
	answer("gpu_provider", |state, params| {
		let mut found = state.script.providers.iter();
		let found = found.find(|provider| json!(provider.operator) == params[0]);
		found.map(|provider| json!(provider)).ok_or_else(|| absent(code::PROVIDER_UNKNOWN))
	});
	answer("gpu_providers", |state, _| {
		let entries = state.script.providers.clone();
		Ok(json!(Page { entries, next: None::<AccountId> }))
	});
	answer("gpu_pool", |_, _| Err(absent(code::POOL_UNKNOWN)));
	answer("gpu_kernel", |state, params| {
		let script = &state.script;
		let kernel = json!({
			"id": params[0],
			"author": account("//Alice"),
			"name": "known",
			"source": null,
			"royalty": 0,
			"deposit": "0",
			"uses": 0,
			"interface": {
				"floats": "strict",
				"workgroupSize": [64, 1, 1],
				"registers": 1,
				"privateWords": 0,
				"workgroupWords": 0,
				"inputs": 0,
				"outputs": 1,
				"paramWords": 0,
			},
			"bytecode": Bytes(script.bytecode.clone()),
		});
		script.knows_kernels.then_some(kernel).ok_or_else(|| absent(code::KERNEL_UNKNOWN))
	});
	answer("gpu_quote", |state, _| match state.script.quote {
		Ok(answer) => Ok(json!(At { at: block(INCLUDED), answer })),
		Err(reason) => Err(refuse(
			code::JOB_REFUSED,
			"the chain would refuse this job",
			json!({ "reason": reason }),
		)),
	});
	module
		.register_subscription(
			"author_submitAndWatchExtrinsic",
			"author_extrinsicUpdate",
			"author_unwatchExtrinsic",
			|params, pending, state, _| async move {
				let extrinsic: Bytes = params.one().unwrap();
				state.submitted.lock().unwrap().push(extrinsic.0);
				if let Submission::Refused(code, message, data) = state.script.submission {
					pending.reject(refuse(code, message, data)).await;
					return;
				}
				let Ok(sink) = pending.accept().await else {
					return;
				};
				if matches!(state.script.submission, Submission::Vanishes) {
					return sink.closed().await;
				}
				let block = json!(header(INCLUDED).hash());
				let fate =
					[json!("ready"), json!({ "inBlock": block }), json!({ "finalized": block })];
				for status in fate {
					let message = SubscriptionMessage::from_json(&status).unwrap();
					let _ = sink.send(message).await;
				}
			},
		)
		.unwrap();
	module
		.register_subscription(
			"chain_subscribeNewHeads",
			"chain_newHead",
			"chain_unsubscribeNewHeads",
			|_, pending, state, _| async move {
				let Ok(sink) = pending.accept().await else {
					return;
				};
				let count = state.script.blocks.len() as u32;
				for number in INCLUDED..=INCLUDED + count {
					let message = SubscriptionMessage::from_json(&header(number)).unwrap();
					let _ = sink.send(message).await;
				}
				sink.closed().await;
			},
		)
		.unwrap();
	module
}

fn call(state: &State, function: &str, arguments: &[u8]) -> Vec<u8> {
	match function {
		"Core_version" => {
			let mut version = VERSION.clone();
			version.spec_version = state.script.spec_version;
			version.encode()
		},
		"Metadata_metadata_versions" => vec![15u32].encode(),
		"Metadata_metadata_at_version" => {
			assert_eq!(arguments, 15u32.encode());
			Some(metadata(state)).encode()
		},
		other => panic!("{other} isn't scripted"),
	}
}

/// The real runtime's metadata, but for what is scripted.
fn metadata(state: &State) -> Vec<u8> {
	let mut made = state.metadata.lock().unwrap();
	made.get_or_insert_with(|| {
		let opaque = Runtime::metadata_at_version(15).unwrap();
		let prefixed = RuntimeMetadataPrefixed::decode(&mut &opaque[..]).unwrap();
		let RuntimeMetadata::V15(mut metadata) = prefixed.1 else { panic!("it is version 15") };
		(state.script.changed)(&mut metadata);
		RuntimeMetadataPrefixed::from(metadata).encode()
	})
	.clone()
}

fn stored(state: &State, key: &[u8]) -> Option<Vec<u8>> {
	let script = &state.script;
	let is = |pallet: &[u8], name: &[u8]| key.starts_with(&storage_prefix(pallet, name));
	if is(b"System", b"Account") {
		let data = pallet_balances::AccountData { free: script.free, ..Default::default() };
		let info = frame_system::AccountInfo {
			nonce: 0u32,
			consumers: 0,
			providers: 1,
			sufficients: 0,
			data,
		};
		return Some(info.encode());
	}
	if is(b"Jobs", b"Jobs") {
		return script.record.as_ref().map(Encode::encode);
	}
	if is(b"System", b"Events") {
		let count = state.submitted.lock().unwrap().len() as u32;
		return Some(events(script, count.saturating_sub(1)).encode());
	}
	None
}

fn events(script: &Script, last: u32) -> Vec<EventRecord<RuntimeEvent, Hash>> {
	let events = match &script.submission {
		Submission::Refused(..) | Submission::Vanishes => Vec::new(),
		Submission::Fails(error) => vec![frame_system::Event::<Runtime>::ExtrinsicFailed {
			dispatch_error: *error,
			dispatch_info: Default::default(),
		}
		.into()],
		Submission::Does(events) => events.clone(),
	};
	let events = events.into_iter().map(|event| EventRecord {
		phase: Phase::ApplyExtrinsic(last),
		event,
		topics: Vec::new(),
	});
	events.collect()
}

/// A JSON line.
pub fn line(text: &str) -> Value {
	serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
