import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blake2AsHex } from '@polkadot/util-crypto';
import { withMarket } from '../harness/market.js';
import { withWallet } from '../harness/wallet.js';

test('polkadot.js should know every type and extension when it is told nothing', () =>
	withWallet(async ({ api, complaints }) => {
		assert.equal((await api.rpc.system.chainType()).toString(), 'Development');
		assert.deepEqual(api.registry.chainTokens, ['ASY']);
		assert.deepEqual(api.registry.chainDecimals, [12]);
		assert.equal(api.registry.chainSS58, 42);

		const hash = await api.rpc.chain.getBlockHash();
		const block = await api.rpc.chain.getBlock(hash);
		assert.ok(block.block.header.number.toNumber() >= 0);
		await (await api.at(hash)).query.system.events();

		const [methods, ...others] = complaints.all;
		assert.match(methods, /API\/INIT: RPC methods not decorated: /);
		assert.deepEqual(others, []);
	}));

test('polkadot.js should read reports, and know their hashes', () =>
	withMarket(({ url, opened }) =>
		withWallet(async ({ api }) => {
			const { block } = await api.rpc.chain.getBlock(opened.hash);
			const bytes = (await api.rpc.chain.getBlock.raw(opened.hash)).block.extrinsics;
			const reports = [...block.extrinsics.entries()]
				.filter(([, { method }]) => api.tx.jobs.open.is(method));
			assert.ok(reports.length > 0);
			for (const [place, report] of reports) {
				assert.equal(report.isSigned, false);
				assert.equal(report.hash.toHex(), blake2AsHex(bytes[place]));
			}
		}, { url })));

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
