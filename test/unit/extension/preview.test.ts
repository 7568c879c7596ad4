import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PreviewCollector } from '../../../src/extension/preview/previewCollector.ts';
import { countsLine, previewNotice } from '../../../src/extension/preview/previewCounts.ts';
import { diffTitle, objectDocument, objectPath } from '../../../src/extension/preview/previewDocuments.ts';
import { previewSummary } from '../../../src/extension/preview/previewSummary.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import type { DecisionSummary } from '../../../src/protocol/provisioning.ts';
import { decision, quarantine, summary } from './samples.ts';

const named = (displayName: string, traits: Partial<DecisionSummary> = {}): DecisionSummary =>
  decision({ ...traits, source: { id: displayName, type: 'User', displayName } });

function collected(limit: number, decisions: readonly DecisionSummary[]): ReturnType<PreviewCollector['result']> {
  const collector = new PreviewCollector(limit);
  for (const one of decisions) collector.add(one);
  return collector.result();
}

describe('a preview of thousands', () => {
  const creates = Array.from({ length: 3000 }, (_, index) => named(`User ${index}`));
  const loss = named('Zoe', { action: 'disable', destructive: true });
  const result = collected(200, [
    ...creates,
    loss,
    named('Same', { action: 'none' }),
    named('Bad', { action: 'skip', failed: true }),
  ]);

  it('shows as many as the editor opens, what is lost first', () => {
    assert.equal(result.shown.length, 200);
    assert.equal(result.shown[0]?.source.displayName, 'Zoe');
    assert.equal(result.changing, 3001);
  });

  it('lists everyone else in the summary, and says so', () => {
    const told = { licensed: 20, free: 5, freed: 0, needed: 12 };
    const without = [{ id: 'u9', type: 'User', displayName: 'Zoe *Young*' } as const];
    const preview = { jobName: 'Dropbox', made: '29 Nov 2026, 10:40', result };
    const short = previewSummary({ ...preview, summary: summary({ seats: { told, without } }) }, inEnglish);
    assert.match(short, /^> ⚠ 12 seats are needed, 5 are free\. 1 user gets no seat: Zoe \\\*Young\\\*\./m);
    const text = previewSummary({ ...preview, summary: summary() }, inEnglish);
    assert.match(text, /shows 200 of the 3001 objects/);
    for (let index = 0; index < 3000; index++) assert.ok(text.includes(`| User ${index} |`), `User ${index}`);
    assert.ok(text.indexOf('## Fail: 1') < text.indexOf('## Create: 3000'), 'what needs an eye comes first');
  });

  it('counts each object once', () => {
    const counts = { create: 3000, update: 0, disable: 1, delete: 0, skip: 0, none: 1, failure: 1, permanent: 1 };
    const held = { disable: 0, permanent: 0, delete: 0, groups: 0 };
    assert.deepEqual(result.counts, { ...counts, held });
    assert.equal(
      countsLine(result.counts, inEnglish),
      "3000 to create; 1 to disable, permanently: the invitation hasn't been accepted; 1 failing; 1 unchanged",
    );
  });

  it('is shown short enough to be rendered, and says how many it leaves out', () => {
    const preview = { jobName: 'Dropbox', made: 'now', result, summary: summary() };
    const text = previewSummary(preview, inEnglish, 10);
    assert.ok(text.length < 5000);
    assert.match(text, /## Create: 3000\n[^]*… and 2990 more: \*Show Everyone in the Preview\*/);
  });

  it('tells in the tab of the differences of how many they are', () => {
    const diff = { title: 'Preview: Dropbox', time: '10:40', shown: 200, of: 10_040 };
    assert.match(diffTitle(diff, inEnglish), /^Preview: Dropbox \(10:40\), 200 of 10.?040 changes$/);
    assert.equal(diffTitle({ ...diff, of: 200 }, inEnglish), 'Preview: Dropbox (10:40)');
  });
});

describe('a preview above the threshold', () => {
  const held = Array.from({ length: 76 }, (_, index) =>
    named(`Leaver ${index}`, { action: 'disable', destructive: true, held: 'whole' }),
  );
  const group = { id: 'g', type: 'Group', displayName: 'Readers' } as const;
  const part = decision({ source: group, action: 'update', held: 'part' });
  const result = collected(200, [named('New'), ...held, part]);
  const message = '76 objects would be disabled. Accidental-deletion prevention holds this back.';
  const quarantined = summary({ staged: 77, quarantine: quarantine({ message }) });
  const words = "76 to disable, all of them permanently: their invitations haven't been accepted";

  it('counts as held back what a sync holds back, and not as what it does', () => {
    assert.deepEqual([result.counts.disable, result.counts.permanent, result.counts.update], [0, 0, 1]);
    assert.equal(
      previewNotice(result.counts, quarantined, inEnglish),
      `Preview: 1 to create, 1 to update. Held back: ${words}; 1 group would lose members. Nothing was written.`,
    );
  });

  it('says nowhere that it happens, and begins with what is dangerous', () => {
    const text = previewSummary({ jobName: 'Dropbox', made: 'now', result, summary: quarantined }, inEnglish);
    assert.match(text, /\| Disable \| 0 \|\n\| Delete \| 0 \|\n\| Held back \| 77 \|/);
    assert.ok(!text.includes('## Disable'), text);
    assert.match(text, /## Held back: 77\n[^]*\| User \| ⚠ Leaver 0 \| Disable, permanently \|/);
    const places = ['> ⚠ 76 objects', `> ⚠ Held back: 76 to disable`, '| Action |', '## Held back', '## Create'];
    const found = places.map((each) => text.indexOf(each));
    assert.ok(
      found.every((at, index) => at >= 0 && (index === 0 || at > (found[index - 1] ?? 0))),
      found.join(),
    );
  });

  it('says so in each diff, too', () => {
    const [first] = held;
    assert.ok(first !== undefined);
    assert.match(objectPath(first, inEnglish), /\/Held back: Disable Leaver 0\.jsonc$/);
    const text = objectDocument(first, 'after', inEnglish).replaceAll('\n// ', ' ');
    assert.match(text, /^\/\/ Held back: Disable The next sync doesn’t do this until you release it\./);
    assert.match(text, /would be deleted permanently/);
    assert.match(objectDocument(part, 'after', inEnglish).replaceAll('\n// ', ' '), /Members who would leave stay/);
  });
});

describe('the diff of one object', () => {
  const changes = [
    { attribute: 'active', old: true, new: false },
    { attribute: 'emails', old: null, new: ['a@b.c'] },
  ];
  const update = named('Ada', { action: 'update', changes });
  const sides = (one: DecisionSummary): readonly [string, string] => [
    objectDocument(one, 'before', inEnglish),
    objectDocument(one, 'after', inEnglish),
  ];
  const withoutComments = (text: string): string => text.replace(/^\/\/.*\n/gm, '');

  it('holds the changing attributes on both sides, and the reason', () => {
    const [before, after] = sides(update);
    assert.match(before, /^\/\/ Update\n\{/);
    assert.match(after, /^\/\/ Update\n\/\/ In scope, and no account matches\.\n\{/);
    assert.deepEqual(JSON.parse(withoutComments(before)), { active: true, emails: null });
    assert.deepEqual(JSON.parse(withoutComments(after)), { active: false, emails: ['a@b.c'] });
  });

  it('has no attributes of who is not there before, or after', () => {
    assert.equal(sides(named('Ada', { action: 'create', changes }))[0], '// Create\n');
    assert.equal(withoutComments(sides(named('Ada', { action: 'delete', changes }))[1]), '');
  });

  it('warns of what cannot be undone', () => {
    const text = objectDocument(named('Ada', { action: 'disable', destructive: true }), 'after', inEnglish);
    assert.match(text.replaceAll('\n// ', ' '), /account is deleted permanently/);
  });

  it('has action, name and reason in its heading, whatever is in them', () => {
    assert.equal(objectPath(named('Ada'), inEnglish), '/In scope, and no account matches/Create Ada.jsonc');
    assert.equal(objectPath(named('../a\\b\n'), inEnglish).split('/').length, 3);
  });
});
