import type { TestContext } from 'node:test';
import {
  refusal,
  startFakeScim,
  userSchema,
  type FakeScimServer,
  type FullResponse,
  type Json,
} from './fakeScimServer.ts';

/** A SCIM server with two users that stores what a PATCH writes in some forms only. */

export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const manager = `${enterprise}:manager`;

export interface PatchOperation {
  readonly op: string;
  readonly path?: string;
  readonly value?: unknown;
}

/** What the server does with an operation. `ignores` says that it has succeeded. */
export type Treatment = 'stores' | 'ignores' | FullResponse;

export interface Picky {
  readonly treat?: (operation: PatchOperation) => Treatment;
  /** Whether it responds to a PATCH with the object or with nothing. */
  readonly responds?: 'resource' | 'nothing';
  /** Whether a replace without a path takes the rest of an extension with it. */
  readonly shallow?: boolean;
  /** Changes the object as it is shown. */
  readonly show?: (user: Json) => Json;
}

export const invalidPath = refusal(400, 'No such path.', 'invalidPath');
export const noTarget = refusal(400, 'Nothing is there.', 'noTarget');

/** Starts the server with the users `1` and `2`; it ends with the test. */
export async function startPicky(
  test: TestContext,
  { treat = () => 'stores', responds = 'nothing', shallow = false, show = (user) => user }: Picky,
  learned: string | null = null,
): Promise<FakeScimServer> {
  const target = await startFakeScim(test, {}, { learned });
  for (const id of ['1', '2'])
    target.users.set(id, { schemas: [userSchema], id, userName: `user${id}@x`, [enterprise]: { costCenter: '4130' } });
  target.behaviour.instead = ({ method, path, body }) => {
    const id = /^\/Users\/([^?]+)/.exec(path)?.[1] ?? '';
    const user = target.users.get(id);
    if (user === undefined) return null;
    if (method === 'GET') return { status: 200, body: show(user) };
    if (method !== 'PATCH') return null;
    let changed = structuredClone(user);
    for (const operation of (body?.['Operations'] ?? []) as readonly PatchOperation[]) {
      const treatment = treat(operation);
      if (typeof treatment !== 'string') return treatment;
      if (treatment === 'stores') changed = applied(changed, operation, shallow);
    }
    target.users.set(id, changed);
    return responds === 'nothing' ? { status: 204 } : { status: 200, body: show(changed) };
  };
  return target;
}

/** Which form of a PATCH an operation has; `path` where it names a path. */
export function formOf({ op, path, value }: PatchOperation): string {
  if (path === undefined) return op === 'replace' ? 'pathless' : op;
  if (path.endsWith('.value')) return 'valuePath';
  return path === manager && typeof value === 'string' ? 'bare' : op;
}

function applied(user: Json, { op, path, value }: PatchOperation, shallow: boolean): Json {
  if (path === undefined) {
    const merged = { ...user };
    for (const [name, part] of Object.entries(value as Json))
      merged[name] = shallow || typeof part !== 'object' ? part : { ...(user[name] as Json), ...(part as Json) };
    return merged;
  }
  const inExtension = path.startsWith(`${enterprise}:`);
  const holder: Json = inExtension ? { ...(user[enterprise] as Json) } : { ...user };
  const [name = '', part] = (inExtension ? path.slice(enterprise.length + 1) : path).split('.');
  const held: readonly Json[] = Array.isArray(holder[name]) ? (holder[name] as Json[]) : [];
  const selected = /^(\w+)\[type eq "(.*)"\]$/.exec(name);
  if (selected !== null) return ofType(user, selected[1] ?? '', selected[2] ?? '', op === 'remove' ? null : value);
  if (op === 'remove') Reflect.deleteProperty(holder, name);
  else if (part !== undefined) holder[name] = { [part]: value };
  else if (op === 'add' && Array.isArray(value)) holder[name] = [...held, ...(value as Json[])];
  else holder[name] = name === 'manager' && typeof value === 'string' ? { value } : value;
  return inExtension ? { ...user, [enterprise]: holder } : holder;
}

/** The value of the elements of a type changed, or such elements removed. */
function ofType(user: Json, attribute: string, type: string, value: unknown): Json {
  const elements = (user[attribute] ?? []) as readonly Json[];
  const changed = elements.map((each) => (each['type'] === type ? { ...each, value } : each));
  return { ...user, [attribute]: changed.filter((each) => each['value'] !== null) };
}
