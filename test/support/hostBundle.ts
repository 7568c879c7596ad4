import { join } from 'node:path';
import { build, stop } from 'esbuild';
import type { HostTestResult } from './hostTest.ts';
import { root } from './paths.ts';
import type { LayerResults } from './results.ts';

/** What marks a line of the extension host's console as a result; the rest of the line is a HostTestResult as JSON. */
export const marker = '@host-test@';

/**
 * Bundles test files of test/host/ and a `run()` that runs them into one CommonJS module, as VS Code's
 * `extensionTestsPath` wants it. `run()` prints each result as a marked line, appends it to the file that
 * `DROPBOX_PROVISIONING_TEST_RESULTS` names, if it does, and rejects in the end when a test has failed.
 *
 * @returns the path of the module, in the folder given.
 */
export async function bundleHostTests(files: readonly string[], folder: string): Promise<string> {
  const outfile = join(folder, 'hostTests.cjs');
  const entry = `
    ${files.map((file) => `import './${file.replaceAll('\\', '/')}';`).join('\n')}
    import { appendFileSync } from 'node:fs';
    import { runDeclared } from './test/support/hostTest.ts';
    export async function run() {
      let failed = 0;
      await runDeclared((result) => {
        failed += result.passed ? 0 : 1;
        const line = JSON.stringify(result);
        console.log('${marker}' + line);
        const file = process.env.DROPBOX_PROVISIONING_TEST_RESULTS;
        if (file) appendFileSync(file, line + '\\n');
      });
      if (failed > 0) throw new Error(failed + ' tests failed');
    }`;
  await build({
    stdin: { contents: entry, resolveDir: root, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'], // As in what is shipped: the other form of some packages can't be bundled.
    target: 'node22',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  await stop(); // esbuild's own process
  return outfile;
}

/** Prints a result like Node's spec reporter does. */
export function printed(result: HostTestResult): HostTestResult {
  console.log(`${result.passed ? '✔' : '✖'} ${result.title} (${result.durationMs.toFixed(0)}ms)`);
  if (result.error) console.log(result.error.replaceAll(/^/gm, '  '));
  return result;
}

/** Counts results; no test is ever skipped in the host. */
export function countsOf(results: readonly HostTestResult[]): LayerResults {
  const passed = results.filter((result) => result.passed).length;
  return { passed, failed: results.length - passed, skipped: 0 };
}
