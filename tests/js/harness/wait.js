// Waiting for a condition, with a deadline and a report of what was last seen.

import { setTimeout as pause } from 'node:timers/promises';

const POLL_INTERVAL_MS = 50;

/** Thrown by a look that found something else than what it was looking for. */
export class NotYet extends Error {}

/**
 * Looks until `look` returns instead of throwing `NotYet`, or `seconds` are over.
 * Any other error ends the waiting at once.
 */
export async function until(what, seconds, look) {
	const start = performance.now();
	for (;;) {
		const late = performance.now() - start >= seconds * 1000;
		try {
			return await look();
		} catch (error) {
			if (!(error instanceof NotYet)) throw error;
			if (late) {
				throw new Error(`waited ${seconds} s for ${what}; last seen: ${error.message}`);
			}
		}
		await pause(POLL_INTERVAL_MS);
	}
}

/** Gives `promise` that many seconds; `lastSeen` says how far it has come. */
export async function within(what, seconds, promise, lastSeen = () => 'nothing') {
	const timer = new AbortController();
	const late = pause(seconds * 1000, undefined, { signal: timer.signal }).then(() => {
		throw new Error(`waited ${seconds} s for ${what}; last seen: ${lastSeen()}`);
	});
	try {
		return await Promise.race([promise, late]);
	} finally {
		timer.abort();
		late.catch(() => {});
	}
}
