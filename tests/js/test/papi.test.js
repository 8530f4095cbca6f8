// @ts-check
// polkadot-api (PAPI) with types that it makes of the node's own metadata.
// `tsc` checks this file against them: see `papi.js` in the harness.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Enum } from 'polkadot-api';
import { checkTypes, withPapi } from '../harness/papi.js';

const ASY = 10n ** 12n;

test('PAPI should be told by its types what a call takes', { timeout: 120_000 }, () =>
	withPapi(() => checkTypes(new URL(import.meta.url))));

/**
 * Never called: `tsc` would say so if what is wrong here weren't.
 * @param {import('../harness/papi.js').Papi} papi
 */
export function mistakes({ api }) {
	// @ts-expect-error
	api.tx.Jobs.cancel({ job: 'the first' });
	// @ts-expect-error
	api.tx.Stake.bond({ amount: 100n });
}

test('PAPI should transfer and see the event in a finalised block', () =>
	withPapi(async ({ api, signer, address }) => {
		const [payer, payee] = [signer('//Dave'), address('//Two')];
		const before = await api.query.System.Account.getValue(payee);
		const { ok, events, block } = await api.tx.Balances.transfer_keep_alive({
			dest: Enum('Id', payee),
			value: 3n * ASY,
		}).signAndSubmit(payer);

		assert.ok(ok);
		const transfers = api.event.Balances.Transfer.filter(events);
		assert.deepEqual(
			transfers.map(({ payload }) => payload),
			[{ from: address('//Dave'), to: payee, amount: 3n * ASY }],
		);
		const after = await api.query.System.Account.getValue(payee, { at: block.hash });
		assert.equal(after.data.free - before.data.free, 3n * ASY);
	}));

test('PAPI should post a job and take it back', () =>
	withPapi(async ({ api, signer, address, market }) => {
		const developer = signer('//Dave');
		const submitted = await api.tx.Jobs.submit({
			spec: {
				inputs: [],
				passes: [{
					kernel: market.kernel,
					grid: [16, 1, 1],
					params: [],
					inputs: [],
					outputs: [{
						words: 1024,
						tiles: { rows: 1, row_words: 64, pitch: 64, plane: 64 },
						rule: Enum('Exact'),
					}],
				}],
			},
			offer: {
				price: 2n * ASY,
				deadline: 20,
				patience: 100,
				samples: 2,
				// Who is no provider: the job waits.
				allowed: [address('//Eve//stash')],
				region: undefined,
				attributes: [],
			},
		}).signAndSubmit(developer);
		assert.ok(submitted.ok);
		const [{ payload }] = api.event.Jobs.Submitted.filter(submitted.events);
		const record = await api.query.Jobs.Jobs.getValue(payload.job);
		assert.equal(record?.requester, address('//Dave'));
		assert.equal(record?.stage.type, 'Queued');

		const cancelled = await api.tx.Jobs.cancel({ job: payload.job }).signAndSubmit(developer);
		assert.ok(cancelled.ok);
		assert.equal((await api.query.Jobs.Ended.getValue(payload.job))?.ending.type, 'Cancelled');
	}));

test('PAPI should name the error of a call that fails', () =>
	withPapi(async ({ api, signer }) => {
		const failed = await api.tx.Jobs.cancel({ job: 4_000_000n }).signAndSubmit(signer('//Dave'));
		assert.ok(!failed.ok);
		assert.deepEqual(failed.dispatchError, {
			type: 'Module',
			value: { type: 'Jobs', value: { type: 'JobUnknown', value: undefined } },
		});
	}));

test('PAPI should decode the reports in a block with an opening', () =>
	withPapi(async ({ client, api, market }) => {
		const body = await client.getBlockBody(market.opened.hash);
		const transactions = await Promise.all(body.map((bytes) => api.txFromCallData(callOf(bytes))));
		const openings = transactions
			.map(({ decodedCall }) => decodedCall)
			.filter(({ type, value }) => type === 'Jobs' && value.type === 'open');
		assert.ok(openings.length > 0);
		for (const { value } of openings) assert.equal(value.value.report.job, BigInt(market.job));
	}));

/**
 * The call of a bare extrinsic of version 4: what follows its length and its version.
 * @param {Uint8Array} bytes
 */
function callOf(bytes) {
	const lengthBytes = [1, 2, 4][bytes[0] & 3];
	assert.equal(bytes[lengthBytes], 4);
	return bytes.slice(lengthBytes + 1);
}
