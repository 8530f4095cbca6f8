//! Proofs, sparse memory, Touchstone, verdict: one path for openings and challenges.

use crate::{Commitments, Config, Error, JobId, JobRecordOf, Pallet, Passes, Specs};
use assay_kernels::traits::Kernels;
use assay_market::{BlobRef, PassWork, Place};
use assay_proof::RangeProof;
use assay_touchstone::Fuel;
use assay_witness::{judge, Refused, Verdict, Witness};
use frame_support::{ensure, pallet_prelude::*};

use crate::stage::Demand;
use frame_system::pallet_prelude::BlockNumberFor;

impl<T: Config> Pallet<T> {
	/// Judges the tile at a place on what a witness shows. Changes nothing.
	///
	/// `fuel` is what the call was weighed by. It may not be less than the workgroup takes at most, nor
	/// more: it isn't signed, and the requester pays for it.
	pub(crate) fn judge_place(
		id: JobId,
		place: Place,
		fuel: u64,
		witness: Witness,
	) -> Result<Verdict, Error<T>> {
		let record = Self::pass_at(id, place, fuel)?;
		let number = usize::from(place.pass);
		let spec = Specs::<T>::get(id).ok_or(Error::JobUnknown)?;
		let commitment = Commitments::<T>::get(id).ok_or(Error::NotCommitted)?;
		let pass = spec.passes.get(number).ok_or(Error::PlaceUnknown)?;
		let program = T::Kernels::program(&pass.kernel).ok_or(Error::KernelUnknown)?;

		let evidence = spec.evidence(number, &commitment).ok_or(Error::SpecBroken)?;
		let pass = evidence.pass(&program, Fuel(record.workgroup_fuel));
		judge(&pass, place.group, witness).map_err(Error::from)
	}

	/// The pass that a place is of, if it is one, and its workgroups take so much fuel.
	pub(crate) fn pass_at(id: JobId, place: Place, fuel: u64) -> Result<PassWork, Error<T>> {
		let passes = Passes::<T>::get(id);
		let record = passes.get(usize::from(place.pass)).copied().ok_or(Error::PlaceUnknown)?;
		ensure!(record.grid.contains(place.group), Error::PlaceUnknown);
		ensure!(fuel == record.workgroup_fuel, Error::FuelMisstated);
		Ok(record)
	}

	/// Whether a proof shows the chunks that were demanded.
	pub(crate) fn check_delivery(
		id: JobId,
		demand: &Demand<BlockNumberFor<T>>,
		proof: RangeProof,
	) -> Result<(), Error<T>> {
		let blob = Self::output_blob(id, demand.output)?;
		let ranges =
			crate::delivery::ranges(demand.first, demand.count).ok_or(Error::ChunksUnknown)?;
		ensure!(proof.ranges == ranges, Error::OtherChunks);
		proof.verify(&blob.hash, blob.len).map(|_| ()).map_err(|_| Error::ProofWrong)
	}

	/// An output that was committed to.
	pub(crate) fn output_blob(id: JobId, output: u8) -> Result<BlobRef, Error<T>> {
		let spec = Specs::<T>::get(id).ok_or(Error::JobUnknown)?;
		let commitment = Commitments::<T>::get(id).ok_or(Error::NotCommitted)?;
		let output = usize::from(output);
		ensure!(output < commitment.len(), Error::OutputUnknown);
		spec.output_blob(output, &commitment).ok_or(Error::SpecBroken)
	}

	/// What a job still has to pay for verification with.
	pub(crate) fn charge_verification(
		job: &mut JobRecordOf<T>,
		weight: Weight,
		bytes: u32,
	) -> DispatchResult {
		let fee = job.terms.fee(weight, bytes).min(job.escrow.verification);
		let credit = Self::spend(&job.requester, fee)?;
		Self::pay_for_verification(credit);
		job.escrow.verification = job.escrow.verification.saturating_sub(fee);
		job.spent = job.spent.saturating_add(fee);
		Ok(())
	}
}

impl<T> From<Refused> for Error<T> {
	fn from(refused: Refused) -> Self {
		match refused {
			Refused::InputCount { .. } | Refused::OutputCount { .. } => Error::WitnessCount,
			Refused::TooManyChunks { .. } | Refused::TilesTooScattered { .. } => {
				Error::WitnessTooLarge
			},
			Refused::NotTheTile { .. } => Error::NotTheTile,
			Refused::Proof { .. } => Error::ProofWrong,
			Refused::Chunks { .. } => Error::ChunksMalformed,
			Refused::NotShown { .. } => Error::ChunkMissing,
			Refused::NotRead { .. } => Error::ChunkNotRead,
			Refused::Tiles { .. } | Refused::Run(_) => Error::SpecBroken,
		}
	}
}
