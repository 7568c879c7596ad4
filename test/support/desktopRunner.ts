import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTests as runInDesktop } from '@vscode/test-electron';
import { bundleHostTests, countsOf, printed } from './hostBundle.ts';
import type { HostTestResult } from './hostTest.ts';
import { codeServers, vsCodeVariable } from './install/vsCode.ts';
import { temporaryDirectory } from './ownedProcess.ts';
import { root, testFiles } from './paths.ts';
import { noResults, type LayerResults } from './results.ts';
import { startSandboxProcess } from './sandbox.ts';

/**
 * Runs test/host/ in a desktop VS Code that `@vscode/test-electron` downloads: the second host, for machines with open
 * internet and a display (`xvfb-run -a npm run test:desktop` where there is none). The extension is the checkout's own
 * dist/.
 *
 * @param filters parts of file names; all files when there is none.
 */
export async function runDesktopTests(filters: readonly string[]): Promise<LayerResults> {
  const files = testFiles('host', filters);
  if (files.length === 0) return noResults;
  const folder = temporaryDirectory('desktop');
  const resultsFile = join(folder, 'results.jsonl');
  await using running = new AsyncDisposableStack();
  const sandbox = await startSandboxProcess(temporaryDirectory('sandbox'));
  running.defer(() => sandbox.stop());
  const oldest = codeServers.oldest.replace(/^4/, '1');
  const exit: unknown = await runInDesktop({
    ...(process.env[vsCodeVariable] === 'oldest' ? { version: oldest } : {}),
    extensionDevelopmentPath: root,
    extensionTestsPath: await bundleHostTests(files, folder),
    extensionTestsEnv: {
      DROPBOX_PROVISIONING_TEST_SANDBOX: JSON.stringify(sandbox),
      DROPBOX_PROVISIONING_TEST_RESULTS: resultsFile,
    },
    launchArgs: [
      sandbox.folder,
      '--disable-extensions',
      '--disable-workspace-trust',
      '--user-data-dir',
      join(folder, 'user'),
    ],
  }).catch((error: unknown) => error);
  if (!existsSync(resultsFile)) {
    throw new Error('The desktop VS Code was not downloaded or did not run the tests.', { cause: exit });
  }
  const lines = readFileSync(resultsFile, 'utf8').trim().split('\n');
  return countsOf(lines.map((line) => printed(JSON.parse(line) as HostTestResult)));
}
