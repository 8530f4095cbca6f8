import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withWallet } from '../harness/wallet.js';

test('polkadot.js should know every type when it is told what is newer than itself', () =>
	withWallet(async ({ api, complaints }) => {
		assert.equal((await api.rpc.system.chainType()).toString(), 'Development');
		assert.deepEqual(api.registry.chainTokens, ['ASY']);
		assert.deepEqual(api.registry.chainDecimals, [12]);
		assert.equal(api.registry.chainSS58, 42);

		const hash = await api.rpc.chain.getBlockHash();
		const block = await api.rpc.chain.getBlock(hash);
		assert.ok(block.block.header.number.toNumber() >= 0);
		await (await api.at(hash)).query.system.events();

		assert.deepEqual(complaints.all.filter((words) => !isAboutNewRpcMethods(words)), []);
	}));

test('polkadot.js should warn of nothing but the new extension when it is told nothing', () =>
	withWallet(async ({ complaints }) => {
		const others = complaints.all.filter((words) => !isAboutNewRpcMethods(words));
		assert.equal(others.length, 1, others.join('\n'));
		assert.match(others[0], /Unknown signed extensions AuthorizeCall found, treating them as no-effect/);
	}, {}));

test('polkadot.js should be able to make every type of the metadata when it is connected', () =>
	withWallet(async ({ api, complaints }) => {
		const { lookup } = api.registry;
		// Types are made only when they are first used, so each is used here.
		for (const { id } of lookup.types) {
			api.registry.createType(api.registry.createLookupType(id));
		}
		assert.ok(lookup.types.length > 100);
		assert.deepEqual(complaints.all.filter((words) => !isAboutNewRpcMethods(words)), []);
	}));

/** polkadot.js names the JSON-RPC methods that it has no definition for; calling them works. */
function isAboutNewRpcMethods(words) {
	return words.includes('RPC methods not decorated: ');
}
