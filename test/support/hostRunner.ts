import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser } from './browser.ts';
import { bundleHostTests, countsOf, marker, printed } from './hostBundle.ts';
import type { HostTestResult } from './hostTest.ts';
import { ensureVsCode } from './install/vsCode.ts';
import { installedExtension } from './installedExtension.ts';
import { temporaryDirectory } from './ownedProcess.ts';
import { root, testFiles, testResults, vsix } from './paths.ts';
import { startSandboxProcess } from './sandbox.ts';
import { noResults, type LayerResults } from './results.ts';
import { startVsCodeServer, type VsCodeServer } from './vscodeServer.ts';

/** How long the whole layer may take before it is given up. */
const patienceMs = 10 * 60_000;

/**
 * Runs test/host/ inside VS Code's extension host: the tests are bundled into one module, VS Code's server is started on a
 * sandbox's folder (with the files of test/host/workspace/ in it), the packed extension is installed, and a browser opens
 * the window that makes the host run them. `DROPBOX_PROVISIONING_TEST_SANDBOX` is the sandbox's ready line, for the tests.
 *
 * @param filters parts of file names; all files when there is none.
 */
export async function runHostTests(filters: readonly string[]): Promise<LayerResults> {
  const files = testFiles('host', filters);
  if (files.length === 0) return noResults;
  await using running = new AsyncDisposableStack();
  const sandbox = await startSandboxProcess(temporaryDirectory('sandbox'));
  running.defer(() => sandbox.stop());
  const fixtures = join(root, 'test', 'host', 'workspace');
  if (existsSync(fixtures)) await cp(fixtures, sandbox.folder, { recursive: true });

  const dataDirectory = temporaryDirectory('vscode');
  const server = await startVsCodeServer({
    vsCode: await ensureVsCode(),
    dataDirectory,
    vsix,
    withTestDriver: true,
    env: { DROPBOX_PROVISIONING_TEST_SANDBOX: JSON.stringify(sandbox) },
  });
  running.defer(() => server.stop());
  const tests = await bundleHostTests(files, temporaryDirectory('host-tests'));
  const extension = installedExtension(dataDirectory);
  return await runInHost(server, sandbox.folder, extension, tests);
}

async function runInHost(
  server: VsCodeServer,
  folder: string,
  extension: string,
  tests: string,
): Promise<LayerResults> {
  const results: HostTestResult[] = [];
  const noise: string[] = [];
  const { promise: ended, resolve, reject } = Promise.withResolvers<unknown>();
  await using browser = await launchBrowser();
  // VS Code's clipboard is the browser's.
  const permissions = ['clipboard-read', 'clipboard-write'];
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, permissions });
  await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) => {
    const line = args.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' ');
    if (line.startsWith(marker)) results.push(printed(JSON.parse(line.slice(marker.length)) as HostTestResult));
    else noise.push(line);
  });
  await page.exposeFunction('codeAutomationExit', resolve);
  const timer = setTimeout(
    reject,
    patienceMs,
    new Error(`The extension host was not done after ${patienceMs / 1000} s.`),
  );
  try {
    await page.goto(
      server.address(folder, [
        ['extensionDevelopmentPath', server.remote(extension)],
        ['extensionTestsPath', server.remote(tests)],
      ]),
    );
    await ended;
  } catch (error) {
    await page.screenshot({ path: join(testResults, 'failed-host.png') });
    results.push(printed({ title: 'host', passed: false, durationMs: 0, error: String(error) }));
  } finally {
    clearTimeout(timer);
  }
  const counts = countsOf(results);
  if (counts.failed > 0 || results.length === 0) await keepLog([...noise, server.output()]);
  return counts;
}

/** Keeps what the host wrote besides the results; most of it is VS Code's own and tells nothing while all is well. */
async function keepLog(lines: readonly string[]): Promise<void> {
  await mkdir(testResults, { recursive: true });
  await writeFile(join(testResults, 'host.log'), lines.join('\n'));
  console.log(`What VS Code wrote is in ${join(testResults, 'host.log')}.`);
}
