//! What a proxy may do, and that a narrow one can't name a wider one.

use super::chain;
use assay_runtime::{
	configs::accounts::ProxyType, currency::ASY, Balances, Proxy, Runtime, RuntimeCall,
	RuntimeEvent, RuntimeOrigin, System,
};
use frame_support::{assert_ok, traits::InstanceFilter};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie};
use sp_runtime::DispatchError;

fn transfer() -> RuntimeCall {
	RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
		dest: Charlie.to_account_id().into(),
		value: ASY,
	})
}

fn remark() -> RuntimeCall {
	RuntimeCall::System(frame_system::Call::remark { remark: b"hello".to_vec() })
}

fn vote() -> RuntimeCall {
	RuntimeCall::Council(pallet_collective::Call::vote {
		proposal: Default::default(),
		index: 0,
		approve: true,
	})
}

#[test]
fn filter_should_follow_the_type() {
	for (call, any, non_transfer, governance) in [
		(transfer(), true, false, false),
		(remark(), true, true, false),
		(vote(), true, true, true),
	] {
		assert_eq!(ProxyType::Any.filter(&call), any, "{call:?}");
		assert_eq!(ProxyType::NonTransfer.filter(&call), non_transfer, "{call:?}");
		assert_eq!(ProxyType::Governance.filter(&call), governance, "{call:?}");
	}
}

#[test]
fn wider_type_should_not_be_within_a_narrower_one() {
	assert!(ProxyType::Any.is_superset(&ProxyType::Governance));
	assert!(!ProxyType::Governance.is_superset(&ProxyType::Any));
	assert!(!ProxyType::NonTransfer.is_superset(&ProxyType::Governance));
}

/// What the call that a proxy made came to.
fn outcome() -> Result<(), DispatchError> {
	System::events()
		.into_iter()
		.rev()
		.find_map(|record| match record.event {
			RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => Some(result),
			_ => None,
		})
		.expect("the proxy call was made")
}

#[test]
fn money_should_stay_when_a_non_transfer_proxy_moves_it_even_in_a_batch() {
	chain("development").execute_with(|| {
		let (owner, proxy) = (Alice.to_account_id(), Bob.to_account_id());
		assert_ok!(Proxy::add_proxy(
			RuntimeOrigin::signed(owner.clone()),
			proxy.clone().into(),
			ProxyType::NonTransfer,
			0,
		));
		let before = Balances::free_balance(Charlie.to_account_id());
		let filtered: DispatchError = frame_system::Error::<Runtime>::CallFiltered.into();
		assert_ok!(Proxy::proxy(
			RuntimeOrigin::signed(proxy.clone()),
			owner.clone().into(),
			None,
			Box::new(transfer()),
		));
		assert_eq!(outcome(), Err(filtered));
		let batch =
			RuntimeCall::Utility(pallet_utility::Call::batch_all { calls: vec![transfer()] });
		assert_ok!(
			Proxy::proxy(RuntimeOrigin::signed(proxy), owner.into(), None, Box::new(batch),)
		);
		assert_eq!(outcome(), Err(filtered));
		assert_eq!(Balances::free_balance(Charlie.to_account_id()), before);
	});
}
