import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AuthorizationFailure } from '../../../src/authorization/authorizationFailure.ts';
import { networkReason } from '../../../src/authorization/networkReason.ts';
import { SignInFailure } from '../../../src/authorization/entra/signInFailure.ts';
import { refusedAnswer, routeError } from '../../../src/directories/dropboxBusiness/errors.ts';
import { refusalOf } from '../../../src/directories/dropboxBusiness/refusalOf.ts';
import { tagReasons } from '../../../src/directories/dropboxBusiness/tagReasons.ts';
import { graphRefusal } from '../../../src/directories/entra/graphRefusal.ts';
import { hideIn } from '../../../src/directories/http/exchange.ts';
import type { HttpAnswer } from '../../../src/directories/http/httpClient.ts';
import { failureSentence } from '../../../src/directories/http/networkFailures.ts';
import { errorOf } from '../../../src/directories/scim/errors.ts';
import { learnedSentences } from '../../../src/directories/scim/learned.ts';
import { parseSnapshot } from '../../../src/directories/snapshot/snapshotFile.ts';
import type { TargetError } from '../../../src/directories/targetDirectory.ts';
import { textOf } from '../../../src/protocol/failure.ts';
import { inEnglish, type Localize } from '../../../src/protocol/localize.ts';
import { english, render, text, type Text } from '../../../src/protocol/text.ts';
import { englishIn, inPseudoLanguage } from '../../support/texts/pseudoLanguage.ts';

const translated: Localize = (message, ...values) => inEnglish(inPseudoLanguage(message), ...values);

/** Every part of a text is one that a translation reaches. @param data what others have said, and names. */
function assertTranslated(told: Text | null, data: readonly string[] = []): void {
  assert.ok(told !== null && english(told) !== '');
  assert.deepEqual(englishIn([render(told, translated)], ['HTTP', ...data]), []);
}

/** A response, quoted as it is. */
function answerWith(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  const quoted = typeof body === 'string' ? body : JSON.stringify(body);
  const request = { method: 'GET', url: 'https://target.example/Users', headers: {}, body: null };
  const response = { status, headers, body: quoted };
  const exchange = (): ReturnType<HttpAnswer['exchange']> => ({ request, response, networkError: null });
  return { status, headers, text: quoted, maybeActed: false, exchange };
}

const what = text`The creation was refused`;

describe('what directories say is translated', () => {
  it('of a refusal by SCIM, but for the target’s own words', () => {
    const location = 'https://other.example';
    assertTranslated(errorOf(answerWith(400, { detail: 'Seat gone' }), what).text, ['Seat gone']);
    assertTranslated(errorOf(answerWith(500, ''), what).text);
    assertTranslated(errorOf(answerWith(302, '', { location }), what).text, [location]);
    assertTranslated(errorOf(answerWith(302, ''), what).text);
  });

  it('of each reason that Dropbox gives for a refusal, with what to do', () => {
    const names = ['userName', 'externalId', 'displayName', '"transferFilesTo"', '"otherwiseTo"', '"transferAdmin"'];
    for (const tag of [...Object.keys(tagReasons), 'never_seen']) {
      const refused = { kind: 'refused', tag, error: null, answer: answerWith(409, {}) } as const;
      const { text: told, advice } = routeError(refused, what);
      assertTranslated(told, [tag]);
      assertTranslated(advice, [tag, ...names]);
    }
  });

  it('of a token that Dropbox doesn’t take', () => {
    for (const tag of ['expired_access_token', 'user_suspended', 'route_access_denied', 'other', null]) {
      const body = { error: tag === null ? null : { '.tag': tag } };
      for (const status of [401, 403]) {
        const { text: told, advice } = refusedAnswer(answerWith(status, body), body, what, false);
        assertTranslated(told, tag === null ? [] : [tag]);
        assertTranslated(advice);
      }
    }
  });

  it('of values that Dropbox would refuse, but for the attribute and the value', () => {
    const long = 'x'.repeat(300);
    const values: readonly (readonly [Parameters<typeof refusalOf>[0], Record<string, string>])[] = [
      ['User', { userName: 'nobody' }],
      ['User', { userName: long }],
      ['User', { userName: 'ada@example.com', 'name.givenName': 'A/da' }],
      ['User', { userName: 'ada@example.com', 'name.familyName': long }],
      ['User', { userName: 'ada@example.com', externalId: '' }],
      ['User', { userName: 'ada@example.com', externalId: long }],
      ['User', { title: 'Countess' }],
      ['Group', { displayName: ' ' }],
      ['Group', { displayName: long }],
      ['Group', { title: 'Readers' }],
    ];
    for (const [type, attributes] of values) {
      const refused: TargetError | null = refusalOf(type, attributes, true);
      const data = ['name.givenName', 'name.familyName', ...Object.keys(attributes)];
      assertTranslated(refused?.text ?? null, data);
      assertTranslated(refused?.advice ?? null, data);
    }
  });

  it('of a refusal by Microsoft Graph, but for its own words', () => {
    const said = { error: { code: 'Gone', message: 'It is gone.' } };
    for (const status of [400, 401, 403, 404]) {
      const headers = { 'request-id': 'r-1' };
      const refused = graphRefusal(answerWith(status, said, headers));
      assertTranslated(refused.text, ['Gone', 'It is gone.']);
      assertTranslated(refused.recommendedAction, [
        'User.Read.All',
        'Group.Read.All',
        'GroupMember.Read.All',
        'Application.Read.All',
      ]);
    }
  });

  it('of a server that can’t be reached', () => {
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'EXCHANGE_TIMEOUT', 'EXCHANGE_TOO_SLOW', 'ECONNRESET', 'EOTHER'])
      assertTranslated(failureSentence(code, 'https://dead.example', 30_000), [code, 'https://dead.example']);
  });

  it('of what is wrong in a snapshot, but for the place', () => {
    const wrong: readonly (readonly [json: string, data: readonly string[]])[] = [
      ['', []],
      ['{', []],
      ['[]', []],
      ['{"people":[]}', ['people', '$schema', 'tenant', 'appRoles', 'users', 'groups', 'assignments', 'deleted']],
      ['{"users":3}', ['users']],
      ['{"users":[{}]}', ['users']],
      ['{"users":[{"id":"1"},{"id":"1"}]}', ['users']],
      ['{"users":[{"id":7}]}', ['users']],
      ['{"assignments":[{}]}', ['assignments', 'principalId']],
      ['{"assignments":[{"principalId":"1","appRoleId":"2"}]}', ['assignments', 'appRoleId', 'appRoles']],
    ];
    for (const [json, data] of wrong)
      assert.throws(
        () => parseSnapshot(json),
        (error) => {
          assertTranslated(textOf(error), ['JSON', ...data]);
          return true;
        },
      );
  });

  it('of what was learnt of a target', () => {
    const sentences = learnedSentences({ forms: { value: 'replace', extensionReference: 'omit' } } as never);
    assert.equal(sentences.length, 2);
    sentences.forEach((sentence) => {
      assertTranslated(sentence);
    });
  });

  it('of a sign-in and an authorization, down to why no response came', () => {
    const place = { authority: 'https://login.example', tenantId: 't-1', clientId: 'c-1' };
    const detail = networkReason(new Error('Away.'));
    const failures = [
      new SignInFailure('unreachable', place, { detail, traceId: 'r-1' }),
      new AuthorizationFailure('unreachable', 'https://login.example', detail),
    ];
    for (const failure of failures)
      assert.deepEqual(englishIn(failure.words(translated), ['https://login.example']), []);
  });

  it('also where a value in it is kept out of logs', () => {
    const told = errorOf(answerWith(400, { detail: 'ada@example.com' }), what).text;
    const hidden = hideIn(told, ['ada@example.com']);
    assert.equal(english(hidden), 'The creation was refused (HTTP 400): [Redact]');
    assertTranslated(hidden, ['[Redact]']);
  });
});
