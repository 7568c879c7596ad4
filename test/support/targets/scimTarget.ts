import type { FaultRule } from '../../../src/sandbox/faults.ts';
import type { Doing, StartTarget } from './runningTarget.ts';

const methods = { create: 'POST', update: 'PATCH', delete: 'DELETE' } as const;

/** Which requests are for what. */
const requestsFor: Readonly<Record<Doing, Pick<FaultRule, 'method' | 'path'>>> = {
  readUsers: { method: 'GET', path: '^/Users' },
  listUsers: { method: 'GET', path: '^/Users.*startIndex' },
  createUser: { method: 'POST', path: '^/Users' },
  updateUser: { method: 'PATCH', path: '^/Users' },
  createGroup: { method: 'POST', path: '^/Groups' },
  updateGroup: { method: 'PATCH', path: '^/Groups' },
  create: { method: 'POST' },
  update: { method: 'PATCH' },
};

/** The team behind SCIM. */
export const startScimTarget: StartTarget = (_owner, { scim, scimAddress, compatibility }) => {
  const countOf = (counted: (method: string) => boolean): number =>
    Object.entries(scim.requestCounts()).reduce((sum, [method, count]) => sum + (counted(method) ? count : 0), 0);
  return Promise.resolve({
    name: 'scim',
    document: { kind: 'scim', baseAddress: scimAddress, compatibility },
    address: scimAddress,
    fail(...faults) {
      scim.faults.set(
        ...faults.map(({ does, ...fault }) => ({ ...(does === undefined ? {} : requestsFor[does]), ...fault })),
      );
    },
    recover() {
      scim.faults.clear();
    },
    requests: () => countOf(() => true),
    writes: () => countOf((method) => method !== 'GET'),
    asked: (what) => countOf((method) => method === methods[what]),
  });
};
