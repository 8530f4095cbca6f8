// docs/polkadot-js.md, done as it stands there.

import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { withWallet } from '../harness/wallet.js';

const PAGE = readFileSync(new URL('../../../docs/polkadot-js.md', import.meta.url), 'utf8');

/** Beside the tests' packages, so that the page's imports are found. */
const PROGRAM = new URL(`../page-${process.pid}.mjs`, import.meta.url);

const NODE = 'ws://127.0.0.1:9944';

const BLOCKS = [...PAGE.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);

/** The calls of the page's tables, each with its arguments. */
function tables() {
	const calls = [];
	for (const [, call, argument] of PAGE.matchAll(/^\| (`[a-z]+\.\w+`)? ?\| (`\w+`)? ?\|/gm)) {
		if (call) calls.push([call.slice(1, -1), []]);
		if (argument) calls.at(-1)[1].push(argument.slice(1, -1));
	}
	return calls;
}

test('the tables should name the arguments of every call that the page makes', () =>
	withWallet(async ({ api }) => {
		const listed = tables();
		for (const [call, told] of listed) {
			const [pallet, method] = call.split('.');
			const { args } = api.tx[pallet][method].meta;
			assert.deepEqual(told, args.map(({ name }) => name.toString()), call);
		}
		const made = [...BLOCKS.join('').matchAll(/api\.tx\.(\w+\.\w+)\(/g)].map(([, call]) => call);
		assert.deepEqual(listed.map(([call]) => call).sort(), [...new Set(made)].sort());
	}));

test('the page should do on a chain what it says, from its first block to its last', { timeout: 300_000 }, () =>
	withWallet(async (wallet) => {
		const { api } = wallet;
		const [developer, operator, delegator] = ['Ferdie', 'Dave', 'Eve'].map((name) => wallet.account(name).address);
		const none = async (query) => assert.ok((await query).isNone);
		const { providers, stake, jobs, kernels } = api.query;
		const before = await balance(api, operator);

		/** What is true after the block that has these words. */
		const checks = {
			'kernels.register(': async () => {
				const [[, record], ...others] = await kernels.kernelRecords.entries();
				assert.equal(others.length, 0);
				const { author, about } = record.unwrap();
				assert.deepEqual([author.toString(), about.name.toUtf8()], [developer, 'count']);
			},
			'jobs.submit(': async () => {
				const { requester, stage } = (await jobs.jobs(0)).unwrap();
				assert.deepEqual([requester.toString(), stage.type], [developer, 'Queued']);
			},
			'jobs.cancel(': async () => {
				await none(jobs.jobs(0));
				assert.equal((await jobs.ended(0)).unwrap().ending.type, 'Cancelled');
			},
			'stake.bond(': async () => {
				assert.equal((await stake.pools(operator)).unwrap().commission.toNumber(), 100_000_000);
			},
			'author.insertKey(': async () => {
				const { publicKey } = wallet.keys.addFromUri('//Dave//worker');
				const key = api.createType('AccountId', publicKey).toHex();
				assert.ok((await api.rpc.author.hasKey(key, 'gpuw')).isTrue);
			},
			'providers.register(': async () => {
				const { offer, devices, draining } = (await providers.providers(operator)).unwrap();
				assert.deepEqual([offer.region.toUtf8(), devices.length, draining.isTrue], ['eu-west', 1, false]);
				assert.equal((await providers.profiles(operator)).unwrap().name.toUtf8(), 'Dave');
			},
			'stake.delegate(': async () => {
				assert.equal((await stake.members(operator, delegator)).unwrap().unbonding.length, 0);
			},
			'providers.deregister(': async () => {
				await none(providers.providers(operator));
			},
			'stake.unbond(': async () => {
				for (const member of [delegator, operator]) await passUnbonding(wallet, operator, member);
			},
			'stake.withdraw(': async () => {
				for (const member of [delegator, operator]) await none(stake.members(operator, member));
				await none(stake.pools(operator));
				// All is back but the fees: a provider's deposit alone would be 0.8 ASY more.
				const paid = before - (await balance(api, operator));
				assert.ok(paid < 15n * 10n ** 11n, `${paid} are missing`);
				assert.ok((await api.query.system.account(operator)).data.reserved.isZero());
			},
		};

		const left = new Set(Object.keys(checks));
		globalThis.afterBlock = async (number, connected) => {
			program.api = connected;
			for (const words of left) {
				if (!BLOCKS[number].includes(words)) continue;
				left.delete(words);
				await checks[words]();
			}
		};
		const program = {};
		try {
			await run(wallet.url);
		} finally {
			// A page that failed hasn't come to its last block.
			await program.api?.disconnect();
		}
		assert.deepEqual([...left], []);
	}, { url: process.env.ASSAY_WS ?? null }));

/** Runs the page's blocks as the one program that they are, with a look at the chain after each. */
async function run(url) {
	const pieces = BLOCKS.map((code, number) => `${code}\nawait globalThis.afterBlock(${number}, api);\n`);
	const parts = pieces.join('').split(NODE);
	assert.equal(parts.length, 2, 'the page connects once');
	writeFileSync(PROGRAM, parts.join(url));
	try {
		await import(PROGRAM);
	} finally {
		rmSync(fileURLToPath(PROGRAM));
		delete globalThis.afterBlock;
	}
}

/** What an account has, on hold or not. */
async function balance(api, account) {
	const { data } = await api.query.system.account(account);
	return data.free.toBigInt() + data.reserved.toBigInt();
}

/** Lets the unbonding period of a member's stake be over, as root: a test can't wait for 14 days. */
async function passUnbonding(wallet, operator, member) {
	const { api } = wallet;
	const { members } = api.query.stake;
	const record = (await members(operator, member)).unwrap();
	assert.equal(record.unbonding.length, 1);
	const [{ at }] = record.unbonding;
	assert.ok(at.toNumber() > 14 * 28_800);
	const [bytes, due] = [record.toU8a(), at.toU8a()].map((raw) => Buffer.from(raw));
	const place = bytes.indexOf(due);
	assert.equal(bytes.indexOf(due, place + 1), -1, 'only one number is the block\'s');
	bytes.fill(0, place, place + due.length);
	const change = [[members.key(operator, member), `0x${bytes.toString('hex')}`]];
	await wallet.finalise(api.tx.sudo.sudo(api.tx.system.setStorage(change)), wallet.account('Alice'));
	const [{ at: now }] = (await members(operator, member)).unwrap().unbonding;
	assert.equal(now.toNumber(), 0);
}
