import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { inWords as failureInWords } from './failure.ts';
import { runDesktopTests } from './desktopRunner.ts';
import { runHostTests } from './hostRunner.ts';
import { ensureChromium } from './install/chromium.ts';
import { ensureVsCode, vsCodeVariable } from './install/vsCode.ts';
import { endLeftovers, markRun } from './leftovers.ts';
import { runNodeTests } from './nodeTests.ts';
import { build, packExtension } from './package.ts';
import { root, testResults } from './paths.ts';
import { inWords, sumOf, type LayerResults } from './results.ts';

const usualLayers = ['unit', 'integration', 'host', 'ui'] as const;
const layers = [...usualLayers, 'desktop'] as const;
type Layer = (typeof layers)[number];

const isLayer = (text: string): text is Layer => (layers as readonly string[]).includes(text);

/**
 * `npm test -- [layer…] [part of a file name…] [--update-screenshots] [--oldest]`: installs and builds what the chosen layers need
 * (the first four by default), runs them in their order, and ends with the line `N passed, M failed`. With `--oldest`, the VS Code
 * is the oldest that the extension supports.
 *
 * @returns whether everything passed.
 */
export async function runTests(args: readonly string[]): Promise<boolean> {
  const words = args.filter((arg) => !arg.startsWith('--'));
  const filters = words.filter((word) => !isLayer(word));
  const chosen = words.some(isLayer) ? layers.filter((layer) => words.includes(layer)) : usualLayers;
  if (args.includes('--update-screenshots')) process.env['UPDATE_SCREENSHOTS'] = '1';
  if (args.includes('--oldest')) process.env[vsCodeVariable] = 'oldest';
  await rm(testResults, { recursive: true, force: true });
  // Tests start some thousand processes; what V8 and Node have made of a module is kept (https://nodejs.org/api/module.html#module-compile-cache).
  if (process.env['NODE_V8_COVERAGE'] === undefined)
    process.env['NODE_COMPILE_CACHE'] ??= join(root, '.cache', 'compiled');
  const mark = markRun();

  const prepared = await attempt('prepare', () => prepare(chosen));
  const results = new Map<string, LayerResults>();
  if (prepared === null) results.set('preparation', { passed: 0, failed: 1, skipped: 0 });
  for (const layer of prepared === null ? [] : chosen) {
    console.log(`\n── ${layer} ──`);
    results.set(layer, mustHaveRun(layer, filters, await attempt(layer, () => runLayer(layer, filters))));
  }

  for (const leftover of endLeftovers(mark)) console.error(`Left running, and ended: ${leftover}`);
  console.log();
  for (const [layer, result] of results) console.log(`${layer.padEnd(12)} ${inWords(result)}`);
  const total = sumOf(results.values());
  if (total.passed + total.failed + total.skipped === 0) console.log(`No test file matches ${filters.join(', ')}.`);
  console.log(inWords(total));
  return total.failed === 0 && total.passed > 0;
}

/** Installs, builds and packs what the layers need, before any test runs. */
async function prepare(chosen: readonly Layer[]): Promise<true> {
  if (chosen.some((layer) => layer !== 'unit')) await build();
  if (!chosen.includes('host') && !chosen.includes('ui')) return true;
  await packExtension();
  await ensureVsCode();
  await ensureChromium();
  return true;
}

function runLayer(layer: Layer, filters: readonly string[]): Promise<LayerResults> {
  if (layer === 'host') return runHostTests(filters);
  if (layer === 'desktop') return runDesktopTests(filters);
  // A ui test keeps a VS Code and a browser busy: one at a time.
  return runNodeTests(layer, filters, layer === 'ui' ? 1 : availableParallelism());
}

/** A layer that broke down counts as a failure, and so does one in which no test ran unless files were chosen by name. */
function mustHaveRun(layer: Layer, filters: readonly string[], results: LayerResults | null): LayerResults {
  if (results === null) return { passed: 0, failed: 1, skipped: 0 };
  if (results.passed + results.failed + results.skipped > 0 || filters.length > 0) return results;
  console.error(`No test ran in test/${layer}/.`);
  return { passed: 0, failed: 1, skipped: 0 };
}

/** What the work yields, or null after printing why it broke down. */
async function attempt<T>(what: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    console.error(`${what}: ${failureInWords(error)}`);
    return null;
  }
}
