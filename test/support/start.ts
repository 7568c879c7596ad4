import { existsSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { ensureVsCode } from './install/vsCode.ts';
import { runCommand } from './install/step.ts';
import { exitOnSignals } from './ownedProcess.ts';
import { build, packExtension } from './package.ts';
import { root } from './paths.ts';
import { startSandboxProcess, type SandboxProcess } from './sandbox.ts';
import { startVsCodeServer } from './vscodeServer.ts';

/** Stable, so that the browser finds what it kept for this address; the next free one when it is taken. */
const ports = '8790-8890';

/** Holds the address of the VS Code that runs, for a second `npm start`; only its owner may read the token in it. */
const addressFile = join(root, '.cache', 'vscode-address');

/**
 * `npm start [-- --desktop] [-- --users N]`: builds, starts the sandbox, and shows its folder in a real VS Code with the
 * extension: in the browser, or in the desktop's when that is there and wanted. Runs until Ctrl+C; the sandbox's state is
 * kept in `.cache/` for the next time.
 *
 * @returns whether it ended because it was asked to.
 */
export async function start(args: readonly string[]): Promise<boolean> {
  exitOnSignals();
  const running = await runningAddress();
  if (running !== null) {
    console.log(
      `VS Code runs already, from another npm start here:\n  ${running}\n\nTo start anew, stop that one first.`,
    );
    return true;
  }
  const desktop = await wantsDesktop(args);
  await build();
  await using owned = new AsyncDisposableStack();
  const sandbox = await startSandboxProcess(
    join(root, '.cache', 'sandbox'),
    args.filter((arg) => arg !== '--desktop'),
  );
  owned.defer(() => sandbox.stop());
  console.log(
    `\nThe sandbox is ready:\n  directory  ${sandbox.source.baseAddress}\n  target     ${sandbox.target.baseAddress}`,
  );
  if (desktop) {
    await openDesktop(sandbox);
    return await endsFirst({ 'The sandbox': sandbox.ended });
  }
  const server = await startVsCodeServer({
    vsCode: await ensureVsCode(),
    dataDirectory: join(root, '.cache', 'vscode'),
    port: ports,
    vsix: await packExtension(),
    withTestDriver: false,
    settings: { 'dropboxProvisioning.showOnStartup': true },
  });
  owned.defer(() => server.stop());
  const address = server.address(sandbox.folder);
  await writeFile(addressFile, address, { mode: 0o600 });
  owned.defer(() => {
    rmSync(addressFile, { force: true });
  });
  console.log(`\nOpen VS Code in your browser:\n  ${address}\n\nCtrl+C stops both.`);
  sandbox.ended.then(tellSandboxEnded, tellSandboxEnded);
  return await endsFirst({ 'VS Code': server.ended });
}

/** VS Code stays open: *Start Sandbox* goes on with what the sandbox kept. */
function tellSandboxEnded(code: unknown): void {
  const how = code === 0 || code === 143 ? 'has stopped' : 'ended unexpectedly';
  console.log(
    `\nThe sandbox ${how}. Its users, groups and accounts are kept.\n` +
      'To start it again, run Dropbox Provisioning: Start Sandbox in VS Code.',
  );
}

/** The address that a running `npm start` of this checkout has printed, once it answers; null when none runs. */
async function runningAddress(): Promise<string | null> {
  const address = await readFile(addressFile, 'utf8').catch(() => null);
  if (address === null) return null;
  // It takes the token with a redirect that sets a cookie, and refuses the token of a server that has gone.
  const answer = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(5000) }).catch(() => null);
  return answer !== null && answer.status < 400 ? address : null;
}

/** Waits for a signal or for the first of the processes that ends by itself, which is a failure to tell about. */
async function endsFirst(processes: Readonly<Record<string, Promise<number | null>>>): Promise<boolean> {
  const { promise: asked, resolve } = Promise.withResolvers<null>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.removeAllListeners(signal); // a second signal, while all is being stopped, ends at once
    process.once(signal, () => {
      exitOnSignals();
      resolve(null);
    });
  }
  const ends = Object.entries(processes).map(([name, ended]) => ended.then((code) => ({ name, code })));
  const first = await Promise.race([asked, ...ends]);
  if (first) console.error(`${first.name} ended unexpectedly with exit code ${String(first.code)}.`);
  else console.log('\nStopping …');
  return first === null;
}

/** Whether the desktop's VS Code is to be used: when asked for, or when it is there and the person says so. */
async function wantsDesktop(args: readonly string[]): Promise<boolean> {
  if (args.includes('--desktop')) return true;
  if (!onPath('code')) return false;
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    console.log('VS Code is installed on this machine: npm start -- --desktop uses it instead of the browser.');
    return false;
  }
  const question = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await question.question('Use the VS Code of this machine instead of one in the browser? [y/N] ');
  question.close();
  return /^y/i.test(answer);
}

async function openDesktop(sandbox: SandboxProcess): Promise<void> {
  await runCommand('code', ['--new-window', `--extensionDevelopmentPath=${root}`, sandbox.folder]);
  console.log('\nVS Code is open on the sandbox. Ctrl+C stops the sandbox.');
}

function onPath(command: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const names = process.platform === 'win32' ? [`${command}.cmd`, `${command}.exe`] : [command];
  return folders.some((folder) => names.some((name) => existsSync(join(folder, name))));
}
