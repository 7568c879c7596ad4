import type { ObjectType } from '../../protocol/provisioning.ts';
import { text } from '../../protocol/text.ts';
import { TargetError, type TargetDirectory } from '../targetDirectory.ts';
import { createMemberBatches } from './addMembers.ts';
import { openBusinessConnection, type BusinessConnection, type BusinessDirectoryOptions } from './connection.ts';
import { creationsAtOnce, createMember, type Creating } from './createMember.ts';
import { updateMember } from './changeMember.ts';
import { createGroup, deleteGroup, listGroups, queryGroups, readGroupById, updateGroup } from './groups.ts';
import { readMembers, updateMembers } from './groupMembers.ts';
import { byMemberId, createRemovedMembers, findMember, listMembers, selectorBy } from './memberReads.ts';
import { toTargetUser } from './profile.ts';
import { removeAsPlanned } from './removeMember.ts';
import { refusalOf } from './refusalOf.ts';
import { readSeats } from './seats.ts';
import { findTeamMember } from './teamMember.ts';
import { createTeamPin, proveTeam } from './team.ts';
import { testBusinessConnection } from './testConnection.ts';

export type { BusinessDirectoryOptions } from './connection.ts';

/**
 * The target directory behind Dropbox's Business API, `team/members/*` and `team/groups/*`
 * (https://www.dropbox.com/developers/documentation/http/teams).
 */
export function openBusinessDirectory(options: BusinessDirectoryOptions): TargetDirectory {
  const connection = openBusinessConnection(options);
  const pin = createTeamPin(options.learned ?? null);
  const creating: Creating = {
    connection,
    batches: createMemberBatches(connection),
    removed: createRemovedMembers(connection),
  };
  const tested = {
    hasToken: options.token !== null || options.bearer !== undefined,
    scopes: options.scopes ?? null,
  };
  return {
    concurrency: creationsAtOnce,
    matching: 'cheapest',
    prove: (_probe, signal) => proveTeam(connection, pin, signal),
    list: (type, attributes, signal) =>
      type === 'User' ? listMembers(connection, attributes, signal) : listGroups(connection, attributes, signal),
    async query(type, attribute, value, attributes, signal) {
      if (type === 'Group') return queryGroups(connection, attribute, value, attributes, signal);
      const selector = selectorBy(attribute, value);
      const profile = selector === null ? null : await findMember(connection, selector, signal);
      return profile === null ? [] : [toTargetUser(profile, attributes) ?? []].flat();
    },
    async read(type, id, attributes, signal) {
      if (type === 'Group') return readGroupById(connection, id, attributes, signal);
      const profile = await findMember(connection, byMemberId(id), signal);
      return profile === null ? null : toTargetUser(profile, attributes);
    },
    create: (type, values, attributes, signal) =>
      type === 'User'
        ? createMember(creating, values, attributes, signal)
        : createGroup(connection, values, attributes, signal),
    update: (type, id, changes, _held, signal) =>
      type === 'User' ? updateMember(connection, id, changes, signal) : updateGroup(connection, id, changes, signal),
    delete: (type, id, signal, removal = null) =>
      type === 'User' ? removeAsPlanned(connection, id, removal, signal) : deleteGroup(connection, id, signal),
    team: {
      readSeats: (signal) => readSeats(connection, signal),
      findMember: (by, signal) => findTeamMember(connection, by, signal),
      refusalOf,
    },
    ...referencesOf(connection),
    testConnection: (_probe, signal) => testBusinessConnection(connection, pin, tested, signal),
    learned: () => pin.learned(),
    requestCounts: () => connection.http.counts(),
    close: () => connection.http.close(),
  };
}

function referencesOf(connection: BusinessConnection): Pick<TargetDirectory, 'readReferences' | 'updateReferences'> {
  const isMembers = (type: ObjectType, attribute: string): boolean => type === 'Group' && attribute === 'members';
  return {
    async readReferences(type, id, attribute, signal) {
      return isMembers(type, attribute) ? readMembers(connection, id, signal) : null;
    },
    async updateReferences(type, id, attribute, change, signal) {
      if (isMembers(type, attribute)) return updateMembers(connection, id, change, signal);
      throw new TargetError('notImplemented', text`Dropbox has no ${attribute}.`, null, {
        advice: text`Remove the mapping of ${attribute}.`,
      });
    },
  };
}
