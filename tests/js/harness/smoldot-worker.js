// The thread in which smoldot computes. Its timers, some of which are minutes long, end with it.

import { parentPort } from 'node:worker_threads';
import { compileBytecode } from 'smoldot/bytecode';
import { run } from 'smoldot/worker';

parentPort.once('message', (port) => run(port));
parentPort.postMessage(await compileBytecode());
