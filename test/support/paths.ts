import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** Where a test run leaves what a person may want to look at: screenshots, traces, logs of failed tests. */
export const testResults = join(root, 'test-results');

/** The packed extension that the host and ui tests install. */
export const vsix = join(root, '.cache', 'entra-dropbox-provisioning.vsix');

/** The built command line. */
export const commandLine = join(root, 'dist', 'dropbox-provisioning.cjs');

/**
 * The test files of a layer in a fixed order, as paths from the root.
 *
 * @param filters parts of file names; all files when there is none.
 */
export function testFiles(layer: string, filters: readonly string[]): string[] {
  return globSync(`test/${layer}/**/*.test.ts`, { cwd: root })
    .filter((file) => filters.length === 0 || filters.some((part) => file.includes(part)))
    .sort();
}
