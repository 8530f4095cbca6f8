import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withWallet } from '../harness/wallet.js';

/** 12.5 ASY. */
const AMOUNT = 12_500_000_000_000n;

test('transfer should be seen in a finalised block when Alice pays One', () =>
	withWallet(async (wallet) => {
		const { api } = wallet;
		const [alice, one] = ['Alice', 'One'].map((name) => wallet.account(name));
		const before = await api.query.system.account(one.address);

		const call = api.tx.balances.transferKeepAlive(one.address, AMOUNT);
		const { block } = await wallet.finalise(call, alice);

		const then = await api.at(block);
		const transfers = (await then.query.system.events())
			.map(({ event }) => event)
			.filter((event) => api.events.balances.Transfer.is(event) && event.data.from.eq(alice.address))
			.map(({ data }) => [data.from.toString(), data.to.toString(), data.amount.toBigInt()]);
		assert.deepEqual(transfers, [[alice.address, one.address, AMOUNT]]);

		const after = await then.query.system.account(one.address);
		assert.equal(after.data.free.toBigInt() - before.data.free.toBigInt(), AMOUNT);
		const finalised = await api.rpc.chain.getHeader(await api.rpc.chain.getFinalizedHead());
		const { number } = await api.rpc.chain.getHeader(block);
		assert.ok(finalised.number.toNumber() >= number.toNumber());
	}));

test('transfer should say why when it fails on chain', () =>
	withWallet(async (wallet) => {
		const [alice, one] = ['Alice', 'One'].map((name) => wallet.account(name));
		const { data } = await wallet.api.query.system.account(alice.address);
		const call = wallet.api.tx.balances.transferKeepAlive(one.address, data.free);
		await assert.rejects(wallet.finalise(call, alice), /Token|NotExpendable|balances\.|FundsUnavailable/);
	}));
