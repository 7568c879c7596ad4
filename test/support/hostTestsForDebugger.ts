import { existsSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleHostTests } from './hostBundle.ts';
import { runCommand } from './install/step.ts';
import { root, testFiles } from './paths.ts';
import { startSandboxProcess } from './sandbox.ts';

/**
 * `npm run host-tests [-- part of a file name…]`: prepares what a debugger needs to run test/host/ in VS Code (.vscode/launch.json):
 * readable bundles, the tests in `.cache/host-tests/hostTests.cjs`, and their sandbox, which runs until Ctrl+C.
 *
 * @returns whether the sandbox has ended well.
 */
export async function prepareHostTests(filters: readonly string[]): Promise<boolean> {
  const folder = join(root, '.cache', 'host-tests');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  console.log('Building …');
  await runCommand(process.execPath, ['esbuild.mjs', '--debug'], { cwd: root });
  await bundleHostTests(testFiles('host', filters), folder);
  const sandbox = await startSandboxProcess(join(folder, 'sandbox'));
  const fixtures = join(root, 'test', 'host', 'workspace');
  if (existsSync(fixtures)) await cp(fixtures, sandbox.folder, { recursive: true });
  const ready = JSON.stringify(sandbox).replaceAll("'", "\\'");
  await writeFile(join(folder, 'environment'), `DROPBOX_PROVISIONING_TEST_SANDBOX='${ready}'\n`, { mode: 0o600 });
  console.log('The host tests are ready: start "Host tests" in VS Code. Ctrl+C stops their sandbox.');
  return (await sandbox.ended) === 0;
}
