//! The end of a play: jobs end by themselves, and then everybody can take all money out.

use super::world::World;
use crate::chain::Refusal;
use assay_kernels::Call as KernelsCall;
use assay_providers::Call as ProvidersCall;
use assay_runtime::{
	configs::parameters::{jobs, RuntimeParameters},
	AccountId, BlockNumber, Runtime, RuntimeCall,
};
use assay_stake::Call as StakeCall;

/// Longer than any job of these plays can live.
const LONGEST_LIFE: BlockNumber = 2_000;
/// Longer than any stake has to wait.
const LONGEST_WAIT: BlockNumber = 90 * 28_800;

impl World {
	/// Nobody acts any more until no job is left; then all leave.
	pub fn leave(&mut self) -> Result<(), String> {
		// An agenda that lags has to catch up.
		self.chain.sudo(pallet_parameters::Call::set_parameter {
			key_value: RuntimeParameters::Jobs(jobs::Parameters::HookMillis(
				jobs::HookMillis,
				Some(400),
			)),
		});
		let mut waited = 0;
		while !self.jobs().is_empty() {
			self.wait_for(&mut waited, LONGEST_LIFE, "a job doesn't end")?;
		}
		self.ledger.check(&mut self.chain)?;
		if self.ledger.unended() != 0 {
			return Err("a job is gone and hasn't ended".into());
		}
		self.forget()?;
		self.deregister()?;
		self.withdraw()?;
		self.ledger.check(&mut self.chain)?;
		self.ledger.check_nothing_held(&mut self.chain)
	}

	fn wait_for(
		&mut self,
		waited: &mut BlockNumber,
		most: BlockNumber,
		or: &str,
	) -> Result<(), String> {
		if *waited >= most {
			return Err(or.into());
		}
		*waited += 1;
		self.chain.pass_block();
		if waited.is_multiple_of(16) {
			self.ledger.check(&mut self.chain)?;
		}
		Ok(())
	}

	/// What is remembered of jobs is forgotten in time.
	fn forget(&mut self) -> Result<(), String> {
		self.chain.leap(1_200);
		let mut waited = 0;
		let something = || {
			assay_jobs::Ended::<Runtime>::iter_keys().next().is_some()
				|| assay_jobs::Commitments::<Runtime>::iter_keys().next().is_some()
		};
		while self.chain.with(something) {
			self.wait_for(&mut waited, LONGEST_LIFE, "a job isn't forgotten")?;
		}
		self.ledger.check(&mut self.chain)
	}

	fn deregister(&mut self) -> Result<(), String> {
		for person in self.stage.people.clone() {
			let known = self
				.chain
				.with(|| assay_providers::Providers::<Runtime>::contains_key(&person.account));
			if known {
				self.must(&person.account, ProvidersCall::deregister {})?;
			}
			for bytecode in self.stage.kernels.clone() {
				let id = assay_market::KernelId::of(&bytecode);
				let record = self.chain.with(|| assay_kernels::KernelRecords::<Runtime>::get(id));
				if record.is_some_and(|kernel| kernel.author == person.account) {
					self.must(&person.account, KernelsCall::remove { id })?;
				}
			}
		}
		Ok(())
	}

	fn withdraw(&mut self) -> Result<(), String> {
		let members = || assay_stake::Members::<Runtime>::iter_keys().collect::<Vec<_>>();
		for (operator, member) in self.chain.with(members) {
			let unbond = StakeCall::unbond { operator, amount: None };
			// Who has as much leaving as may leave, or nothing bonded, waits for that.
			let _ = self.try_as(&member, unbond);
		}
		self.chain.leap(LONGEST_WAIT);
		for (operator, member) in self.chain.with(members) {
			let withdraw =
				StakeCall::withdraw { operator: operator.clone(), member: member.clone() };
			let unbond = StakeCall::unbond { operator: operator.clone(), amount: None };
			// What was full has room now.
			self.must(&member, withdraw.clone())?;
			if self.try_as(&member, unbond).is_ok() {
				self.chain.leap(LONGEST_WAIT);
				let _ = self.try_as(&member, withdraw);
			}
			self.ledger.check(&mut self.chain)?;
		}
		if !self.chain.with(members).is_empty() {
			return Err(format!(
				"stake can't be withdrawn: {:?}",
				self.chain.with(|| assay_stake::Members::<Runtime>::iter().collect::<Vec<_>>())
			));
		}
		let pools = || assay_stake::Pools::<Runtime>::iter_keys().collect::<Vec<_>>();
		for operator in self.chain.with(pools) {
			self.must(&operator, StakeCall::dissolve {})?;
		}
		Ok(())
	}

	fn try_as(&mut self, who: &AccountId, call: impl Into<RuntimeCall>) -> Result<(), Refusal> {
		let stage = self.stage.clone();
		let person =
			stage.people.iter().find(|person| person.account == *who).expect("nobody else plays");
		// Who has spent everything still has to be able to leave.
		self.chain.endow(who, 1);
		self.chain.call(person, call)
	}

	fn must(&mut self, who: &AccountId, call: impl Into<RuntimeCall>) -> Result<(), String> {
		let call = call.into();
		let told = format!("{call:?}");
		self.try_as(who, call)
			.map_err(|refusal| format!("somebody can't leave by {told}: {refusal:?}"))
	}
}
