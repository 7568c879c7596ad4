import type { Database } from './database.ts';
import { eventLog, type EventLog } from './eventLog.ts';
import { jobState, type JobState } from './jobState.ts';
import { linkStore, type LinkStore } from './links.ts';
import { sourceMirror, type SourceMirror } from './sourceMirror.ts';
import { targetListing, type TargetListing } from './targetListing.ts';
import { workList, type WorkList } from './workList.ts';

/** Everything that is stored of one job, by subject. */
export interface JobStore {
  readonly database: Database;
  readonly state: JobState;
  readonly mirror: SourceMirror;
  readonly links: LinkStore;
  readonly work: WorkList;
  readonly log: EventLog;
  readonly listing: TargetListing;
}

export function jobStore(database: Database): JobStore {
  return {
    database,
    state: jobState(database),
    mirror: sourceMirror(database),
    links: linkStore(database),
    work: workList(database),
    log: eventLog(database),
    listing: targetListing(database),
  };
}
