// smoldot, connected to the shared market's node as a peer.

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { createClient } from 'polkadot-api';
import { getSmProvider } from 'polkadot-api/sm-provider';
import { startWithBytecode } from 'smoldot/no-auto-bytecode';
import { findBinary } from './binary.js';
import { withMarket } from './market.js';
import { within } from './wait.js';

/** Runs `play` with a light client that has nothing but a chain specification. */
export function withLightClient(play) {
	return withMarket(async (market) => {
		const worker = new Worker(new URL('./smoldot-worker.js', import.meta.url));
		const [bytecode] = await once(worker, 'message');
		const { port1, port2 } = new MessageChannel();
		worker.postMessage(port1, [port1]);
		const said = [];
		const smoldot = startWithBytecode({
			bytecode,
			portToWorker: port2,
			logCallback: (level, target, message) => said.push(`${level} ${target}: ${message}`),
		});
		let failed = true;
		try {
			const options = { chainSpec: chainSpec(market) };
			const client = createClient(getSmProvider(() => smoldot.addChain(options)));
			await within('the light client to sync', 60, client.getFinalizedBlock(), () => said.at(-1));
			await play({ client, api: client.getUnsafeApi(), market });
			client.destroy();
			failed = false;
		} finally {
			if (failed) console.log(said.slice(-30).join('\n'));
			await smoldot.terminate();
			await worker.terminate();
		}
	});
}

/** What a light client starts from: a finalised block, and where the node is. */
function chainSpec({ url }) {
	return execFileSync(findBinary(), ['export-light-spec', `--url=${url}`], { encoding: 'utf8' });
}
