// The harness itself, with a shell script in place of the node.

import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { findBinary } from '../harness/binary.js';
import { Complaints } from '../harness/complaints.js';
import { DevChain } from '../harness/node.js';
import { NotYet, until, within } from '../harness/wait.js';

let dir;

before(() => {
	dir = mkdtempSync(join(tmpdir(), 'assay-js-harness-'));
});

after(() => rmSync(dir, { recursive: true }));

function script(name, body) {
	const path = join(dir, name);
	writeFileSync(path, `#!/bin/sh\n${body}\n`);
	chmodSync(path, 0o755);
	return path;
}

function isRunning(pid) {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}

test('until should return what was found when it comes in time', async () => {
	let looks = 0;
	const found = await until('three looks', 10, () => {
		if (++looks < 3) throw new NotYet(`${looks} looks`);
		return 'found';
	});
	assert.equal(found, 'found');
});

test('until should say what it waited for and last saw when time is over', async () => {
	const never = until('block 100', 0.2, () => {
		throw new NotYet('block 7');
	});
	await assert.rejects(never, { message: 'waited 0.2 s for block 100; last seen: block 7' });
});

test('until should end at once when the look fails', async () => {
	const broken = until('anything', 600, () => {
		throw new TypeError('no such method');
	});
	await assert.rejects(broken, TypeError);
});

test('within should say how far it has come when time is over', async () => {
	const never = within('an end', 0.1, new Promise(() => {}), () => 'Ready');
	await assert.rejects(never, { message: 'waited 0.1 s for an end; last seen: Ready' });
});

test('a missing binary should say where it was looked for and what to run', () => {
	const find = () => findBinary({ ASSAY_BIN: '/no/such/assay' });
	assert.throws(find, /\/no\/such\/assay; run `make build`/);
	assert.throws(() => findBinary({ CARGO_TARGET_DIR: '/no/target' }), /\/no\/target\/release\/assay/);
});

test('start should read the address from the log and stop should kill the node', async () => {
	const announcement = 'Running JSON-RPC server: addr=127.0.0.1:4242,[::1]:4243';
	const chain = await DevChain.start(script('listens', `echo '${announcement}'; exec sleep 1000`));
	assert.equal(chain.url, 'ws://127.0.0.1:4242');
	assert.ok(isRunning(chain.pid));

	chain.stop();
	await until('the end of the node', 10, () => {
		if (isRunning(chain.pid)) throw new NotYet('it runs');
	});
});

test('start should show the log and keep it when the node ends at once', async (t) => {
	const said = [];
	t.mock.method(console, 'log', (words) => said.push(words));
	await assert.rejects(DevChain.start(script('ends', 'echo no luck; exit 7')), {
		message: 'the node ended with 7',
	});
	const [tail, where] = said;
	assert.match(tail, /no luck/);
	const log = where.replace('---- full log: ', '');
	assert.ok(existsSync(log));
	rmSync(dirname(log), { recursive: true });
});

test('complaints should be collected until they are stopped', () => {
	const complaints = new Complaints();
	console.warn('Unknown type', 7);
	complaints.stop();
	assert.deepEqual(complaints.all, ['Unknown type 7']);
});
