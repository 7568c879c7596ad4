import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory } from './install/vsCode.ts';
import { runCommand, step } from './install/step.ts';
import { root } from './paths.ts';
import { runTests } from './runTests.ts';

/** The package that reads what V8 counts (https://github.com/bcoe/c8); it's needed for nothing else, and installed when it is. */
const reporter = 'c8@12.0.0';

/**
 * `npm run coverage [-- what \`npm test\` takes]`: runs the tests on readable bundles, and tells as one figure how much of src/
 * they run, in whatever process: the tests' own, the engine, the command line, the sandbox, the language server and VS Code's
 * extension host. The page in the browser isn't counted. Details are in `test-results/coverage/`.
 *
 * @returns whether all tests passed.
 */
export async function coverage(args: readonly string[]): Promise<boolean> {
  const counts = join(root, '.cache', 'coverage');
  await rm(counts, { recursive: true, force: true });
  await mkdir(counts, { recursive: true });
  process.env['NODE_V8_COVERAGE'] = counts; // all processes that are started write there when they end
  process.env['DROPBOX_PROVISIONING_READABLE'] = '1';
  const passed = await runTests(args);
  delete process.env['NODE_V8_COVERAGE'];
  console.log(await report(counts));
  return passed;
}

async function report(counts: string): Promise<string> {
  const home = join(cacheDirectory(), reporter.replace('@', '-'));
  const script = join(home, 'node_modules', 'c8', 'bin', 'c8.js');
  await step(`Adding up (${reporter})`, async () => {
    await mkdir(home, { recursive: true });
    await runCommand('npm', ['install', '--prefix', home, '--no-audit', '--no-fund', '--loglevel', 'error', reporter]);
  });
  return await runCommand(
    process.execPath,
    [
      ...[script, 'report', '--temp-directory', counts, '--reports-dir', join(root, 'test-results', 'coverage')],
      ...['--src', root, '--all', '--include', 'src/**/*.ts', '--exclude-after-remap'],
      ...['--reporter', 'text-summary', '--reporter', 'lcov', '--reporter', 'json-summary'],
    ],
    { cwd: root },
  );
}
