import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEWER_THAN_POLKADOT_JS, withWallet } from '../harness/wallet.js';

test('session keys should be set when their owner shows the proof that the node made', () =>
	withWallet(async (wallet) => {
		const { api } = wallet;
		const bob = wallet.account('Bob');
		const { keys, proof } = await rotateKeys(api, bob);

		await wallet.finalise(api.tx.session.setKeys(keys, proof), bob);

		const next = await api.query.session.nextKeys(bob.address);
		assert.ok(next.isSome, 'Bob has no next keys');
		assert.equal(next.unwrap().toHex(), keys);
		assert.ok((await api.rpc.author.hasSessionKeys(keys)).isTrue);
	}, NEWER_THAN_POLKADOT_JS));

test('session keys should be refused when the proof is another owner\'s', () =>
	withWallet(async (wallet) => {
		const { api } = wallet;
		const [bob, charlie] = ['Bob', 'Charlie'].map((name) => wallet.account(name));
		const { keys, proof } = await rotateKeys(api, bob);

		const call = api.tx.session.setKeys(keys, proof);
		await assert.rejects(wallet.finalise(call, charlie), /session\.InvalidProof/);
		assert.ok((await api.query.session.nextKeys(charlie.address)).isNone);
	}, NEWER_THAN_POLKADOT_JS));

/** Lets the node make session keys for `owner`; it keeps the secret ones. */
async function rotateKeys(api, owner) {
	// As a string: bytes would be read as already encoded, length first.
	const account = api.createType('AccountId', owner.publicKey).toHex();
	const made = (await api.rpc.author.rotateKeysWithOwner(account)).toJSON();
	assert.match(made.keys, /^0x([0-9a-f]{64})+$/);
	assert.match(made.proof, /^0x[0-9a-f]+$/);
	return made;
}
