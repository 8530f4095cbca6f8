// Finding the node's binary.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The binary that `ASSAY_BIN` names, else the release build of the target folder. */
export function findBinary(env = process.env) {
	const repository = fileURLToPath(new URL('../../..', import.meta.url));
	const target = env.CARGO_TARGET_DIR ?? join(repository, 'target');
	const path = env.ASSAY_BIN ?? join(target, 'release', 'assay');
	if (!existsSync(path)) {
		throw new Error(
			`there is no node at ${path}; run \`make build\`, or name a built binary in ASSAY_BIN`,
		);
	}
	return path;
}
