//! A node that answers as it is told to, in the types of the real runtime.

use assay_jobs::{Escrow, JobId, JobRecord, Quote};
use assay_market::{
	Ask, Capability, DeviceLimits, FloatModes, Floats, Interface, Job, JobEvent, Kernel,
	KernelAbout, KernelId, Order, Page, PricePerGigaFuel, Profile, Provider, ProviderDevice,
	Refused, Tag,
};
use assay_runtime::{
	currency::ASY, AccountId, Balance, BlockNumber, Hash, Header, Runtime, RuntimeEvent, VERSION,
};
use codec::Encode;
use frame_support::storage::storage_prefix;
use frame_system::{EventRecord, Phase};
use jsonrpsee::{
	server::{Server, ServerHandle},
	types::ErrorObjectOwned,
	RpcModule, SubscriptionMessage,
};
use serde_json::{json, Value};
use sp_core::{crypto::Pair, sr25519, Bytes};
use sp_runtime::{
	generic::Digest,
	traits::{Get, Header as _},
	BoundedVec, DispatchError, Permill,
};
use std::{
	collections::BTreeMap,
	sync::{Arc, Mutex},
};

/// What the node knows and does.
#[derive(Clone)]
pub struct Script {
	pub spec_version: u32,
	pub chain_type: &'static str,
	/// What every account can spend, and then some for its existence.
	pub free: Balance,
	pub providers: Vec<Provider<AccountId, BlockNumber>>,
	/// Whether it knows every kernel.
	pub knows_kernels: bool,
	pub quote: Result<Quote, Refused>,
	/// The bytecode of every kernel.
	pub bytecode: Vec<u8>,
	pub jobs: BTreeMap<JobId, Job<AccountId, BlockNumber>>,
	/// What was asked for with each job, if that is asked for.
	pub order: Option<Order<AccountId, BlockNumber>>,
	/// What the chain's storage has of each job.
	pub record: Option<JobRecord<AccountId, BlockNumber>>,
	pub submission: Submission,
	/// The blocks that follow the submission, with what happens to jobs in each.
	pub blocks: Vec<Vec<JobEvent<AccountId, BlockNumber>>>,
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
}

impl Default for Script {
	fn default() -> Self {
		Self {
			spec_version: VERSION.spec_version,
			chain_type: "Development",
			free: 1_000 * ASY,
			providers: vec![provider("//Bob", ASY / 20)],
			knows_kernels: true,
			quote: Ok(Quote {
				fuel: 1_000,
				escrow: Escrow { payment: 50_000, verification: ASY, deposit: 2 * ASY },
				total: 50_000 + 3 * ASY,
				attempt_fee: ASY / 3,
				royalties: Permill::zero(),
			}),
			bytecode: Vec::new(),
			jobs: BTreeMap::new(),
			order: None,
			record: None,
			submission: Submission::Refused(1010, "Invalid Transaction", "it isn't scripted"),
			blocks: Vec::new(),
		}
	}
}

pub fn account(name: &str) -> AccountId {
	let pair = sr25519::Pair::from_string(name, None).unwrap();
	AccountId::from(pair.public().0)
}

/// An active provider with one large device.
pub fn provider(name: &str, price: Balance) -> Provider<AccountId, BlockNumber> {
	Provider {
		operator: account(name),
		profile: Profile { name: text(name), endpoint: text("http://127.0.0.1:1") },
		ask: Ask {
			price: PricePerGigaFuel(price),
			capacity: 4,
			region: Tag(text("here")),
			attributes: BoundedVec::new(),
		},
		running: 0,
		reliability: Permill::one(),
		active: true,
		free_collateral: 1_000 * ASY,
		draining: false,
		heard: Some(1),
		worker: sr25519::Pair::from_string(name, None).unwrap().public().0,
		devices: BoundedVec::truncate_from(vec![ProviderDevice {
			name: text("llvmpipe"),
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
		}]),
	}
}

/// Text that is no longer than it may be.
pub fn text<Most: Get<u32>>(text: &str) -> BoundedVec<u8, Most> {
	text.as_bytes().to_vec().try_into().unwrap()
}

/// A node that runs.
pub struct Fake {
	pub url: String,
	submitted: Arc<Mutex<Vec<Vec<u8>>>>,
	_server: ServerHandle,
	_runtime: tokio::runtime::Runtime,
}

impl Fake {
	pub fn start(script: Script) -> Self {
		let runtime = tokio::runtime::Builder::new_multi_thread()
			.worker_threads(1)
			.enable_all()
			.build()
			.unwrap();
		let submitted = Arc::new(Mutex::new(Vec::new()));
		let state = State { script, submitted: submitted.clone() };
		let (server, address) = runtime.block_on(async {
			let server = Server::builder().build("127.0.0.1:0").await.unwrap();
			let address = server.local_addr().unwrap();
			(server.start(methods(state)), address)
		});
		Self { url: format!("ws://{address}"), submitted, _server: server, _runtime: runtime }
	}

	/// How many transactions came.
	pub fn submissions(&self) -> usize {
		self.submitted.lock().unwrap().len()
	}
}

struct State {
	script: Script,
	submitted: Arc<Mutex<Vec<Vec<u8>>>>,
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

fn refuse(code: i32, message: &str, data: &str) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(code, message.to_string(), Some(data))
}

fn methods(state: State) -> RpcModule<State> {
	let mut module = RpcModule::new(state);
	module
		.register_method("state_getRuntimeVersion", |_, state, _| {
			json!({
				"specName": "assay",
				"specVersion": state.script.spec_version,
				"transactionVersion": VERSION.transaction_version,
			})
		})
		.unwrap();
	module
		.register_method("chain_getBlockHash", |params, _, _| {
			let number: Option<BlockNumber> = params.sequence().optional_next().unwrap();
			format!("{:?}", header(number.unwrap_or(INCLUDED)).hash())
		})
		.unwrap();
	module
		.register_method("chain_getFinalizedHead", |_, _, _| {
			format!("{:?}", header(FINALISED).hash())
		})
		.unwrap();
	module.register_method("system_chainType", |_, state, _| state.script.chain_type).unwrap();
	module.register_method("system_accountNextIndex", |_, _, _| 0).unwrap();
	module
		.register_method("chain_getHeader", |params, _, _| {
			let hash: Option<Hash> = params.sequence().optional_next().unwrap();
			let found = (0..64).map(header).find(|h| Some(h.hash()) == hash);
			serde_json::to_value(found.unwrap_or_else(|| header(INCLUDED))).unwrap()
		})
		.unwrap();
	module
		.register_method("chain_getBlock", |_, state, _| {
			let submitted = state.submitted.lock().unwrap();
			let list: Vec<_> = submitted.iter().cloned().map(Bytes).collect();
			json!({ "block": { "extrinsics": list } })
		})
		.unwrap();
	module
		.register_method("state_call", |params, state, _| {
			let mut params = params.sequence();
			let function: String = params.next().unwrap();
			let arguments: Bytes = params.next().unwrap();
			let at: Option<Hash> = params.optional_next().unwrap();
			json!(Bytes(answer(&state.script, &function, &arguments, at)))
		})
		.unwrap();
	module
		.register_method("state_getStorage", |params, state, _| {
			let mut params = params.sequence();
			let key: Bytes = params.next().unwrap();
			json!(stored(state, &key).map(Bytes))
		})
		.unwrap();
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
				let block = format!("{:?}", header(INCLUDED).hash());
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

fn answer(script: &Script, function: &str, arguments: &[u8], at: Option<Hash>) -> Vec<u8> {
	match function {
		"MarketApi_provider" => {
			let found =
				script.providers.iter().find(|provider| provider.operator.encode() == arguments);
			found.encode()
		},
		"MarketApi_providers" => {
			Page { entries: script.providers.clone(), next: None::<AccountId> }.encode()
		},
		"MarketApi_kernel" => {
			let kernel = Kernel {
				id: KernelId::of(&script.bytecode),
				author: account("//Alice"),
				about: KernelAbout { name: text("known"), source: None },
				royalty: Permill::zero(),
				deposit: 0,
				uses: 0,
				interface: Interface {
					floats: Floats::Strict,
					workgroup_size: [64, 1, 1],
					registers: 1,
					private_words: 0,
					workgroup_words: 0,
					inputs: 0,
					outputs: 1,
					param_words: 0,
				},
				bytecode: script.bytecode.clone(),
			};
			script.knows_kernels.then_some(kernel).encode()
		},
		"MarketApi_pool" => None::<()>.encode(),
		"MarketApi_job_order" => script.order.encode(),
		"MarketApi_job_events" => {
			let blocks = (INCLUDED + 1..).zip(&script.blocks);
			let mut found = blocks.filter(|(number, _)| Some(header(*number).hash()) == at);
			let events = found.next().map(|(_, events)| events.clone());
			events.unwrap_or_default().encode()
		},
		"MarketApi_quote" => script.quote.encode(),
		"MarketApi_job" => {
			let found = script.jobs.iter().find(|(id, _)| id.encode() == arguments);
			found.map(|(_, job)| job).encode()
		},
		"TransactionPaymentApi_query_fee_details" => {
			pallet_transaction_payment::FeeDetails { inclusion_fee: None, tip: ASY / 100 }.encode()
		},
		other => panic!("{other} isn't scripted"),
	}
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
		Submission::Refused(..) => Vec::new(),
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
