import type { MigrationRow, UnfitReason } from '../../protocol/migration/migration.ts';
import { recordIn, recordsIn, textIn, type Wire } from '../wire.ts';
import { sourceText, unfitSource } from './fitting.ts';
import { counterpartOf } from './targetNames.ts';

/** Where the mappings of one object are, old and new. */
export interface MappingPlace {
  /** What people call the object: `User`. */
  readonly object: string;
  readonly sourceAttributes: ReadonlySet<string> | null;
  readonly targetAttributes: ReadonlySet<string> | null;
  /** The object mapping that a new job begins with; null when Graph doesn't tell it. */
  readonly template: Wire | null;
}

/** A part of the new job's schema as it will be, and what is told of it. */
export interface Carried {
  readonly value: Wire;
  readonly rows: readonly MigrationRow[];
}

const target = 'targetAttributeName';
/** What of an attribute mapping says how a value flows. Which attributes people are matched by stays the new job's. */
const flows = ['source', 'defaultValue', 'flowType', 'flowBehavior'] as const;
const usual: Readonly<Record<string, string>> = { flowType: 'Always', flowBehavior: 'FlowWhenChanged' };

/** Carries the attribute mappings of one object over. What somebody has set in the new job stays. */
export function carryAttributes(old: Wire, now: Wire, place: MappingPlace): Carried {
  const mappings = new Map(recordsIn(now, 'attributeMappings').map((each) => [textIn(each, target) ?? '', each]));
  const taken = new Set<string>();
  const rows: MigrationRow[] = [];
  for (const mapping of recordsIn(old, 'attributeMappings')) {
    const name = textIn(mapping, target) ?? '';
    const attribute = counterpartOf(name, place.targetAttributes);
    const own = attribute === null ? undefined : mappings.get(attribute);
    const row = rowOf(mapping, own, attribute, taken, place);
    rows.push(row);
    if (attribute === null || (row.reason?.code === 'targetTaken' && row.verdict === 'unfit')) continue;
    taken.add(attribute);
    if (row.verdict === 'carry') mappings.set(attribute, withFlow(mapping, own, attribute));
  }
  for (const [attribute, mapping] of mappings)
    if (!taken.has(attribute)) rows.push(newOnly(`${place.object} › ${attribute}`, flowText(mapping)));
  return { value: { ...now, attributeMappings: [...mappings.values()] }, rows };
}

function rowOf(
  mapping: Wire,
  own: Wire | undefined,
  attribute: string | null,
  taken: ReadonlySet<string>,
  { object, sourceAttributes, template }: MappingPlace,
): MigrationRow {
  const name = textIn(mapping, target) ?? '';
  const title = attribute === null || attribute === name ? name : `${name} → ${attribute}`;
  const row = {
    area: 'mapping' as const,
    name: `${object} › ${title}`,
    old: flowText(mapping),
    new: own === undefined ? null : flowText(own),
  };
  if (attribute === null) return unfit(row, { code: 'targetAttributeLacking', names: [name] });
  if (taken.has(attribute)) return unfit(row, { code: 'targetTaken', names: [attribute] });
  if (own !== undefined && sameFlow(mapping, own)) return { ...row, verdict: 'same', reason: null };
  const source = recordIn(mapping, 'source');
  const problem = source === null ? null : unfitSource(source, sourceAttributes);
  if (problem !== null) return unfit(row, problem);
  const begun = recordsIn(template ?? {}, 'attributeMappings').find((each) => textIn(each, target) === attribute);
  return isSet(own, begun, template)
    ? { ...row, verdict: 'kept', reason: { code: 'setInNew', names: [] } }
    : { ...row, verdict: 'carry', reason: null };
}

/** Whether somebody has changed the new job's mapping: it's no longer what a new job begins with. */
function isSet(own: Wire | undefined, begun: Wire | undefined, template: Wire | null): boolean {
  if (template === null || own === undefined) return false;
  return begun === undefined || !sameFlow(own, begun);
}

function unfit(row: Omit<MigrationRow, 'verdict' | 'reason'>, reason: UnfitReason): MigrationRow {
  return { ...row, verdict: 'unfit', reason };
}

/** What only the new integration has. */
export function newOnly(name: string, now: string | null): MigrationRow {
  return { area: 'mapping', name, old: null, new: now, verdict: 'kept', reason: { code: 'newOnly', names: [] } };
}

function withFlow(mapping: Wire, own: Wire | undefined, attribute: string): Wire {
  const flow = Object.fromEntries(flows.flatMap((name) => (name in mapping ? [[name, mapping[name]]] : [])));
  return { matchingPriority: 0, exportMissingReferences: false, ...own, ...flow, [target]: attribute };
}

function sameFlow(one: Wire, other: Wire): boolean {
  return flowText(one) === flowText(other);
}

/** `[givenName]`, with a default and whatever isn't usual. */
function flowText(mapping: Wire): string {
  const source = recordIn(mapping, 'source');
  const preset = textIn(mapping, 'defaultValue');
  return [
    source === null ? '—' : sourceText(source),
    ...(preset === null ? [] : [`default ${JSON.stringify(preset)}`]),
    ...Object.keys(usual).flatMap((name) => {
      const value = textIn(mapping, name) ?? usual[name];
      return value === undefined || value === usual[name] ? [] : [value];
    }),
  ].join(', ');
}
