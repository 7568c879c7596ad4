import { ChangeLog } from './changeLog.ts';
import type { AppRoleAssignment, DirectoryChange, DirectoryObject, Json, ObjectType } from './model.ts';
import { Memberships } from './memberships.ts';
import { ObjectCollection } from './objectCollection.ts';
import { Records } from './records.ts';
import type { RecordJournal } from './records.ts';
import { StableOrder } from './stableOrder.ts';

/** Where a directory writes down what changes, so that it is there again after a restart. */
export interface DirectoryJournal extends RecordJournal {
  saveObject(object: DirectoryObject, position: number): void;
  removeObject(type: ObjectType, position: number): void;
  saveMember(groupId: string, memberId: string, position: number): void;
  removeMember(groupId: string, position: number): void;
  saveAssignment(assignment: AppRoleAssignment, position: number): void;
  removeAssignment(position: number): void;
  saveChange(change: DirectoryChange): void;
  /** Runs `work` and makes all of it durable at once. */
  transaction<Result>(work: () => Result): Result;
}

/** A mail that a mailbox has sent. */
export interface SentMail {
  /** Object id of the user. */
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly html: string;
}

/** So many mails are kept. */
const mostMail = 100;

/**
 * The sandbox's directory: objects, direct memberships, managers and app role assignments, with the log of changes that
 * delta queries read. It holds what it is told; whether a request may ask for it is decided by who calls.
 */
export class Directory {
  readonly tenantId: string;
  /** The tenant's default domain. */
  readonly domain: string;
  /** `….onmicrosoft.com`, the domain that the tenant began with. */
  readonly initialDomain: string;
  readonly users = new ObjectCollection();
  readonly groups = new ObjectCollection();
  readonly servicePrincipals = new ObjectCollection();
  readonly memberships = new Memberships();
  readonly assignments = new StableOrder<AppRoleAssignment>();
  readonly log = new ChangeLog();
  readonly records: Records;
  /** What was sent from mailboxes since the start, the newest last. */
  readonly sentMail: SentMail[] = [];
  readonly #journal: DirectoryJournal | null;
  readonly #now: () => Date;
  #silent = false;

  constructor(
    tenant: { tenantId: string; domain: string; initialDomain: string },
    journal: DirectoryJournal | null,
    now: () => Date,
  ) {
    this.tenantId = tenant.tenantId;
    this.domain = tenant.domain;
    this.initialDomain = tenant.initialDomain;
    this.#journal = journal;
    this.records = new Records(journal);
    this.#now = now;
  }

  now(): Date {
    return this.#now();
  }

  collection(type: ObjectType): ObjectCollection {
    if (type === 'user') return this.users;
    return type === 'group' ? this.groups : this.servicePrincipals;
  }

  /** Any object that is not in the recycle bin, by id. */
  find(id: string): DirectoryObject | undefined {
    const object = this.findDeletedToo(id);
    return object?.deletedDateTime === null ? object : undefined;
  }

  /** Any object by id, one in the recycle bin too. */
  findDeletedToo(id: string): DirectoryObject | undefined {
    return this.users.get(id) ?? this.groups.get(id) ?? this.servicePrincipals.get(id);
  }

  /** Makes all changes of `work` durable at once. */
  transaction<Result>(work: () => Result): Result {
    return this.#journal === null ? work() : this.#journal.transaction(work);
  }

  /** Keeps a mail that a user has sent. */
  keepMail(mail: SentMail): void {
    this.sentMail.push(mail);
    if (this.sentMail.length > mostMail) this.sentMail.shift();
  }

  /** Fills the directory with its first content, which no delta query reports as a change. */
  seed(work: () => void): void {
    this.#silent = true;
    try {
      this.transaction(work);
    } finally {
      this.#silent = false;
    }
  }

  createObject(
    type: ObjectType,
    id: string,
    properties: Readonly<Record<string, Json>>,
    managerId: string | null = null,
  ): DirectoryObject {
    const object: DirectoryObject = { id, type, properties: { id, ...properties }, managerId, deletedDateTime: null };
    this.#save(object);
    this.#record(object, { event: 'created' });
    return object;
  }

  /** Sets the properties given (null clears one) and reports those whose value is another one now. */
  updateObject(object: DirectoryObject, properties: Readonly<Record<string, Json>>): DirectoryObject {
    const changed = Object.keys(properties).filter((name) => !sameJson(object.properties[name], properties[name]));
    if (changed.length === 0) return object;
    const updated = { ...object, properties: { ...object.properties, ...properties } };
    this.#save(updated);
    this.#record(updated, { event: 'updated', properties: changed });
    return updated;
  }

  /** Moves a user or group to the recycle bin. */
  deleteObject(object: DirectoryObject): void {
    const deleted = { ...object, deletedDateTime: this.now().toISOString() };
    this.#save(deleted);
    this.#record(deleted, { event: 'deleted' });
  }

  restoreObject(object: DirectoryObject): DirectoryObject {
    const restored = { ...object, deletedDateTime: null };
    this.#save(restored);
    this.#record(restored, { event: 'restored' });
    return restored;
  }

  /** Removes an object for good, with its memberships, assignments and its place as somebody's manager. */
  purgeObject(object: DirectoryObject): void {
    for (const groupId of this.memberships.groupsOf(object.id)) this.removeMember(groupId, object.id);
    for (const memberId of [...this.memberships.membersOf(object.id).keys()]) this.removeMember(object.id, memberId);
    for (const assignment of [...this.assignments.values()]) {
      if (assignment.principalId === object.id || assignment.resourceId === object.id)
        this.removeAssignment(assignment.id);
    }
    for (const report of [...this.users.order.values()]) {
      if (report.managerId === object.id) this.setManager(report, null);
    }
    const position = this.collection(object.type).delete(object.id);
    if (position !== undefined) this.#journal?.removeObject(object.type, position);
    this.#record(object, { event: 'purged' });
  }

  setManager(user: DirectoryObject, managerId: string | null): void {
    if (user.managerId === managerId) return;
    const updated = { ...user, managerId };
    this.#save(updated);
    this.#record(updated, { event: 'updated', properties: ['manager'], formerManagerId: user.managerId });
  }

  /** Adds a direct member; false when it is one already. */
  addMember(groupId: string, memberId: string): boolean {
    if (this.memberships.membersOf(groupId).has(memberId)) return false;
    const position = this.memberships.add(groupId, memberId);
    this.#journal?.saveMember(groupId, memberId, position);
    this.#recordMember(groupId, memberId);
    return true;
  }

  /** Removes a direct member; false when it was none. */
  removeMember(groupId: string, memberId: string): boolean {
    const position = this.memberships.remove(groupId, memberId);
    if (position === undefined) return false;
    this.#journal?.removeMember(groupId, position);
    this.#recordMember(groupId, memberId);
    return true;
  }

  addAssignment(assignment: AppRoleAssignment): void {
    const position = this.assignments.set(assignment.id, assignment);
    this.#journal?.saveAssignment(assignment, position);
  }

  /** Removes an assignment; false when there was none. */
  removeAssignment(id: string): boolean {
    const position = this.assignments.delete(id);
    if (position === undefined) return false;
    this.#journal?.removeAssignment(position);
    return true;
  }

  #save(object: DirectoryObject): void {
    const position = this.collection(object.type).put(object);
    this.#journal?.saveObject(object, position);
  }

  #recordMember(groupId: string, memberId: string): void {
    const group = this.groups.get(groupId);
    if (group !== undefined) this.#record(group, { event: 'updated', properties: ['members'], memberId });
  }

  #record(
    object: DirectoryObject,
    what: Pick<DirectoryChange, 'event' | 'properties' | 'memberId' | 'formerManagerId'>,
  ): void {
    if (this.#silent) return;
    const change = { sequence: this.log.last + 1, at: this.now().getTime(), type: object.type, id: object.id, ...what };
    this.log.append(change);
    this.#journal?.saveChange(change);
  }
}

function sameJson(left: Json | undefined, right: Json | undefined): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}
