import type { StoredResource, TargetStore } from '../../../src/sandbox/target/store.ts';

/** What the story knows of one account of the target, from what it saw happen there. */
export interface Account {
  readonly id: string;
  /** The user of the directory that it stands for; null while it is the target's own. */
  ownerId: string | null;
  /**
   * False from the loss of the job's state until the engine is seen to have found the account again: whom it stood for out
   * of scope then, it is not known any more and stays as it is.
   */
  known: boolean;
  /** True when it was not known in a cycle: what groups it was in then, nobody asks any more. */
  foundLate: boolean;
  /**
   * Users who had its user name when a cycle began, and were in scope or looked for, since their own account had gone: they may
   * have taken it over.
   */
  readonly claimants: Set<string>;
  /**
   * True once a cycle that was to disable whoever leaves has found it disabled and its user out of scope by choice: it is not
   * managed any more, until its user is in scope again.
   */
  unmanaged: boolean;
}

export function isActive(resource: StoredResource | undefined): boolean {
  return resource?.status === 'invited' || resource?.status === 'active';
}

export function textIn(resource: StoredResource | undefined, attribute: string): string | null {
  const value = resource?.attributes[attribute];
  return typeof value === 'string' && value !== '' ? value : null;
}

export function sameName(left: string | null, right: string | null): boolean {
  return left?.toLowerCase() === right?.toLowerCase();
}

/** The accounts that carry a user's object id. */
export function accountsOf(store: TargetStore, userId: string): readonly StoredResource[] {
  return store.all('User').filter((account) => textIn(account, 'externalId') === userId);
}

export function accountNamed(store: TargetStore, userName: string): StoredResource | undefined {
  return store.all('User').find((account) => sameName(textIn(account, 'userName'), userName));
}

export function memberIds(group: StoredResource | undefined): ReadonlySet<string> {
  const members = (group?.attributes['members'] ?? []) as readonly { readonly value: string }[];
  return new Set(members.map(({ value }) => value));
}
