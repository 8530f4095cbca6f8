//! Proofs, sparse memory, Touchstone, verdict: one path for openings and challenges.

use crate::{Commitments, Config, Error, JobId, JobRecord, Pallet, PassRecord, Passes, Specs};
use alloc::vec::Vec;
use assay_kernels::traits::Kernels;
use assay_market::{BlobHash, InputSource, JobSpec, Place};
use assay_proof::{BlobLen, RangeProof, RootHash};
use assay_touchstone::{Fuel, Rule};
use assay_witness::{judge, Blob, Pass, Refused, Target, Verdict, Witness};
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

		let inputs = pass
			.inputs
			.iter()
			.map(|source| blob_of(&spec, &commitment, *source))
			.collect::<Option<Vec<Blob>>>()
			.ok_or(Error::SpecBroken)?;
		let first = spec.outputs_before(number);
		let outputs = pass
			.outputs
			.iter()
			.zip(commitment.iter().skip(first))
			.map(|(output, hash)| {
				Some(Target {
					output: output.output(),
					rule: Rule::try_from(output.rule).ok()?,
					hash: RootHash(hash.0),
				})
			})
			.collect::<Option<Vec<Target>>>()
			.ok_or(Error::SpecBroken)?;
		let pass = Pass {
			program: &program,
			params: &pass.params,
			grid: pass.grid,
			limit: Fuel(record.workgroup_fuel),
			inputs: &inputs,
			outputs: &outputs,
		};
		judge(&pass, place.group, witness).map_err(Error::from)
	}

	/// The pass that a place is of, if it is one, and its workgroups take so much fuel.
	pub(crate) fn pass_at(id: JobId, place: Place, fuel: u64) -> Result<PassRecord, Error<T>> {
		let passes = Passes::<T>::get(id);
		let record = passes.get(usize::from(place.pass)).copied().ok_or(Error::PlaceUnknown)?;
		ensure!(record.has(place.group), Error::PlaceUnknown);
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
	pub(crate) fn output_blob(id: JobId, output: u8) -> Result<Blob, Error<T>> {
		let spec = Specs::<T>::get(id).ok_or(Error::JobUnknown)?;
		let commitment = Commitments::<T>::get(id).ok_or(Error::NotCommitted)?;
		let output = usize::from(output);
		let words = spec.outputs().nth(output).ok_or(Error::OutputUnknown)?.words;
		let hash = commitment.get(output).ok_or(Error::OutputUnknown)?;
		blob(words, hash).ok_or(Error::SpecBroken)
	}

	/// What a job still has to pay for verification with.
	pub(crate) fn charge_verification(
		job: &mut JobRecord<T>,
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

/// The blob that an input of a pass is.
fn blob_of(spec: &JobSpec, commitment: &[BlobHash], source: InputSource) -> Option<Blob> {
	match source {
		InputSource::Job(input) => {
			let input = spec.inputs.get(usize::from(input))?;
			Some(input.blob.into())
		},
		InputSource::Pass { pass, output } => {
			let (pass, output) = (usize::from(pass), usize::from(output));
			let words = spec.passes.get(pass)?.outputs.get(output)?.words;
			let index = spec.outputs_before(pass).checked_add(output)?;
			blob(words, commitment.get(index)?)
		},
	}
}

fn blob(words: u32, hash: &BlobHash) -> Option<Blob> {
	Some(Blob { hash: RootHash(hash.0), len: BlobLen::new(u64::from(words).checked_mul(4)?).ok()? })
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
