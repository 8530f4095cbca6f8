// What a hardware wallet relies on: the signature covers a digest of the metadata, so that the chain
// refuses what the wallet has shown wrongly. PAPI computes the digest with
// @polkadot-api/merkleize-metadata, the chain has its own built in.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from 'polkadot-api';
import { withMetadataHash } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';
import { signer } from '../harness/accounts.js';
import { withMarket } from '../harness/market.js';

const ASY = { decimals: 12, tokenSymbol: 'ASY' };

test('a signature with the digest of the metadata should count, and none with another digest', () =>
	withMarket(async ({ url }) => {
		const client = createClient(getWsProvider(url));
		try {
			const api = client.getUnsafeApi();
			const remark = api.tx.System.remark_with_event({ remark: new Uint8Array([1, 2, 3]) });
			const account = signer('//Alice//stash');

			const { ok, events } = await remark.signAndSubmit(withMetadataHash(ASY, account));
			assert.ok(ok);
			assert.equal(api.event.System.Remarked.filter(events).length, 1);

			// As if the wallet had shown amounts with another number of decimals.
			const wrong = withMetadataHash({ ...ASY, decimals: 10 }, account);
			await assert.rejects(remark.signAndSubmit(wrong), ({ error }) => {
				assert.deepEqual([error.type, error.value.type], ['Invalid', 'BadProof']);
				return true;
			});
		} finally {
			client.destroy();
		}
	}));
