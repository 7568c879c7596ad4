import type { Knowledge, KnownObject } from '../../decision/knowledge.ts';
import { isRecord, type Guard } from '../../protocol/mappingEditorGuards.ts';
import type { AttributeJson } from '../../protocol/provisioning.ts';
import { readStored } from './storedJson.ts';
import { isAttribute } from './storedShapes.ts';

/** Knowledge as it's stored: how it's known in a letter, the value, and for what is doubtful the other value. */
type Stored =
  | readonly ['s', AttributeJson]
  | readonly ['s', AttributeJson, AttributeJson]
  | readonly ['c', AttributeJson]
  | readonly ['u' | 'f' | 'r', AttributeJson, AttributeJson];

/** Writes what is known of a target object as JSON. */
export function knowledgeText(known: KnownObject): string {
  const stored: Record<string, Stored> = {};
  for (const [attribute, knowledge] of Object.entries(known)) stored[attribute] = store(knowledge);
  return JSON.stringify(stored);
}

/**
 * Reads what `knowledgeText` wrote.
 *
 * @param table where the text stands. @throws DamagedRowError when something else has written it.
 */
export function readKnowledge(table: string, text: unknown): KnownObject {
  const known: Record<string, Knowledge> = {};
  for (const [attribute, stored] of Object.entries(readStored(table, text, isKnown)))
    known[attribute] = restore(stored);
  return known;
}

const isKnown: Guard<Readonly<Record<string, Stored>>> = (value): value is Readonly<Record<string, Stored>> =>
  isRecord(value) && Object.values(value).every(isStored);

const ways: ReadonlySet<string> = new Set(['s', 'c', 'u', 'f', 'r']);

function isStored(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const [how, ...values] = value as readonly unknown[];
  const most = how === 'c' ? 1 : 2;
  const least = how === 's' || how === 'c' ? 1 : 2;
  return (
    typeof how === 'string' &&
    ways.has(how) &&
    values.length >= least &&
    values.length <= most &&
    values.every(isAttribute)
  );
}

function store(knowledge: Knowledge): Stored {
  switch (knowledge.how) {
    case 'seen':
      return knowledge.lost === undefined ? ['s', knowledge.value] : ['s', knowledge.value, knowledge.lost];
    case 'confirmed':
      return ['c', knowledge.value];
    case 'unconfirmed':
      return [knowledge.failed === true ? 'f' : 'u', knowledge.value, knowledge.before];
    case 'refused':
      return ['r', knowledge.value, knowledge.wanted];
  }
}

function restore([how, value, other = null]: Stored): Knowledge {
  switch (how) {
    case 's':
      return other === null ? { how: 'seen', value } : { how: 'seen', value, lost: other };
    case 'c':
      return { how: 'confirmed', value };
    case 'u':
      return { how: 'unconfirmed', value, before: other };
    case 'f':
      return { how: 'unconfirmed', value, before: other, failed: true };
    case 'r':
      return { how: 'refused', value, wanted: other };
  }
}
