import type { StoredResource } from '../../../src/sandbox/target/store.ts';

/** What the target's own administrator does there by hand, past all faults. */
export interface Administrator {
  /** Creates an account. @returns its id. */
  create(attributes: Readonly<Record<string, unknown>>): Promise<string>;
  delete(account: StoredResource): Promise<void>;
  rename(account: StoredResource, userName: string): Promise<void>;
  /** The person accepts the invitation. */
  accept(account: StoredResource): Promise<void>;
}

export function createAdministrator(origin: string, token: string): Administrator {
  const send = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(origin + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The target answered ${answer.status} to ${method} ${path}: ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
  const userPath = ({ id }: StoredResource): string => `/scim/v2/Users/${encodeURIComponent(id)}`;
  return {
    async create(attributes) {
      const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
      const created = (await send('POST', '/scim/v2/Users', { schemas, ...attributes })) as { readonly id: string };
      return created.id;
    },
    async delete(account) {
      await send('DELETE', userPath(account));
    },
    async rename(account, userName) {
      await send('PATCH', userPath(account), {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'userName', value: userName }],
      });
    },
    async accept({ id }) {
      await send('POST', `/_sandbox/users/${encodeURIComponent(id)}/accept`);
    },
  };
}
