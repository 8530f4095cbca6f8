//! Submitting a job, and taking it back.

use crate::{
	cost::VerificationCost, ending::MAX_FUTILE, stage::Stage, Config, Ending, Error, Escrow, Event,
	Futile, JobId, JobRecord, JobRecordOf, Jobs, NextJob, OfferOf, OrderRecord, OrderRecordOf,
	Orders, Pallet, Passes, Royalties, RoyaltyRecord, Specs, WeightInfo,
};
use alloc::{
	collections::{btree_map::Entry, BTreeMap},
	vec::Vec,
};
use assay_kernels::traits::{Kernels, Terms as KernelTerms};
use assay_market::{
	limits::MAX_SAMPLES, BadSpec, Balance, JobSpec, KernelId, Plan, PricePerGigaFuel, Quote,
};
use assay_touchstone::Program;
use frame_support::pallet_prelude::*;
use sp_runtime::{
	traits::{Saturating, Zero},
	Permill,
};

/// A job's kernels, each once.
type JobKernels<AccountId> = BTreeMap<KernelId, (Program, KernelTerms<AccountId>)>;

impl<T: Config> Pallet<T> {
	/// Submits a job whose offer was checked.
	pub(crate) fn do_submit(
		requester: T::AccountId,
		spec: JobSpec,
		offer: OfferOf<T>,
	) -> DispatchResult {
		let kernels = Self::kernels_of(&spec)?;
		let plan = Self::plan(&spec, &kernels)?;
		let terms = T::Terms::get();
		let (escrow, attempt_fee) = Self::escrow_for(&spec, &offer, &plan)?;
		let id = NextJob::<T>::get();
		let next = id.checked_add(1).ok_or(Error::<T>::Overflow)?;
		let royalties = royalties(&spec, &plan, &kernels);

		Self::take_escrow(&requester, &escrow)?;
		kernels.keys().try_for_each(T::Kernels::acquire)?;
		NextJob::<T>::put(next);
		// As many as the specification's passes, and no more royalties than those.
		Passes::<T>::insert(id, BoundedVec::truncate_from(plan.work()));
		Royalties::<T>::insert(id, BoundedVec::truncate_from(royalties));
		let now = frame_system::Pallet::<T>::block_number();
		let expires_at = now.saturating_add(offer.patience);
		Self::schedule(id, expires_at);
		Orders::<T>::insert(id, OrderRecord::new(offer, plan.needs()));
		Specs::<T>::insert(id, spec);
		Jobs::<T>::insert(
			id,
			JobRecord {
				requester: requester.clone(),
				fuel: plan.fuel().0,
				stage: Self::enqueue(id).into(),
				attempt: 0,
				futile: Futile::default(),
				expires_at,
				escrow,
				attempt_fee,
				spent: 0,
				terms,
			},
		);
		Self::deposit_event(Event::Submitted { job: id, requester, fuel: plan.fuel().0, escrow });
		Ok(())
	}

	/// A job that waits for a provider, if it is the requester's.
	pub(crate) fn queued_job_of(
		requester: &T::AccountId,
		id: JobId,
	) -> Result<JobRecordOf<T>, Error<T>> {
		let job = Self::job_of_requester(requester, id)?;
		ensure!(matches!(job.stage, Stage::Queued(_)), Error::NotQueued);
		Ok(job)
	}

	pub(crate) fn do_cancel(id: JobId, queued: JobRecordOf<T>) -> DispatchResult {
		Self::end(id, queued, Ending::Cancelled)
	}

	/// What submitting would put on hold.
	pub fn quote(spec: &JobSpec, offer: &OfferOf<T>) -> Result<Quote, DispatchError> {
		Self::ensure_offer(offer)?;
		let kernels = Self::kernels_of(spec)?;
		let plan = Self::plan(spec, &kernels)?;
		let (escrow, attempt_fee) = Self::escrow_for(spec, offer, &plan)?;
		let parts = royalties(spec, &plan, &kernels);
		let royalties = parts
			.into_iter()
			.fold(Permill::zero(), |sum, royalty| sum.saturating_add(royalty.part));
		let total = escrow.total();
		Ok(Quote { fuel: plan.fuel().0, escrow, total, attempt_fee, royalties })
	}

	/// What a job would ask of providers, and the collateral that one with some price would need.
	pub fn order(
		spec: &JobSpec,
		offer: OfferOf<T>,
	) -> Result<(OrderRecordOf<T>, impl Fn(PricePerGigaFuel) -> Option<Balance>), DispatchError> {
		Self::ensure_offer(&offer)?;
		let kernels = Self::kernels_of(spec)?;
		let plan = Self::plan(spec, &kernels)?;
		let (_, attempt_fee) = Self::escrow_for(spec, &offer, &plan)?;
		let (terms, fuel) = (T::Terms::get(), plan.fuel());
		let collateral =
			move |price: PricePerGigaFuel| terms.collateral(price.cost_of(fuel)?, attempt_fee);
		Ok((OrderRecord::new(offer, plan.needs()), collateral))
	}

	pub(crate) fn ensure_offer(offer: &OfferOf<T>) -> DispatchResult {
		let samples = u32::from(offer.samples);
		ensure!((1..=MAX_SAMPLES).contains(&samples), Error::<T>::SamplesOutOfRange);
		ensure!(!offer.deadline.is_zero(), Error::<T>::DeadlineZero);
		ensure!(offer.deadline <= T::MaxDeadline::get(), Error::<T>::DeadlineTooLong);
		ensure!(!offer.patience.is_zero(), Error::<T>::PatienceZero);
		ensure!(offer.patience <= T::MaxPatience::get(), Error::<T>::PatienceTooLong);
		Ok(())
	}

	fn kernels_of(spec: &JobSpec) -> Result<JobKernels<T::AccountId>, Error<T>> {
		let mut kernels = JobKernels::new();
		for pass in &spec.passes {
			if let Entry::Vacant(place) = kernels.entry(pass.kernel) {
				let program = T::Kernels::program(&pass.kernel).ok_or(Error::KernelUnknown)?;
				let terms = T::Kernels::terms(&pass.kernel).ok_or(Error::KernelUnknown)?;
				place.insert((program, terms));
			}
		}
		Ok(kernels)
	}

	fn plan(spec: &JobSpec, kernels: &JobKernels<T::AccountId>) -> Result<Plan, Error<T>> {
		let programs = spec.passes.iter().filter_map(|pass| kernels.get(&pass.kernel));
		let programs: Vec<&Program> = programs.map(|(program, _)| program).collect();
		spec.plan(&programs).map_err(Error::from)
	}

	/// What a job takes, and what verifying one attempt takes of it at most.
	fn escrow_for(
		spec: &JobSpec,
		offer: &OfferOf<T>,
		plan: &Plan,
	) -> Result<(Escrow, Balance), Error<T>> {
		let payment = offer.price.cost_of(plan.fuel()).ok_or(Error::Overflow)?;
		let terms = T::Terms::get();
		let dearest = plan
			.passes()
			.iter()
			.map(|pass| {
				let cost = VerificationCost::of_pass(pass);
				terms.fee(T::WeightInfo::open(&cost), cost.bytes)
			})
			.max()
			.unwrap_or(0);
		let attempt_fee = dearest.checked_mul(offer.samples.into()).ok_or(Error::Overflow)?;
		// As many attempts as may fail without anybody being slashed for it.
		let verification = attempt_fee.checked_mul(MAX_FUTILE.into()).ok_or(Error::Overflow)?;
		// The collateral of the dearest provider has to be a number too.
		terms.collateral(payment, attempt_fee).ok_or(Error::Overflow)?;
		let bytes = spec.encoded_size().saturating_add(offer.encoded_size());
		let deposit = T::ByteDeposit::get()
			.checked_mul(u32::try_from(bytes).unwrap_or(u32::MAX).into())
			.and_then(|bytes| bytes.checked_add(T::BaseDeposit::get()))
			.ok_or(Error::Overflow)?;
		let escrow = Escrow { payment, verification, deposit };
		Ok((escrow, attempt_fee))
	}
}

/// What each kernel's author gets of the provider's part: the kernel's royalty for its share of the
/// fuel. Rounded down: what is left is the provider's.
fn royalties<AccountId: Clone>(
	spec: &JobSpec,
	plan: &Plan,
	kernels: &JobKernels<AccountId>,
) -> Vec<RoyaltyRecord<AccountId>> {
	let all = plan.fuel().0.max(1);
	let fuel_of = |id: &KernelId| {
		let passes = spec.passes.iter().zip(plan.passes());
		passes
			.filter(|(pass, _)| pass.kernel == *id)
			.fold(0u64, |sum, (_, planned)| sum.saturating_add(planned.fuel().0))
	};
	let parts = kernels.iter().map(|(id, (_, terms))| RoyaltyRecord {
		author: terms.author.clone(),
		part: Permill::from_parts(
			Permill::from_rational(fuel_of(id), all).mul_floor(terms.royalty.deconstruct()),
		),
	});
	parts.filter(|royalty| !royalty.part.is_zero()).collect()
}

impl<T> From<BadSpec> for Error<T> {
	fn from(bad: BadSpec) -> Self {
		match bad {
			BadSpec::NoPasses => Error::NoPasses,
			BadSpec::KernelCount { .. } => Error::KernelUnknown,
			BadSpec::TooManyOutputs { .. } => Error::TooManyOutputs,
			BadSpec::NoOutputs { .. } => Error::NoOutputs,
			BadSpec::EmptyGrid { .. } => Error::EmptyGrid,
			BadSpec::InputCount { .. }
			| BadSpec::OutputCount { .. }
			| BadSpec::ParamCount { .. } => Error::InterfaceDiffers,
			BadSpec::NoSuchJobInput { .. }
			| BadSpec::NotEarlier { .. }
			| BadSpec::NoSuchOutput { .. } => Error::SourceUnknown,
			BadSpec::EmptyOutput { .. } => Error::EmptyOutput,
			BadSpec::Tiles { .. } => Error::TilesMalformed,
			BadSpec::Scattered { .. } => Error::TilesScattered,
			BadSpec::Tolerance { .. } | BadSpec::ToleranceOfStrict { .. } => Error::RuleMalformed,
			BadSpec::Cost { .. } => Error::CostUnknown,
			BadSpec::WorkgroupTooLong { .. } => Error::WorkgroupTooLong,
			// A decoded specification has no more passes and inputs than a job may have.
			BadSpec::TooLong { .. } | BadSpec::TooManyPasses { .. } => Error::JobTooLong,
			BadSpec::TooLarge { .. }
			| BadSpec::TooManyJobInputs { .. }
			| BadSpec::JobInputTooLong { .. } => Error::JobTooLarge,
		}
	}
}
