// A development chain in a process of its own, on ports that it chooses itself.

import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBinary } from './binary.js';
import { NotYet, until } from './wait.js';

const TAIL_LINES = 30;

const ANNOUNCEMENT = /Running JSON-RPC server: addr=.*?(127\.0\.0\.1:\d+)/;

const ON_PORTS_OF_ITS_OWN = [
	'--dev',
	'--rpc-port=0',
	'--listen-addr=/ip4/127.0.0.1/tcp/0',
	'--no-mdns',
	'--no-prometheus',
	'--no-telemetry',
];

/** A chain on which nobody computes. */
export const WITHOUT_PROVIDER = [
	...ON_PORTS_OF_ITS_OWN,
	'--no-gpu',
];

/** A chain with a provider that needs no device, and with room for light clients. */
export const WITH_PROVIDER = [
	...ON_PORTS_OF_ITS_OWN,
	'--gpu-interpreter',
	'--blob-port=0',
	'--light-client-port=0',
];

export class DevChain {
	#child;
	#dir;
	#log;

	/** Starts `binary` and waits until it says where its JSON-RPC server is. */
	static async start(binary = findBinary(), args = WITHOUT_PROVIDER) {
		const chain = new DevChain();
		chain.#spawn(binary, args);
		try {
			const address = await until('the node to listen for JSON-RPC', 60, () => chain.#address());
			chain.url = `ws://${address}`;
			return chain;
		} catch (error) {
			chain.stop({ failed: true });
			throw error;
		}
	}

	/** Everything that the node has written so far. */
	log() {
		return readFileSync(this.#log, 'utf8');
	}

	get pid() {
		return this.#child.pid;
	}

	/** Kills the node. The folder stays when something failed, since the log is in it. */
	stop({ failed = false } = {}) {
		process.off('exit', this.#onExit);
		this.#child.kill('SIGKILL');
		if (failed) {
			console.log(`---- the end of the node's log\n${this.#tail()}`);
			console.log(`---- full log: ${this.#log}`);
		} else {
			rmSync(this.#dir, { recursive: true, force: true, maxRetries: 5 });
		}
	}

	#spawn(binary, args) {
		this.#dir = mkdtempSync(join(tmpdir(), 'assay-js-'));
		this.#log = join(this.#dir, 'node.log');
		const output = openSync(this.#log, 'a');
		const options = {
			stdio: ['ignore', output, output],
			env: { ...process.env, TMPDIR: this.#dir },
		};
		// On Linux the kernel kills the node when this process dies without a chance to clean up.
		this.#child =
			process.platform === 'linux'
				? spawn('setpriv', ['--pdeathsig', 'KILL', '--', binary, ...args], options)
				: spawn(binary, args, options);
		closeSync(output);
		this.#child.on('error', (error) => {
			this.failure = error;
		});
		process.on('exit', this.#onExit);
	}

	#onExit = () => this.#child.kill('SIGKILL');

	#address() {
		if (this.failure) throw this.failure;
		const { exitCode, signalCode } = this.#child;
		if (exitCode !== null || signalCode !== null) {
			throw new Error(`the node ended with ${exitCode ?? signalCode}`);
		}
		const match = this.log().match(ANNOUNCEMENT);
		if (!match) throw new NotYet(this.#tail(1));
		return match[1];
	}

	#tail(lines = TAIL_LINES) {
		return this.log().trimEnd().split('\n').slice(-lines).join('\n');
	}
}
