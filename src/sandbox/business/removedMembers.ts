import { isObject } from '../target/scimObject.ts';
import type { Records, StoredResource } from '../target/store.ts';
import type { UserSelector } from './arguments.ts';

/** Someone who was a member, as long as that is remembered. */
export interface RemovedMember {
  readonly member: StoredResource;
  /** ISO 8601 time. */
  readonly removedOn: string;
  readonly isRecoverable: boolean;
  /** The account has become a personal one. */
  readonly isDisconnected: boolean;
}

/** Those who were removed in the last seven days, for which a member is recoverable (Dropbox API, `team/members/remove`). */
export interface RemovedMembers {
  add(member: StoredResource, kept: Pick<RemovedMember, 'isRecoverable' | 'isDisconnected'>): void;
  all(): readonly RemovedMember[];
  find(selector: UserSelector): RemovedMember | undefined;
  forget(member: StoredResource): void;
}

const recoverableDays = 7;
const dayInMilliseconds = 86_400_000;

export function openRemovedMembers(records: Records, now: () => Date): RemovedMembers {
  const isRemembered = ({ removedOn }: RemovedMember): boolean =>
    now().getTime() - Date.parse(removedOn) < recoverableDays * dayInMilliseconds;
  const read = (id: unknown): RemovedMember | undefined => {
    const value = typeof id === 'string' ? records.get(nameOf('team_member_id', id)) : undefined;
    return isObject(value) && isRemembered(value as unknown as RemovedMember)
      ? (value as unknown as RemovedMember)
      : undefined;
  };
  const all = (): readonly RemovedMember[] =>
    records.startingWith(nameOf('team_member_id', '')).flatMap(([, value]) => {
      const removed = value as RemovedMember;
      return isRemembered(removed) ? [removed] : [];
    });
  return {
    add(member, kept) {
      const removed: RemovedMember = { member, removedOn: now().toISOString(), ...kept };
      for (const [index, key] of keysOf(member))
        records.set(nameOf(index, key), index === 'team_member_id' ? removed : member.id);
    },
    all,
    find: ({ tag, value }) =>
      read(tag === 'team_member_id' ? value : records.get(nameOf(tag, tag === 'email' ? value.toLowerCase() : value))),
    forget(member) {
      for (const [index, key] of keysOf(member)) records.set(nameOf(index, key), undefined);
    },
  };
}

function keysOf({ id, attributes }: StoredResource): readonly (readonly [UserSelector['tag'], string])[] {
  const { userName, externalId } = attributes;
  return [
    ['team_member_id', id],
    ...(typeof userName === 'string' ? [['email', userName.toLowerCase()] as const] : []),
    ...(typeof externalId === 'string' ? [['external_id', externalId] as const] : []),
  ];
}

function nameOf(index: UserSelector['tag'], key: string): string {
  return `team/removed/${index}/${key}`;
}
