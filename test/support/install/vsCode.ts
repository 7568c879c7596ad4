import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { npmInstall } from './npmInstall.ts';
import { step } from './step.ts';
import { ensureNode } from './vsCodeNode.ts';

/**
 * Versions of the npm package `code-server`, which carries the VS Code of the same number (4.139.1: VS Code 1.139.1): the
 * one that tests run in, and the oldest that the extension says it runs in (package.json, `engines.vscode`).
 */
export const codeServers = { newest: '4.139.1', oldest: '4.110.0' } as const;

/** Tells this process, and those that it starts, which of them tests run in (`newest` by default). */
export const vsCodeVariable = 'DROPBOX_PROVISIONING_VSCODE';

/**
 * Where downloads are kept between runs and checkouts: `DROPBOX_PROVISIONING_CACHE`, else
 * `$XDG_CACHE_HOME/entra-dropbox-provisioning`, else `~/.cache/entra-dropbox-provisioning`.
 */
export function cacheDirectory(): string {
  const chosen = process.env['DROPBOX_PROVISIONING_CACHE'];
  if (chosen) return chosen;
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'entra-dropbox-provisioning');
}

/**
 * Makes sure that a whole VS Code (workbench, server, extension host, built-in extensions) is in the cache. It comes from
 * the npm registry, inside the package `code-server`, without compiling anything: two native modules are replaced (see
 * {@link replaceNativeModules}), and the integrated terminal, which needs a third, does not work. It is made in a folder of its own and renamed into place when it is complete, so an
 * interrupted installation is never taken for a whole one.
 *
 * @returns the folder of VS Code's server, with `out/server-main.js` in it.
 * @throws Error saying what npm said when the registry is not reached.
 */
export async function ensureVsCode(): Promise<string> {
  const cache = cacheDirectory();
  const codeServerVersion = codeServers[process.env[vsCodeVariable] === 'oldest' ? 'oldest' : 'newest'];
  const home = join(cache, `code-server-${codeServerVersion}`);
  const server = (folder: string) => join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  if (existsSync(join(home, 'complete'))) {
    await replaceNativeModules(server(home));
    await ensureNode(join(home, 'node_modules', 'code-server'));
    return server(home);
  }
  await removeLeftovers(cache);
  const partial = `${home}.partial-${process.pid}`;
  await step(`Installing VS Code into ${home} (code-server ${codeServerVersion} from npm, about 600 MB)`, async () => {
    await mkdir(partial, { recursive: true });
    await writeFile(join(partial, 'package.json'), '{ "private": true }\n');
    try {
      await npmInstall(partial, [`code-server@${codeServerVersion}`]);
      await npmInstall(server(partial), ['--omit=dev']);
    } catch (error) {
      await rm(partial, { recursive: true, force: true });
      throw new Error(
        'VS Code could not be installed from the npm registry. Check the network and the proxy (npm config get registry), then run the same command again.',
        { cause: error },
      );
    }
    await replaceNativeModules(server(partial));
    await ensureNode(join(partial, 'node_modules', 'code-server'));
    await writeFile(join(partial, 'complete'), '');
    await takePlace(partial, home);
  });
  return server(home);
}

/**
 * Puts scripts of ours in the place of the native modules that VS Code cannot do without: the one that writes log files
 * and the one that ends an orphaned extension host.
 */
async function replaceNativeModules(server: string): Promise<void> {
  for (const name of ['spdlog', 'native-watchdog']) {
    const script = await readFile(new URL(`replacements/${name}.cjs`, import.meta.url), 'utf8');
    const place = join(server, 'node_modules', '@vscode', name, 'index.js');
    if ((await readFile(place, 'utf8')) !== script) await writeFile(place, script);
  }
}

/** Renames the complete folder into place; another run that was quicker has put the same there. */
async function takePlace(partial: string, home: string): Promise<void> {
  try {
    if (!existsSync(join(home, 'complete'))) await rm(home, { recursive: true, force: true });
    await rename(partial, home);
  } catch (error) {
    if (!existsSync(join(home, 'complete'))) throw error;
    await rm(partial, { recursive: true, force: true });
  }
}

/** Removes what interrupted installations left behind, but not what another process is making now. */
async function removeLeftovers(cache: string): Promise<void> {
  if (!existsSync(cache)) return;
  for (const name of await readdir(cache)) {
    const owner = /\.partial-(\d+)$/.exec(name)?.[1];
    if (owner !== undefined && !isRunning(Number(owner))) await rm(join(cache, name), { recursive: true, force: true });
  }
}

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}
