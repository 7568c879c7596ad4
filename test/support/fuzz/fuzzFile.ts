import fc from 'fast-check';
import { inspect } from 'node:util';
import type { FuzzedFile } from './files.ts';
import { mutatedBytes } from './mutatedBytes.ts';

export interface FuzzOptions {
  readonly cases: number;
  readonly seed: number;
  /** fast-check's path to one case of the seed. */
  readonly path?: string | undefined;
}

/** Reads so many mutated files. Null when each gave a right result or a clear error, else what tells the smallest that did not. */
export function fuzzFile({ name, seeds, check }: FuzzedFile, { cases, seed, path }: FuzzOptions): string | null {
  const details = fc.check(fc.property(mutatedBytes(seeds), check), {
    numRuns: cases,
    seed,
    ...(path === undefined ? {} : { path }),
  });
  if (!details.failed) return null;
  const bytes = details.counterexample?.[0] ?? new Uint8Array();
  const cause =
    details.errorInstance instanceof Error ? (details.errorInstance.stack ?? '') : inspect(details.errorInstance);
  return [
    `FUZZ_FILE=${JSON.stringify(name)} FUZZ_SEED=${details.seed} FUZZ_PATH=${details.counterexamplePath ?? ''}`,
    cause.slice(0, 3000),
    JSON.stringify(Buffer.from(bytes).toString('latin1').slice(0, 3000)),
  ].join('\n');
}
