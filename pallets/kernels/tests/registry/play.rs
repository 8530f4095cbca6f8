//! Random play: all invariants hold, whatever people do, and all money comes back.

use crate::mock::*;
use assay_kernels::{traits::Kernels, KernelId, KernelRecords};
use frame_support::assert_ok;
use proptest::prelude::*;
use sp_runtime::Permill;

#[derive(Clone, Debug)]
enum Step {
	Register,
	LowerRoyalty(u32),
	Remove,
	Acquire,
	Release,
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		3 => Just(Step::Register),
		1 => (0..7u32).prop_map(Step::LowerRoyalty),
		2 => Just(Step::Remove),
		1 => Just(Step::Acquire),
		1 => Just(Step::Release),
	]
}

proptest! {
	#[test]
	fn invariants_should_hold_whatever_people_do(
		steps in prop::collection::vec((1..3u64, 0..4u32, step()), 1..100)
	) {
		chain(|| {
			for (who, factor, step) in steps {
				let origin = RuntimeOrigin::signed(who);
				let id = KernelId::of(&bytecode(factor));
				let royalty = Permill::from_percent(5);
				let _ = match step {
					Step::Register => {
						Pallet::register(origin, bytecode(factor), about("times"), royalty).is_ok()
					},
					Step::LowerRoyalty(percent) => {
						let royalty = Permill::from_percent(percent);
						Pallet::lower_royalty(origin, id, royalty).is_ok()
					},
					Step::Remove => Pallet::remove(origin, id).is_ok(),
					Step::Acquire => Pallet::acquire(&id).is_ok(),
					Step::Release => Pallet::release(&id).is_ok(),
				};
				assert_eq!(Pallet::do_try_state(), Ok(()));
			}
			for (id, kernel) in KernelRecords::<Test>::iter().collect::<Vec<_>>() {
				for _ in 0..kernel.uses {
					assert_eq!(Pallet::release(&id), Ok(()));
				}
				assert_ok!(Pallet::remove(RuntimeOrigin::signed(kernel.author), id));
			}
			assert_eq!((on_hold(AUTHOR), on_hold(OTHER)), (0, 0));
			assert_eq!(Balances::free_balance(AUTHOR), ENDOWMENT);
		});
	}
}
