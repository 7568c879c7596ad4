import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand, step } from './install/step.ts';
import { root, vsix } from './paths.ts';

/** Two megabytes: what a person downloads to get the extension stays small. */
const largestVsix = 2_000_000;

/**
 * Bundles the sources into dist/.
 *
 * @throws Error with esbuild's messages.
 */
export async function build(): Promise<void> {
  const readable = process.env['DROPBOX_PROVISIONING_READABLE'] === undefined ? [] : ['--debug'];
  await step('Building', () => runCommand(process.execPath, ['esbuild.mjs', ...readable], { cwd: root }));
}

/**
 * Packs dist/ into the VSIX that people install.
 *
 * @returns the path of the VSIX.
 * @throws Error with vsce's messages, or when the VSIX is larger than that.
 */
export async function packExtension(): Promise<string> {
  await step('Packing the extension', async () => {
    await mkdir(dirname(vsix), { recursive: true });
    await vsce('package', '--allow-missing-repository', '--out', vsix);
    const { size } = await stat(vsix);
    if (size > largestVsix && process.env['DROPBOX_PROVISIONING_READABLE'] === undefined) {
      throw new Error(
        `The VSIX has ${size} bytes, more than the ${largestVsix} allowed. What is in it: npx vsce ls --no-dependencies --tree`,
      );
    }
  });
  return vsix;
}

/** What VS Code shows of the extension when it is installed: it can show neither the README's pictures nor its links. */
const extensionPage = 'docs/extension-page.md';

/** The files that go into the VSIX, as paths from the project's root. */
export async function packedFiles(): Promise<string[]> {
  const output = await vsce('ls');
  return output.split('\n').filter((line) => line !== '');
}

function vsce(command: string, ...args: readonly string[]): Promise<string> {
  const script = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  return runCommand(process.execPath, [script, command, '--no-dependencies', '--readme-path', extensionPage, ...args], {
    cwd: root,
  });
}
