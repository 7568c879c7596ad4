/** Far deeper than any resource; JSON nested without end would exhaust the stack of whoever walks through it. */
const deepestNesting = 100;

/** Parses the JSON of a request. Throws SyntaxError for text that is none, or that is nested too deeply. */
export function parseRequestJson(text: string): unknown {
  const json: unknown = JSON.parse(text);
  let level: unknown[] = [json];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepestNesting) throw new SyntaxError(`it is nested more than ${deepestNesting} levels deep`);
    level = level.flatMap(containersIn);
  }
  return json;
}

function containersIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const children: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return children.filter((child) => typeof child === 'object' && child !== null);
}
