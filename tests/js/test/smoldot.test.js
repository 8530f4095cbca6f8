// A light client: it finds the chain over websocket, and believes nothing but proofs.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, signer } from '../harness/accounts.js';
import { withLightClient } from '../harness/light.js';

/** 1.5 ASY. */
const AMOUNT = 1_500_000_000_000n;

test('smoldot should sync from a node, read a job with proofs, and send a transfer', { timeout: 120_000 }, () =>
	withLightClient(async ({ client, api, market }) => {
		const { number } = await client.getFinalizedBlock();
		assert.ok(number >= market.opened.number, `it is at ${number}`);

		const job = await api.query.Jobs.Jobs.getValue(BigInt(market.waiting));
		assert.equal(job.requester, address('//Ferdie'));

		const payee = address('//Eve//stash');
		const before = await api.query.System.Account.getValue(payee);
		const call = api.tx.Balances.transfer_keep_alive({ dest: { type: 'Id', value: payee }, value: AMOUNT });
		const { ok, block } = await call.signAndSubmit(signer('//Bob//stash'));
		assert.ok(ok);
		const after = await api.query.System.Account.getValue(payee, { at: block.hash });
		assert.equal(after.data.free - before.data.free, AMOUNT);
	}));
