//! Chunks of an output that a requester can't get otherwise.
//!
//! Who withholds its results has to publish on the chain what the requester asks for, or is slashed.
//! The requester pays for every chunk, and has time to challenge what it got.

use crate::{
	cost::VerificationCost, reports::Report, stage::Demand, stage::Stage, Config, Error, Event,
	JobId, JobRecordOf, Jobs, Pallet, WeightInfo,
};
use assay_market::Balance;
use assay_proof::{ChunkIndex, ChunkRange, ChunkRanges, ProofShape, RangeProof, MAX_PROOF_CHUNKS};
use frame_support::pallet_prelude::*;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::Saturating;

/// So many chunks from `first` on, if there are so many numbers.
pub(crate) fn ranges(first: u32, count: u32) -> Option<ChunkRanges> {
	let end = first.checked_add(count)?;
	ChunkRange::new(ChunkIndex(first), ChunkIndex(end)).map(|range| [range].into_iter().collect())
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_demand(
		requester: T::AccountId,
		id: JobId,
		mut job: JobRecordOf<T>,
		output: u8,
		first: u32,
		count: u32,
	) -> DispatchResult {
		let now = frame_system::Pallet::<T>::block_number();
		let Stage::Opened(opened) = job.stage else {
			return Err(Error::<T>::NotOpened.into());
		};
		ensure!(now < opened.window_ends, Error::<T>::WindowOver);
		ensure!(opened.demand.is_none(), Error::<T>::DemandPending);
		ensure!(count <= MAX_PROOF_CHUNKS, Error::<T>::TooManyChunks);
		let blob = Self::output_blob(id, output)?;
		let ranges = ranges(first, count).ok_or(Error::<T>::ChunksUnknown)?;
		ProofShape::of(blob.len, &ranges).map_err(|_| Error::<T>::ChunksUnknown)?;
		let deposit =
			job.terms.chunk_price.checked_mul(Balance::from(count)).ok_or(Error::<T>::Overflow)?;

		Self::add_to_escrow(&requester, deposit)?;
		let until = now.saturating_add(job.terms.deliver_within);
		Self::schedule(id, until);
		job.stage = opened.demand(Demand { output, first, count, deposit, until }).into();
		Jobs::<T>::insert(id, job);
		Self::deposit_event(Event::Demanded { job: id, output, first, count, until });
		Ok(())
	}

	pub(crate) fn do_deliver(
		report: Report<BlockNumberFor<T>>,
		proof: RangeProof,
	) -> DispatchResult {
		let mut job = Self::job_of(&report)?;
		let Stage::Opened(opened) = job.stage else {
			return Err(Error::<T>::NotOpened.into());
		};
		let demand = opened.demand.clone().ok_or(Error::<T>::NothingDemanded)?;
		let cost = VerificationCost::of_proof(&proof);
		Self::check_delivery(report.job, &demand, proof)?;

		// The block's space is paid for first, what is left is the provider's.
		let fee = job.terms.fee(T::WeightInfo::deliver(&cost), cost.bytes).min(demand.deposit);
		let credit = Self::spend(&job.requester, demand.deposit)?;
		let (fee, pay) = Self::cut(credit, fee);
		Self::pay_for_verification(fee);
		Self::pay(&opened.run.operator, pay);

		let now = frame_system::Pallet::<T>::block_number();
		let checked = now.saturating_add(job.terms.deliver_within);
		let opened = opened.deliver(checked);
		Self::schedule(report.job, opened.settle_at);
		job.stage = opened.into();
		Jobs::<T>::insert(report.job, job);
		Self::deposit_event(Event::Delivered {
			job: report.job,
			output: demand.output,
			first: demand.first,
			count: demand.count,
		});
		Ok(())
	}

	/// A job, if it is the requester's.
	pub(crate) fn job_of_requester(
		requester: &T::AccountId,
		id: JobId,
	) -> Result<JobRecordOf<T>, Error<T>> {
		let job = Jobs::<T>::get(id).ok_or(Error::JobUnknown)?;
		ensure!(job.requester == *requester, Error::NotRequester);
		Ok(job)
	}
}
