import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { fuzzedFiles } from './fuzz/files.ts';
import { fuzzFile } from './fuzz/fuzzFile.ts';
import { failureInWords } from './model/tellStories.ts';
import { tellStories, type Progress } from './model/workers.ts';

/** As many stories as are told unless `MODEL_STORIES` says otherwise. */
const usualStories = 10_000;
/** As many mutations of each kind unless `FUZZ_CASES` says otherwise: 100,000 in all. */
const usualMutations = 33_334;
/** Milliseconds between two lines that tell how far it has come. */
const interval = 10_000;

/** As many cycles on one state unless `CYCLES` says otherwise. */
const usualCycles = 500;

/** As many mutated files of each kind are read unless `FUZZ_CASES` says otherwise. */
const usualCases = 100_000;

/**
 * `npm run soak`: the tests of `npm test` that make up their cases, with many more of them.
 *
 * @returns whether all went well.
 */
export async function soak(): Promise<boolean> {
  const held = [soakFiles(), await soakStories(), await soakMutations(), await soakCycles()];
  return held.every(Boolean);
}

/** test/unit/job/fuzzFiles.test.ts with many more files. */
function soakFiles(): boolean {
  const cases = Number(process.env['FUZZ_CASES'] ?? usualCases);
  const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
  const failures = fuzzedFiles.flatMap((file) => {
    console.log(`${cases} mutated files of the kind ${file.name} from FUZZ_SEED=${seed} …`);
    return fuzzFile(file, { cases, seed }) ?? [];
  });
  for (const failure of failures) console.log(`\n${failure}`);
  return failures.length === 0;
}

/**
 * The model test of `npm test` (test/integration/engineModel.test.ts) with many more stories. It goes on
 * after failures, makes the first of each kind smaller, and tells them at the end.
 *
 * @returns whether every story ended well.
 */
async function soakStories(): Promise<boolean> {
  const stories = Number(process.env['MODEL_STORIES'] ?? usualStories);
  const seed = Number(process.env['MODEL_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
  const began = performance.now();
  console.log(`${stories} stories from MODEL_SEED=${seed} on …`);
  let told = began;
  const { failures } = await tellStories({
    stories,
    seed,
    shrinkMs: 60_000,
    smaller: 20,
    stopAfter: Number.POSITIVE_INFINITY,
    onProgress(progress) {
      if (performance.now() - told < interval) return;
      told = performance.now();
      console.log(inWords(progress, stories, (told - began) / 1000));
    },
  });
  const kinds = new Set<string>();
  for (const failure of failures) {
    if (kinds.has(failure.kind)) continue;
    kinds.add(failure.kind);
    console.log(`\n──── ${failure.kind} ────\n${failureInWords(failure)}`);
  }
  for (const kind of kinds) {
    const seeds = failures.filter((failure) => failure.kind === kind).map((failure) => failure.seed);
    console.log(`\n${kind}: seeds ${seeds.sort((left, right) => left - right).join(' ')}`);
  }
  console.log(`\n${inWords({ told: stories, failures }, stories, (performance.now() - began) / 1000)}`);
  return failures.length === 0;
}

/** The mutations of test/integration/engineFuzz.test.ts, as many of each kind as `FUZZ_CASES` says. */
async function soakMutations(): Promise<boolean> {
  const cases = process.env['FUZZ_CASES'] ?? String(usualMutations);
  console.log(`\n${cases} mutations of each kind …`);
  return runTest('engineFuzz.test.ts', { FUZZ_CASES: cases });
}

/** test/integration/engineManyCycles.test.ts with as many cycles as `CYCLES` says. */
async function soakCycles(): Promise<boolean> {
  const cycles = process.env['CYCLES'] ?? String(usualCycles);
  console.log(`\n${cycles} cycles on one state …`);
  return runTest('engineManyCycles.test.ts', { CYCLES: cycles });
}

async function runTest(name: string, settings: Readonly<Record<string, string>>): Promise<boolean> {
  const file = fileURLToPath(new URL(`../integration/${name}`, import.meta.url));
  const child = spawn(process.execPath, ['--test', file], {
    stdio: 'inherit',
    env: { ...process.env, ...settings },
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return code === 0;
}

function inWords({ told, failures }: Progress, stories: number, seconds: number): string {
  const counts = new Map<string, number>();
  for (const { kind } of failures) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const kinds = [...counts].sort(([, left], [, right]) => right - left).map(([kind, count]) => `${kind} ${count}`);
  const pace = (told / seconds).toFixed(1);
  return `${told} of ${stories} stories, ${pace} each second; ${failures.length} failed${kinds.length === 0 ? '' : `: ${kinds.join(', ')}`}`;
}
