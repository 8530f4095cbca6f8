// @ts-check
// polkadot-api, with the types that its generator makes of the metadata of the node under test.

import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createClient } from 'polkadot-api';
import { getWsProvider } from 'polkadot-api/ws';
import { address, signer } from './accounts.js';
import { withMarket } from './market.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Where the generator works; git ignores it. */
const FOLDER = '.papi';

/** Without a package of its own, which the generator would install. */
const CONFIG = {
	version: 0,
	descriptorPath: `${FOLDER}/descriptors`,
	options: { noDescriptorsPackage: true },
	entries: {},
};

/**
 * Types of a chain that was added as `assay`.
 * @typedef {typeof import('../.papi/descriptors/dist/index.js').assay} Assay
 */

/**
 * @typedef {object} Market
 * @property {string} url
 * @property {import('polkadot-api').HexString} kernel
 * @property {number} job
 * @property {{ number: number, hash: import('polkadot-api').HexString }} opened
 */

/**
 * @typedef {object} Papi
 * @property {import('polkadot-api').PolkadotClient} client
 * @property {import('polkadot-api').TypedApi<Assay>} api
 * @property {Market} market
 * @property {typeof signer} signer
 * @property {typeof address} address
 */

/**
 * Runs `play` with a client that knows the chain's types.
 * @param {(papi: Papi) => Promise<void>} play
 */
export function withPapi(play) {
	return withMarket(async (/** @type {Market} */ market) => {
		const { assay } = await descriptors(market.url);
		const client = createClient(getWsProvider(market.url));
		try {
			await play({ client, api: client.getTypedApi(assay), market, signer, address });
		} finally {
			client.destroy();
		}
	});
}

/**
 * What `papi add assay -w ws://...` makes. It takes some seconds, and none when the metadata is
 * still that of the last time.
 * @param {string} url
 * @returns {Promise<{ assay: Assay }>}
 */
async function descriptors(url) {
	const config = `${FOLDER}/polkadot-api.json`;
	mkdirSync(`${ROOT}/${FOLDER}`, { recursive: true });
	writeFileSync(`${ROOT}/${config}`, JSON.stringify(CONFIG));
	await run('polkadot-api/bin/cli.js', ['add', 'assay', `--wsUrl=${url}`, `--config=${config}`]);
	return import(new URL(`../${FOLDER}/descriptors/dist/index.js`, import.meta.url).href);
}

/**
 * Checks a file with `@ts-check`, and this one, against the generated types.
 * @param {URL} file
 */
export async function checkTypes(file) {
	await run('typescript/bin/tsc', [
		...['--noEmit', '--allowJs', '--strict', '--skipLibCheck'],
		...['--target', 'es2023', '--module', 'esnext', '--moduleResolution', 'bundler'],
		...['--types', 'node'],
		fileURLToPath(file),
	]);
}

/**
 * @param {string} program within `node_modules`
 * @param {string[]} args
 */
async function run(program, args) {
	const path = `${ROOT}/node_modules/${program}`;
	const options = ['--experimental-websocket', path, ...args];
	try {
		await promisify(execFile)(process.execPath, options, { cwd: ROOT });
	} catch (error) {
		const { stdout, stderr } = /** @type {{ stdout: string, stderr: string }} */ (error);
		throw new Error(`${program} failed:\n${stdout}${stderr}`);
	}
}
