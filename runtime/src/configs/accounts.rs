//! Conveniences for accounts: batches, multisigs and proxies.

use crate::{
	currency::deposit, Balance, Balances, OriginCaller, Runtime, RuntimeCall, RuntimeEvent, System,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	parameter_types,
	traits::{ConstU32, InstanceFilter},
};
use scale_info::TypeInfo;
use sp_runtime::traits::BlakeTwo256;

parameter_types! {
	/// Deposit for an open multisig call: one entry.
	pub const MultisigDeposit: Balance = deposit(1, 88);
	/// Deposit for each signatory: one account id.
	pub const SignatoryDeposit: Balance = deposit(0, 32);
	/// Deposit for having proxies: one entry.
	pub const ProxyDeposit: Balance = deposit(1, 8);
	/// Deposit for each proxy: an account id and its rights.
	pub const PerProxyDeposit: Balance = deposit(0, 33);
	/// Deposit for having announcements: one entry.
	pub const AnnouncementDeposit: Balance = deposit(1, 8);
	/// Deposit for each announcement: an account id, a hash and a block number.
	pub const PerAnnouncementDeposit: Balance = deposit(0, 68);
}

impl pallet_utility::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = pallet_utility::weights::SubstrateWeight<Runtime>;
}

impl pallet_multisig::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type DepositBase = MultisigDeposit;
	type DepositFactor = SignatoryDeposit;
	type MaxSignatories = ConstU32<100>;
	type WeightInfo = pallet_multisig::weights::SubstrateWeight<Runtime>;
	type BlockNumberProvider = System;
}

/// What a proxy may do for the account that named it.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	TypeInfo,
)]
pub enum ProxyType {
	/// Everything.
	#[default]
	#[codec(index = 0)]
	Any,
	/// Everything but moving money.
	#[codec(index = 1)]
	NonTransfer,
	/// The council's and the treasury's calls.
	#[codec(index = 2)]
	Governance,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	fn filter(&self, call: &RuntimeCall) -> bool {
		match self {
			Self::Any => true,
			Self::NonTransfer => matches!(
				call,
				RuntimeCall::System(_)
					| RuntimeCall::Session(_)
					| RuntimeCall::Utility(_)
					| RuntimeCall::Multisig(_)
					| RuntimeCall::Proxy(_)
					| RuntimeCall::Preimage(_)
					| RuntimeCall::Council(_)
					| RuntimeCall::Providers(_)
					| RuntimeCall::Kernels(_)
			),
			Self::Governance => matches!(
				call,
				RuntimeCall::Council(_)
					| RuntimeCall::Treasury(_)
					| RuntimeCall::Preimage(_)
					| RuntimeCall::Utility(_)
			),
		}
	}

	// Batches are filtered call by call, so a narrower type stays narrow inside them.
	fn is_superset(&self, other: &Self) -> bool {
		match (self, other) {
			(Self::Any, _) => true,
			(_, Self::Any) => false,
			(this, that) => this == that,
		}
	}
}

impl pallet_proxy::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type ProxyType = ProxyType;
	type ProxyDepositBase = ProxyDeposit;
	type ProxyDepositFactor = PerProxyDeposit;
	type MaxProxies = ConstU32<32>;
	type WeightInfo = pallet_proxy::weights::SubstrateWeight<Runtime>;
	type MaxPending = ConstU32<32>;
	type CallHasher = BlakeTwo256;
	type AnnouncementDepositBase = AnnouncementDeposit;
	type AnnouncementDepositFactor = PerAnnouncementDeposit;
	type BlockNumberProvider = System;
}
