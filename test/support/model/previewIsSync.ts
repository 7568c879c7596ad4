import type { AttributeChange, DecisionSummary } from '../../../src/protocol/provisioning.ts';
import type { PreviewRun, SyncRun } from './engine.ts';

/**
 * Compares what a preview told with what the sync after it did, object by object: action, reason and changes, whatever
 * the order of members; and how many are held back. `aside` are objects of which a preview cannot know, since the target
 * was changed by hand: the sync finds that out by writing.
 *
 * @returns the differences in words.
 */
export function differencesOf(told: PreviewRun, done: SyncRun, aside: ReadonlySet<string>): readonly string[] {
  const ids = new Set([
    ...told.decisions.filter(changesSomething).map(({ source }) => source.id),
    ...done.events.map(({ source }) => source.id),
  ]);
  const differences: string[] = [];
  const compare = (what: string, before: unknown, after: unknown): void => {
    const [told, done] = [JSON.stringify(before), JSON.stringify(after)];
    if (told !== done) differences.push(`${what}: told ${told}, did ${done}`);
  };
  for (const id of ids) {
    if (aside.has(id)) continue;
    const decision = told.decisions.find(({ source }) => source.id === id);
    const events = done.events.filter(({ source }) => source.id === id);
    const held = events.some(({ action }) => action === 'stagedDelete');
    const name = decision?.source.displayName ?? events[0]?.source.displayName ?? id;
    // Members that a group keeps are named by the preview and by the staged delete; the event counts them.
    const keepsMembers = held && events.some(({ source }) => source.type === 'Group');
    const toldNow = decision === undefined ? null : ofDecision(decision, held);
    const doneNow = ofEvents(events, held);
    if (keepsMembers) compare(name, { ...toldNow, changes: [] }, { ...doneNow, changes: [] });
    else compare(name, toldNow, doneNow);
  }
  compare('held back', told.summary.staged, done.summary.staged);
  compare('quarantine', told.summary.quarantine?.reason ?? null, done.summary.quarantine?.reason ?? null);
  if (aside.size === 0) compare('counts', writesOf(told), writesOf(done));
  return differences;
}

function changesSomething({ action, failed }: DecisionSummary): boolean {
  return failed || (action !== 'none' && action !== 'skip');
}

/** What is held back has an event that says so, in place of one that says what it would have done. */
function ofDecision({ action, reason, changes }: DecisionSummary, held: boolean): object {
  return { action: held ? 'held' : action, reason: held ? null : reason.code, changes: sorted(changes) };
}

/** What the events of one object come to; its references have an event of their own. */
function ofEvents(events: SyncRun['events'], held: boolean): object | null {
  const first = events.find(({ action }) => action !== 'none') ?? events[0];
  if (first === undefined) return null;
  const changes = sorted(events.flatMap((event) => event.modifiedProperties));
  return { action: held ? 'held' : first.action, reason: held ? null : first.reason.code, changes };
}

function sorted(changes: readonly AttributeChange[]): readonly string[] {
  return changes.map(({ attribute, old, new: value }) => JSON.stringify([attribute, order(old), order(value)])).sort();
}

function order(value: AttributeChange['old']): unknown {
  return Array.isArray(value) ? [...(value as readonly unknown[])].sort() : value;
}

function writesOf({ summary: { counts } }: PreviewRun | SyncRun): readonly number[] {
  return [counts.create, counts.update, counts.disable, counts.delete];
}
