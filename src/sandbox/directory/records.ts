import type { ClientApp } from './access/clientApps.ts';
import type { OwnedApplication } from './access/ownership.ts';
import type { LoggedSummary } from './synchronization/loggedSummary.ts';
import type { StoredJob, StoredSecrets } from './synchronization/storedJob.ts';

/** What is kept beside the directory's objects, by kind. */
export interface RecordKinds {
  /** App registrations that may get tokens, by client id. */
  clientApp: ClientApp;
  /** Which app registration has created a service principal, by the object id of the latter. */
  ownedApplication: OwnedApplication;
  synchronizationJob: StoredJob;
  /** By the object id of the service principal. */
  secrets: StoredSecrets;
  /** Entries of the provisioning log, by id. */
  provisioningSummary: LoggedSummary;
}

export type RecordKind = keyof RecordKinds;

/** Where records are written down. */
export interface RecordJournal {
  saveRecord(kind: string, key: string, content: unknown): void;
  removeRecord(kind: string, key: string): void;
}

/** Documents beside the directory's objects, in the order in which they came. Durable when they are set or deleted. */
export class Records {
  readonly #journal: RecordJournal | null;
  readonly #kinds = new Map<string, Map<string, unknown>>();

  constructor(journal: RecordJournal | null) {
    this.#journal = journal;
  }

  get<Kind extends RecordKind>(kind: Kind, key: string): RecordKinds[Kind] | undefined {
    return this.#of(kind).get(key) as RecordKinds[Kind] | undefined;
  }

  /** All of a kind, the oldest first. */
  list<Kind extends RecordKind>(kind: Kind): readonly RecordKinds[Kind][] {
    return [...this.#of(kind).values()] as RecordKinds[Kind][];
  }

  /** The key of the oldest of a kind, if there are more than so many. */
  oldestBeyond(kind: RecordKind, most: number): string | undefined {
    const records = this.#of(kind);
    return records.size > most ? records.keys().next().value : undefined;
  }

  set<Kind extends RecordKind>(kind: Kind, key: string, content: RecordKinds[Kind]): void {
    this.#of(kind).set(key, content);
    this.#journal?.saveRecord(kind, key, content);
  }

  /** @returns false when there was none. */
  delete(kind: RecordKind, key: string): boolean {
    if (!this.#of(kind).delete(key)) return false;
    this.#journal?.removeRecord(kind, key);
    return true;
  }

  /** Puts a record back that an earlier process has written down. */
  restore(kind: string, key: string, content: unknown): void {
    this.#of(kind).set(key, content);
  }

  #of(kind: string): Map<string, unknown> {
    const known = this.#kinds.get(kind);
    if (known !== undefined) return known;
    const made = new Map<string, unknown>();
    this.#kinds.set(kind, made);
    return made;
  }
}
