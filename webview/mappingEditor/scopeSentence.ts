import type { FilterClauseView, FilterGroupView } from '../../src/protocol/mappingEditorView.ts';

/** How an operator reads in a sentence, with `{0}` for its value. */
const phrases: Readonly<Record<string, string>> = {
  EQUALS: 'is {0}',
  'NOT EQUALS': 'has a value other than {0}',
  'IS TRUE': 'is true',
  'IS FALSE': 'is false',
  'IS NULL': 'has no value',
  'IS NOT NULL': 'has a value',
  'REGEX MATCH': 'matches the pattern {0}',
  'NOT REGEX MATCH': 'has a value that does not match the pattern {0}',
  Greater_Than: 'is greater than {0}',
  Greater_Than_OR_EQUALS: 'is {0} or greater',
  Includes: 'contains {0}',
  ENDS_WITH: 'ends with {0}',
  '&': 'has a bit in common with {0}',
  '!&': 'has a value without a bit in common with {0}',
};

/** A scoping filter as a sentence: clauses are joined by *and*, groups by *or*; no group lets everyone pass. */
export function scopeSentence(groups: readonly FilterGroupView[], objects: 'users' | 'groups'): string {
  if (groups.length === 0) return `All ${objects} that the job's scope takes in are provisioned: there is no filter.`;
  const parts = groups.map(({ clauses }) => clauses.map(clausePhrase).join(' and ') || 'anything');
  const alternatives = parts.length === 1 ? parts : parts.map((part) => `(${part})`);
  return `Only ${objects} are provisioned for which ${alternatives.join(' or ')}.`;
}

/** One value, as a clause should have; several as they are written, none as an empty text. */
function quotedValues(values: readonly string[]): string {
  return (values.length === 0 ? [''] : values).map((value) => `“${value}”`).join(', ');
}

function clausePhrase({ attribute, operator, values }: FilterClauseView): string {
  const phrase = phrases[operator] ?? `${operator} {0}`;
  return `${attribute || '(no attribute)'} ${phrase.replace('{0}', () => quotedValues(values))}`;
}
