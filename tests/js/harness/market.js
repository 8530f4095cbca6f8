// A market that all clients under test share: a development chain with a provider, on which a job
// was computed and its samples opened.

import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { DevChain, WITH_PROVIDER } from './node.js';
import { findBinary } from './binary.js';
import { within } from './wait.js';

/** Set for the tests by `run.js`: what `Market.described` says, as JSON. */
const VARIABLE = 'ASSAY_MARKET';

/** Each lane writes its number. */
export const COUNT_KERNEL =
	'0x5453420100000100400001000100010000000000000000000300070034000000';

/** The chain under test as a whole is another one when `ASSAY_WS` names it. */
export function sharedUrl() {
	return process.env.ASSAY_WS ?? shared()?.url;
}

/** The market that `run.js` has started. */
function shared() {
	const described = process.env[VARIABLE];
	return described ? JSON.parse(described) : undefined;
}

/** Runs `play` with the shared market, or with one of its own. */
export async function withMarket(play) {
	const described = shared();
	if (described) return play(described);
	const market = await Market.start();
	let failed = true;
	try {
		await play(market.described);
		failed = false;
	} finally {
		market.stop({ failed });
	}
}

export class Market {
	/** Starts a chain, and waits until the samples of a job have been opened on it. */
	static async start() {
		const market = new Market();
		market.chain = await DevChain.start(findBinary(), WITH_PROVIDER);
		try {
			market.described = await describe(market.chain.url);
		} catch (error) {
			market.stop({ failed: true });
			throw error;
		}
		return market;
	}

	/** The environment in which tests find this market. */
	environment() {
		return { ...process.env, [VARIABLE]: JSON.stringify(this.described) };
	}

	stop(options) {
		this.chain.stop(options);
	}
}

/**
 * - `url`: its JSON-RPC
 * - `kernel`: the id of the kernel
 * - `job`: the number of the job that was computed
 * - `waiting`: the number of a job that nobody may take
 * - `opened`: the number and hash of the first block with an opening
 */
async function describe(url) {
	const api = await within(
		'polkadot.js to connect',
		60,
		ApiPromise.create({ provider: new WsProvider(url), noInitWarn: true }),
	);
	try {
		return { url, ...(await computeJob(api)) };
	} finally {
		await api.disconnect();
	}
}

async function computeJob(api) {
	const developer = new Keyring({ type: 'sr25519' }).addFromUri('//Ferdie');
	const register = api.tx.kernels.register(COUNT_KERNEL, { name: 'count', source: null }, 0);
	const kernel = (await send(register, developer, api.events.kernels.Registered)).id.toHex();
	const submit = async (allowed) => {
		const call = api.tx.jobs.submit(specOf(kernel), { ...OFFER, allowed });
		return (await send(call, developer, api.events.jobs.Submitted)).job.toNumber();
	};
	const job = await submit([]);
	const opened = firstOpening(api);
	// Its requester is no provider.
	const waiting = await submit([developer.address]);
	return { kernel, job, waiting, opened: await opened };
}

/** A job for `kernel`, without inputs: 16 workgroups of 64 lanes. */
export function specOf(kernel) {
	const tiles = { rows: 1, rowWords: 64, pitch: 64, plane: 64 };
	const outputs = [{ words: 1024, tiles, rule: 'Exact' }];
	return { inputs: [], passes: [{ kernel, grid: [16, 1, 1], params: [], inputs: [], outputs }] };
}

/** 2 ASY per giga-fuel. */
const OFFER = {
	price: 2_000_000_000_000n,
	deadline: 100,
	patience: 1000,
	samples: 2,
	region: null,
	attributes: [],
};

/** Sends a call, and returns the data of its event when it is in a block. */
function send(call, signer, wanted) {
	const included = new Promise((resolve, reject) => {
		call
			.signAndSend(signer, ({ status, events, dispatchError }) => {
				if (dispatchError) reject(new Error(dispatchError.toString()));
				else if (status.isInBlock) {
					resolve(events.find(({ event }) => wanted.is(event)).event.data);
				}
			})
			.catch(reject);
	});
	return within('a transaction to be in a block', 60, included);
}

async function firstOpening(api) {
	let unsubscribe = () => {};
	const opened = new Promise((resolve, reject) => {
		const onHead = async ({ hash, number }) => {
			const events = await (await api.at(hash)).query.system.events();
			if (events.some(({ event }) => api.events.jobs.Opened.is(event))) {
				resolve({ number: number.toNumber(), hash: hash.toHex() });
			}
		};
		api.rpc.chain
			.subscribeNewHeads((header) => onHead(header).catch(reject))
			.then((stop) => (unsubscribe = stop), reject);
	});
	try {
		return await within('a sample to be opened', 120, opened);
	} finally {
		unsubscribe();
	}
}
