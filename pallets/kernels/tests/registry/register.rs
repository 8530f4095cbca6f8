//! Registering bytecode.

use crate::mock::*;
use assay_kernels::{
	traits::{Kernels, Terms},
	Bytecode, Bytecodes, Event, KernelId, KernelRecords,
};
use assay_touchstone::Program;
use frame_support::{assert_ok, BoundedVec};
use sp_runtime::{traits::BadOrigin, Permill, TokenError};

fn attempt(
	who: AccountId,
	bytecode: Bytecode,
) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Pallet::register(RuntimeOrigin::signed(who), bytecode, about("times"), Permill::zero())
}

#[test]
fn register_should_store_the_kernel_under_its_hash() {
	chain(|| {
		let id = register(3);
		assert_eq!(id.0, *blake3::hash(&bytecode(3)).as_bytes());
		let kernel = KernelRecords::<Test>::get(id).expect("it is there");
		let royalty = Permill::from_percent(2);
		let deposit = 1_000 + 3 * bytecode(3).len() as u64;
		assert_eq!((kernel.author, kernel.royalty, kernel.uses), (AUTHOR, royalty, 0));
		assert_eq!((kernel.about, kernel.deposit), (about("times"), deposit));
		assert_eq!(on_hold(AUTHOR), deposit);
		assert_eq!(Bytecodes::<Test>::get(id), Some(bytecode(3)));
		assert_eq!(Pallet::program(&id), Program::parse(&bytecode(3)).ok());
		assert_eq!(Pallet::terms(&id), Some(Terms { author: AUTHOR, royalty }));
		assert_eq!(events(), [Event::Registered { id, author: AUTHOR, royalty, deposit }]);
	});
}

#[test]
fn register_should_add_deposits_up() {
	chain(|| {
		register(3);
		let one = on_hold(AUTHOR);
		register(4);
		assert_eq!(on_hold(AUTHOR), 2 * one);
	});
}

#[test]
fn register_should_leave_a_kernel_to_its_first_author() {
	chain(|| {
		let id = register(3);
		assert_noop!(attempt(OTHER, bytecode(3)), Error::KernelExists);
		assert_noop!(attempt(AUTHOR, bytecode(3)), Error::KernelExists);
		assert_eq!(Pallet::terms(&id).map(|terms| terms.author), Some(AUTHOR));
	});
}

#[test]
fn register_should_refuse_invalid_bytecode_whatever_is_wrong_with_it() {
	chain(|| {
		let valid = bytecode(3).into_inner();
		assert_noop!(attempt(AUTHOR, BoundedVec::new()), Error::BytecodeInvalid);
		for length in 1..valid.len() {
			// Without its last instructions it is another valid kernel.
			let part = Bytecode::truncate_from(valid[..length].to_vec());
			if Program::parse(&part).is_err() {
				assert_noop!(attempt(AUTHOR, part), Error::BytecodeInvalid);
			} else {
				assert_eq!(length % 4, 0);
			}
		}
		let mut another_version = valid.clone();
		another_version[3] += 1;
		assert_noop!(
			attempt(AUTHOR, Bytecode::truncate_from(another_version)),
			Error::BytecodeInvalid
		);
		let mut trailing = valid;
		trailing.push(0);
		assert_noop!(attempt(AUTHOR, Bytecode::truncate_from(trailing)), Error::BytecodeInvalid);
	});
}

#[test]
fn register_should_refuse_wrong_terms() {
	chain(|| {
		let register = |royalty, name| {
			Pallet::register(RuntimeOrigin::signed(AUTHOR), bytecode(3), about(name), royalty)
		};
		assert_noop!(register(Permill::from_parts(50_001), "times"), Error::RoyaltyTooHigh);
		for name in ["", "Times", "two words", "ä"] {
			assert_noop!(register(Permill::zero(), name), Error::NameMalformed);
		}
		assert_ok!(register(Permill::from_percent(5), "a/b_c-d.9"));
		assert_noop!(
			Pallet::register(RuntimeOrigin::root(), bytecode(4), about("a"), Permill::zero()),
			BadOrigin
		);
	});
}

#[test]
fn register_should_fail_when_the_deposit_is_not_there() {
	chain(|| {
		ByteDeposit::set(ENDOWMENT);
		assert_noop!(attempt(AUTHOR, bytecode(3)), TokenError::FundsUnavailable);
		ByteDeposit::set(u64::MAX);
		assert_noop!(attempt(AUTHOR, bytecode(3)), Error::Overflow);
		assert_eq!(Pallet::program(&KernelId::of(&bytecode(3))), None);
	});
}
