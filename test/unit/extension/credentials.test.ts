import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkToken, cleanToken } from '../../../src/extension/credentials/checkToken.ts';
import { credentialKey, credentialNeeds } from '../../../src/extension/credentials/credentialNeeds.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import type { JobSource, JobTarget } from '../../../src/job/job.ts';

const tenant = { kind: 'entra', tenantId: 't', servicePrincipalId: 's', cloud: 'global' } as const;
const needs = (source: JobSource, target: JobTarget): ReturnType<typeof credentialNeeds> =>
  credentialNeeds({ source, target });
const scim = (baseAddress: string): JobTarget => ({ kind: 'scim', baseAddress, compatibility: 'rfc7644' });

describe('a credential', () => {
  it('belongs to one origin on one side of one job', () => {
    const keys = [
      credentialKey('a', { side: 'target', origin: 'https://one.example' }),
      credentialKey('b', { side: 'target', origin: 'https://one.example' }),
      credentialKey('a', { side: 'source', origin: 'https://one.example' }),
      credentialKey('a', { side: 'target', origin: 'https://two.example' }),
    ];
    assert.equal(new Set(keys).size, keys.length);
  });

  it('is asked for where requests go', () => {
    assert.deepEqual(
      needs(tenant, scim('https://www.dropbox.com/scim/v2')).map(({ side, origin }) => [side, origin]),
      [
        ['source', 'https://graph.microsoft.com'],
        ['target', 'https://www.dropbox.com'],
      ],
    );
    assert.equal(
      needs({ ...tenant, cloud: 'china' }, { kind: 'sandbox' })[0]?.origin,
      'https://microsoftgraph.chinacloudapi.cn',
    );
    assert.deepEqual(needs({ kind: 'sandbox' }, { kind: 'sandbox' }), []);
  });

  it('of a Microsoft account goes to Microsoft Graph only, whatever address a job names', () => {
    assert.ok(needs(tenant, { kind: 'sandbox' })[0]?.graph);
    const [elsewhere] = needs(
      { ...tenant, baseAddress: 'https://graph.microsoft.com.evil.example/v1.0' },
      { kind: 'sandbox' },
    );
    assert.equal(elsewhere?.graph, null);
    assert.equal(elsewhere.origin, 'https://graph.microsoft.com.evil.example');
  });
});

describe('a pasted token', () => {
  it('loses what is copied along', () => {
    assert.equal(cleanToken('  Bearer abc.def \n'), 'abc.def');
    assert.equal(checkToken('Bearer abc.def', inEnglish), null);
  });

  it('is refused without being quoted', () => {
    for (const pasted of ['', 'two words', 'https://www.dropbox.com', 'päss']) {
      const problem = checkToken(pasted, inEnglish);
      assert.ok(problem !== null && (pasted === '' || !problem.includes(pasted)), pasted);
    }
  });
});
