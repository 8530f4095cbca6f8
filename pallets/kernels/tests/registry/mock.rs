//! A chain with balances and the kernels pallet.

use assay_kernels::{Bytecode, Event, HoldReason, KernelId};
use assay_market::{BlobHash, KernelAbout};
use assay_touchstone::{BinaryOp, Builder, Builtin, FloatMode, Header, Reg, Space};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{fungible::InspectHold, VariantCountOf},
	BoundedVec,
};
use sp_runtime::{BuildStorage, Permill};

pub type AccountId = u64;
pub type Pallet = assay_kernels::Pallet<Test>;
pub type Error = assay_kernels::Error<Test>;

pub const AUTHOR: AccountId = 1;
pub const OTHER: AccountId = 2;
pub const ENDOWMENT: u64 = 1_000_000;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		KernelsPallet: assay_kernels,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
}

parameter_types! {
	pub static BaseDeposit: u64 = 1_000;
	pub static ByteDeposit: u64 = 3;
	pub const MaxRoyalty: Permill = Permill::from_percent(5);
}

impl assay_kernels::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type BaseDeposit = BaseDeposit;
	type ByteDeposit = ByteDeposit;
	type MaxRoyalty = MaxRoyalty;
	type WeightInfo = assay_kernels::weights::HandMade<Test>;
}

/// Runs a test on a fresh chain, and then checks that all invariants hold.
pub fn chain<R>(test: impl FnOnce() -> R) -> R {
	let mut storage = frame_system::GenesisConfig::<Test>::default()
		.build_storage()
		.expect("the genesis is valid");
	pallet_balances::GenesisConfig::<Test> {
		balances: vec![(AUTHOR, ENDOWMENT), (OTHER, ENDOWMENT)],
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.expect("the genesis is valid");
	sp_io::TestExternalities::new(storage).execute_with(|| {
		System::set_block_number(1);
		let result = test();
		assert_eq!(Pallet::do_try_state(), Ok(()));
		result
	})
}

/// A kernel that multiplies its input by a factor.
pub fn bytecode(factor: u32) -> Bytecode {
	let mut header = Header::new(FloatMode::Strict);
	header.workgroup_size = [64, 1, 1];
	header.inputs = 1;
	header.outputs = 1;
	let bytes = Builder::new(header)
		.builtin(Reg(0), Builtin::GlobalX)
		.load(Space::Input(0), Reg(1), Reg(0))
		.binary(BinaryOp::Mul, Reg(1), Reg(1), factor)
		.store(Space::Output(0), Reg(0), Reg(1))
		.finish();
	BoundedVec::try_from(bytes).expect("it is short")
}

pub fn about(name: &str) -> KernelAbout {
	KernelAbout {
		name: BoundedVec::try_from(name.as_bytes().to_vec()).expect("it is short"),
		source: Some(BlobHash([7; 32])),
	}
}

/// Registers a kernel of `AUTHOR`'s with a royalty of 2%.
pub fn register(factor: u32) -> KernelId {
	let bytecode = bytecode(factor);
	let id = KernelId::of(&bytecode);
	assert_ok!(Pallet::register(
		RuntimeOrigin::signed(AUTHOR),
		bytecode,
		about("times"),
		Permill::from_percent(2)
	));
	id
}

pub fn on_hold(who: AccountId) -> u64 {
	Balances::balance_on_hold(&HoldReason::Kernels.into(), &who)
}

/// The kernels pallet's events since the last call.
pub fn events() -> Vec<Event<Test>> {
	let all = System::events();
	System::reset_events();
	all.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::KernelsPallet(event) => Some(event),
			_ => None,
		})
		.collect()
}
