import type { AttributeJson } from '../protocol/provisioning.ts';
import { visible } from '../protocol/safeText.ts';

/**
 * Text from elsewhere (names in a directory, answers of a server) made safe for a terminal: control characters and those
 * that reverse the direction of writing become visible escapes, so that nobody's display name can rewrite the screen.
 */
export function printable(text: string): string {
  return visible(text);
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
