const widestLine = 120;

/**
 * Prints a value as JSON for people: two blanks of indentation, and what fits on a line stays on one.
 * `margin` is the indentation of the line that the value begins on, `used` what stands before it there.
 */
export function prettyJson(value: unknown, margin = '', used = margin.length): string {
  const oneLine = inline(value);
  if (typeof value !== 'object' || value === null || used + oneLine.length < widestLine) return oneLine;
  const inner = `${margin}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${prettyJson(item, inner)}`);
    return `[\n${items.join(',\n')}\n${margin}]`;
  }
  const members = Object.entries(value).map(([name, member]) => {
    const head = `${inner}${JSON.stringify(name)}: `;
    return `${head}${prettyJson(member, inner, head.length)}`;
  });
  return `{\n${members.join(',\n')}\n${margin}}`;
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${inline(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
