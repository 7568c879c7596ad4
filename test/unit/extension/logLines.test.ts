import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countsText, cycleLine, eventLine, eventReference, seatLine } from '../../../src/extension/logs/logLines.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import type { ProvisioningEvent } from '../../../src/protocol/provisioning.ts';
import { event, quarantine, summary } from './samples.ts';

const reason = { code: 'X', message: 'No surname.', recommendedAction: 'Fill it in.' };

describe('a line of the provisioning log', () => {
  const cases: readonly (readonly [Partial<ProvisioningEvent>, string, string])[] = [
    [{}, 'info', 'Created user Ada Lovelace: userName [event 7]'],
    [
      { action: 'disable', modifiedProperties: [{ attribute: 'active', old: true, new: false }], reason },
      'info',
      'Disabled user Ada Lovelace: No surname. [event 7]',
    ],
    [
      { action: 'skip', status: 'skipped', reason },
      'warn',
      'Skipped user Ada Lovelace: No surname. Fill it in. [event 7]',
    ],
    [
      { action: 'stagedDelete', status: 'warning', reason },
      'warn',
      'Held back user Ada Lovelace: No surname. Fill it in. [event 7]',
    ],
    [{ status: 'failure', reason }, 'error', 'Failed user Ada Lovelace: No surname. Fill it in. [event 7]'],
  ];
  for (const [traits, level, text] of cases) {
    it(`is at level ${level} for ${traits.action ?? 'create'} (${traits.status ?? 'success'})`, () => {
      assert.deepEqual(eventLine(event(traits), inEnglish), { level, text });
    });
  }

  it('stays one line whatever the name', () => {
    const source = { id: 'u1', type: 'User', displayName: 'Ada\nERROR forged' } as const;
    assert.ok(!eventLine(event({ source }), inEnglish).text.includes('\n'));
  });

  it('holds no values of attributes', () => {
    assert.ok(!eventLine(event(), inEnglish).text.includes('ada@contoso.com'));
  });

  it('leads back to its event', () => {
    const { text } = eventLine(event({ id: 123 }), inEnglish);
    const reference = eventReference(`2026-11-01 [info] ${text}`);
    assert.equal(reference?.id, 123);
    assert.equal(`2026-11-01 [info] ${text}`.slice(reference.start, reference.start + reference.length), 'event 123');
    assert.equal(eventReference('Incremental cycle finished: 3 created in 0.2 s'), null);
  });
});

describe('the last line of a cycle', () => {
  it('has the counts, requests and duration', () => {
    assert.deepEqual(cycleLine(summary(), inEnglish), {
      level: 'info',
      text: 'Initial cycle finished: 2 created, 1 skipped; 3 requests to the source, 4 to the target (2 writes) in 1.5 s',
    });
  });

  it('says that a quarantine stopped it, and what to do', () => {
    const held = quarantine({ message: 'Too many deletes.' });
    const line = cycleLine(summary({ outcome: 'quarantined', quarantine: held }), inEnglish);
    assert.equal(line.level, 'error');
    assert.match(line.text, /Too many deletes\. Look\.$/);
  });

  it('warns of failures and of what is held back', () => {
    assert.equal(cycleLine(summary({ staged: 3 }), inEnglish).level, 'warn');
  });

  it('tells how the seats go round, and who gets none', () => {
    const zoe = { id: 'u9', type: 'User', displayName: 'Zoe Young' } as const;
    const told = { licensed: 20, free: 5, freed: 0, needed: 6 };
    assert.deepEqual(seatLine({ told, without: [zoe] }, inEnglish), {
      level: 'warn',
      text: '6 seats are needed, 5 are free. 1 user gets no seat: Zoe Young. Buy seats in Dropbox’s admin console, or remove or suspend somebody. Whoever waits is tried again in every cycle.',
    });
    const enough = { told: { ...told, free: 4, freed: 2 }, without: [] };
    assert.deepEqual(seatLine(enough, inEnglish), {
      level: 'info',
      text: '6 seats are needed, 4 are free, and 2 more when those who leave are suspended or removed first.',
    });
    const learnt = cycleLine(summary({ seats: { told: null, without: [zoe] } }), inEnglish);
    assert.equal(learnt.level, 'warn');
    assert.match(learnt.text, /1 user gets no seat: Zoe Young\./);
    assert.equal(countsText(summary({ staged: 3 }), inEnglish), '2 created, 3 held back, 1 skipped');
  });
});
