/**
 * The servers that the engine is measured against, in a process of their own: `node engineServers.ts USERS [GROUP_SIZE]`.
 * Tells its parent where they are, and obeys it (`BenchOrder`).
 */
import { createHash } from 'node:crypto';
import { createBusinessServer } from '../../src/sandbox/business/server.ts';
import { Directory } from '../../src/sandbox/directory/directory.ts';
import { createDirectoryServer } from '../../src/sandbox/directory/server.ts';
import type { RateCounts } from '../../src/sandbox/rateLimit.ts';
import { createTargetServer } from '../../src/sandbox/target/server.ts';
import { openTargetStore } from '../../src/sandbox/target/store.ts';
import {
  addSecurityGroup,
  assign,
  contoso,
  dropboxServicePrincipalId,
  roles,
} from '../../src/sandbox/tenants/contoso.ts';
import { fillLoadTenant } from '../../src/sandbox/tenants/loadTenant.ts';
import { stableId } from '../../src/sandbox/tenants/stableId.ts';

/** Where both servers answer, and what the token is. */
export interface BenchAddresses {
  readonly source: string;
  readonly target: string;
  /** The same team behind the Business API. */
  readonly business: string;
  readonly token: string;
  readonly tenantId: string;
  readonly servicePrincipalId: string;
}

/** What the parent asks for; each is confirmed by a message. */
export type BenchOrder =
  /** Empties the target. */
  | { readonly kind: 'reset' }
  /** Gives so many users another job title and surname. */
  | { readonly kind: 'change'; readonly users: number }
  /** Adds an assigned group of the first so many users. */
  | { readonly kind: 'addGroup'; readonly members: number }
  /** Adds one more user to that group. */
  | { readonly kind: 'addMember' }
  /** Has both targets respond so late, and refuse what is more than so many requests in a second. */
  | { readonly kind: 'limit'; readonly milliseconds: number; readonly requestsPerSecond: number }
  /** Responded to with `TargetCounts`. */
  | { readonly kind: 'counts'; readonly over: 'scim' | 'dropboxBusiness' }
  /** Confirmed when the target gets its next request. */
  | { readonly kind: 'nextRequest' }
  /** Confirmed when the target has got so many requests from now on. */
  | { readonly kind: 'requests'; readonly count: number };

/** What a target has seen since its limit was set. */
export interface TargetCounts {
  /** By method over SCIM, by path over the Business API. */
  readonly requests: Readonly<Record<string, number>>;
  readonly rates: readonly RateCounts[];
}

/** As long as Dropbox's access tokens: what is done to keep a token out of the log depends on its length. */
const token = `sl.${createHash('sha512').update('bench').digest('base64url')}${createHash('sha384').update('bench').digest('base64url')}`;
const directory = new Directory(contoso, null, () => new Date());
const groupSize = process.argv[3];
fillLoadTenant(directory, Number(process.argv[2]), groupSize === undefined ? undefined : Number(groupSize));
const store = openTargetStore(null);
const source = await createDirectoryServer({ directory, token, sealingKey: 'bench' }).listen();
const targetServer = createTargetServer({ token, store });
const target = await targetServer.listen();
const team = { token, appKey: 'bench', appSecret: 'bench', store, seats: targetServer.seats };
const businessServer = createBusinessServer(team);
const business = await businessServer.listen();

const everybody = 'Everybody';
const confirm = (): void => void process.send?.('done');

process.on('message', (order: BenchOrder) => {
  switch (order.kind) {
    case 'reset':
      store.clear();
      break;
    case 'change':
      change(order.users);
      break;
    case 'addGroup':
      addGroup(order.members);
      break;
    case 'addMember':
      addOneMore();
      break;
    case 'limit':
      for (const { faults } of [targetServer, businessServer])
        faults.set(
          { kind: 'slow', milliseconds: order.milliseconds },
          { kind: 'rateLimit', requestsPerSecond: order.requestsPerSecond },
        );
      break;
    case 'counts': {
      const server = order.over === 'scim' ? targetServer : businessServer;
      process.send?.({ requests: server.requestCounts(), rates: server.faults.rates() } satisfies TargetCounts);
      return;
    }
    case 'nextRequest':
      waitForRequests(1);
      return;
    case 'requests':
      waitForRequests(order.count);
      return;
  }
  confirm();
});
process.on('disconnect', () => process.exit(0));
const addresses: BenchAddresses = {
  source: source.baseAddress,
  target: target.baseAddress,
  business: business.baseAddress,
  token,
  tenantId: contoso.tenantId,
  servicePrincipalId: dropboxServicePrincipalId,
};
process.send?.(addresses);

function change(users: number): void {
  const all = [...directory.users.order.values()];
  for (let index = 0; index < users; index += 1) {
    const user = all[Math.floor((index * all.length) / users)];
    if (user !== undefined) directory.updateObject(user, { surname: `Changed ${Date.now()}`, jobTitle: 'Lead' });
  }
}

function addGroup(members: number): void {
  const group = addSecurityGroup(directory, everybody, 'Everybody');
  assign(directory, group, roles.user);
  for (let index = 0; index < members; index += 1) directory.addMember(group.id, stableId(`load user ${index}`));
}

function addOneMore(): void {
  const groupId = stableId(`group ${everybody}`);
  directory.addMember(groupId, stableId(`load user ${directory.memberships.membersOf(groupId).size}`));
}

function waitForRequests(count: number): void {
  const requests = (): number => Object.values(targetServer.requestCounts()).reduce((sum, each) => sum + each, 0);
  const until = requests() + count;
  const look = (): void => {
    if (requests() >= until) confirm();
    else setTimeout(look, 2);
  };
  look();
}
