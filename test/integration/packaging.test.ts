import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { runCommand } from '../support/install/step.ts';
import { temporaryDirectory } from '../support/ownedProcess.ts';
import { packedFiles } from '../support/package.ts';
import { root } from '../support/paths.ts';

describe('the packed extension', () => {
  let files: readonly string[] = [];
  before(async () => {
    files = await packedFiles();
  });

  it('has everything that the manifest and the processes need', () => {
    const needed = [
      'package.json',
      'package.nls.json',
      'docs/extension-page.md',
      'LICENSE',
      'dist/extension.cjs',
      'dist/processes/engine.mjs',
      'dist/THIRD-PARTY-NOTICES.txt',
    ];
    assert.deepEqual(
      needed.filter((file) => !files.includes(file)),
      [],
    );
  });

  it('has nothing that people who install it do not need', () => {
    const allowed =
      /^(package(\.nls)?\.json|l10n\/bundle\.l10n(\.[\w-]+)?\.json|docs\/(extension-page|dropbox-app)\.md|CHANGELOG\.md|LICENSE|dist\/.+\.(cjs|mjs|js|css|json|txt)|media\/.+\.(svg|png))$/;
    assert.deepEqual(
      files.filter((file) => !allowed.test(file) || file.startsWith('media/screenshots/')),
      [],
    );
  });
});

describe('the notices of third parties', () => {
  it('name each bundled package with the text of its licence, and nothing that is not bundled', async () => {
    const notices = await readFile(join(root, 'dist', 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of ['undici', 'ajv', 'jsonc-parser', '@vscode/webview-ui-toolkit', 'vscode-languageclient'])
      assert.match(notices, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(MIT\\)$`, 'm'));
    assert.match(notices, /^scim2-parse-filter [\d.]+ \(Unlicense\)$/m);
    assert.ok(notices.split('Permission is hereby granted').length > 10);
    assert.doesNotMatch(notices, /^(esbuild|typescript|playwright-core) /m);
  });
});

describe('the packed command line', () => {
  let home = '';
  before(async () => {
    home = temporaryDirectory('npm-pack');
    const folder = join(home, 'node_modules', 'entra-dropbox-provisioning');
    await mkdir(folder, { recursive: true });
    const packing = ['pack', '--ignore-scripts', '--silent', '--pack-destination', home];
    const name = (await runCommand('npm', packing, { cwd: root })).trim().split('\n').at(-1) ?? '';
    // Unpacked and linked rather than installed: its one dependency is Node itself, on which the tests run already.
    await runCommand('tar', ['-xzf', join(home, name), '--strip-components', '1', '-C', folder]);
    await runCommand('npm', ['rebuild', '--ignore-scripts', '--silent'], { cwd: home });
  });

  it('has the command line only, and not the extension', async () => {
    const folder = join(home, 'node_modules', 'entra-dropbox-provisioning');
    const shared = join('dist', 'processes', 'shared-');
    const files = await readdir(folder, { recursive: true });
    assert.deepEqual(files.filter((file) => !file.startsWith(shared)).sort(), [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist',
      join('dist', 'THIRD-PARTY-NOTICES.txt'),
      join('dist', 'dropbox-provisioning.cjs'),
      join('dist', 'processes'),
      join('dist', 'processes', 'cli.mjs'),
      'package.json',
    ]);
  });

  it('runs with npx', async () => {
    const output = await runCommand('npx', ['--no-install', 'dropbox-provisioning', '--help'], { cwd: home });
    for (const command of ['sandbox', 'preview', 'sync', 'explain', 'validate'])
      assert.match(output, new RegExp(command));
  });

  it('ends with the npx that started it', async () => {
    const npx = spawn(
      'npx',
      ['--no-install', 'dropbox-provisioning', 'sandbox', '--users', '5', '--state', join(home, 'state')],
      {
        cwd: home,
        env: { ...process.env, XDG_STATE_HOME: home },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    await once(npx.stdout, 'data');
    npx.kill('SIGTERM');
    // The pipe is at its end when nobody is left who could write to it.
    npx.stdout.resume();
    await once(npx.stdout, 'close');
  });

  it('evaluates an expression', async () => {
    const output = await runCommand(
      'sh',
      [
        '-c',
        `echo '{"expression":"Join(\\"-\\", [a], \\"b\\")","attributes":{"a":"x"}}' | npx --no-install dropbox-provisioning evaluate`,
      ],
      { cwd: home },
    );
    assert.match(output, /\{"value":\s*"x-b"\}/);
  });
});
