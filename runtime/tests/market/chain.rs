//! A chain: blocks with all that a node puts into them, and extrinsics with real signatures.

use crate::{
	people::Person,
	presets,
	state::{Accesses, State},
};
use assay_runtime::{
	currency::ASY, genesis::preset, time::SLOT_MILLIS, AccountId, Address, Balance, BlockNumber,
	Executive, Hash, Header, Nonce, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, Signature,
	SignedPayload, System, TxExtension, UncheckedExtrinsic,
};
use codec::Encode;
use frame_support::{
	assert_ok, dispatch::GetDispatchInfo, storage::with_transaction, traits::UnfilteredDispatchable,
};
use frame_system::offchain::CreateAuthorizedTransaction;
use sp_consensus_babe::{
	digests::{PreDigest, SecondaryVRFPreDigest},
	make_vrf_sign_data, BABE_ENGINE_ID,
};
use sp_core::{
	crypto::{Pair, VrfSecret},
	sr25519,
};
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET};
use sp_keyring::Sr25519Keyring::Alice;
use sp_runtime::{
	generic::{Digest, Era},
	traits::Header as _,
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	DigestItem, DispatchError, TransactionOutcome,
};
use sp_storage::Storage;

/// So often what was removed is forgotten.
const COMPACT_EVERY: BlockNumber = 64;

/// Why a call had no effect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
	/// It isn't let into a block.
	NotLetIn(TransactionValidityError),
	/// It is in a block and failed.
	Failed(DispatchError),
}

/// A chain with a block that is being made.
pub struct Chain {
	state: State,
	author: sr25519::Pair,
	parent: Hash,
	number: BlockNumber,
	slot: u64,
	/// Events of the blocks before that nobody has taken.
	past_events: Vec<RuntimeEvent>,
	/// So many events of this block were taken.
	taken: usize,
}

/// A chain between two blocks, to begin from again.
#[derive(Clone)]
pub struct Snapshot {
	storage: Storage,
	parent: Hash,
	number: BlockNumber,
	slot: u64,
}

impl Chain {
	/// A chain from the development preset, in its first block.
	pub fn new() -> Self {
		Self::beginning_at(1)
	}

	/// The same in another slot: what follows is random in another way.
	pub fn beginning_at(slot: u64) -> Self {
		let mut state = State::new(Storage::default());
		let json = preset(&PresetId::from(DEV_RUNTIME_PRESET)).expect("the preset exists");
		state.with(|| presets::build(json));
		let genesis =
			Header::new(0, Hash::default(), Hash::default(), Hash::default(), Digest::default());
		Self::begin(state, genesis.hash(), 1, slot)
	}

	/// Goes on from where another chain was.
	pub fn from_snapshot(snapshot: &Snapshot) -> Self {
		let state = State::new(snapshot.storage.clone());
		Self::begin(state, snapshot.parent, snapshot.number, snapshot.slot)
	}

	/// Ends the block that is on, and keeps all there is.
	pub fn into_snapshot(mut self) -> Snapshot {
		self.end_block();
		Snapshot {
			storage: self.state.into_storage(),
			parent: self.parent,
			number: self.number + 1,
			slot: self.slot + 1,
		}
	}

	fn begin(state: State, parent: Hash, number: BlockNumber, slot: u64) -> Self {
		let mut chain = Self {
			state,
			author: Alice.pair(),
			parent,
			number,
			slot,
			past_events: Vec::new(),
			taken: 0,
		};
		chain.begin_block();
		chain
	}

	/// Looks at the chain, or acts on it past all extrinsics.
	pub fn with<R>(&mut self, act: impl FnOnce() -> R) -> R {
		self.state.with(act)
	}

	pub fn now(&self) -> BlockNumber {
		self.number
	}

	/// What was accessed since this was asked last.
	pub fn take_accesses(&mut self) -> Accesses {
		self.state.take_accesses()
	}

	/// Whether something was changed since this was asked last that the market's ledgers are made
	/// of.
	pub fn take_market_changed(&mut self) -> bool {
		let pallets = ["Stake", "Providers", "Kernels", "Jobs"]
			.map(|name| sp_io::hashing::twox_128(name.as_bytes()));
		let holds = frame_support::storage::storage_prefix(b"Balances", b"Holds");
		let written = self.state.take_written();
		written
			.iter()
			.any(|place| pallets.iter().any(|pallet| place.starts_with(pallet)) || *place == holds)
	}

	fn begin_block(&mut self) {
		let (author, slot) = (&self.author, self.slot);
		let vrf_signature = self.state.with(|| {
			use pallet_babe::{EpochIndex, Randomness};
			let randomness = Randomness::<Runtime>::get();
			let epoch = EpochIndex::<Runtime>::get();
			author.vrf_sign(&make_vrf_sign_data(&randomness, slot.into(), epoch))
		});
		let claim = PreDigest::SecondaryVRF(SecondaryVRFPreDigest {
			authority_index: 0,
			slot: slot.into(),
			vrf_signature,
		});
		let digest = Digest { logs: vec![DigestItem::PreRuntime(BABE_ENGINE_ID, claim.encode())] };
		let header =
			Header::new(self.number, Hash::default(), Hash::default(), self.parent, digest);
		let time = pallet_timestamp::Call::set { now: slot * SLOT_MILLIS };
		self.taken = 0;
		self.state.with(|| {
			Executive::initialize_block(&header);
			let inherent = UncheckedExtrinsic::new_bare(RuntimeCall::Timestamp(time));
			assert_eq!(Executive::apply_extrinsic(inherent), Ok(Ok(())));
		});
	}

	fn end_block(&mut self) {
		let header = self.state.with(Executive::finalize_block);
		let events = self.events_of_block();
		self.past_events.extend(events);
		self.parent = header.hash();
	}

	/// Ends a block and begins the next one.
	pub fn pass_block(&mut self) {
		self.leap(1);
	}

	pub fn pass_blocks(&mut self, count: BlockNumber) {
		for _ in 0..count {
			self.pass_block();
		}
	}

	/// Ends a block and begins the one that is `distance` later, as if all between had been so full
	/// that the chain could do nothing by itself.
	pub fn leap(&mut self, distance: BlockNumber) {
		self.end_block();
		self.number += distance;
		self.slot += 1;
		let before = self.number - 1;
		self.state.with(|| {
			System::set_block_number(before);
			// It has nothing to do, and would look for it block by block.
			pallet_scheduler::IncompleteSince::<Runtime>::kill();
		});
		if self.number.is_multiple_of(COMPACT_EVERY) {
			self.state.compact();
		}
		self.begin_block();
	}

	fn events_of_block(&mut self) -> Vec<RuntimeEvent> {
		let taken = self.taken;
		let events: Vec<_> = self.state.with(|| {
			System::read_events_no_consensus().skip(taken).map(|record| record.event).collect()
		});
		self.taken += events.len();
		events
	}

	/// The events since this was asked last.
	pub fn take_events(&mut self) -> Vec<RuntimeEvent> {
		let mut events = std::mem::take(&mut self.past_events);
		events.extend(self.events_of_block());
		events
	}

	/// Applies an extrinsic; in the next block, if this one is full.
	pub fn apply(&mut self, extrinsic: UncheckedExtrinsic) -> Result<(), Refusal> {
		const FULL: TransactionValidityError =
			TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources);
		let mut applied = self.apply_now(extrinsic.clone());
		if applied == Err(Refusal::NotLetIn(FULL)) {
			self.pass_block();
			applied = self.apply_now(extrinsic);
		}
		applied
	}

	/// Applies an extrinsic to this block. One that isn't let in leaves no trace, as where blocks
	/// are made.
	fn apply_now(&mut self, extrinsic: UncheckedExtrinsic) -> Result<(), Refusal> {
		self.state.with(|| {
			with_transaction(|| match Executive::apply_extrinsic(extrinsic) {
				Ok(result) => TransactionOutcome::Commit(Ok(result.map_err(Refusal::Failed))),
				Err(error) => TransactionOutcome::Rollback(Ok(Err(Refusal::NotLetIn(error)))),
			})
			.unwrap_or_else(|error: DispatchError| Err(Refusal::Failed(error)))
		})
	}

	/// An extrinsic with somebody's next nonce.
	pub fn signed(&mut self, who: &Person, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
		let call = call.into();
		self.state.with(|| {
			let extension = signed_extension(System::account_nonce(&who.account));
			let payload = SignedPayload::new(call, extension).expect("it is no mortal transaction");
			let signature = payload.using_encoded(|message| who.pair.sign(message));
			let (call, extension, _) = payload.deconstruct();
			UncheckedExtrinsic::new_signed(
				call,
				Address::Id(who.account.clone()),
				Signature::Sr25519(signature),
				extension,
			)
		})
	}

	/// Somebody signs a call.
	pub fn call(&mut self, who: &Person, call: impl Into<RuntimeCall>) -> Result<(), Refusal> {
		let extrinsic = self.signed(who, call);
		self.apply(extrinsic)
	}

	/// The same, and checks that the call takes no more than it is weighed by.
	pub fn call_weighed(
		&mut self,
		who: &Person,
		call: impl Into<RuntimeCall>,
	) -> Result<(), Refusal> {
		let call = call.into();
		self.assert_weighed(who, &call);
		self.call(who, call)
	}

	/// Checks that a call says to have taken no more than it is weighed by: transactions are
	/// charged for the lower of both, so that nothing would tell otherwise.
	#[track_caller]
	pub fn assert_weighed(&mut self, who: &Person, call: &RuntimeCall) {
		let origin = RuntimeOrigin::signed(who.account.clone());
		let (quoted, result) = self.state.with(|| {
			let quoted = call.get_dispatch_info().call_weight;
			let tried: Result<_, DispatchError> = with_transaction(|| {
				TransactionOutcome::Rollback(Ok(call.clone().dispatch_bypass_filter(origin)))
			});
			(quoted, tried.expect("only layers of storage can fail"))
		});
		let taken = match result {
			Ok(info) => info.actual_weight,
			Err(failed) => failed.post_info.actual_weight,
		};
		if let Some(taken) = taken {
			assert!(taken.all_lte(quoted), "{call:?} took {taken:?} of {quoted:?}");
		}
	}

	/// A call that its own arguments authorise.
	pub fn report(&mut self, call: impl Into<RuntimeCall>) -> Result<(), Refusal> {
		self.apply(report(call.into()))
	}

	/// Root does something.
	pub fn sudo(&mut self, call: impl Into<RuntimeCall>) {
		let call = call.into();
		let done = self.state.with(|| call.dispatch_bypass_filter(RuntimeOrigin::root()));
		assert_ok!(done);
	}

	/// What somebody can spend.
	pub fn free(&mut self, who: &AccountId) -> Balance {
		self.state.with(|| assay_runtime::Balances::free_balance(who))
	}

	/// Moves money from a founder.
	pub fn endow(&mut self, who: &AccountId, tokens: u32) {
		self.sudo(pallet_balances::Call::force_transfer {
			source: Address::Id(Alice.to_account_id()),
			dest: Address::Id(who.clone()),
			value: Balance::from(tokens) * ASY,
		});
	}
}

/// Immortal, and without a tip.
fn signed_extension(nonce: Nonce) -> TxExtension {
	(
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(Era::Immortal),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	)
}

fn report(call: RuntimeCall) -> UncheckedExtrinsic {
	<Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_authorized_transaction(call)
}
