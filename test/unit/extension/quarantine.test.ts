import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { quarantineDocument, quarantineLine } from '../../../src/extension/status/quarantineText.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import {
  contradictionIn,
  effectOf,
  oneByOne,
  ordinaryRestart,
  restartCriteria,
  wholeEffectOf,
  withParts,
} from '../../../src/protocol/restartCriteria.ts';
import { quarantine, staged, status } from './samples.ts';

const gone = quarantine({ reason: 'EncounteredQuarantineException', message: 'The target refuses the token.' });

describe('the log', () => {
  const line = (before: Parameters<typeof quarantineLine>[1], after: Parameters<typeof quarantineLine>[2]): string =>
    quarantineLine('Dropbox', before, after, inEnglish)?.text ?? '';

  it('says that a job enters quarantine, is there for another reason, and leaves it', () => {
    assert.match(
      line(null, gone),
      /^Dropbox: the job is in quarantine \(EncounteredQuarantineException\)\. The target refuses/,
    );
    assert.match(
      line(gone, quarantine()),
      /for another reason \(TooManyDeletes, before EncounteredQuarantineException\)/,
    );
    assert.equal(line(gone, null), 'Dropbox: the quarantine has ended (EncounteredQuarantineException).');
  });

  it('says nothing while nothing changes', () => {
    assert.equal(quarantineLine('Dropbox', gone, { ...gone, seriesCount: 5 }, inEnglish), null);
    assert.equal(quarantineLine('Dropbox', null, null, inEnglish), null);
  });
});

describe('the document of a quarantine', () => {
  it('has the cause, what to do, and the request and its response', () => {
    const text = quarantineDocument(
      'Dropbox',
      {
        ...gone,
        exchange: {
          request: { method: 'GET', url: 'https://example.com/scim/Users', headers: {}, body: null },
          response: { status: 401, headers: {}, body: '{"detail":"expired"}' },
          networkError: null,
        },
      },
      inEnglish,
    );
    for (const part of [
      'The target refuses the token',
      '## Recommended action',
      'GET https://example.com/scim/Users',
      'HTTP 401',
      '"detail": "expired"',
    ])
      assert.ok(text.includes(part), part);
  });

  it('says so where no single request is the cause, and where there is none', () => {
    assert.match(quarantineDocument('Dropbox', quarantine(), inEnglish), /No single request is the cause/);
    assert.match(quarantineDocument('Dropbox', null, inEnglish), /isn’t in quarantine/);
  });

  it('takes no Markdown from a server or a name', () => {
    const text = quarantineDocument('[x](command:y)', { ...gone, message: '<b>![](http://evil)</b>' }, inEnglish);
    assert.ok(!text.includes('[x](command:y)') && !text.includes('<b>'), text);
  });
});

describe('the criteria of a restart', () => {
  it('say each what they would do to the job as it is', () => {
    const now = status({ escrowed: 12, linked: { User: 40, Group: 3 } });
    assert.equal(effectOf('Escrows', now, inEnglish), 'Forgets 12 stored failures and tries them again.');
    assert.match(effectOf('QuarantineState', now, inEnglish), /isn’t in quarantine/);
    assert.match(effectOf('ConnectorDataStore', now, inEnglish), /40 users and 3 groups/);
    assert.match(effectOf('Escrows', status(), inEnglish), /no failures are stored/);
    for (const criterion of restartCriteria) assert.ok(effectOf(criterion, now, inEnglish).endsWith('.'), criterion);
  });

  it('say it in a line of a quick pick, also for a large company', () => {
    const large = status({ escrowed: 50_000, linked: { User: 50_000, Group: 5_000 }, quarantine: quarantine() });
    for (const criterion of restartCriteria) assert.ok(effectOf(criterion, large, inEnglish).length <= 75, criterion);
  });

  it('say that staged deletes are forgotten with the accounts, and when there are none, don’t', () => {
    const now = status({ staged: [staged('Ada'), staged('Ben')] });
    assert.match(wholeEffectOf('ConnectorDataStore', now, inEnglish), /Forgets the 2 staged deletes, too/);
    assert.doesNotMatch(wholeEffectOf('ConnectorDataStore', status({}), inEnglish), /staged/);
  });

  it('are told one by one, and refused where one forgets what another carries out', () => {
    assert.deepEqual(oneByOne(['Full']), [...ordinaryRestart, 'ConnectorDataStore']);
    assert.deepEqual(oneByOne(['ForceDeletes', 'Escrows']), ['Escrows', 'ForceDeletes']);
    for (const criterion of ['Full', 'ConnectorDataStore'] as const)
      assert.match(contradictionIn(['ForceDeletes', criterion], inEnglish) ?? '', /^ForceDeletes carries out/);
    assert.equal(contradictionIn(['ForceDeletes', ...ordinaryRestart], inEnglish), null);
  });

  it('release deletes only when that is said: Full does not', () => {
    assert.deepEqual([...withParts(['Full'])].sort(), ['Full', 'ConnectorDataStore', ...ordinaryRestart].sort());
  });
});
