// Python's libraries read and write the chain: tests/python, on the market that all clients share.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { withMarket } from '../harness/market.js';

const FOLDER = fileURLToPath(new URL('../../python', import.meta.url));

/** Each library with an account of its own, since the tests run side by side. */
const LIBRARIES = [
	['substrate-interface', '//Charlie//stash'],
	['async-substrate-interface', '//Dave//stash'],
];

for (const [library, account] of LIBRARIES) {
	const python = `${FOLDER}/.venv-${library}/bin/python`;
	const skip = existsSync(python) ? false : `no ${python}: run tests/python/prepare`;

	test(`${library} should read every block, and send transactions`, { skip, timeout: 120_000 }, () =>
		withMarket((market) => {
			const options = {
				cwd: FOLDER,
				encoding: 'utf8',
				env: {
					...process.env,
					ASSAY_MARKET: JSON.stringify(market),
					ASSAY_ACCOUNT: account,
					PYTHONDONTWRITEBYTECODE: '1',
				},
			};
			const { status, stderr } = spawnSync(python, ['-m', 'unittest', 'test_chain'], options);
			assert.equal(status, 0, stderr);
		}));
}
