import { pipeline } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { root, testFiles } from './paths.ts';
import { noResults, type LayerResults } from './results.ts';

/** Milliseconds that a file may take: one that hangs fails, and the others run. */
const longest = 30 * 60_000;

/**
 * Runs the test files of a layer with Node's own runner, each in a process of its own, and prints them as they go.
 *
 * @param filters parts of file names; all files when there is none.
 * @param concurrency how many files run at a time.
 */
export async function runNodeTests(
  layer: string,
  filters: readonly string[],
  concurrency: number,
): Promise<LayerResults> {
  const files = testFiles(layer, filters);
  if (files.length === 0) return noResults;
  const events = run({ cwd: root, files, concurrency, timeout: longest });
  let results = noResults;
  events.on('test:summary', ({ counts, file }) => {
    if (file !== undefined) return; // one for each file, then one for all
    results = {
      passed: counts.passed,
      failed: counts.tests - counts.passed - counts.skipped - counts.todo,
      skipped: counts.skipped + counts.todo,
    };
  });
  await pipeline(events, new spec(), process.stdout, { end: false });
  return results;
}
