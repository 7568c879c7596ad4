import type { Database } from './database.ts';
import { escrow, type Escrow } from './escrow.ts';
import { eventLog, type EventLog } from './eventLog.ts';
import { formerAccounts, type FormerAccounts } from './formerAccounts.ts';
import { holds, type Holds } from './holds.ts';
import { intents, type Intents } from './intents.ts';
import { jobState, type JobState } from './jobState.ts';
import { linkStore, type LinkStore } from './links.ts';
import { sourceMirror, type SourceMirror } from './sourceMirror.ts';
import { targetReferences, type TargetReferences } from './targetReferences.ts';
import { targetListing, type TargetListing } from './targetListing.ts';
import { waitingObjects, type WaitingObjects } from './waiting.ts';
import { workList, type WorkList } from './workList.ts';

/** Everything that is stored of one job, by subject. */
export interface JobStore {
  readonly database: Database;
  readonly state: JobState;
  readonly mirror: SourceMirror;
  readonly links: LinkStore;
  readonly references: TargetReferences;
  readonly formers: FormerAccounts;
  readonly intents: Intents;
  readonly holds: Holds;
  readonly work: WorkList;
  readonly escrow: Escrow;
  readonly waiting: WaitingObjects;
  readonly log: EventLog;
  readonly listing: TargetListing;
  /** Whether anything is stored that stands for an account in the target, or may. */
  knowsAccounts(): boolean;
  /** Forgets the source as it was read, and everything that is known of the target, but for the log. */
  forgetTarget(): void;
  /**
   * Forgets which accounts stand for whom. Creations that were begun stay, so that none is made twice; everyone is matched
   * anew by a cycle that reads everything.
   */
  forgetLinks(): void;
}

/** Everything but the log, what it says of the last cycle, and what a later reading of the source renews anyway. */
const ofTarget = [
  'object',
  'reference',
  'assignment',
  'dirty',
  'dirty_reference',
  'link',
  'link_key',
  'former_account',
  'target_reference',
  'escrow',
  'waiting',
  'intent',
  'hold',
];

export function jobStore(database: Database): JobStore {
  const state = jobState(database);
  const clear = (tables: readonly string[]): void => {
    for (const table of tables) database.prepare(`DELETE FROM ${table}`).run();
    for (const type of ['User', 'Group'] as const) state.setWatermark(type, null);
  };
  return {
    database,
    state,
    mirror: sourceMirror(database),
    links: linkStore(database),
    references: targetReferences(database),
    formers: formerAccounts(database),
    intents: intents(database),
    holds: holds(database),
    work: workList(database),
    escrow: escrow(database),
    waiting: waitingObjects(database),
    log: eventLog(database),
    listing: targetListing(database),
    knowsAccounts: () =>
      ['link', 'former_account', 'intent'].some(
        (table) => database.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() !== undefined,
      ),
    forgetTarget() {
      clear(ofTarget);
      state.setQuarantine(null);
    },
    forgetLinks() {
      clear(ofTarget.filter((table) => table !== 'intent'));
      database.prepare("DELETE FROM intent WHERE act <> 'create'").run();
    },
  };
}
