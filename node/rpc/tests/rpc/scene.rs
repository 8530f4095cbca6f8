//! The market that the manual's examples are about.

use crate::chain::{State, TestChain};
use assay_jobs::{Ending, Escrow, Quote};
use assay_market::{
	BlobHash, BlobRef, CompareRule, InputSource, JobInput, JobSpec, KernelId, OutputSpec, PassSpec,
	Place, PricePerGigaFuel, Shape,
};
use assay_proof::BlobLen;
use assay_providers::{DeviceLimits, FloatModes, WorkerKey};
use assay_rpc::{Count, Device, DeviceKind, DeviceList, DeviceState, Devices, ServiceState};
use assay_runtime_api::{
	DeviceView, EndView, EventView, JobState, JobView, KernelView, OfferInput, OrderView, PoolView,
	ProviderView, StageView,
};
use assay_touchstone::{BinaryOp, Builder, Builtin, FloatMode, Header, Reg, Space};
use sp_core::crypto::UncheckedFrom;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{AccountId32, BoundedVec, Perbill, Permill};
use std::sync::Arc;

/// An ASY in its smallest unit.
const ASY: u128 = 1_000_000_000_000;

/// The job that is told of in full.
pub const JOB: u64 = 7;

pub fn alice() -> AccountId32 {
	Sr25519Keyring::Alice.to_account_id()
}

pub fn bob() -> AccountId32 {
	Sr25519Keyring::Bob.to_account_id()
}

pub fn charlie() -> AccountId32 {
	Sr25519Keyring::Charlie.to_account_id()
}

/// Each of 64 lanes writes three times its input.
pub fn triple() -> Vec<u8> {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.inputs, header.outputs) = ([64, 1, 1], 1, 1);
	Builder::new(header)
		.builtin(Reg(0), Builtin::GlobalX)
		.load(Space::Input(0), Reg(1), Reg(0))
		.binary(BinaryOp::Mul, Reg(1), Reg(1), 3u32)
		.store(Space::Output(0), Reg(0), Reg(1))
		.finish()
}

pub fn spec() -> JobSpec {
	JobSpec {
		inputs: BoundedVec::truncate_from(vec![JobInput {
			blob: BlobRef {
				hash: BlobHash(*blake3::hash(&[1; 4096]).as_bytes()),
				len: BlobLen::new(4096).expect("it is short"),
			},
			address: BoundedVec::truncate_from(b"https://blobs.example/".to_vec()),
		}]),
		passes: BoundedVec::truncate_from(vec![PassSpec {
			kernel: KernelId::of(&triple()),
			grid: [16, 1, 1].into(),
			params: BoundedVec::new(),
			inputs: BoundedVec::truncate_from(vec![InputSource::Job(0)]),
			outputs: BoundedVec::truncate_from(vec![OutputSpec {
				words: 1024,
				tiles: Shape::flat(64),
				rule: CompareRule::Exact,
			}]),
		}]),
	}
}

fn offer() -> OfferInput<AccountId32, u32> {
	OfferInput {
		price: PricePerGigaFuel(2 * ASY),
		deadline: 20,
		patience: 100,
		samples: 2,
		allowed: Vec::new(),
		region: Some(b"eu-west".to_vec()),
		attributes: Vec::new(),
	}
}

fn escrow() -> Escrow {
	Escrow { payment: 2 * ASY, verification: 3 * ASY / 100, deposit: 4 * ASY / 10 }
}

pub fn samples() -> [Place; 2] {
	[Place { pass: 0, group: [3, 0, 0] }, Place { pass: 0, group: [11, 0, 0] }]
}

/// A job of Alice's at a stage.
pub fn on(stage: StageView<AccountId32, u32>, attempt: u32) -> JobView<AccountId32, u32> {
	JobView {
		requester: alice(),
		results: None,
		state: JobState::On {
			fuel: 1_000_000_000,
			attempt,
			expires_at: 109,
			escrow: escrow(),
			stage,
		},
	}
}

/// A job of Alice's that Bob was paid for.
pub fn over() -> JobView<AccountId32, u32> {
	JobView {
		requester: alice(),
		results: Some(vec![BlobHash(*blake3::hash(b"results").as_bytes())]),
		state: JobState::Over(EndView {
			ending: Ending::Settled,
			operator: Some(bob()),
			paid: 15 * ASY / 10,
			forget_at: 201_615,
		}),
	}
}

pub fn provider(operator: AccountId32, name: &str) -> ProviderView<AccountId32, u32> {
	ProviderView {
		operator,
		name: name.into(),
		endpoint: b"https://gpu.example:9955".to_vec(),
		price: PricePerGigaFuel(15 * ASY / 10),
		capacity: 4,
		running: 1,
		region: b"eu-west".to_vec(),
		attributes: vec![b"ecc-memory".to_vec()],
		reliability: Permill::from_parts(987_654),
		active: true,
		draining: false,
		heard: Some(8),
		worker: WorkerKey::unchecked_from([7; 32]),
		free_collateral: 96 * ASY,
		devices: vec![DeviceView {
			name: b"llvmpipe".to_vec(),
			limits: DeviceLimits {
				memory: 8 << 30,
				buffer: 128 << 20,
				lanes: 256,
				workgroup_memory: 16_384,
			},
			modes: FloatModes { strict: true, relaxed: false },
			score: 2_700,
		}],
	}
}

/// Twelve blocks in which job 7 was submitted, given to Bob, committed and sampled.
pub fn market() -> TestChain {
	let chain = TestChain::new();
	let mut state = State::default();
	for _ in 1..9 {
		chain.grow(state.clone());
	}
	let sampled = StageView::Sampled {
		operator: bob(),
		payment: 15 * ASY / 10,
		samples: vec![(samples()[0], true), (samples()[1], false)],
		until: 112,
	};
	let mut job = on(sampled, 1);
	job.results = over().results;
	state.jobs = [(3, over()), (JOB, job), (8, on(StageView::Queued { before: 0 }, 0))].into();
	let order = OrderView { spec: spec(), offer: offer(), tried: vec![bob()] };
	state.orders.insert(JOB, order);
	state.providers = vec![provider(bob(), "Bob's GPU"), provider(charlie(), "Charlie's")];
	let pool = PoolView {
		own: 100 * ASY,
		bonded: 250 * ASY,
		unbonding: 0,
		reserved: 4 * ASY,
		free: 246 * ASY,
		commission: Perbill::from_percent(10),
		members: 2,
	};
	state.pools.insert(bob(), pool);
	let kernel = KernelView {
		author: charlie(),
		name: b"triple".to_vec(),
		source: None,
		royalty: Permill::from_percent(1),
		deposit: ASY / 5,
		uses: 1,
		bytecode: triple(),
	};
	state.kernels.insert(KernelId::of(&triple()), kernel);
	state.quote = Some(Ok(Quote {
		fuel: 1_000_000_000,
		escrow: escrow(),
		attempt_fee: ASY / 100,
		royalties: Permill::from_percent(1),
	}));
	for (events, _block) in events().into_iter().zip(9..) {
		let events = events.into_iter().map(|event| (JOB, event)).collect();
		chain.grow(State { events, ..state.clone() });
	}
	chain.finalise(10);
	chain
}

/// What happened to job 7 in blocks 9 to 12.
fn events() -> [Vec<EventView<AccountId32, u32>>; 4] {
	[
		vec![EventView::Submitted { requester: alice(), fuel: 1_000_000_000, escrow: escrow() }],
		vec![EventView::Assigned {
			attempt: 1,
			operator: bob(),
			payment: 15 * ASY / 10,
			until: 30,
		}],
		vec![],
		vec![
			EventView::Sampled { attempt: 1, samples: samples().to_vec(), until: 112 },
			EventView::Opened {
				attempt: 1,
				place: samples()[0],
				verdict: assay_jobs::VerdictKind::Match,
			},
		],
	]
}

/// A node with one device.
pub struct OneDevice;

impl DeviceList for OneDevice {
	fn devices(&self) -> Devices {
		Devices {
			service: ServiceState::Running,
			devices: vec![Device {
				index: 0,
				name: "llvmpipe (LLVM 15.0.6, 256 bits)".into(),
				kind: DeviceKind::Software,
				backend: "Vulkan".into(),
				driver: "llvmpipe".into(),
				driver_version: "Mesa 22.3.6 (LLVM 15.0.6)".into(),
				limits: assay_rpc::DeviceLimits {
					memory: Count(8 << 30),
					buffer: Count(128 << 20),
					lanes: 256,
					workgroup_memory: 16_384,
				},
				floats: assay_rpc::FloatModes { strict: true, relaxed: true },
				score: Some(2_700),
				state: DeviceState::Running,
				job: Some(JOB),
				queue: 1,
			}],
		}
	}
}

/// Runs `play` where methods can be answered.
pub fn on_tokio<T>(play: impl std::future::Future<Output = T>) -> T {
	tokio::runtime::Runtime::new().expect("there are threads").block_on(play)
}

/// A request's result, or its error.
pub async fn ask(chain: &TestChain, method: &str, params: serde_json::Value) -> serde_json::Value {
	let request =
		serde_json::json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
	answer(chain, &request.to_string()).await
}

/// The answer to a request, without what every answer has.
pub async fn answer(chain: &TestChain, request: &str) -> serde_json::Value {
	let methods = chain.methods(Arc::new(OneDevice));
	let (answer, _) = methods.raw_json_request(request, 1).await.expect("the request is JSON");
	let answer: serde_json::Value = serde_json::from_str(&answer).expect("so is the answer");
	match answer.get("result") {
		Some(result) => result.clone(),
		None => answer["error"].clone(),
	}
}
