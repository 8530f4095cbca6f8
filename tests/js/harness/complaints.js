// What polkadot.js complains about: it never throws for a type that it doesn't know, it only warns.

const CHANNELS = ['warn', 'error'];

/** Collects what is written to console.warn and console.error until `stop` is called. */
export class Complaints {
	all = [];
	#originals = CHANNELS.map((channel) => [channel, console[channel]]);

	constructor() {
		for (const channel of CHANNELS) {
			console[channel] = (...words) => this.all.push(words.map(String).join(' '));
		}
	}

	stop() {
		for (const [channel, original] of this.#originals) console[channel] = original;
	}
}
