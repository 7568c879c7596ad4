import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { commandIds } from '../../src/extension/commands/commandIds.ts';
import { settingDefaults, settingId, type SettingName } from '../../src/extension/settings/settingDefaults.ts';
import { codeServers } from '../support/install/vsCode.ts';
import { readManifest } from '../support/manifest.ts';
import { root } from '../support/paths.ts';

const manifest = readManifest();
const { commands, menus, configuration, views, viewsWelcome } = manifest.contributes;
const texts = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Readonly<Record<string, string>>;
const extensionCode = globSync('src/extension/**/*.ts', { cwd: root })
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n');

/** Every string of the manifest, with the path to it. */
function* strings(value: unknown, path = ''): Generator<readonly [path: string, text: string]> {
  if (typeof value === 'string') yield [path, value];
  else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) yield* strings(member, `${path}/${key}`);
  }
}

const allStrings = [...strings(manifest)];
const whenClauses = allStrings.filter(([path]) => /\/(when|enablement)$/.test(path)).map(([, text]) => text);
const allMatches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found);
const contributed = new Set(commands.map(({ command }) => command));

describe('the manifest and the code', () => {
  it('know the same commands', () => {
    assert.deepEqual([...contributed].sort(), Object.values(commandIds).sort());
  });

  it('know the same settings, with the same defaults', () => {
    const stated = Object.entries(configuration.properties).map(([id, setting]) => [id, setting.default]);
    const known = Object.entries(settingDefaults).map(([name, usual]) => [settingId(name as SettingName), usual]);
    assert.deepEqual(Object.fromEntries(stated), Object.fromEntries(known));
  });

  it('agree on the context keys of when clauses', () => {
    const declared = /interface ContextKeys \{(.*?)\n\}/s.exec(extensionCode)?.[1] ?? '';
    const known = new Set([...allMatches(declared, /readonly (\w+):/g), ...viewIds().map((id) => id.split('.')[1])]);
    const inEvents = allStrings.flatMap(([, text]) => allMatches(text, /^onContext:dropboxProvisioning\.(\w+)$/g));
    const asked = whenClauses.flatMap((when) => allMatches(when, /dropboxProvisioning\.(\w+)/g)).concat(inEvents);
    assert.deepEqual([...new Set(asked)].sort(), [...known].sort());
  });

  it('have a welcome text for each reason why the tree is empty', () => {
    const states = /type AssignmentsState =(.*?);/s.exec(extensionCode)?.[1] ?? '';
    const greeted = viewsWelcome.flatMap(({ when = '' }) => allMatches(when, /assignmentsState == (\w+)/g));
    const empty = allMatches(states, /'(\w+)'/g).filter((state) => state !== 'ready' && state !== 'reading');
    assert.deepEqual(greeted.sort(), empty.sort());
  });
});

describe('the manifest', () => {
  it('supports VS Code from the oldest on that tests run in, and our API types are no newer', () => {
    const { engines, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly engines: Readonly<Record<string, string>>;
      readonly devDependencies: Readonly<Record<string, string>>;
    };
    const oldest = codeServers.oldest.replace(/^4/, '1');
    assert.equal(engines['vscode'], `^${oldest}`);
    assert.equal(devDependencies['@types/vscode'], `~${oldest}`);
  });

  it('has a text for each %key%, and a use for each text', () => {
    const used = new Set(allStrings.flatMap(([, text]) => allMatches(text, /^%([^%]+)%$/g)));
    assert.deepEqual([...used].sort(), Object.keys(texts).sort());
  });

  it('offers in menus, welcome texts and walkthroughs only commands that exist', () => {
    const inMenus = Object.values(menus).flatMap((entries) => entries.flatMap(({ command }) => command ?? []));
    const inTexts = Object.values(texts).flatMap((text) => allMatches(text, /command:(dropboxProvisioning\.\w+)/g));
    const inEvents = allStrings.flatMap(([, text]) => allMatches(text, /^onCommand:(.+)$/g));
    assert.deepEqual(
      [...inMenus, ...inTexts, ...inEvents].filter((command) => !contributed.has(command)),
      [],
    );
  });

  it('speaks of views that exist', () => {
    const known = viewIds();
    const asked = whenClauses.flatMap((when) => allMatches(when, /\bview == ([\w.]+)/g));
    assert.deepEqual(
      [...asked, ...viewsWelcome.map(({ view }) => view)].filter((view) => !known.includes(view)),
      [],
    );
  });

  it('points to files that exist', () => {
    const files = allStrings.map(([, text]) => text).filter((text) => /^(\.\/)?media\/.+\.\w+$/.test(text));
    assert.ok(files.length > 0);
    assert.deepEqual(
      files.filter((file) => !existsSync(join(root, file))),
      [],
    );
  });

  it('gives every command one category and a title in title case without it', () => {
    for (const { command, category, title } of commands) {
      assert.equal(category, 'Dropbox Provisioning', command);
      const text = texts[title.slice(1, -1)] ?? title;
      assert.match(text, /^[A-Z]/, command);
      assert.doesNotMatch(text, /Dropbox Provisioning/, command);
    }
  });
});

function viewIds(): string[] {
  return Object.values(views).flatMap((group) => group.map(({ id }) => id));
}
