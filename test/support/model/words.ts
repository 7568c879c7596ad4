import type { LoggedRequest, TargetFault } from '../faultTarget.ts';
import type { SourceFault } from '../faultSource.ts';
import type { SyncRun } from './engine.ts';
import type { CyclePlan } from './story.ts';
import { nameIn, type World } from './world.ts';
import { english } from '../../../src/protocol/text.ts';

/** The diary's words for cycles. */

export function faultsInWords({ target, source, stop, release }: CyclePlan): string {
  const parts = [
    ...target.map((fault) => `target ${ruleInWords(fault)}`),
    ...source.map((fault) => `source ${ruleInWords(fault)}`),
    ...(stop === null
      ? []
      : [
          `${stop.how === 'kill' ? 'killed' : 'cancelled'} when write ${stop.write} ${stop.moment === 'done' ? 'has taken effect' : 'arrives'}`,
        ]),
    ...(release ? ['deletes allowed'] : []),
  ];
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

function ruleInWords({
  methods,
  path,
  body: _body,
  count,
  probability,
  seed,
  ...effect
}: TargetFault | SourceFault): string {
  const traits = Object.entries(effect).map(([name, value]) =>
    name === 'fault' ? String(value) : `${name} ${String(value)}`,
  );
  const where = [methods?.join('|') ?? '', path?.source ?? ''].filter((part) => part !== '').join(' ');
  const often =
    count === undefined ? `${Math.round((probability ?? 1) * 100)} % (seed ${seed ?? 0})` : `${count} times`;
  return `${traits.join(' ')}${where === '' ? '' : ` on ${where}`}, ${often}`;
}

export function runInWords(run: SyncRun | null, failure: Error | null): string {
  if (run === null) return failure === null ? 'killed.' : `failed: ${failure.message}`;
  const { outcome, staged, counts } = run.summary;
  const done = Object.entries(counts).flatMap(([action, count]) => (count === 0 ? [] : [`${count} ${action}`]));
  return `${outcome}${staged === 0 ? '' : `, ${staged} held back`}; ${done.join(', ') || 'nothing done'}.`;
}

/** Objects that the engine says it failed with. */
export function failuresInWords(run: SyncRun | null): readonly string[] {
  return eventsInWords(run?.events ?? []);
}

/** The failures among events. */
export function eventsInWords(events: SyncRun['events']): readonly string[] {
  return events
    .filter(({ status }) => status === 'failure')
    .map(({ source, reason }) => `    ${source.displayName} failed: ${reason.code}: ${english(reason.message)}`);
}

/** Requests that wrote, and those that something befell. */
export function logInWords(log: readonly LoggedRequest[], world: World): readonly string[] {
  return log
    .filter(({ method, fault }) => method !== 'GET' || (fault !== null && fault !== 'pages'))
    .map(({ method, path, body, fault, status }) => {
      const told = `${status ?? 'no answer'}${fault === null ? '' : ` [${fault}]`}`;
      return `    ${method} ${path}${whoIn(path, world)} ${shortened(body, world)} → ${told}`;
    });
}

function whoIn(path: string, world: World): string {
  const id = decodeURIComponent(/^\/Users\/([^/?]+)/.exec(path)?.[1] ?? '');
  const owner = world.ledger.accounts.get(id)?.ownerId;
  return owner === undefined || owner === null ? '' : ` (${nameIn(world, owner)})`;
}

/** What a body says besides what every body says, with people's names in place of their ids. */
function shortened(body: string, world: World): string {
  const words = body
    .replace(/"schemas":\[[^\]]*\],?/g, '')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => nameIn(world, id))
    .replaceAll('"', '');
  return words.length > 300 ? `${words.slice(0, 300)}…` : words;
}
