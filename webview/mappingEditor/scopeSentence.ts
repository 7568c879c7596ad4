import type { ObjectTypeName } from '../../src/protocol/mappingEditor.ts';
import type { FilterClauseView, FilterGroupView } from '../../src/protocol/mappingEditorView.ts';
import { listed, t } from '../language.ts';

/** How a clause reads, by its operator: of an attribute and a value. */
const phrases: Readonly<Record<string, (attribute: string, value: string) => string>> = {
  EQUALS: (attribute, value) => t('{0} is {1}', attribute, value),
  'NOT EQUALS': (attribute, value) => t('{0} has a value other than {1}', attribute, value),
  'IS TRUE': (attribute) => t('{0} is true', attribute),
  'IS FALSE': (attribute) => t('{0} is false', attribute),
  'IS NULL': (attribute) => t('{0} has no value', attribute),
  'IS NOT NULL': (attribute) => t('{0} has a value', attribute),
  'REGEX MATCH': (attribute, value) => t('{0} matches the pattern {1}', attribute, value),
  'NOT REGEX MATCH': (attribute, value) => t('{0} has a value that does not match the pattern {1}', attribute, value),
  Greater_Than: (attribute, value) => t('{0} is greater than {1}', attribute, value),
  Greater_Than_OR_EQUALS: (attribute, value) => t('{0} is {1} or greater', attribute, value),
  Includes: (attribute, value) => t('{0} contains {1}', attribute, value),
  ENDS_WITH: (attribute, value) => t('{0} ends with {1}', attribute, value),
  '&': (attribute, value) => t('{0} has a bit in common with {1}', attribute, value),
  '!&': (attribute, value) => t('{0} has a value without a bit in common with {1}', attribute, value),
};

/** A scoping filter as a sentence: clauses are joined by *and*, groups by *or*; no group lets everyone pass. */
export function scopeSentence(groups: readonly FilterGroupView[], type: ObjectTypeName): string {
  if (groups.length === 0)
    return t(
      type === 'User'
        ? "All users that the job's scope takes in are provisioned: there is no filter."
        : "All groups that the job's scope takes in are provisioned: there is no filter.",
    );
  const parts = groups.map(({ clauses }) => joinedBy(clauses.map(clausePhrase), and) || t('anything'));
  const alternatives = parts.length === 1 ? parts : parts.map((part) => `(${part})`);
  return t(
    type === 'User' ? 'Only users are provisioned for which {0}.' : 'Only groups are provisioned for which {0}.',
    joinedBy(alternatives, or),
  );
}

const and = (one: string, other: string): string => t('{0} and {1}', one, other);
const or = (one: string, other: string): string => t('{0} or {1}', one, other);

function joinedBy(texts: readonly string[], join: (one: string, other: string) => string): string {
  const [first = '', ...others] = texts;
  return others.reduce(join, first);
}

/** One value, as a clause should have; several as they are written, none as an empty text. */
function quotedValues(values: readonly string[]): string {
  return listed((values.length === 0 ? [''] : values).map((value) => `“${value}”`));
}

function clausePhrase({ attribute, operator, values }: FilterClauseView): string {
  const [name, value] = [attribute || t('(no attribute)'), quotedValues(values)];
  return phrases[operator]?.(name, value) ?? `${name} ${operator} ${value}`;
}
