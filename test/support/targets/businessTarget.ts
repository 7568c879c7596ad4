import { createBusinessServer } from '../../../src/sandbox/business/server.ts';
import { startProxy } from '../faults/proxy.ts';
import type { Doing, StartTarget } from './runningTarget.ts';

/** The routes of requests that are for something. */
const routesFor: Readonly<Record<Doing, string>> = {
  readUsers: 'members/(list_v2|list/continue_v2|get_info_v2)',
  listUsers: 'members/(list_v2|list/continue_v2)',
  createUser: 'members/add_v2',
  updateUser: 'members/(set_profile_v2|suspend|unsuspend)',
  createGroup: 'groups/create',
  updateGroup: 'groups/(update|members/add|members/remove)',
  create: '(members/add_v2|groups/create)',
  update: '(members/(set_profile_v2|suspend|unsuspend)|groups/(update|members/add|members/remove))',
};

/** What a route that writes does. */
const writing: ReadonlyMap<string, 'create' | 'update' | 'delete'> = new Map([
  ['members/add_v2', 'create'],
  ['groups/create', 'create'],
  ['members/set_profile_v2', 'update'],
  ['members/suspend', 'update'],
  ['members/unsuspend', 'update'],
  ['members/recover', 'update'],
  ['groups/update', 'update'],
  ['groups/members/add', 'update'],
  ['groups/members/remove', 'update'],
  ['members/remove', 'delete'],
  ['groups/delete', 'delete'],
]);

const basePath = '/2/team/';

/** The team behind the Business API. */
export const startBusinessTarget: StartTarget = async (owner, { token, store, scim, now }) => {
  const app = { token, appKey: 'key', appSecret: 'secret' };
  const time = now === undefined ? {} : { now };
  const server = createBusinessServer({ ...app, ...time, store, seats: scim.seats });
  const { baseAddress } = await server.listen();
  owner.after(() => server.close());
  let [requests, writes] = [0, 0];
  const asked = { create: 0, update: 0, delete: 0 };
  const proxy = await startProxy(owner, {
    upstream: baseAddress,
    basePath,
    async handle(request) {
      requests += 1;
      const does = writing.get(request.path);
      if (does !== undefined) {
        writes += 1;
        asked[does] += objectsIn(request.body);
      }
      // What the service behind does by a fault, such as a connection that it cuts, is what its client sees.
      return request.send().catch(() => 'cut');
    },
  });
  return {
    name: 'dropboxBusiness',
    // Over SCIM nobody is asked about files, so neither are these.
    document: {
      kind: 'dropboxBusiness',
      apiAddress: proxy.origin,
      removal: { removeEvenIfNobodyGetsTheFiles: true },
    },
    address: proxy.origin,
    fail(...faults) {
      server.faults.set(
        ...faults.map(({ does, ...fault }) => ({
          ...(does === undefined ? {} : { path: `^${basePath}${routesFor[does]}$` }),
          ...fault,
        })),
      );
    },
    recover() {
      server.faults.clear();
    },
    requests: () => requests,
    writes: () => writes,
    asked: (what) => asked[what],
  };
};

function objectsIn(body: string): number {
  const { new_members: members = [null] } = JSON.parse(body) as { readonly new_members?: readonly unknown[] };
  return members.length;
}
