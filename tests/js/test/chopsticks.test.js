// chopsticks runs the chain's own code on state that it fetches key by key: it replays a block with
// openings, and goes on from there by itself.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withMarket } from '../harness/market.js';
import { within } from '../harness/wait.js';
import { withWallet } from '../harness/wallet.js';

/** 1 ASY. */
const AMOUNT = 1_000_000_000_000n;

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

test('chopsticks should go on from a block of the chain, on a fork of its own', { timeout: 120_000 }, () =>
	withMarket(({ url, opened }) =>
		withFork(url, opened.hash, (fork) =>
			withWallet(async (wallet) => {
				const { api } = wallet;
				const [payer, payee] = ['Ferdie//stash', 'Bob'].map((name) => wallet.account(name));
				const free = async () => (await api.query.system.account(payee.address)).data.free.toBigInt();
				const before = await free();

				await api.tx.balances.transferKeepAlive(payee.address, AMOUNT).signAndSend(payer);
				await wallet.provider.send('dev_newBlock', [{ count: 1 }]);

				const { number } = await api.rpc.chain.getHeader();
				assert.equal(number.toNumber(), opened.number + 1);
				assert.equal((await free()) - before, AMOUNT);
			}, { url: fork }))));

/** Runs `play` with the address of a fork of the chain after `block`. */
async function withFork(url, block, play) {
	const options = [`--endpoint=${url}`, `--block=${block}`, '--port=0', '--build-block-mode=Manual'];
	const chopsticks = spawn(process.execPath, [PROGRAM, ...options]);
	let said = '';
	const listening = new Promise((resolve, reject) => {
		const hear = (words) => {
			said += words;
			const port = said.match(/RPC listening on .*:(\d+)/)?.[1];
			if (port) resolve(`ws://127.0.0.1:${port}`);
		};
		chopsticks.stdout.on('data', hear);
		chopsticks.stderr.on('data', hear);
		chopsticks.on('exit', (code) => reject(new Error(`chopsticks ended with ${code}: ${said}`)));
	});
	try {
		await play(await within('chopsticks to listen', 60, listening, () => said));
	} finally {
		chopsticks.kill();
	}
}

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
