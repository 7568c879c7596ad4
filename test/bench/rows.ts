/** One figure: what was measured, its value, and its goal (empty when it has none). */
export type Row = readonly [what: string, value: string, goal: string];

/** Prints figures below each other. */
export function tellRows(rows: readonly Row[]): void {
  const width = Math.max(...rows.map(([what]) => what.length));
  for (const [what, value, goal] of rows) console.log(`${what.padEnd(width)}  ${value.padStart(10)}  ${goal}`);
}
