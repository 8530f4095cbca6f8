#!/usr/bin/env node
// Runs a development chain for some seconds (default 300) and prints what a person would feel:
// the time to the first block, how far finality lags behind, and the memory it takes.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const seconds = Number(process.argv[2] ?? 300);
const pollMillis = 500;

const freePort = () =>
	new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const { port } = server.address();
			server.close(() => resolve(port));
		});
	});

const port = await freePort();
const started = Date.now();
const node = spawn(
	`${process.env.CARGO_TARGET_DIR}/release/assay`,
	['--dev', '--rpc-port', String(port), '--port', String(await freePort()), '--no-prometheus'],
	{ stdio: 'ignore' },
);
node.once('exit', (code) => {
	if (!node.expected) {
		console.error(`the node stopped by itself (exit code ${code})`);
		process.exit(1);
	}
});
process.once('exit', () => node.kill('SIGKILL'));

const call = async (method, params = []) => {
	const response = await fetch(`http://127.0.0.1:${port}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
	});
	return (await response.json()).result;
};
const height = async (hash) => Number.parseInt((await call('chain_getHeader', hash)).number, 16);
const memoryKib = (name) =>
	Number(readFileSync(`/proc/${node.pid}/status`, 'utf8').match(new RegExp(`${name}:\\s+(\\d+)`))[1]);

let firstBlock;
let worstLag = 0;
let lagged = 0;
let samples = 0;
let best = 0;
while (Date.now() - started < seconds * 1000) {
	await pause(pollMillis);
	try {
		// Finality first: asked for after the best block it could be ahead of it.
		const finalised = await height([await call('chain_getFinalizedHead')]);
		best = await height([]);
		if (best > 0) firstBlock ??= Date.now() - started;
		const lag = best - finalised;
		worstLag = Math.max(worstLag, lag);
		lagged += lag;
		samples += 1;
	} catch (error) {
		// Not listening yet.
		if (Date.now() - started > 60_000 && !firstBlock) throw error;
	}
}
const megabytes = (kib) => `${(kib / 1024).toFixed(0)} MiB`;
console.log(`first block after     ${(firstBlock / 1000).toFixed(1)} s (seen every ${pollMillis} ms)`);
console.log(`blocks in ${seconds} s       ${best}`);
console.log(`finality lag          at most ${worstLag}, on average ${(lagged / samples).toFixed(2)} blocks (${samples} looks)`);
console.log(`resident memory       ${megabytes(memoryKib('VmRSS'))} at the end, ${megabytes(memoryKib('VmHWM'))} at most`);
node.expected = true;
node.kill('SIGTERM');
