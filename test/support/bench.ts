import { globSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { build } from './package.ts';
import { root } from './paths.ts';

/**
 * `npm run bench [-- part of a file name…]`: builds and runs the measurements in test/bench/, one after the other, each in
 * a process of its own so that none inherits another's heap.
 *
 * @returns whether all of them ran to their end.
 */
export async function bench(filters: readonly string[]): Promise<boolean> {
  await build();
  const files = globSync('test/bench/**/*.bench.ts', { cwd: root })
    .filter((file) => filters.length === 0 || filters.some((part) => file.includes(part)))
    .sort();
  let wellRun = files.length > 0;
  if (!wellRun) console.error('No measurement was found in test/bench/.');
  for (const file of files) {
    console.log(`\n── ${file} ──`);
    const child = spawn(process.execPath, ['--expose-gc', file], { cwd: root, stdio: 'inherit' });
    const [code] = (await once(child, 'exit')) as [number | null];
    wellRun &&= code === 0;
  }
  return wellRun;
}
