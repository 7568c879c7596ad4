import { createTargetServer } from '../../src/sandbox/target/server.ts';
import { openTargetStore } from '../../src/sandbox/target/store.ts';

// A target in a process of its own, so that a test can kill it: arguments are the state file and the token.
const [path = '', token = ''] = process.argv.slice(2);
const server = createTargetServer({ token, store: openTargetStore(path) });
const { baseAddress } = await server.listen();
process.send?.(baseAddress);
