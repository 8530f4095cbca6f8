// A wallet: polkadot.js, connected to the chain under test.

import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { Complaints } from './complaints.js';
import { sharedUrl } from './market.js';
import { DevChain } from './node.js';
import { within } from './wait.js';

/** A JSON-RPC method of substrate that is newer than polkadot.js 16.5.6. */
export const NEWER_THAN_POLKADOT_JS = {
	rpc: {
		author: {
			rotateKeysWithOwner: {
				description: 'Generates session keys and the proof that they are their owner\'s.',
				params: [{ name: 'owner', type: 'Bytes' }],
				type: 'Json',
			},
		},
	},
};

export class Wallet {
	/** Connects to `url`, or to a development chain of its own when that is `null`. */
	static async connect({ url = sharedUrl(), ...options } = {}) {
		const wallet = new Wallet();
		wallet.chain = url ? undefined : await DevChain.start();
		wallet.url = url ?? wallet.chain.url;
		wallet.complaints = new Complaints();
		try {
			wallet.provider = new WsProvider(wallet.url);
			wallet.api = new ApiPromise({ provider: wallet.provider, ...options });
			await within('polkadot.js to connect', 60, wallet.api.isReadyOrError);
		} catch (error) {
			await wallet.disconnect({ failed: true });
			throw error;
		}
		wallet.keys = new Keyring({ type: 'sr25519' });
		return wallet;
	}

	/** The well-known account of that name. */
	account(name) {
		return this.keys.addFromUri(`//${name}`);
	}

	/**
	 * Signs and submits `call`, waits until it is in a finalised block, and returns its events and
	 * the block's hash. A call that fails on chain is an error.
	 */
	async finalise(call, signer) {
		let status = 'not submitted';
		let unsubscribe = () => {};
		const finalised = new Promise((resolve, reject) => {
			const onUpdate = (update) => {
				status = update.status.type;
				if (update.dispatchError) reject(new Error(this.explain(update.dispatchError)));
				else if (update.isError) reject(new Error(`the transaction ended as ${status}`));
				else if (update.status.isFinalized) {
					resolve({ events: update.events, block: update.status.asFinalized });
				}
			};
			call.signAndSend(signer, onUpdate).then((stop) => (unsubscribe = stop), reject);
		});
		try {
			return await within('the transaction to be finalised', 60, finalised, () => status);
		} finally {
			unsubscribe();
		}
	}

	/** A dispatch error in the words of the pallet that it comes from. */
	explain(error) {
		if (!error.isModule) return error.toString();
		const { section, name, docs } = this.api.registry.findMetaError(error.asModule);
		return `${section}.${name}: ${docs.join(' ')}`;
	}

	async disconnect({ failed = false } = {}) {
		this.complaints.stop();
		await this.api?.disconnect();
		this.chain?.stop({ failed });
	}
}

/** Runs `play` with a wallet and cleans up after it; shows the node's log when it fails. */
export async function withWallet(play, options) {
	const wallet = await Wallet.connect(options);
	let failed = true;
	try {
		await play(wallet);
		failed = false;
	} finally {
		await wallet.disconnect({ failed });
	}
}
