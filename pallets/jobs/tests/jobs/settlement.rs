//! Payment: its division to the last grain, royalties, and what comes back.

use crate::{mock::*, scene::*, work::*};
use assay_jobs::{Event, Royalties};
use assay_market::Balance;
use assay_stake::traits::Penalties;
use sp_runtime::Permill;

/// Everybody who gets something of a payment, and how much.
fn accounts() -> [Balance; 6] {
	[1, AUTHOR, TREASURY, VALIDATORS, FEES, REQUESTER].map(free)
}

#[test]
fn settle_should_divide_a_payment_to_the_last_grain() {
	let terms = [(5, 3, 2), (0, 0, 0), (100, 0, 0), (33, 33, 33), (50, 30, 20)];
	for (burned, treasury, validators) in terms {
		chain(|| {
			JobTerms::mutate(|terms| {
				terms.burned = Permill::from_percent(burned);
				terms.treasury = Permill::from_percent(treasury);
				terms.validators = Permill::from_percent(validators);
			});
			providers([1]);
			let work = Work::two_passes(4);
			register_kernels(&work);
			let issued = Balances::total_issuance();
			let before = accounts();
			let id = submit(&work);
			run_to_window(id, &work);
			let (payment, spent) = (run(id).payment, job(id).spent);
			let royalties = Royalties::<Test>::get(id);
			let [part_of_treasury, part_of_validators, gone] =
				[treasury, validators, burned].map(|p| payment * Balance::from(p) / 100);
			let provider = payment - part_of_treasury - part_of_validators - gone;
			let authors: Balance =
				royalties.iter().map(|royalty| royalty.part.mul_floor(provider)).sum();
			pass_to(opened(id).settle_at);
			let [earned, author, treasury, validators, fees, requester] = accounts();
			assert_eq!(earned, before[0] + provider - authors);
			assert_eq!(author, before[1] + authors);
			assert_eq!(treasury, before[2] + part_of_treasury);
			assert_eq!(validators, before[3] + part_of_validators);
			assert_eq!(fees, before[4] + spent);
			assert_eq!(requester, before[5] - payment - spent);
			assert_eq!(Balances::total_issuance(), issued - gone);
			assert_eq!(on_hold(REQUESTER), (0, 0));
			assert_eq!(ended(id).paid, payment);
		});
	}
}

#[test]
fn settle_should_pay_each_author_its_part() {
	chain(|| {
		providers([1]);
		let work = Work::two_passes(4);
		let id = submit(&work);
		let parts: Vec<Permill> = Royalties::<Test>::get(id).iter().map(|all| all.part).collect();
		assert_eq!(parts.len(), 2);
		run_to_window(id, &work);
		let payment = run(id).payment;
		let provider = JobTerms::get().divide(payment).provider;
		let before = free(AUTHOR);
		events();
		pass_to(opened(id).settle_at);
		let due: Balance = parts.iter().map(|part| part.mul_floor(provider)).sum();
		assert!(due > 0);
		assert_eq!(free(AUTHOR), before + due);
		assert_eq!(
			events()[0],
			Event::Paid {
				job: id,
				operator: 1,
				earned: provider - due,
				royalties: due,
				burned: JobTerms::get().divide(payment).burned
			}
		);
	});
}

#[test]
fn settle_should_take_royalties_as_they_were_at_submission() {
	chain(|| {
		providers([1]);
		let work = Work::triples(4);
		let id = submit(&work);
		let kernel = assay_market::KernelId::of(&work.kernels[0]);
		let author = RuntimeOrigin::signed(AUTHOR);
		frame_support::assert_ok!(Kernels::lower_royalty(author, kernel, Permill::zero()));
		let before = free(AUTHOR);
		run_to_end(id, &work);
		assert!(free(AUTHOR) > before);

		let id = submit(&work);
		assert_eq!(Royalties::<Test>::get(id).len(), 0);
		let before = free(AUTHOR);
		run_to_end(id, &work);
		assert_eq!(free(AUTHOR), before);
	});
}

#[test]
fn settle_should_pay_who_cannot_receive_to_the_treasury() {
	chain(|| {
		providers([1]);
		let work = Work::triples(4);
		let id = submit(&work);
		let poor = 1_000;
		Royalties::<Test>::mutate(id, |all| {
			all[0].author = poor;
			all[0].part = Permill::from_parts(1);
		});
		run_to_window(id, &work);
		let provider = JobTerms::get().divide(run(id).payment).provider;
		let due = Permill::from_parts(1).mul_floor(provider);
		assert!(0 < due && due < 10, "{due} would open an account");
		pass_to(opened(id).settle_at);
		assert_eq!(free(poor), 0);
		assert_eq!(
			free(TREASURY),
			ENDOWMENT + JobTerms::get().divide(ended(id).paid).treasury + due
		);
	});
}

#[test]
fn settle_should_leave_other_jobs_of_the_requester_alone() {
	chain(|| {
		providers([1]);
		let work = Work::triples(4);
		let (first, second) = (submit(&work), submit(&work));
		run_to_window(first, &work);
		let left = job(second).escrow;
		pass_to(opened(first).settle_at);
		assert_eq!(on_hold(REQUESTER), (left.payment + left.verification, left.deposit));
	});
}

#[test]
fn settle_should_pay_a_provider_whose_stake_was_lost_meanwhile() {
	chain(|| {
		providers([1]);
		let work = Work::triples(4);
		let id = submit(&work);
		run_to_window(id, &work);
		drop(Stake::penalise(&1, BOND));
		assert_eq!(backing(1, id), (0, 1));
		pass_to(opened(id).settle_at);
		assert_eq!(ended(id).operator, Some(1));
		assert_eq!(backing(1, id), (0, 0));
	});
}
