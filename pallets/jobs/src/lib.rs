//! Jobs with escrow that the chain itself verifies.
//!
//! A requester submits what is to be computed and puts the payment on hold. The chain gives the job
//! to a provider, which commits to the hashes of its results. The chain draws samples, the provider
//! opens them, and the chain executes them again. A provider that is caught, or doesn't answer in time,
//! is slashed, and the job goes to another. What nobody proves wrong in time is paid for.
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
//! [`stage`] has the stages and the arrows between them, `verification.rs` the one path from a proof
//! to a verdict, `judgement.rs` what follows from it, `ending.rs` who gets what. The invariants are
//! in `invariants.rs`, and one file, `custody.rs`, moves money.

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
		dispatch::{DispatchClass, DispatchResultWithPostInfo, Pays},
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

		/// Deposit for any job.
		type BaseDeposit: Get<Balance>;

		/// Deposit for each byte of a job, in addition.
		type ByteDeposit: Get<Balance>;

		/// Queued jobs that are looked at per block.
		type AssignmentsPerBlock: Get<u32>;

		/// What the chain may take per block for what it does by itself.
		type HookWeight: Get<Weight>;

		/// Priority of reports in transaction pools.
		type ReportPriority: Get<TransactionPriority>;

		/// Providers that get the same job, one after the other: 1 to `limits::MAX_ATTEMPTS`.
		#[pallet::constant]
		type MaxAttempts: Get<u32>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why money of a requester's account is on hold.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Payment, verification, and chunks that were demanded.
		#[codec(index = 0)]
		Escrow,
		/// Deposits for what the chain keeps of jobs.
		#[codec(index = 1)]
		Deposit,
	}

	/// The number of the next job.
	#[pallet::storage]
	pub type NextJob<T: Config> = StorageValue<_, JobId, ValueQuery>;

	/// The jobs that aren't over. Twox with the key, here and below: the chain numbers jobs.
	#[pallet::storage]
	pub type Jobs<T: Config> = StorageMap<_, Twox64Concat, JobId, JobRecordOf<T>>;

	/// What they ask of providers.
	#[pallet::storage]
	pub type Orders<T: Config> = StorageMap<_, Twox64Concat, JobId, OrderRecordOf<T>>;

	/// What they compute.
	#[pallet::storage]
	pub type Specs<T: Config> = StorageMap<_, Twox64Concat, JobId, JobSpec>;

	/// Grid and fuel of their passes.
	#[pallet::storage]
	pub type Passes<T: Config> =
		StorageMap<_, Twox64Concat, JobId, BoundedVec<PassWork, ConstU32<MAX_PASSES>>, ValueQuery>;

	/// What they owe the authors of their kernels.
	#[pallet::storage]
	pub type Royalties<T: Config> = StorageMap<
		_,
		Twox64Concat,
		JobId,
		BoundedVec<RoyaltyRecord<T::AccountId>, ConstU32<MAX_PASSES>>,
		ValueQuery,
	>;

	/// Hashes of their results; of jobs that are over too, until they are forgotten.
	#[pallet::storage]
	pub type Commitments<T: Config> = StorageMap<_, Twox64Concat, JobId, Commitment>;

	/// How jobs ended.
	#[pallet::storage]
	pub type Ended<T: Config> = StorageMap<_, Twox64Concat, JobId, EndRecordOf<T>>;

	/// The jobs that providers run. Blake2 with the operator, who chooses it.
	#[pallet::storage]
	pub type Work<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, JobId, ()>;

	/// Jobs to look at, by block. Twox with the keys: the chain gives both.
	#[pallet::storage]
	pub type Agenda<T: Config> =
		StorageDoubleMap<_, Twox64Concat, BlockNumberFor<T>, Twox64Concat, u32, JobId>;

	/// How many there are per block.
	#[pallet::storage]
	pub type AgendaCounts<T: Config> =
		StorageMap<_, Twox64Concat, BlockNumberFor<T>, u32, ValueQuery>;

	/// Where the agenda goes on.
	#[pallet::storage]
	pub type AgendaCursor<T: Config> = StorageValue<_, Cursor<BlockNumberFor<T>>, ValueQuery>;

	/// The queue of jobs that wait for providers. Twox with the key: places are given by the chain.
	#[pallet::storage]
	pub type QueueSlots<T: Config> = StorageMap<_, Twox64Concat, u64, JobId>;

	/// The first place of the queue.
	#[pallet::storage]
	pub type QueueHead<T: Config> = StorageValue<_, u64, ValueQuery>;

	/// The place after the last one.
	#[pallet::storage]
	pub type QueueTail<T: Config> = StorageValue<_, u64, ValueQuery>;

	/// Random values of the latest blocks. Twox with the key: blocks are numbered by the chain.
	#[pallet::storage]
	pub type Beacons<T: Config> =
		StorageMap<_, Twox64Concat, BlockNumberFor<T>, T::Hash, ValueQuery>;

	/// What happened to jobs.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A job was submitted.
		Submitted {
			/// Its number.
			job: JobId,
			/// Who pays.
			requester: T::AccountId,
			/// Lane-operations of all passes.
			fuel: u64,
			/// What is on hold for it.
			escrow: Escrow,
		},
		/// A job was given to a provider.
		Assigned {
			/// Which job.
			job: JobId,
			/// Which attempt at it.
			attempt: u32,
			/// Who has it.
			operator: T::AccountId,
			/// What it asks.
			payment: Balance,
			/// From this block on it is late.
			until: BlockNumberFor<T>,
		},
		/// A provider has told the hashes of its results.
		Committed {
			/// Of which job.
			job: JobId,
			/// In which attempt.
			attempt: u32,
			/// In this block the samples are drawn.
			sample_at: BlockNumberFor<T>,
		},
		/// Samples were drawn.
		Sampled {
			/// Of which job.
			job: JobId,
			/// In which attempt.
			attempt: u32,
			/// Which workgroups.
			samples: Samples,
			/// They have to be opened before this block.
			until: BlockNumberFor<T>,
		},
		/// A sample was opened and executed.
		Opened {
			/// Of which job.
			job: JobId,
			/// In which attempt.
			attempt: u32,
			/// Which workgroup.
			place: Place,
			/// What came of it.
			verdict: VerdictKind,
		},
		/// All samples were right, and challenges are waited for.
		WindowBegan {
			/// For which job.
			job: JobId,
			/// Until this block.
			settle_at: BlockNumberFor<T>,
		},
		/// Somebody brought a tile and it was executed.
		Challenged {
			/// Of which job.
			job: JobId,
			/// Who brought it.
			challenger: T::AccountId,
			/// Which workgroup.
			place: Place,
			/// What came of it.
			verdict: VerdictKind,
		},
		/// The requester demands chunks of an output.
		Demanded {
			/// Of which job.
			job: JobId,
			/// Which output, counted over all passes.
			output: u8,
			/// The first chunk.
			first: u32,
			/// How many.
			count: u32,
			/// They have to be delivered before this block.
			until: BlockNumberFor<T>,
		},
		/// They are in the transaction that this event belongs to.
		Delivered {
			/// Of which job.
			job: JobId,
			/// Which output, counted over all passes.
			output: u8,
			/// The first chunk.
			first: u32,
			/// How many.
			count: u32,
		},
		/// An attempt ended without a result.
		SetBack {
			/// At which job.
			job: JobId,
			/// Which attempt.
			attempt: u32,
			/// Whose.
			operator: T::AccountId,
			/// Why.
			setback: Setback,
		},
		/// A provider lost collateral.
		Slashed {
			/// Over which job.
			job: JobId,
			/// Which provider.
			operator: T::AccountId,
			/// What for.
			fault: Fault,
			/// How much.
			slashed: Balance,
			/// What the requester got of it.
			compensation: Balance,
			/// What a challenger got of it.
			bounty: Balance,
			/// What was burned of it.
			burned: Balance,
		},
		/// A provider was paid.
		Paid {
			/// For which job.
			job: JobId,
			/// Which provider.
			operator: T::AccountId,
			/// How much.
			earned: Balance,
			/// What authors got.
			royalties: Balance,
			/// What was burned.
			burned: Balance,
		},
		/// A job is over, and what was left of its escrow went back.
		Ended {
			/// Which job.
			job: JobId,
			/// How.
			ending: Ending,
		},
		/// What was due for a job failed: a fault of the chain. `poke` tries it again.
		Stuck {
			/// Which job.
			job: JobId,
			/// What was wrong.
			error: DispatchError,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such job, or it is over.
		JobUnknown,
		/// The caller didn't submit this job.
		NotRequester,
		/// Another attempt at this job is on.
		OtherAttempt,
		/// The job doesn't wait for a provider.
		NotQueued,
		/// The job doesn't wait for results.
		NotAssigned,
		/// Nobody has told results' hashes.
		NotCommitted,
		/// The job doesn't wait for openings.
		NotSampled,
		/// The job's samples aren't all open.
		NotOpened,
		/// As many providers have had the job as may have it.
		AttemptsUsedUp,
		/// A job has 1 to 8 samples.
		SamplesOutOfRange,
		/// The deadline must be at least one block.
		DeadlineZero,
		/// The deadline is longer than one may be.
		DeadlineTooLong,
		/// The patience must be at least one block.
		PatienceZero,
		/// The job would wait longer than one may.
		PatienceTooLong,
		/// A kernel isn't registered.
		KernelUnknown,
		/// The job has no pass.
		NoPasses,
		/// The passes have too many outputs together.
		TooManyOutputs,
		/// A pass has no output.
		NoOutputs,
		/// A grid has no workgroups.
		EmptyGrid,
		/// A pass has other inputs, outputs or parameters than its kernel.
		InterfaceDiffers,
		/// An input is none of the job's and no output of an earlier pass.
		SourceUnknown,
		/// An output has no words.
		EmptyOutput,
		/// An output can't be divided into these tiles.
		TilesMalformed,
		/// A tile lies in more chunks than can be shown.
		TilesScattered,
		/// A tolerance is no finite number, or stands with a strict kernel.
		RuleMalformed,
		/// A kernel has no cost with these parameters.
		CostUnknown,
		/// A workgroup takes more fuel than the chain would execute.
		WorkgroupTooLong,
		/// The job takes more fuel than a job may.
		JobTooLong,
		/// The job has more bytes than a job may have.
		JobTooLarge,
		/// There aren't as many hashes as outputs.
		CommitmentIncomplete,
		/// There is no such sample.
		SampleUnknown,
		/// The sample was opened already.
		OpenedAlready,
		/// There is no such workgroup.
		PlaceUnknown,
		/// The workgroup takes another fuel than was said.
		FuelMisstated,
		/// The witness has other inputs or outputs than the pass.
		WitnessCount,
		/// More is shown than may be.
		WitnessTooLarge,
		/// Other chunks of an output are shown than the tile's.
		NotTheTile,
		/// A proof is wrong.
		ProofWrong,
		/// What is shown of an input can't be read.
		ChunksMalformed,
		/// A chunk is read that isn't shown.
		ChunkMissing,
		/// A chunk is shown that isn't read.
		ChunkNotRead,
		/// The challenger can't pay the bond.
		BondInsufficient,
		/// It is too late to demand chunks.
		WindowOver,
		/// Chunks that were demanded before aren't delivered yet.
		DemandPending,
		/// Nothing is demanded.
		NothingDemanded,
		/// There is no such output.
		OutputUnknown,
		/// The output has no such chunks.
		ChunksUnknown,
		/// More chunks than one delivery may have.
		TooManyChunks,
		/// Other chunks are delivered than were demanded.
		OtherChunks,
		/// Nothing is due for this job.
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
		/// The most workgroups of a job that the chain executes again.
		#[pallet::constant_name(MaxSamples)]
		fn max_samples() -> u32 {
			limits::MAX_SAMPLES
		}

		/// The most providers that a requester may name.
		#[pallet::constant_name(MaxAllowed)]
		fn max_allowed() -> u32 {
			limits::MAX_ALLOWED
		}

		/// The most bytes of a tag: a region or an attribute.
		#[pallet::constant_name(MaxTag)]
		fn max_tag() -> u32 {
			limits::MAX_TAG
		}

		/// The most attributes that a requester may want of a provider.
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
		/// Emits `Submitted`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::submit(
			spec.passes.len() as u32,
			spec.encoded_size() as u32,
		))]
		pub fn submit(
			origin: OriginFor<T>,
			spec: alloc::boxed::Box<JobSpec>,
			offer: alloc::boxed::Box<OfferOf<T>>,
		) -> DispatchResult {
			let requester = ensure_signed(origin)?;
			Self::do_submit(requester, *spec, *offer)
		}

		/// Takes a job back that no provider has. What is on hold for it is given back, less the fee for
		/// futile attempts if there was one.
		///
		/// Emits `Ended`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::cancel(MAX_PASSES))]
		pub fn cancel(origin: OriginFor<T>, job: JobId) -> DispatchResult {
			let requester = ensure_signed(origin)?;
			Self::do_cancel(requester, job)
		}

		/// A provider tells the hashes of its results. See `reports.rs`. Emits `Committed`.
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
		) -> DispatchResult {
			ensure_authorized(origin)?;
			Self::do_commit(report, commitment)
		}

		/// A provider gives a job back. Emits `SetBack`.
		#[pallet::call_index(3)]
		#[pallet::weight((T::WeightInfo::decline(MAX_PASSES), DispatchClass::Operational))]
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

		/// A provider opens a sample. `fuel` is what the workgroup takes at most.
		///
		/// Emits `Opened`, and what follows from the verdict.
		#[pallet::call_index(4)]
		#[pallet::weight((
			T::WeightInfo::open(&VerificationCost::of_witness(witness, *fuel))
				.saturating_add(T::WeightInfo::step(MAX_PASSES)),
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
			match Self::do_open(report, sample, fuel, witness)? {
				VerdictKind::Match => Ok(Some(weight).into()),
				VerdictKind::Inaccurate | VerdictKind::Mismatch | VerdictKind::Void => {
					Ok(().into())
				},
			}
		}

		/// Shows a tile that the caller holds to be wrong. `fuel` is what the workgroup takes at most.
		///
		/// The caller must be able to pay the job's challenge bond, which goes to the provider if the
		/// tile is right. Emits `Challenged`, and what follows from the verdict.
		#[pallet::call_index(5)]
		#[pallet::weight(
			T::WeightInfo::challenge(&VerificationCost::of_witness(witness, *fuel))
				.saturating_add(T::WeightInfo::step(MAX_PASSES))
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
			let weight = T::WeightInfo::challenge(&VerificationCost::of_witness(&witness, fuel));
			match Self::do_challenge(challenger, job, attempt, place, fuel, witness)? {
				VerdictKind::Match => Ok(Some(weight).into()),
				VerdictKind::Inaccurate | VerdictKind::Mismatch | VerdictKind::Void => {
					Ok(().into())
				},
			}
		}

		/// Demands chunks of an output that the provider doesn't hand out. Only the requester may.
		///
		/// Takes the price of the chunks, which the provider gets when it delivers. Emits `Demanded`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::demand())]
		pub fn demand(
			origin: OriginFor<T>,
			job: JobId,
			output: u8,
			first: u32,
			count: u32,
		) -> DispatchResult {
			let requester = ensure_signed(origin)?;
			Self::do_demand(requester, job, output, first, count)
		}

		/// A provider delivers chunks that were demanded. Emits `Delivered`.
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

		/// Does what is due for a job and didn't fit the block it was due in. Anybody may call it, for
		/// nothing if something was due.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::step(MAX_PASSES))]
		pub fn poke(origin: OriginFor<T>, job: JobId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let now = frame_system::Pallet::<T>::block_number();
			let due = Self::due(job).ok_or(Error::<T>::JobUnknown)?;
			ensure!(due <= now, Error::<T>::NothingDue);
			let weight = Self::step(job, now)?;
			Ok((Some(weight), Pays::No).into())
		}
	}

	const _: () = assert!(MAX_SAMPLES <= u8::BITS, "a bit for each sample");
}
