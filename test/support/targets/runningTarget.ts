import type { TargetDocument } from '../../../src/job/jobDocument.ts';
import type { FaultRule } from '../../../src/sandbox/faults.ts';
import type { TargetServer } from '../../../src/sandbox/target/server.ts';
import type { TargetStore } from '../../../src/sandbox/target/store.ts';
import type { Owner } from '../faults/owner.ts';

/** The ways to speak to the sandbox's team. */
export type TargetName = 'scim' | 'dropboxBusiness';

/** What a request is for, whatever it looks like on a wire. */
export type Doing =
  'readUsers' | 'listUsers' | 'createUser' | 'updateUser' | 'createGroup' | 'updateGroup' | 'create' | 'update';

/** A fault by name, and what the requests that it befalls are for; all requests when that is left out. */
export interface NamedFault extends Omit<FaultRule, 'method' | 'path'> {
  readonly does?: Doing;
}

/** The sandbox's team behind one of its services, as a test sees it that runs over both. */
export interface RunningTarget {
  readonly name: TargetName;
  /** What a job file says of it. */
  readonly document: TargetDocument;
  /** Where its service is, as the job reaches it. */
  readonly address: string;
  /** Puts these faults in place of the former ones. */
  fail(...faults: readonly NamedFault[]): void;
  /** Ends all faults. */
  recover(): void;
  /** Requests so far. */
  requests(): number;
  /** Those of them that write. */
  writes(): number;
  /** Objects whose creation, change or deletion was asked for so far, refused ones included. */
  asked(what: 'create' | 'update' | 'delete'): number;
}

/** What a target is started on. */
export interface Team {
  /** What both services take. */
  readonly token: string;
  readonly store: TargetStore;
  /** The team's SCIM service, which runs in any case. */
  readonly scim: TargetServer;
  readonly scimAddress: string;
  /** The dialect of the SCIM client. */
  readonly compatibility: 'rfc7644' | 'entra';
  /** The team's time. */
  readonly now?: () => Date;
}

/** Starts a target until its owner ends. */
export type StartTarget = (owner: Owner, team: Team) => Promise<RunningTarget>;
