import type { Guard } from '../../protocol/mappingEditorGuards.ts';
import type { CycleSummary, Quarantine } from '../../protocol/cycleSummary.ts';
import type { CycleAttempt } from '../../protocol/jobStatus.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { Database } from './database.ts';
import { isNotified, nothingNotified, type Notified } from './notified.ts';
import { DamagedRowError, readStored } from './storedJson.ts';
import {
  isAttempt,
  isJobIdentity,
  isLastCycle,
  isLearned,
  isQuarantine,
  isTime,
  type StoredQuarantine,
} from './storedShapes.ts';
import type { Text } from '../../protocol/text.ts';
import { fromColumn, toColumn } from './textColumn.ts';

/** Where a job reads and where it writes: what its links are good for, and for nothing else. */
export interface JobIdentity {
  /** `tenant … application …`, or what stands for it. */
  readonly source: string;
  /** The base address, or the team. */
  readonly target: string;
}

/** Facts about the job as a whole. */
export interface JobState {
  watermark(type: ObjectType): string | null;
  setWatermark(type: ObjectType, watermark: string | null): void;
  /** Identifies the schema and settings that the stored decisions rest on. */
  fingerprint(): string | null;
  setFingerprint(fingerprint: string): void;
  /** What the links belong to; null when nothing is linked yet, or an earlier version has not noted it. */
  identity(): JobIdentity | null;
  setIdentity(identity: JobIdentity): void;
  /** What was learnt of how a target takes requests (`TargetDirectory.learned`); null for a target that isn't this one. */
  learned(target: string): string | null;
  setLearned(target: string, learned: string | null): void;
  /** True from the start of an initial cycle until it is complete. */
  initialPending(): boolean;
  setInitialPending(pending: boolean): void;
  /** Number of the current read of everything; raised by each initial read. */
  generation(): number;
  nextGeneration(): number;
  lastCycle(): (CycleSummary & { readonly finishedAt: string }) | null;
  setLastCycle(summary: CycleSummary & { readonly finishedAt: string }): void;
  /** The job file as the last cycle that came to its end ran with it; null before the first. */
  lastRunText(): string | null;
  setLastRunText(text: string): void;
  /** The last cycle that was begun, also one that failed as a whole. */
  lastAttempt(): CycleAttempt | null;
  setLastAttempt(attempt: CycleAttempt): void;
  quarantine(): Quarantine | null;
  setQuarantine(quarantine: Quarantine | null): void;
  /** What the source has suddenly stopped to tell of, until a whole cycle has judged it; null when it has not. */
  silence(): Text | null;
  setSilence(silence: Text | null): void;
  sourceReadAt(): string | null;
  setSourceReadAt(time: string): void;
  /** What people were told, and what they are still to be told. */
  notified(): Notified;
  setNotified(notified: Notified): void;
}

export function jobState(database: Database): JobState {
  const read = (key: string): string | null =>
    (database.prepare('SELECT value FROM meta WHERE key = ?').get(key)?.['value'] as string | undefined) ?? null;
  const write = (key: string, value: string | null): void => {
    if (value === null) database.prepare('DELETE FROM meta WHERE key = ?').run(key);
    else
      database
        .prepare('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
        .run(key, value);
  };
  const readJson = <Value>(key: string, isWhole: Guard<Value>): Value | null => {
    const text = read(key);
    return text === null ? null : readStored('meta', text, isWhole);
  };
  return {
    watermark: (type) => read(`watermark.${type}`),
    setWatermark: (type, watermark) => {
      write(`watermark.${type}`, watermark);
    },
    fingerprint: () => read('fingerprint'),
    setFingerprint: (fingerprint) => {
      write('fingerprint', fingerprint);
    },
    identity: () => readJson('identity', isJobIdentity),
    setIdentity: (identity) => {
      write('identity', JSON.stringify(identity));
    },
    learned(target) {
      const kept = readJson('learned', isLearned);
      return kept?.target === target ? kept.learned : null;
    },
    setLearned(target, learned) {
      if (learned !== this.learned(target))
        write('learned', learned === null ? null : JSON.stringify({ target, learned }));
    },
    silence() {
      const stored = read('silence');
      return stored === null ? null : fromColumn(stored);
    },
    setSilence: (silence) => {
      write('silence', silence === null ? null : toColumn(silence));
    },
    initialPending: () => read('initialPending') === 'true',
    setInitialPending: (pending) => {
      write('initialPending', pending ? 'true' : null);
    },
    generation() {
      const generation = Number(read('generation') ?? 0);
      if (!Number.isSafeInteger(generation)) throw new DamagedRowError('meta');
      return generation;
    },
    nextGeneration() {
      const next = this.generation() + 1;
      write('generation', String(next));
      return next;
    },
    lastCycle() {
      const last = readJson('lastCycle', isLastCycle);
      return last === null ? null : { ...last, quarantine: whole(last.quarantine) };
    },
    setLastCycle: (summary) => {
      write('lastCycle', JSON.stringify(summary));
    },
    lastRunText: () => read('lastRunText'),
    setLastRunText: (text) => {
      write('lastRunText', text);
    },
    lastAttempt: () => readJson('lastAttempt', isAttempt),
    setLastAttempt: (attempt) => {
      write('lastAttempt', JSON.stringify(attempt));
    },
    quarantine: () => whole(readJson('quarantine', isQuarantine)),
    setQuarantine: (quarantine) => {
      write('quarantine', quarantine === null ? null : JSON.stringify(quarantine));
    },
    sourceReadAt() {
      const time = read('sourceReadAt');
      if (time !== null && !isTime(time)) throw new DamagedRowError('meta');
      return time;
    },
    setSourceReadAt: (time) => {
      write('sourceReadAt', time);
    },
    notified: () => readJson('notified', isNotified) ?? nothingNotified,
    setNotified: (notified) => {
      write('notified', JSON.stringify(notified));
    },
  };
}

/** What an earlier version has stored was of a job that was tried as often as ever. */
function whole(stored: StoredQuarantine | null): Quarantine | null {
  if (stored === null) return null;
  const { since, exchange = null, seriesBegan = since, seriesCount = 1, nextAttempt = null, off = false } = stored;
  const { escrowsPruned = false } = stored;
  return { ...stored, exchange, seriesBegan, seriesCount, nextAttempt, off, escrowsPruned };
}
