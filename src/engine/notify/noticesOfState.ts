import { randomUUID } from 'node:crypto';
import type { NotificationSettings } from '../../job/job.ts';
import type { FailureFacts, Notice } from '../../notifications/notice.ts';
import { digestDue, quarantineNotice, tells } from '../../notifications/noticesDue.ts';
import { requestIdIn } from '../../notifications/requestId.ts';
import { nameList, stagedFacts } from '../../notifications/whom.ts';
import type { Delivery } from '../../protocol/deliveries.ts';
import type { JobStore } from '../store/jobStore.ts';
import { nothingNotified, type Notified } from '../store/notified.ts';

/** So many notices wait at most; the oldest go where a mail server is away for so long. */
const mostWaiting = 20;

/**
 * Notes what people are to be told of a job's state as it is now, beside what waits already. It's noted before it's sent, so
 * that nothing that happens meanwhile loses it.
 *
 * @param now milliseconds since 1970.
 * @param counts whether failures are counted now: at the end of a cycle.
 */
export function noteNotices(store: JobStore, settings: NotificationSettings, now: number, counts: boolean): void {
  const { state, database } = store;
  database.transaction(() => {
    const before = state.notified();
    const after = tells(settings) ? withNotices(store, settings, before, now, counts) : nothingNotified;
    if (JSON.stringify(after) !== JSON.stringify(before)) state.setNotified(after);
  });
}

function withNotices(
  store: JobStore,
  settings: NotificationSettings,
  before: Notified,
  now: number,
  counts: boolean,
): Notified {
  const [ofQuarantine, told] = quarantinePart(store, settings, before, now);
  const [ofFailures, digest] = digestPart(store, settings, before, now, counts);
  const ways: Delivery['way'][] = [
    ...(settings.email === null ? [] : ['email' as const]),
    ...(settings.webhook === null ? [] : ['webhook' as const]),
  ];
  const added = [ofQuarantine, ofFailures].filter((notice) => notice !== null).map((notice) => ({ notice, ways }));
  // A way that the job no longer names is gone.
  const kept = before.waiting
    .map((each) => ({ ...each, ways: each.ways.filter((way) => ways.includes(way)) }))
    .filter((each) => each.ways.length > 0);
  return { ...before, told, digest, waiting: [...kept, ...added].slice(-mostWaiting) };
}

function quarantinePart(
  store: JobStore,
  settings: NotificationSettings,
  { told }: Notified,
  now: number,
): [Notice | null, Notified['told']] {
  if (!settings.onFailure) return [null, null];
  const quarantine = store.state.quarantine();
  const notice = quarantineNotice(told, quarantine, {
    now,
    newId: randomUUID,
    staged: stagedFacts(store.holds.list(), settings.includeNames),
    requestId: requestIdIn(quarantine?.exchange ?? null),
  });
  if (notice === null) return [null, told];
  return [notice, quarantine === null ? null : { reason: quarantine.reason, since: told?.since ?? quarantine.since }];
}

function digestPart(
  store: JobStore,
  { digest, includeNames }: NotificationSettings,
  { digest: mark }: Notified,
  now: number,
  counts: boolean,
): [Notice | null, Notified['digest']] {
  const [event, at] = [store.log.newest(), new Date(now).toISOString()];
  if (digest === 'never') return [null, null];
  if (mark === null || mark.event > event) return [null, { event, at }];
  if (!counts || !digestDue(mark, digest, now)) return [null, mark];
  const failures = store.log.failuresAfter(mark.event).map((each): FailureFacts => {
    const names = includeNames ? nameList(store.log.namesOfFailed(each.code, mark.event)) : null;
    return { ...each, names };
  });
  const notice = { kind: 'failures', id: randomUUID(), at, since: mark.at, failures } as const;
  return [failures.length === 0 ? null : notice, { event, at }];
}
