//! The market that the manual's examples are about.

use crate::chain::{State, TestChain};
use assay_market::{
	Ask, BlobHash, BlobLen, BlobRef, Capability, CompareRule, DeviceKind, DeviceLimits,
	DeviceState, Ending, Escrow, FloatModes, InputSource, Job, JobEvent, JobInput, JobSpec,
	JobState, Kernel, KernelAbout, KernelId, Offer, Order, OutputSpec, PassSpec, Place, Pool,
	PricePerGigaFuel, Profile, Progress, Provider, ProviderDevice, Quote, Run, Sample, Shape, Tag,
	VerdictKind,
};
use assay_rpc::{Device, DeviceList, Devices, ServiceState};
use assay_touchstone::{BinaryOp, Builder, Builtin, FloatMode, Header, Program, Reg, Space};
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

fn tag(text: &str) -> Tag {
	text.as_bytes().to_vec().try_into().expect("it is short")
}

fn offer() -> Offer {
	Offer {
		price: PricePerGigaFuel(2 * ASY),
		deadline: 20,
		patience: 100,
		samples: 2,
		allowed: BoundedVec::new(),
		region: Some(tag("eu-west")),
		attributes: BoundedVec::new(),
	}
}

fn escrow() -> Escrow {
	Escrow { payment: 2 * ASY, verification: 3 * ASY / 100, deposit: 4 * ASY / 10 }
}

pub fn samples() -> [Place; 2] {
	[Place { pass: 0, group: [3, 0, 0] }, Place { pass: 0, group: [11, 0, 0] }]
}

/// Bob, for a price.
pub fn run() -> Run {
	Run { operator: bob(), payment: 15 * ASY / 10 }
}

/// A job of Alice's that isn't over.
pub fn on(id: u64, state: JobState, attempt: u32) -> Job {
	let progress = Progress { fuel: 1_000_000_000, attempt, expires_at: 109, escrow: escrow() };
	Job { id, requester: alice(), results: None, state, progress: Some(progress) }
}

/// A job of Alice's that Bob was paid for.
pub fn over(id: u64) -> Job {
	Job {
		id,
		requester: alice(),
		results: Some(vec![BlobHash::of(b"results")]),
		state: JobState::Over {
			ending: Ending::Settled,
			operator: Some(bob()),
			paid: 15 * ASY / 10,
			forget_at: 201_615,
		},
		progress: None,
	}
}

pub fn provider(operator: AccountId32, name: &str) -> Provider {
	Provider {
		operator,
		profile: Profile {
			name: BoundedVec::truncate_from(name.as_bytes().to_vec()),
			endpoint: BoundedVec::truncate_from(b"https://gpu.example:9955".to_vec()),
		},
		ask: Ask {
			price: PricePerGigaFuel(15 * ASY / 10),
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
		free_collateral: 96 * ASY,
		devices: BoundedVec::truncate_from(vec![ProviderDevice {
			name: BoundedVec::truncate_from(b"llvmpipe".to_vec()),
			capability: Capability {
				limits: limits(),
				floats: FloatModes { strict: true, relaxed: false },
			},
			score: 2_700,
		}]),
	}
}

fn limits() -> DeviceLimits {
	DeviceLimits { memory: 8 << 30, buffer: 128 << 20, lanes: 256, workgroup_memory: 16_384 }
}

/// Twelve blocks in which job 7 was submitted, given to Bob, committed and sampled.
pub fn market() -> TestChain {
	let chain = TestChain::new();
	let mut state = State::default();
	for _ in 1..9 {
		chain.grow(state.clone());
	}
	let sample = |place, opened| Sample { place, opened };
	let sampled = JobState::Sampled {
		run: run(),
		samples: vec![sample(samples()[0], true), sample(samples()[1], false)],
		until: 112,
	};
	let mut job = on(JOB, sampled, 1);
	job.results = over(JOB).results;
	let queued = on(8, JobState::Queued { before: 0 }, 0);
	state.jobs = [(3, over(3)), (JOB, job), (8, queued)].into();
	let order = Order { spec: spec(), offer: offer(), tried: vec![bob()] };
	state.orders.insert(JOB, order);
	state.providers = vec![provider(bob(), "Bob's GPU"), provider(charlie(), "Charlie's")];
	let pool = Pool {
		own: 100 * ASY,
		bonded: 250 * ASY,
		unbonding: 0,
		reserved: 4 * ASY,
		free: 246 * ASY,
		commission: Perbill::from_percent(10),
		members: 2,
	};
	state.pools.insert(bob(), pool);
	let program = Program::parse(&triple()).expect("it is valid");
	let kernel = Kernel {
		id: KernelId::of(&triple()),
		author: charlie(),
		about: KernelAbout { name: BoundedVec::truncate_from(b"triple".to_vec()), source: None },
		royalty: Permill::from_percent(1),
		deposit: ASY / 5,
		uses: 1,
		interface: program.header().into(),
		bytecode: triple(),
	};
	state.kernels.insert(KernelId::of(&triple()), kernel);
	state.quote = Some(Ok(Quote {
		fuel: 1_000_000_000,
		escrow: escrow(),
		total: escrow().total(),
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
fn events() -> [Vec<JobEvent>; 4] {
	[
		vec![JobEvent::Submitted { requester: alice(), fuel: 1_000_000_000, escrow: escrow() }],
		vec![JobEvent::Assigned { attempt: 1, operator: bob(), payment: 15 * ASY / 10, until: 30 }],
		vec![],
		vec![
			JobEvent::Sampled { attempt: 1, samples: samples().to_vec(), until: 112 },
			JobEvent::Opened { attempt: 1, place: samples()[0], verdict: VerdictKind::Match },
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
				limits: limits(),
				floats: FloatModes { strict: true, relaxed: true },
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
