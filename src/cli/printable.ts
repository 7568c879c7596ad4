import type { AttributeJson } from '../protocol/provisioning.ts';

/**
 * Text from elsewhere (names in a directory, answers of a server) made safe for a terminal: control characters and those
 * that reverse the direction of writing become visible escapes, so that nobody's display name can rewrite the screen.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, escapeCharacter);
}

/** Of a group's members, people see so many; `--json` has all. */
const shownElements = 10;

/** An attribute's value as people read it. */
export function valueText(value: AttributeJson): string {
  if (value === null) return '(none)';
  if (!Array.isArray(value) || value.length <= shownElements) return printable(JSON.stringify(value));
  const shown = value.slice(0, shownElements).map((element) => JSON.stringify(element));
  return printable(`[${shown.join(',')}, and ${value.length - shownElements} more]`);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
