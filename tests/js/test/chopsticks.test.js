// chopsticks replays a block with openings: the chain's own code, on state that is fetched key by
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

const PROGRAM = fileURLToPath(import.meta.resolve('@acala-network/chopsticks'))
	.replace(/dist\/.*/, 'chopsticks.cjs');

test('chopsticks should replay a block with an opening', { timeout: 120_000 }, () =>
	withMarket(async (market) => {
		const dir = mkdtempSync(join(tmpdir(), 'assay-chopsticks-'));
		try {
			const output = join(dir, 'replayed.json');
			await promisify(execFile)(process.execPath, [
				PROGRAM,
				'run-block',
				`--endpoint=${market.url}`,
				`--block=${market.opened.hash}`,
				`--output-path=${output}`,
			]);
			const { Call } = JSON.parse(readFileSync(output, 'utf8'));
			console.log(Object.keys(Call), Call.result.slice(0, 200));
		} finally {
			rmSync(dir, { recursive: true });
		}
	}));
