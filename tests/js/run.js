// Runs the tests with one market for all: `node run.js`, and what else `node --test` is to be told.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Market } from './harness/market.js';

/** A test mostly waits for blocks. */
const CONCURRENCY = 3;

/** A test that doesn't come to its end must not hold up everything. */
const LIMIT_MS = 300_000;

const market = await Market.start();
const started = performance.now();
const tests = spawn(
	process.execPath,
	['--experimental-websocket', '--test', `--test-concurrency=${CONCURRENCY}`, ...process.argv.slice(2)],
	{ stdio: 'inherit', env: market.environment(), timeout: LIMIT_MS },
);
const [code] = await once(tests, 'exit');
console.log(`tests took ${((performance.now() - started) / 1000).toFixed(0)} s`);
market.stop({ failed: code !== 0 });
process.exitCode = code ?? 1;
