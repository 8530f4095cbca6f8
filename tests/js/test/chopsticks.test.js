// chopsticks replays a block with openings: the chain's own code, on state that it fetches key by
// key.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withMarket } from '../harness/market.js';
import { withWallet } from '../harness/wallet.js';

const PROGRAM = fileURLToPath(
	new URL('../node_modules/@acala-network/chopsticks/chopsticks.cjs', import.meta.url),
);

test('chopsticks should write what the node wrote when it replays a block with an opening', { timeout: 120_000 }, () =>
	withMarket(({ url, opened }) =>
		withWallet(async ({ api }) => {
			const { result, storageDiff } = await replay(url, opened.hash);

			// It can't know the state's root, since it hasn't got the whole state.
			const replayed = api.createType('Header', result);
			const header = await api.rpc.chain.getHeader(opened.hash);
			assert.equal(replayed.number.toNumber(), opened.number);
			assert.equal(replayed.parentHash.toHex(), header.parentHash.toHex());
			assert.equal(replayed.extrinsicsRoot.toHex(), header.extrinsicsRoot.toHex());

			const keys = storageDiff.map(([key]) => key);
			assert.ok(keys.includes(api.query.system.events.key()));
			const written = await Promise.all(keys.map((key) => api.rpc.state.getStorage.raw(key, opened.hash)));
			assert.deepEqual(storageDiff.map(([, value]) => value), written);
		}, { url })));

/** Runs the block's extrinsics again: the header that comes of them, and what they write. */
async function replay(url, block) {
	const dir = mkdtempSync(join(tmpdir(), 'assay-chopsticks-'));
	try {
		const output = join(dir, 'replayed.json');
		const options = [`--endpoint=${url}`, `--block=${block}`, `--output-path=${output}`];
		await promisify(execFile)(process.execPath, [PROGRAM, 'run-block', ...options]);
		return JSON.parse(readFileSync(output, 'utf8')).Call;
	} finally {
		rmSync(dir, { recursive: true });
	}
}
