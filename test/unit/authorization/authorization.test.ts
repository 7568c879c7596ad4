import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  accessToken,
  readStoredAuthorization,
  storedAuthorization,
  usableToken,
  type Authorization,
} from '../../../src/authorization/authorization.ts';
import { authorizationServer } from '../../../src/authorization/authorizationServer.ts';
import { AuthorizationFailure, authorizationWords } from '../../../src/authorization/authorizationFailure.ts';
import { missingScopes, neededScopes, provisionedBy } from '../../../src/authorization/scopes.ts';
import { createJobText } from '../../../src/job/defaultJob.ts';
import { readJob } from '../../../src/job/readJob.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';

const now = Date.parse('2026-01-05T08:00:00Z');
const authorization: Authorization = {
  appKey: 'key',
  refreshToken: 'refresh',
  access: accessToken('access', 14_400, ['members.read'], now),
  team: { id: 'dbtid:1', name: 'Contoso' },
  admin: 'admin@contoso.com',
};

describe('an access token', () => {
  it('is renewed five minutes before its end', () => {
    const fourHours = now + 14_400_000;
    assert.equal(usableToken(authorization, null, fourHours - 300_001)?.token, 'access');
    assert.equal(usableToken(authorization, null, fourHours - 300_000), null);
  });

  it('that lives for minutes only is used for most of them', () => {
    const { renewAt, expiresAt } = accessToken('short', 100, [], now);
    assert.deepEqual([renewAt - now, expiresAt - now], [90_000, 100_000]);
  });

  it('is renewed when the server has refused it, and before the first use', () => {
    assert.equal(usableToken(authorization, 'access', now), null);
    assert.equal(usableToken(authorization, 'an earlier one', now)?.token, 'access');
    assert.equal(usableToken({ ...authorization, access: null }, null, now), null);
  });
});

describe('a stored authorization', () => {
  it('is told from a token that was pasted', () => {
    assert.deepEqual(readStoredAuthorization(storedAuthorization(authorization)), authorization);
    for (const stored of [
      'sl.u.abc',
      '{"refreshToken":"x","appKey":"y"}',
      'dropbox authorization {}',
      'dropbox authorization {',
    ])
      assert.equal(readStoredAuthorization(stored), null, stored);
  });
});

describe('the scopes of a job', () => {
  const provisioned = (without: string): ReturnType<typeof provisionedBy> => {
    const text = createJobText({
      id: 'job',
      displayName: 'Job',
      source: { kind: 'sandbox' },
      target: { kind: 'dropboxBusiness' },
    });
    const { job } = readJob(text);
    assert.ok(job);
    const rules = job.schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((mapping) =>
        mapping.sourceObjectName === without ? { ...mapping, enabled: false } : mapping,
      ),
    }));
    return provisionedBy({ schema: { ...job.schema, synchronizationRules: rules } });
  };

  it('are those that its mappings need', () => {
    const all = ['team_info.read', 'members.read', 'members.write', 'members.delete', 'groups.read', 'groups.write'];
    assert.deepEqual(neededScopes(provisioned(''), true), all);
    assert.deepEqual(neededScopes(provisioned('Group'), true), all.slice(0, 4));
    assert.deepEqual(neededScopes(provisioned('User'), true), [all[0], all[1], all[4], all[5]]);
  });

  it('leave out removing where it isn’t allowed', () => {
    assert.ok(!neededScopes(provisioned(''), false).includes('members.delete'));
    assert.deepEqual(missingScopes(['members.read', 'groups.read'], ['members.read']), ['groups.read']);
  });
});

describe('the server that authorizes', () => {
  const sandbox = { apiAddress: 'http://127.0.0.1:4003', authorizeAddress: 'http://127.0.0.1:4003/oauth2/authorize' };

  it('is Dropbox for Dropbox’s address', () => {
    for (const apiAddress of [undefined, 'https://api.dropboxapi.com', 'https://api.dropboxapi.com/']) {
      const server = authorizationServer({ ...(apiAddress === undefined ? {} : { apiAddress }) }, sandbox);
      assert.equal(server?.authorizeAddress, 'https://www.dropbox.com/oauth2/authorize');
      assert.equal(server.tokenAddress, 'https://api.dropboxapi.com/oauth2/token');
    }
  });

  it('is the sandbox for the running sandbox’s address', () => {
    const server = authorizationServer({ apiAddress: sandbox.apiAddress }, sandbox);
    assert.equal(server?.kind, 'sandbox');
    assert.equal(server.authorizeAddress, sandbox.authorizeAddress);
    assert.equal(server.tokenAddress, 'http://127.0.0.1:4003/oauth2/token');
  });

  it('is nobody for another address, which could hand the admin’s click on', () => {
    for (const apiAddress of [
      'https://api.dropboxapi.com.evil.example',
      'http://127.0.0.1:4004',
      'https://dropbox.com',
    ])
      assert.equal(authorizationServer({ apiAddress }, sandbox), null, apiAddress);
    assert.equal(authorizationServer({ apiAddress: sandbox.apiAddress }, null), null);
  });
});

it('each failure says what happened and what to do next, in sentences', () => {
  const kinds = [
    'denied', 'otherRequest', 'timedOut', 'codeRefused', 'revoked', 'appRefused', 'scopeRefused', 'noRedirect',
    'refused', 'unreachable', 'unreadable', 'noAdmin', 'otherTeam', 'none',
  ] as const; // prettier-ignore
  const told = kinds.map((kind) =>
    authorizationWords(new AuthorizationFailure(kind, 'https://a.example', 'd'), inEnglish),
  );
  for (const sentence of told.flat()) assert.match(sentence, /^[^{}]+\.$/);
  assert.equal(new Set(told.map(([what]) => what)).size, kinds.length);
});
