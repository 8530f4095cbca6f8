// Accounts that have money on a development chain, as each library wants them.

import { Keyring } from '@polkadot/api';
import { getPolkadotSigner } from 'polkadot-api/signer';

const keyring = new Keyring({ type: 'sr25519', ss58Format: 42 });

/** @param {string} path a derivation, such as `//Dave` */
export function address(path) {
	return keyring.addFromUri(path).address;
}

/** @param {string} path a derivation, such as `//Dave` */
export function signer(path) {
	const pair = keyring.addFromUri(path);
	return getPolkadotSigner(pair.publicKey, 'Sr25519', (message) => pair.sign(message));
}
