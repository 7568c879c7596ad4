/**
 * The first thing that `npm start`, `npm test` and `npm run bench` run. It needs nothing but some Node 20 or later: it
 * installs the project's packages when they are missing or out of date, and goes on under the Node 24 that is one of them.
 */
import { spawn } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bundledNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(`This is Node.js ${process.versions.node}; version 20 or later is needed to begin (https://nodejs.org).`);
}
endWithNpm();
const missing = whatIsMissing();
if (missing !== null) await installPackages(missing);
await goOn();

/** Why `npm ci` has to run, or null: compares what is installed with the lock file, whatever the files' dates say. */
function whatIsMissing() {
  const installedLock = join(root, 'node_modules', '.package-lock.json'); // npm writes it last: absent after an interruption
  if (!existsSync(installedLock)) return 'not installed yet';
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedLock, 'utf8')).packages;
  const differing = Object.entries(wanted).find(
    ([path, { version, optional }]) => path !== '' && optional !== true && installed[path]?.version !== version,
  );
  if (differing) return `${differing[0].replace(/^.*node_modules\//, '')} is not the version in package-lock.json`;
  return existsSync(bundledNode) ? null : 'Node 24 is missing';
}

async function installPackages(reason) {
  const packages = lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false });
  if (packages?.isSymbolicLink()) {
    // npm ci would empty the folder that the link leads to.
    fail(`node_modules is a link, and what it leads to doesn't fit (${reason}). Run npm ci there, or remove the link.`);
  }
  const began = Date.now();
  console.log(`• Installing the project's packages with npm ci (${reason}) …`);
  const { code, output } = await run(
    'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'],
    outsideEnvironment(),
  );
  if (code === 0 && existsSync(bundledNode)) {
    console.log(`  done in ${((Date.now() - began) / 1000).toFixed(0)} s`);
    return;
  }
  const offline = /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|network/.test(output);
  fail(
    `${output.trim()}\n\nThe packages could not be installed${offline ? ' because the npm registry was not reached' : ''}.\n` +
      (offline
        ? 'Check the network and the proxy (npm config get registry, npm config get proxy), then run the same command again.'
        : 'Mend what npm says above, then run the same command again; it begins afresh.'),
  );
}

/** The environment without what an outer `npm run` put in, so that npm installs with the machine's own Node. */
function outsideEnvironment() {
  const ours = join(root, 'node_modules');
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(package|lifecycle|command|execpath|node)|INIT_CWD)/.test(name),
  );
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(ours));
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) };
}

/** Runs a command in the project's root to its end; a signal that ends this process ends it too. */
function run(command, args, env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env,
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: `${command}: ${error.message}` }));
    child.on('close', (code) => resolve({ code, output }));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.once(signal, () => {
        child.kill(signal);
        process.exit(130);
      });
    }
  });
}

/** Hands over to main.ts under Node 24: in this process when it is one already, else in a child that gets our signals. */
async function goOn() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
  const main = join(root, 'test', 'support', 'main.ts');
  if (Number(process.versions.node.split('.')[0]) >= 24) {
    await import(new URL('main.ts', import.meta.url).href);
    return;
  }
  const child = spawn(bundledNode, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

/**
 * Ends when npm has ended: a signal to npm alone ends the shell between npm and this process, and would leave this process
 * (and all that it started) behind.
 */
function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
