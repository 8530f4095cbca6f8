//! Who acts: keys, and what they say with them.

use assay_jobs::{
	reports::{Content, Report},
	Call as JobsCall, Commitment, DeclineReason, JobId, Offer, OfferOf,
};
use assay_market::{
	Ask, Capability, DeviceLimits, FloatModes, JobSpec, KernelAbout, PricePerGigaFuel, Profile,
	ProviderDevice, Tag,
};
use assay_proof::RangeProof;
use assay_providers::{
	worker::{possession_message, WorkerPair},
	Call as ProvidersCall, Heartbeat, WorkerKey,
};
use assay_runtime::{
	AccountId, Balance, BlockNumber, Hash, Jobs, Providers, Runtime, RuntimeCall, System,
};
use assay_witness::Witness;
use codec::Encode;
use frame_support::{traits::Get, BoundedVec};
use sp_core::{crypto::Pair, sr25519};
use sp_runtime::Permill;

/// Somebody with an account, and with a machine for those who are providers.
#[derive(Clone)]
pub struct Person {
	pub account: AccountId,
	pub pair: sr25519::Pair,
	pub worker: WorkerPair,
}

impl Person {
	/// Somebody whose keys follow from a name.
	pub fn new(name: &str) -> Self {
		let seed = |purpose: &str| sp_io::hashing::blake2_256(&(purpose, name).encode());
		let pair = sr25519::Pair::from_seed(&seed("account"));
		Self {
			account: AccountId::from(pair.public().0),
			worker: WorkerPair::from_seed(&seed("worker")),
			pair,
		}
	}

	/// The key of the machine.
	pub fn worker_key(&self) -> WorkerKey {
		self.worker.public()
	}
}

pub fn text<N: Get<u32>>(text: &str) -> BoundedVec<u8, N> {
	BoundedVec::try_from(text.as_bytes().to_vec()).expect("the text is short enough")
}

/// What a provider of these tests offers.
pub fn asking(price: Balance) -> Ask {
	Ask {
		price: PricePerGigaFuel(price),
		capacity: 16,
		region: Tag(text("eu-west")),
		attributes: BoundedVec::new(),
	}
}

/// The one device of a provider of these tests.
pub fn device() -> ProviderDevice {
	ProviderDevice {
		name: text("llvmpipe"),
		capability: Capability {
			limits: DeviceLimits {
				memory: 1 << 36,
				buffer: 1 << 31,
				lanes: 1024,
				workgroup_memory: 16 << 10,
			},
			floats: FloatModes { strict: true, relaxed: true },
		},
		score: 700,
	}
}

/// Registers somebody as a provider.
pub fn register(who: &Person, genesis: Hash, price: Balance) -> RuntimeCall {
	let possession = who.worker.sign(&possession_message(&genesis, &who.account));
	ProvidersCall::register {
		profile: Profile { name: text("provider"), endpoint: text("https://gpu.example") },
		offer: asking(price),
		devices: BoundedVec::truncate_from(vec![device()]),
		worker: who.worker_key(),
		possession,
	}
	.into()
}

/// A worker says that it is there. To be called over the chain's state.
pub fn heartbeat(who: &Person, period: BlockNumber) -> RuntimeCall {
	let heartbeat = Heartbeat { worker: who.worker_key(), period, sent_at: System::block_number() };
	let signature = who.worker.sign(&Providers::heartbeat_message(&heartbeat));
	ProvidersCall::heartbeat { heartbeat, signature }.into()
}

/// Registers a kernel.
pub fn kernel(bytecode: &[u8], royalty: Permill) -> RuntimeCall {
	assay_kernels::Call::register {
		bytecode: BoundedVec::truncate_from(bytecode.to_vec()),
		about: KernelAbout { name: text("kernel"), source: None },
		royalty,
	}
	.into()
}

/// What a requester of these tests offers.
pub fn offering(price: Balance) -> OfferOf<Runtime> {
	Offer {
		price: PricePerGigaFuel(price),
		deadline: 20,
		patience: 400,
		samples: 2,
		allowed: BoundedVec::new(),
		region: None,
		attributes: BoundedVec::new(),
	}
}

pub fn submit(spec: &JobSpec, offer: OfferOf<Runtime>) -> RuntimeCall {
	JobsCall::submit { spec: Box::new(spec.clone()), offer: Box::new(offer) }.into()
}

/// Names an attempt. To be called over the chain's state.
pub fn report(job: JobId, attempt: u32) -> Report<BlockNumber> {
	Report { job, attempt, sent_at: System::block_number() }
}

impl Person {
	/// Tells results' hashes. To be called over the chain's state, here and below.
	pub fn commit(&self, report: Report<BlockNumber>, commitment: Commitment) -> RuntimeCall {
		let message = Jobs::report_message(&report, &Content::Commit(&commitment));
		let signature = self.worker.sign(&message);
		JobsCall::commit { report, commitment, signature }.into()
	}

	/// Gives a job back.
	pub fn decline(&self, report: Report<BlockNumber>, reason: DeclineReason) -> RuntimeCall {
		let message = Jobs::report_message(&report, &Content::Decline(&reason));
		let signature = self.worker.sign(&message);
		JobsCall::decline { report, reason, signature }.into()
	}

	/// Opens a sample.
	pub fn open(
		&self,
		report: Report<BlockNumber>,
		sample: u8,
		fuel: u64,
		witness: Witness,
	) -> RuntimeCall {
		let content = Content::Open { sample, witness: &witness };
		let signature = self.worker.sign(&Jobs::report_message(&report, &content));
		JobsCall::open { report, sample, fuel, witness, signature }.into()
	}

	/// Delivers chunks.
	pub fn deliver(&self, report: Report<BlockNumber>, proof: RangeProof) -> RuntimeCall {
		let message = Jobs::report_message(&report, &Content::Deliver(&proof));
		let signature = self.worker.sign(&message);
		JobsCall::deliver { report, proof, signature }.into()
	}
}
