/** How many tests of a layer ended how. */
export interface LayerResults {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The results of a layer in which nothing ran. */
export const noResults: LayerResults = { passed: 0, failed: 0, skipped: 0 };

/** The results of several layers together. */
export function sumOf(results: Iterable<LayerResults>): LayerResults {
  return [...results].reduce(
    (sum, next) => ({
      passed: sum.passed + next.passed,
      failed: sum.failed + next.failed,
      skipped: sum.skipped + next.skipped,
    }),
    noResults,
  );
}

/** `12 passed, 0 failed`, and `, 1 skipped` when there are any. */
export function inWords({ passed, failed, skipped }: LayerResults): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
