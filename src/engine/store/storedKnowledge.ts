import type { Knowledge, KnownObject } from '../../cycle/knowledge.ts';
import type { AttributeJson } from '../../protocol/provisioning.ts';

/** Knowledge as it's stored: how it's known in a letter, the value, and for what is doubtful the other value. */
type Stored =
  | readonly ['s', AttributeJson]
  | readonly ['s', AttributeJson, AttributeJson]
  | readonly ['c', AttributeJson]
  | readonly ['u' | 'r', AttributeJson, AttributeJson];

/** Writes what is known of a target object as JSON. */
export function knowledgeText(known: KnownObject): string {
  const stored: Record<string, Stored> = {};
  for (const [attribute, knowledge] of Object.entries(known)) stored[attribute] = store(knowledge);
  return JSON.stringify(stored);
}

/** Reads what `knowledgeText` wrote. */
export function readKnowledge(text: string): KnownObject {
  const known: Record<string, Knowledge> = {};
  for (const [attribute, stored] of Object.entries(JSON.parse(text) as Record<string, Stored>))
    known[attribute] = restore(stored);
  return known;
}

function store(knowledge: Knowledge): Stored {
  switch (knowledge.how) {
    case 'seen':
      return knowledge.lost === undefined ? ['s', knowledge.value] : ['s', knowledge.value, knowledge.lost];
    case 'confirmed':
      return ['c', knowledge.value];
    case 'unconfirmed':
      return ['u', knowledge.value, knowledge.before];
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
    case 'r':
      return { how: 'refused', value, wanted: other };
  }
}
