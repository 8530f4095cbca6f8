//! Jobs with escrow that the chain itself verifies.
//!
//! A requester submits what is to be computed and puts the payment on hold. The chain gives the job
//! to a provider, which commits to the hashes of its results. The chain draws samples, the provider
//! opens them, and the chain executes them again. A provider that is caught, or doesn't answer in
//! time, is slashed, and the job goes to another. What nobody proves wrong in time is paid for.
//!
//! # Terms
//!
//! - **attempt**: one provider's turn at a job; numbered from 1.
//! - **report**: what a provider's machine tells the chain (`reports.rs`).
//! - **agenda**: what the chain does by itself, by block (`agenda.rs`).
//! - **terms**: times and shares that a job was submitted under (`terms.rs`).
//! - **setback**: an attempt that ended without a result; the job goes on.
//! - **ending**: how a job is over.
//!
//! [`stage`] has the stages and the arrows between them, `verification.rs` the one path from a
//! proof to a verdict, `judgement.rs` what follows from it, `ending.rs` who gets what. The
//! invariants are in `invariants.rs`, and one file, `custody.rs`, moves money.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

extern crate alloc;

mod agenda;
mod answers;
mod beacon;
pub mod cost;
mod custody;
mod delivery;
mod ending;
mod invariants;
mod job_event;
mod judgement;
pub mod offchain;
mod queue;
pub mod reports;
mod sampling;
pub mod stage;
mod submission;
pub mod terms;
pub mod traits;
mod types;
mod verification;
pub mod weights;

pub use agenda::Cursor;
pub use assay_market::{
	DeclineReason, Ending, Escrow, Fault, JobId, Offer, PassWork, Quote, Setback, VerdictKind,
};
pub use job_event::name_of;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::{
		cost::VerificationCost,
		ending::MAX_FUTILE,
		reports::{Content, Report},
		terms::Terms,
		traits::OnSettled,
	};
	use assay_kernels::traits::Kernels;
	use assay_market::{
		limits::{self, MAX_ATTEMPTS, MAX_PASSES, MAX_SAMPLES},
		Balance, JobSpec, Place, Samples,
	};
	use assay_proof::RangeProof;
	use assay_providers::{
		traits::{Candidates, Outcomes, Workers},
		WorkerSignature,
	};
	use assay_stake::traits::Collateral;
	use assay_witness::Witness;
	use frame_support::{
		dispatch::{DispatchClass, DispatchResultWithPostInfo, Pays, WithPostDispatchInfo},
		pallet_prelude::*,
		traits::{
			fungible::{Balanced, BalancedHold, Inspect, InspectHold, Mutate, MutateHold},
			OnUnbalanced, Randomness,
		},
		weights::WeightMeter,
	};
	use frame_system::{offchain::CreateAuthorizedTransaction, pallet_prelude::*};

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Parameters. Those that aren't constants may change from block to block.
	///
	/// The runtime's transactions need the extension `frame_system::AuthorizeCall`.
	#[pallet::config]
	pub trait Config:
		CreateAuthorizedTransaction<Call<Self>>
		+ frame_system::Config<RuntimeEvent: From<Event<Self>>>
	{
		/// The token.
		type Currency: Inspect<Self::AccountId, Balance = Balance>
			+ Mutate<Self::AccountId>
			+ Balanced<Self::AccountId>
			+ InspectHold<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ MutateHold<Self::AccountId>
			+ BalancedHold<Self::AccountId>;

		/// All hold reasons of the runtime.
		type RuntimeHoldReason: From<HoldReason>;

		/// The kernels that passes run.
		type Kernels: Kernels<Self::AccountId>;

		/// The providers that jobs are given to.
		type Candidates: Candidates<Self::AccountId>;

		/// Remembers how jobs ended for them.
		type Outcomes: Outcomes<Self::AccountId>;

		/// Their machines' keys.
		type Workers: Workers<Self::AccountId>;

		/// The stake that backs jobs.
		type Collateral: Collateral<Self::AccountId, Id = JobId, Credit = CreditOf<Self>>;

		/// The VRF output of the last block's author.
		type Randomness: Randomness<Option<Self::Hash>, BlockNumberFor<Self>>;

		/// Gets the treasury's part of payments.
		type Treasury: OnUnbalanced<CreditOf<Self>>;

		/// Gets the validators' part of payments.
		type Validators: OnUnbalanced<CreditOf<Self>>;

		/// Gets what requesters pay for verification.
		type VerificationFees: OnUnbalanced<CreditOf<Self>>;

		/// Hears of settled jobs.
		type OnSettled: OnSettled<Self::AccountId>;

		/// Times and shares of the jobs that are submitted now.
		type Terms: Get<Terms<BlockNumberFor<Self>>>;

		/// The longest deadline for a commitment.
		type MaxDeadline: Get<BlockNumberFor<Self>>;

		/// The longest that a job may wait for providers.
		type MaxPatience: Get<BlockNumberFor<Self>>;

		/// How long it is remembered how a job ended.
		type Retention: Get<BlockNumberFor<Self>>;

		/// What the requester of any job deposits, in grains. Comes back when the job is over.
		#[pallet::constant]
		type BaseDeposit: Get<Balance>;

		/// What the requester deposits for each byte of the job's specification and offer in
		/// addition, in grains.
		#[pallet::constant]
		type ByteDeposit: Get<Balance>;

		/// Queued jobs that are looked at per block.
		type AssignmentsPerBlock: Get<u32>;

		/// What the chain may take per block for what it does by itself.
		type HookWeight: Get<Weight>;

		/// Priority of reports in transaction pools.
		type ReportPriority: Get<TransactionPriority>;

		/// Providers that get the same job one after the other, at most.
		// 1 to `limits::MAX_ATTEMPTS`.
		#[pallet::constant]
		type MaxAttempts: Get<u32>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why money of a requester's account is on hold.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// What jobs may take: payment, verification, and chunks that were demanded.
		#[codec(index = 0)]
		Escrow,
		/// Deposits for what the chain keeps of jobs.
		#[codec(index = 1)]
		Deposit,
	}

	/// The number of the next job.
	#[pallet::storage]
	pub type NextJob<T: Config> = StorageValue<_, JobId, ValueQuery>;

	/// The jobs that aren't over, by number: requester, stage, escrow, terms.
	// Twox with the key, here and below: the chain numbers jobs.
	#[pallet::storage]
	pub type Jobs<T: Config> = StorageMap<_, Twox64Concat, JobId, JobRecordOf<T>>;

	/// What the jobs that aren't over ask of providers, by job.
	#[pallet::storage]
	pub type Orders<T: Config> = StorageMap<_, Twox64Concat, JobId, OrderRecordOf<T>>;

	/// What the jobs that aren't over compute, by job.
	#[pallet::storage]
	pub type Specs<T: Config> = StorageMap<_, Twox64Concat, JobId, JobSpec>;

	/// Grid and fuel of the passes of jobs that aren't over, by job.
	#[pallet::storage]
	pub type Passes<T: Config> =
		StorageMap<_, Twox64Concat, JobId, BoundedVec<PassWork, ConstU32<MAX_PASSES>>, ValueQuery>;

	/// What jobs that aren't over owe the authors of their kernels, by job.
	#[pallet::storage]
	pub type Royalties<T: Config> = StorageMap<
		_,
		Twox64Concat,
		JobId,
		BoundedVec<RoyaltyRecord<T::AccountId>, ConstU32<MAX_PASSES>>,
		ValueQuery,
	>;

	/// Hashes of jobs' results, by job; of jobs that are over too, until they are forgotten.
	#[pallet::storage]
	pub type Commitments<T: Config> = StorageMap<_, Twox64Concat, JobId, Commitment>;

	/// How jobs ended, by job, until they are forgotten.
	#[pallet::storage]
	pub type Ended<T: Config> = StorageMap<_, Twox64Concat, JobId, EndRecordOf<T>>;

	/// The jobs that providers run, by operator and job.
	// Blake2 with the operator, who chooses it.
	#[pallet::storage]
	pub type Work<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, JobId, ()>;

	/// The jobs that the chain looks at by itself, by block and place in it.
	// Twox with the keys: the chain gives both.
	#[pallet::storage]
	pub type Agenda<T: Config> =
		StorageDoubleMap<_, Twox64Concat, BlockNumberFor<T>, Twox64Concat, u32, JobId>;

	/// How many jobs the chain looks at by itself, by block.
	#[pallet::storage]
	pub type AgendaCounts<T: Config> =
		StorageMap<_, Twox64Concat, BlockNumberFor<T>, u32, ValueQuery>;

	/// The block, and the place in it, from which the agenda goes on.
	#[pallet::storage]
	pub type AgendaCursor<T: Config> = StorageValue<_, Cursor<BlockNumberFor<T>>, ValueQuery>;

	/// The jobs that wait for providers, by place in the queue.
	// Twox with the key: places are given by the chain.
	#[pallet::storage]
	pub type QueueSlots<T: Config> = StorageMap<_, Twox64Concat, u64, JobId>;

	/// The first place of the queue of jobs that wait for providers.
	#[pallet::storage]
	pub type QueueHead<T: Config> = StorageValue<_, u64, ValueQuery>;

	/// The place after the last one of the queue of jobs that wait for providers.
	#[pallet::storage]
	pub type QueueTail<T: Config> = StorageValue<_, u64, ValueQuery>;

	/// Random values of the latest blocks, by block.
	// Twox with the key: blocks are numbered by the chain.
	#[pallet::storage]
	pub type Beacons<T: Config> =
		StorageMap<_, Twox64Concat, BlockNumberFor<T>, T::Hash, ValueQuery>;

	/// What happened to jobs.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A job was submitted.
		Submitted {
			/// The job's number.
			job: JobId,
			/// The account that pays for it.
			requester: T::AccountId,
			/// The fuel of all its passes together.
			fuel: u64,
			/// What is on hold in the requester's account for it.
			escrow: Escrow,
		},
		/// A job was given to a provider.
		Assigned {
			/// The job's number.
			job: JobId,
			/// The number of the attempt, from 1 on.
			attempt: u32,
			/// The provider's operator.
			operator: T::AccountId,
			/// What the provider asks for the job, in grains.
			payment: Balance,
			/// The number of the block from which on the provider is late.
			until: BlockNumberFor<T>,
		},
		/// A provider has committed to the hashes of its results.
		Committed {
			/// The job's number.
			job: JobId,
			/// The number of the attempt, from 1 on.
			attempt: u32,
			/// The number of the block in which the samples are drawn.
			sample_at: BlockNumberFor<T>,
		},
		/// The chain has drawn samples, which the provider has to open.
		Sampled {
			/// The job's number.
			job: JobId,
			/// The number of the attempt, from 1 on.
			attempt: u32,
			/// The workgroups that were drawn.
			samples: Samples,
			/// The number of the block before which all have to be opened.
			until: BlockNumberFor<T>,
		},
		/// A provider has opened a sample, and the chain has executed it.
		Opened {
			/// The job's number.
			job: JobId,
			/// The number of the attempt, from 1 on.
			attempt: u32,
			/// The workgroup that was executed.
			place: Place,
			/// What the chain found.
			verdict: VerdictKind,
		},
		/// All samples were right, and the results can be challenged now.
		WindowBegan {
			/// The job's number.
			job: JobId,
			/// The number of the block in which the job is settled if no challenge succeeds.
			settle_at: BlockNumberFor<T>,
		},
		/// Somebody has shown a tile, and the chain has executed it.
		Challenged {
			/// The job's number.
			job: JobId,
			/// The account that showed it.
			challenger: T::AccountId,
			/// The workgroup that was executed.
			place: Place,
			/// What the chain found.
			verdict: VerdictKind,
		},
		/// The requester demands that the provider publishes chunks of an output.
		Demanded {
			/// The job's number.
			job: JobId,
			/// The output, counted over all passes from 0 on.
			output: u8,
			/// The first chunk, in chunks of 1,024 bytes from 0 on.
			first: u32,
			/// The number of chunks.
			count: u32,
			/// The number of the block before which they have to be delivered.
			until: BlockNumberFor<T>,
		},
		/// The provider has published the chunks, in the transaction that this event belongs to.
		Delivered {
			/// The job's number.
			job: JobId,
			/// The output, counted over all passes from 0 on.
			output: u8,
			/// The first chunk, in chunks of 1,024 bytes from 0 on.
			first: u32,
			/// The number of chunks.
			count: u32,
		},
		/// An attempt ended without a result.
		SetBack {
			/// The job's number.
			job: JobId,
			/// The number of the attempt, from 1 on.
			attempt: u32,
			/// The operator of the provider whose attempt it was.
			operator: T::AccountId,
			/// Why it ended.
			setback: Setback,
		},
		/// A provider lost collateral.
		Slashed {
			/// The job's number.
			job: JobId,
			/// The provider's operator.
			operator: T::AccountId,
			/// What the provider was slashed for.
			fault: Fault,
			/// What it lost, in grains.
			slashed: Balance,
			/// What the requester got of it, in grains, besides what verifying had cost.
			compensation: Balance,
			/// What the challenger got of it, in grains; zero if there was none.
			bounty: Balance,
			/// What was burned of it, in grains.
			burned: Balance,
		},
		/// A provider was paid.
		Paid {
			/// The job's number.
			job: JobId,
			/// The provider's operator.
			operator: T::AccountId,
			/// What the operator got, in grains.
			earned: Balance,
			/// What the authors of the kernels got, in grains.
			royalties: Balance,
			/// What was burned, in grains.
			burned: Balance,
		},
		/// A job is over, and what was left of its escrow went back to the requester.
		Ended {
			/// The job's number.
			job: JobId,
			/// How it ended.
			ending: Ending,
		},
		/// What was due for a job failed: a fault of the chain. `poke` tries it again.
		Stuck {
			/// The job's number.
			job: JobId,
			/// What went wrong.
			error: DispatchError,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// No job has this number, or it is over.
		JobUnknown,
		/// The caller isn't the requester of this job.
		NotRequester,
		/// The job is at another attempt.
		OtherAttempt,
		/// The job isn't waiting for a provider. It can only be cancelled while it is.
		NotQueued,
		/// The job isn't waiting for a provider's results.
		NotAssigned,
		/// No provider has committed to results of this job.
		NotCommitted,
		/// The job isn't waiting for openings.
		NotSampled,
		/// The job's samples aren't all opened.
		NotOpened,
		/// As many providers have had the job as the constant `MaxAttempts` allows.
		AttemptsUsedUp,
		/// The number of samples isn't from 1 to the constant `MaxSamples`.
		SamplesOutOfRange,
		/// The deadline must be at least one block.
		DeadlineZero,
		/// The deadline is more blocks than the parameter `Jobs.MaxDeadline`.
		DeadlineTooLong,
		/// The patience must be at least one block.
		PatienceZero,
		/// The patience is more blocks than the parameter `Jobs.MaxPatience`.
		PatienceTooLong,
		/// A kernel of the job isn't registered. Register it first.
		KernelUnknown,
		/// The job has no pass.
		NoPasses,
		/// All passes together have more outputs than the constant `MaxJobOutputs`.
		TooManyOutputs,
		/// A pass has no output.
		NoOutputs,
		/// A grid has no workgroups: one of its three numbers is zero.
		EmptyGrid,
		/// A pass has another number of inputs, outputs or parameters than its kernel.
		InterfaceDiffers,
		/// An input of a pass is neither one of the job's inputs nor an output of an earlier pass.
		SourceUnknown,
		/// An output has no words.
		EmptyOutput,
		/// An output can't be divided into these tiles.
		TilesMalformed,
		/// The tiles of a workgroup lie in more chunks of 1,024 bytes than the constant
		/// `MaxTileChunks`.
		TilesScattered,
		/// A tolerance is no finite number, or stands with a strict kernel.
		RuleMalformed,
		/// A kernel has no bound on its fuel with these parameters.
		CostUnknown,
		/// A workgroup may take more fuel than the constant `MaxWorkgroupFuel`.
		WorkgroupTooLong,
		/// The job may take more fuel than the constant `MaxJobFuel`.
		JobTooLong,
		/// All inputs and outputs of the job have more bytes than the constant `MaxJobBytes`.
		JobTooLarge,
		/// The commitment has another number of hashes than the job has outputs.
		CommitmentIncomplete,
		/// The job has no sample of this number.
		SampleUnknown,
		/// The sample was opened already.
		OpenedAlready,
		/// The job has no such workgroup.
		PlaceUnknown,
		/// The workgroup's bound on fuel is another one than the call says.
		FuelMisstated,
		/// The witness has another number of inputs or outputs than the pass.
		WitnessCount,
		/// The witness shows more chunks of inputs than the constant `MaxReadChunks`, or more of
		/// outputs than the constant `MaxTileChunks`.
		WitnessTooLarge,
		/// The witness shows other chunks of an output than those of the tile.
		NotTheTile,
		/// A proof of the witness or the delivery doesn't lead to the blob's hash.
		ProofWrong,
		/// What the witness shows of an input can't be read.
		ChunksMalformed,
		/// The workgroup reads a chunk that the witness doesn't show.
		ChunkMissing,
		/// The witness shows a chunk that the workgroup doesn't read.
		ChunkNotRead,
		/// The challenger's free balance is below the job's challenge bond: what the parameter
		/// `Jobs.ChallengeBond` was when the job was submitted.
		BondInsufficient,
		/// The window in which chunks can be demanded is over.
		WindowOver,
		/// Chunks that were demanded before aren't delivered yet.
		DemandPending,
		/// No chunks are demanded.
		NothingDemanded,
		/// The job has no output of this number.
		OutputUnknown,
		/// The output doesn't have these chunks.
		ChunksUnknown,
		/// More chunks are demanded at once than the constant `MaxDemandedChunks`.
		TooManyChunks,
		/// Other chunks are delivered than were demanded.
		OtherChunks,
		/// Nothing is due for this job yet.
		NothingDue,
		/// A number outgrew its type.
		Overflow,
		/// The requester has less on hold than the ledger says: a fault of the chain.
		EscrowBelowLedger,
		/// The specification isn't what was checked when it was submitted: a fault of the chain.
		SpecBroken,
	}

	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// Passes of a job, at most.
		#[pallet::constant_name(MaxPasses)]
		fn max_passes() -> u32 {
			limits::MAX_PASSES
		}

		/// Blobs that a job reads, at most.
		#[pallet::constant_name(MaxJobInputs)]
		fn max_job_inputs() -> u32 {
			limits::MAX_JOB_INPUTS
		}

		/// Outputs of all passes of a job together, at most.
		#[pallet::constant_name(MaxJobOutputs)]
		fn max_job_outputs() -> u32 {
			limits::MAX_JOB_OUTPUTS
		}

		/// Inputs of a pass, at most.
		#[pallet::constant_name(MaxPassInputs)]
		fn max_pass_inputs() -> u32 {
			limits::MAX_INPUTS
		}

		/// Outputs of a pass, at most.
		#[pallet::constant_name(MaxPassOutputs)]
		fn max_pass_outputs() -> u32 {
			limits::MAX_OUTPUTS
		}

		/// Words of 32 bits of a pass's parameters, at most.
		#[pallet::constant_name(MaxParams)]
		fn max_params() -> u32 {
			limits::MAX_PARAMS
		}

		/// Bytes of the address from which an input can be fetched, at most.
		#[pallet::constant_name(MaxAddress)]
		fn max_address() -> u32 {
			limits::MAX_ADDRESS
		}

		/// Fuel of a job, at most.
		#[pallet::constant_name(MaxJobFuel)]
		fn max_job_fuel() -> u64 {
			limits::MAX_JOB_FUEL
		}

		/// Bytes of all inputs and outputs of a job together, at most.
		#[pallet::constant_name(MaxJobBytes)]
		fn max_job_bytes() -> u64 {
			limits::MAX_JOB_BYTES
		}

		/// Fuel of a workgroup, at most: what the chain would execute of it.
		#[pallet::constant_name(MaxWorkgroupFuel)]
		fn max_workgroup_fuel() -> u64 {
			assay_touchstone::limits::MAX_WORKGROUP_FUEL
		}

		/// Samples of a job, at most.
		#[pallet::constant_name(MaxSamples)]
		fn max_samples() -> u32 {
			MAX_SAMPLES
		}

		/// Attempts of one kind that end a job: those that end because an input can't be had, and
		/// those that end because the result isn't reproducible.
		#[pallet::constant_name(MaxFutile)]
		fn max_futile() -> u8 {
			MAX_FUTILE
		}

		/// Chunks of 1,024 bytes that a witness shows of inputs, at most.
		#[pallet::constant_name(MaxReadChunks)]
		fn max_read_chunks() -> u32 {
			assay_witness::MAX_READ_CHUNKS
		}

		/// Chunks of 1,024 bytes that the tiles of a workgroup lie in, at most.
		#[pallet::constant_name(MaxTileChunks)]
		fn max_tile_chunks() -> u32 {
			assay_witness::MAX_TILE_CHUNKS
		}

		/// Chunks of 1,024 bytes that a requester may demand at once, at most.
		#[pallet::constant_name(MaxDemandedChunks)]
		fn max_demanded_chunks() -> u32 {
			assay_proof::MAX_PROOF_CHUNKS
		}

		/// Providers that a requester may name, at most.
		#[pallet::constant_name(MaxAllowed)]
		fn max_allowed() -> u32 {
			limits::MAX_ALLOWED
		}

		/// Bytes of a region or an attribute, at most.
		#[pallet::constant_name(MaxTag)]
		fn max_tag() -> u32 {
			limits::MAX_TAG
		}

		/// Attributes that a requester may want of a provider, at most.
		#[pallet::constant_name(MaxAttributes)]
		fn max_attributes() -> u32 {
			limits::MAX_WANTED
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(now: BlockNumberFor<T>) -> Weight {
			Self::note_beacon(now);
			let mut meter = WeightMeter::with_limit(T::HookWeight::get());
			Self::drain_agenda(now, &mut meter);
			Self::serve_queue(now, &mut meter);
			T::WeightInfo::on_initialize().saturating_add(meter.consumed())
		}

		fn offchain_worker(now: BlockNumberFor<T>) {
			for (job, reason) in Self::serve_workers(now) {
				log::debug!(target: "runtime::jobs", "no report for job {job}: {reason:?}");
			}
		}

		fn integrity_test() {
			let limits = T::BlockWeights::get();
			let largest = VerificationCost::max();
			let step = T::WeightInfo::step(MAX_PASSES);
			let opening = T::WeightInfo::open(&largest)
				.saturating_add(step)
				.saturating_add(T::WeightInfo::authorize(largest.bytes));
			for (class, name) in
				[(DispatchClass::Operational, "opening"), (DispatchClass::Normal, "challenge")]
			{
				let most = limits.get(class).max_extrinsic.unwrap_or(limits.max_block);
				assert!(
					opening.all_lte(most),
					"the largest {name} takes {opening:?} and could not fit a block's {most:?}"
				);
				let bytes = *T::BlockLength::get().max.get(class);
				assert!(
					largest.bytes < bytes,
					"the largest {name} has {} bytes and could not fit a block's {bytes}",
					largest.bytes
				);
			}
			assert!(
				step.saturating_add(T::WeightInfo::turn_page()).all_lte(T::HookWeight::get()),
				"`HookWeight` is less than one step takes: no job would end"
			);
			assert!(
				(1..=MAX_ATTEMPTS).contains(&T::MaxAttempts::get()),
				"`MaxAttempts` is outside of 1 to {MAX_ATTEMPTS}"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Submits a job, and puts payment, verification fees and a deposit on hold.
		///
		/// What isn't used comes back when the job is over. Emits `Submitted`.
		///
		/// Arguments:
		/// - `spec`: what is computed: the blobs that are read, and the passes with their kernels.
		/// - `offer`: what is offered: the price in grains per giga-fuel (10^12 grains are 1 ASY),
		///   the deadline and the patience in blocks, the number of samples, and which providers
		///   may have it.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::submit(
			spec.passes.len() as u32,
			spec.encoded_size() as u32,
		))]
		pub fn submit(
			origin: OriginFor<T>,
			spec: alloc::boxed::Box<JobSpec>,
			offer: alloc::boxed::Box<OfferOf<T>>,
		) -> DispatchResultWithPostInfo {
			let requester = ensure_signed(origin)?;
			let (passes, bytes) = (spec.passes.len() as u32, spec.encoded_size() as u32);
			Self::charged(Self::ensure_offer(&offer), T::WeightInfo::refused(bytes))?;
			Self::charged(
				Self::do_submit(requester, *spec, *offer),
				T::WeightInfo::submit_refused(passes, bytes),
			)
		}

		/// Takes a job back that no provider has, and gives back what is on hold for it.
		///
		/// After an attempt that nobody is to blame for, the parameter `Jobs.FutileFee` is kept.
		/// Emits `Ended`.
		///
		/// Arguments:
		/// - `job`: the job's number.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::cancel(Pallet::<T>::passes_at_most(*job)))]
		pub fn cancel(origin: OriginFor<T>, job: JobId) -> DispatchResultWithPostInfo {
			let requester = ensure_signed(origin)?;
			let record = Self::queued_job_of(&requester, job)
				.map_err(|error| error.with_weight(T::WeightInfo::refused(0)))?;
			let weight = T::WeightInfo::cancel(Self::passes_of(job));
			Self::do_cancel(job, record)?;
			Ok(Some(weight).into())
		}

		/// Commits a provider to the hashes of its results. Its machine sends it by itself, signed
		/// by the worker key and without a fee.
		///
		/// Emits `Committed`.
		///
		/// Arguments:
		/// - `report`: the job's number, the number of the attempt, and the block at which it was
		///   sent.
		/// - `commitment`: the BLAKE3 hashes of all outputs of all passes, in order.
		/// - `signature`: the worker key's signature.
		#[pallet::call_index(2)]
		#[pallet::weight((T::WeightInfo::commit(commitment.len() as u32), DispatchClass::Operational))]
		#[pallet::weight_of_authorize(T::WeightInfo::authorize(commitment.encoded_size() as u32))]
		#[pallet::authorize(|_source, report, commitment, signature| {
			Pallet::<T>::authorize_answer(report, Content::Commit(commitment), signature)
		})]
		pub fn commit(
			origin: OriginFor<T>,
			report: Report<BlockNumberFor<T>>,
			commitment: Commitment,
			// Checked before the call is dispatched, here and below.
			_signature: WorkerSignature,
		) -> DispatchResultWithPostInfo {
			ensure_authorized(origin)?;
			Self::charged(Self::do_commit(report, commitment), T::WeightInfo::commit_refused())
		}

		/// Gives a job back that a provider can't do. Its machine sends it by itself, signed by the
		/// worker key and without a fee.
		///
		/// Emits `SetBack`.
		///
		/// Arguments:
		/// - `report`: the job's number, the number of the attempt, and the block at which it was
		///   sent.
		/// - `reason`: why the provider gives the job back.
		/// - `signature`: the worker key's signature.
		#[pallet::call_index(3)]
		#[pallet::weight((
			T::WeightInfo::decline(Pallet::<T>::passes_of(report.job)),
			DispatchClass::Operational,
		))]
		#[pallet::weight_of_authorize(T::WeightInfo::authorize(1))]
		#[pallet::authorize(|_source, report, reason, signature| {
			Pallet::<T>::authorize_answer(report, Content::Decline(reason), signature)
		})]
		pub fn decline(
			origin: OriginFor<T>,
			report: Report<BlockNumberFor<T>>,
			reason: DeclineReason,
			_signature: WorkerSignature,
		) -> DispatchResult {
			ensure_authorized(origin)?;
			Self::do_decline(report, reason)
		}

		/// Opens a sample: shows the chain what one workgroup read and wrote, to be executed again.
		/// The provider's machine sends it by itself, signed by the worker key and without a fee.
		///
		/// Emits `Opened`, and what follows from the verdict.
		///
		/// Arguments:
		/// - `report`: the job's number, the number of the attempt, and the block at which it was
		///   sent.
		/// - `sample`: the number of the sample, from 0 on.
		/// - `fuel`: the most fuel that a workgroup of this pass takes.
		/// - `witness`: the chunks that the workgroup read and the tile that it wrote, with proofs.
		/// - `signature`: the worker key's signature.
		#[pallet::call_index(4)]
		#[pallet::weight((
			T::WeightInfo::open(&VerificationCost::of_witness(witness, *fuel))
				.saturating_add(T::WeightInfo::step(Pallet::<T>::passes_of(report.job))),
			DispatchClass::Operational,
		))]
		#[pallet::weight_of_authorize(T::WeightInfo::authorize(witness.encoded_size() as u32))]
		#[pallet::authorize(|source, report, sample, fuel, witness, signature| {
			Pallet::<T>::authorize_open(source, report, *sample, *fuel, witness, signature)
		})]
		pub fn open(
			origin: OriginFor<T>,
			report: Report<BlockNumberFor<T>>,
			sample: u8,
			fuel: u64,
			witness: Witness,
			_signature: WorkerSignature,
		) -> DispatchResultWithPostInfo {
			ensure_authorized(origin)?;
			let weight = T::WeightInfo::open(&VerificationCost::of_witness(&witness, fuel));
			let verdict = Self::do_open(report, sample, fuel, witness)
				.map_err(|error| error.with_weight(weight))?;
			match verdict {
				VerdictKind::Match => Ok(Some(weight).into()),
				VerdictKind::Inaccurate | VerdictKind::Mismatch | VerdictKind::Void => {
					Ok(().into())
				},
			}
		}

		/// Shows the chain a tile that the caller holds to be wrong, to be executed again.
		///
		/// The caller needs a free balance of the job's challenge bond: what the parameter
		/// `Jobs.ChallengeBond` was when the job was submitted. The provider gets it if the tile is
		/// right. If it is wrong, the caller gets a part of what the provider loses. Emits
		/// `Challenged`, and what follows from the verdict.
		///
		/// Arguments:
		/// - `job`: the job's number.
		/// - `attempt`: the number of the attempt, from 1 on.
		/// - `place`: the pass and the workgroup whose tile it is.
		/// - `fuel`: the most fuel that a workgroup of this pass takes.
		/// - `witness`: the chunks that the workgroup read and the tile that it wrote, with proofs.
		#[pallet::call_index(5)]
		#[pallet::weight(
			T::WeightInfo::challenge(&VerificationCost::of_witness(witness, *fuel))
				.saturating_add(T::WeightInfo::step(Pallet::<T>::passes_of(*job)))
		)]
		pub fn challenge(
			origin: OriginFor<T>,
			job: JobId,
			attempt: u32,
			place: Place,
			fuel: u64,
			witness: Witness,
		) -> DispatchResultWithPostInfo {
			let challenger = ensure_signed(origin)?;
			let cost = VerificationCost::of_witness(&witness, fuel);
			Self::charged(
				Self::ensure_challengeable(&challenger, job, attempt, place, fuel),
				T::WeightInfo::refused(cost.bytes),
			)?;
			let weight = T::WeightInfo::challenge(&cost);
			let verdict = Self::do_challenge(challenger, job, place, fuel, witness)
				.map_err(|error| error.with_weight(weight))?;
			match verdict {
				VerdictKind::Match => Ok(Some(weight).into()),
				VerdictKind::Inaccurate | VerdictKind::Mismatch | VerdictKind::Void => {
					Ok(().into())
				},
			}
		}

		/// Demands chunks of an output that the provider doesn't hand out. Only the requester may.
		///
		/// Puts the parameter `Jobs.ChunkPrice`, as it was when the job was submitted, on hold for
		/// each chunk. The provider gets it when it delivers, less the fee for that. Emits
		/// `Demanded`.
		///
		/// Arguments:
		/// - `job`: the job's number.
		/// - `output`: the output, counted over all passes from 0 on.
		/// - `first`: the first chunk, in chunks of 1,024 bytes from 0 on.
		/// - `count`: the number of chunks, at most the constant `MaxDemandedChunks`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::demand())]
		pub fn demand(
			origin: OriginFor<T>,
			job: JobId,
			output: u8,
			first: u32,
			count: u32,
		) -> DispatchResultWithPostInfo {
			let requester = ensure_signed(origin)?;
			let record = Self::job_of_requester(&requester, job)
				.map_err(|error| error.with_weight(T::WeightInfo::refused(0)))?;
			Self::charged(
				Self::do_demand(requester, job, record, output, first, count),
				T::WeightInfo::demand_refused(),
			)
		}

		/// Delivers chunks that were demanded. The provider's machine sends it by itself, signed by
		/// the worker key and without a fee.
		///
		/// Emits `Delivered`.
		///
		/// Arguments:
		/// - `report`: the job's number, the number of the attempt, and the block at which it was
		///   sent.
		/// - `proof`: the chunks, with the proof that they are of the output.
		/// - `signature`: the worker key's signature.
		#[pallet::call_index(7)]
		#[pallet::weight((
			T::WeightInfo::deliver(&VerificationCost::of_proof(proof)),
			DispatchClass::Operational,
		))]
		#[pallet::weight_of_authorize(T::WeightInfo::authorize(proof.encoded_size() as u32))]
		#[pallet::authorize(|source, report, proof, signature| {
			Pallet::<T>::authorize_deliver(source, report, proof, signature)
		})]
		pub fn deliver(
			origin: OriginFor<T>,
			report: Report<BlockNumberFor<T>>,
			proof: RangeProof,
			_signature: WorkerSignature,
		) -> DispatchResult {
			ensure_authorized(origin)?;
			Self::do_deliver(report, proof)
		}

		/// Does what is due for a job and didn't fit the block it was due in.
		///
		/// Anybody may call it. It costs nothing if something was due; what is charged first is
		/// given back. Emits what follows from what was due.
		///
		/// Arguments:
		/// - `job`: the job's number.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::step(Pallet::<T>::passes_of(*job)))]
		pub fn poke(origin: OriginFor<T>, job: JobId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let now = frame_system::Pallet::<T>::block_number();
			Self::charged(Self::ensure_due(job, now), T::WeightInfo::refused(0))?;
			let weight = Self::step(job, now)?;
			Ok((Some(weight), Pays::No).into())
		}
	}

	impl<T: Config> Pallet<T> {
		/// The result of a call. One that failed has written nothing, since its changes are rolled
		/// back, and isn't charged for writing.
		fn charged(result: DispatchResult, refused: Weight) -> DispatchResultWithPostInfo {
			result.map(Into::into).map_err(|error| error.with_weight(refused))
		}

		/// The passes of a job, by which calls are weighed. A job keeps them until it is over.
		///
		/// None of a job that isn't there: should a call before this one in the same transaction
		/// submit it, no provider has it and nothing is due for it in this block.
		fn passes_of(job: JobId) -> u32 {
			// No more than `MAX_PASSES`.
			Passes::<T>::decode_len(job).unwrap_or_default() as u32
		}

		/// The same for a call that can do something with a job of the same block.
		fn passes_at_most(job: JobId) -> u32 {
			if job < NextJob::<T>::get() {
				Self::passes_of(job)
			} else {
				MAX_PASSES
			}
		}
	}

	const _: () = assert!(MAX_SAMPLES <= u8::BITS, "a bit for each sample");
}
