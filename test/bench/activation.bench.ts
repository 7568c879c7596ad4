import { launchBrowser } from '../support/browser.ts';
import { ensureVsCode } from '../support/install/vsCode.ts';
import { exitOnSignals, temporaryDirectory } from '../support/ownedProcess.ts';
import { packExtension } from '../support/package.ts';
import { startSandboxProcess } from '../support/sandbox.ts';
import { startVsCodeServer } from '../support/vscodeServer.ts';
import { Workbench } from '../support/workbench.ts';

/**
 * From opening a window on a folder with a job to an active extension (its status bar item is there), and the part of it
 * that VS Code itself counts as ours: loading the bundle and `activate`.
 */
exitOnSignals();
await using running = new AsyncDisposableStack();
const sandbox = await startSandboxProcess(temporaryDirectory('sandbox'));
running.defer(() => sandbox.stop());
const dataDirectory = temporaryDirectory('vscode');
const vsix = await packExtension();
const server = await startVsCodeServer({ vsCode: await ensureVsCode(), dataDirectory, vsix, withTestDriver: false });
running.defer(() => server.stop());
const browser = await launchBrowser();
running.defer(() => browser.close());

for (let round = 0; round < 3; round++) {
  const page = await browser.newPage();
  const opened = performance.now();
  await page.goto(server.address(sandbox.folder));
  const workbench = new Workbench(page, dataDirectory);
  await workbench.statusBarItem('Dropbox').waitFor({ timeout: 60_000 });
  const active = performance.now();
  await workbench.runCommand('Developer: Show Running Extensions');
  const row = page.locator('.runtime-extensions-editor .monaco-list-row').filter({ hasText: 'Dropbox Provisioning' });
  const told = await row.first().innerText();
  const activation = /Activation:\s*(\d+)\s*ms/.exec(told)?.[1] ?? 'not told';
  console.log(
    `round ${round}: window to active extension ${((active - opened) / 1000).toFixed(1)} s; activation ${activation} ms (goal < 100 ms)`,
  );
  await page.close();
}
