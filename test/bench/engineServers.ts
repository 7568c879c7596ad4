/**
 * The servers that the engine is measured against, in a process of their own: `node engineServers.ts USERS`. Tells its
 * parent where they answer; a message `reset` empties the target.
 */
import { createHash } from 'node:crypto';
import { Directory } from '../../src/sandbox/directory/directory.ts';
import { createDirectoryServer } from '../../src/sandbox/directory/server.ts';
import { createTargetServer } from '../../src/sandbox/target/server.ts';
import { openTargetStore } from '../../src/sandbox/target/store.ts';
import { contoso, dropboxServicePrincipalId } from '../../src/sandbox/tenants/contoso.ts';
import { fillLoadTenant } from '../../src/sandbox/tenants/loadTenant.ts';

/** Where both servers answer, and what the token is. */
export interface BenchAddresses {
  readonly source: string;
  readonly target: string;
  readonly token: string;
  readonly tenantId: string;
  readonly servicePrincipalId: string;
}

/** As long as Dropbox's access tokens: what is done to keep a token out of the log depends on its length. */
const token = `sl.${createHash('sha512').update('bench').digest('base64url')}${createHash('sha384').update('bench').digest('base64url')}`;
const directory = new Directory(contoso, null, () => new Date());
fillLoadTenant(directory, Number(process.argv[2]));
const store = openTargetStore(null);
const source = await createDirectoryServer({ directory, token, sealingKey: 'bench' }).listen();
const target = await createTargetServer({ token, store }).listen();

process.on('message', () => {
  store.clear();
  process.send?.('done');
});
process.on('disconnect', () => process.exit(0));
const addresses: BenchAddresses = {
  source: source.baseAddress,
  target: target.baseAddress,
  token,
  tenantId: contoso.tenantId,
  servicePrincipalId: dropboxServicePrincipalId,
};
process.send?.(addresses);
