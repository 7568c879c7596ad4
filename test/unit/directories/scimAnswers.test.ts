import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HttpAnswer } from '../../../src/directories/http/httpClient.ts';
import { readResource, readResourceOf, unmasked } from '../../../src/directories/scim/answers.ts';
import { readList } from '../../../src/directories/scim/listResponse.ts';
import { readCreation, readDeletion, readReceipt, settlesReferences } from '../../../src/directories/scim/receipts.ts';
import { createShownAttributes } from '../../../src/directories/scim/shownAttributes.ts';
import { TargetError } from '../../../src/directories/targetDirectory.ts';

const isUnreadable = (error: unknown): boolean => error instanceof TargetError && error.kind === 'unreadable';
const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];

/** A response; a body of undefined is an empty one, and a text is sent as it is. */
function answerWith(body: unknown, headers: Readonly<Record<string, string>> = {}, status = 200): HttpAnswer {
  const request = { method: 'GET', url: 'https://scim.example/Users', headers: {}, body: null };
  return {
    status,
    headers: { 'content-type': 'application/scim+json', ...headers },
    text: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
    maybeActed: false,
    exchange: () => ({ request, response: null, networkError: null }),
  };
}

const nothing = { resources: [], unreadable: 0, totalResults: null };

describe('a ListResponse', () => {
  it('may leave out Resources when there are none', () => {
    assert.deepEqual(readList(answerWith({ schemas, totalResults: 0 }), 'User'), { ...nothing, totalResults: 0 });
  });

  it('may leave out totalResults, and schemas', () => {
    const resources = [{ id: '1', userName: 'ada@example.com' }];
    const list = readList(answerWith({ schemas, Resources: resources }), 'User');
    assert.deepEqual(list, { ...nothing, resources });
    assert.deepEqual(readList(answerWith({ schemas, Resources: [] }), 'User'), nothing);
    assert.deepEqual(readList(answerWith({ Resources: [] }), 'User'), nothing);
  });

  it('may write totalResults as text', () => {
    for (const [totalResults, read] of [
      ['12', 12],
      ['many', null],
      [-1, null],
    ])
      assert.equal(readList(answerWith({ schemas, totalResults, Resources: [] }), 'User').totalResults, read);
  });

  it('gives what can be read of it, and says how many entries cannot', () => {
    const entries = [{ id: '1' }, {}, null, 'ada', [], { id: '' }, { id: 2 }];
    const { resources, unreadable } = readList(answerWith({ schemas, Resources: entries }), 'User');
    assert.deepEqual([resources.map(({ id }) => id), unreadable], [['1', '2'], 5]);
  });

  it('is not any other JSON', () => {
    for (const body of [{}, { error: 'no' }, { schemas: ['urn:other'] }, [], { schemas, Resources: 'none' }]) {
      assert.throws(
        () => readList(answerWith(body), 'User'),
        (error) => error instanceof TargetError && error.kind === 'unreadable' && !error.ambiguous,
      );
    }
  });
});

describe('a resource', () => {
  it('may write its id as a number', () => {
    assert.equal(readResource(answerWith({ id: 7 })).id, '7');
    assert.equal(readList(answerWith({ schemas, Resources: [{ id: 7 }] }), 'User').resources[0]?.id, '7');
  });

  it('must be the one that was asked for', () => {
    assert.equal(readResourceOf(answerWith({ id: 7 }), '7').id, '7');
    assert.equal(readResourceOf(answerWith({ id: 'A1' }), 'a1').id, 'a1');
    assert.throws(() => readResourceOf(answerWith({ id: '8' }), '7'), isUnreadable);
    assert.throws(() => readResourceOf(answerWith({ userName: 'ada' }), '7'), isUnreadable);
  });
});

const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error';

describe('an Error body in a response of 200', () => {
  const rows: readonly (readonly [status: unknown, becomes: number])[] = [
    ['409', 409],
    [404, 404],
    ['503 Busy', 503],
    [undefined, 400],
    ['200', 400],
    ['none', 400],
  ];
  for (const [status, becomes] of rows)
    it(`of status ${JSON.stringify(status)} is a refusal of ${becomes}`, () => {
      assert.equal(unmasked(answerWith({ schemas: [errorSchema], status })).status, becomes);
      assert.equal(unmasked(answerWith({ Schemas: errorSchema.toUpperCase(), status })).status, becomes);
    });

  it('is only one whose schemas say so', () => {
    for (const body of [{ id: '1', displayName: errorSchema }, { schemas, note: errorSchema }, `"${errorSchema}"`])
      assert.equal(unmasked(answerWith(body)).status, 200);
  });
});

const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const workEmail = 'emails[type eq "work"].value';
const confirmed = { told: {}, settled: true };
const unsettled = { told: {}, settled: false };
const html = { 'content-type': 'text/html; charset=utf-8' };
const deep = `{"id":"7","name":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`;

const isAmbiguous = (error: unknown): boolean =>
  error instanceof TargetError && error.kind === 'unreadable' && error.ambiguous;

describe('the response to a change', () => {
  const attributes = ['userName', 'name.familyName', workEmail, `${enterprise}:department`];
  const rows: readonly (readonly [what: string, answer: HttpAnswer, receipt: object])[] = [
    ['204', answerWith(undefined, {}, 204), confirmed],
    ['200 with an empty body', answerWith(' \n', html), confirmed],
    ['202', answerWith({ id: '7', userName: 'ada' }, {}, 202), unsettled],
    ['206', answerWith({ id: '7', userName: 'ada' }, {}, 206), unsettled],
    ['200 with the resource', answerWith({ id: '7', USERNAME: 'ada' }), { told: { userName: 'ada' }, settled: true }],
    ['200 with a resource without id', answerWith({ userName: null }), { told: { userName: null }, settled: true }],
    ['200 with schemas of a user', answerWith({ schemas: [enterprise] }), confirmed],
    ['200 with another resource', answerWith({ id: '8', userName: 'ada' }), unsettled],
    ['200 with a number as id', answerWith({ id: 7 }), confirmed],
    ['200 with other JSON', answerWith({ success: true }), unsettled],
    ['200 with JSON that is no object', answerWith('"OK"'), unsettled],
    ['200 with a list', answerWith({ schemas, Resources: [] }), unsettled],
    ['200 with a resource labelled as HTML', answerWith({ id: '7' }, html), confirmed],
  ];
  for (const [what, answer, receipt] of rows)
    it(`${what} ${'settled' in receipt && receipt.settled === true ? 'confirms it' : 'leaves it open'}`, () => {
      assert.deepEqual(readReceipt(answer, attributes, '7', createShownAttributes()), receipt);
    });

  it('tells what it carries, and what it carries the whole of, but not what it leaves out', () => {
    const body = {
      id: '7',
      name: { givenName: 'Ada' },
      emails: [{ type: 'home', value: 'a@x' }],
      [enterprise]: { manager: { value: '1' } },
    };
    assert.deepEqual(readReceipt(answerWith(body), attributes, '7', createShownAttributes()).told, {
      'name.familyName': null,
      [workEmail]: null,
      [`${enterprise}:department`]: null,
    });
  });

  it('confirms nothing when it is nested too deeply to be read', () => {
    assert.deepEqual(readReceipt(answerWith(deep), ['name'], '7', createShownAttributes()), unsettled);
  });

  it('is an error that leaves everything open when a SCIM server does not send it', () => {
    for (const answer of [answerWith('<html>', html), answerWith('OK'), answerWith({ ok: true }, html)])
      assert.throws(() => readReceipt(answer, attributes, '7', createShownAttributes()), isAmbiguous);
  });
});

describe('the response to a creation', () => {
  const location = { location: 'https://scim.example/scim/v2/Users/dbmid%3A1' };
  const rows: readonly (readonly [what: string, answer: HttpAnswer, receipt: object])[] = [
    [
      'a resource',
      answerWith({ id: 2, userName: 'ada' }),
      { id: '2', queued: false, told: { userName: 'ada' }, settled: true },
    ],
    ['a resource and Location', answerWith({ id: '2' }, location), { id: '2', queued: false, ...confirmed }],
    ['Location alone', answerWith(undefined, location), { id: 'dbmid:1', queued: false, ...confirmed }],
    [
      'Location with a query',
      answerWith(undefined, { location: '/Users/9/?v=1' }),
      { id: '9', queued: false, ...confirmed },
    ],
    [
      'a Location that is badly encoded',
      answerWith(undefined, { location: '/Users/%zz' }),
      { id: '%zz', queued: false, ...confirmed },
    ],
    ['nothing', answerWith(undefined, {}, 204), { id: null, queued: false, ...confirmed }],
    ['another Location', answerWith(undefined, { location: '/jobs/5' }), { id: null, queued: false, ...confirmed }],
    ['a resource without id', answerWith({ schemas: [core] }), { id: null, queued: false, ...confirmed }],
    ['other JSON', answerWith({ queued: true }), { id: null, queued: false, ...unsettled }],
    ['202', answerWith(undefined, {}, 202), { id: null, queued: true, ...unsettled }],
    ['202 with Location', answerWith(undefined, location, 202), { id: 'dbmid:1', queued: true, ...unsettled }],
    [
      '202 with the resource',
      answerWith({ id: '2', userName: 'ada' }, {}, 202),
      { id: '2', queued: true, ...unsettled },
    ],
    ['202 with a job', answerWith({ id: '17', state: 'queued' }, {}, 202), { id: null, queued: true, ...unsettled }],
  ];
  for (const [what, answer, receipt] of rows)
    it(`${what} is read`, () => {
      assert.deepEqual(readCreation(answer, 'User', ['userName']), receipt);
    });

  it('that is a web page leaves open whether the object exists', () => {
    assert.throws(() => readCreation(answerWith('<html>', html), 'User', ['userName']), isAmbiguous);
  });
});

describe('the response to a deletion', () => {
  it('is taken for what it says', () => {
    assert.equal(readDeletion(answerWith(undefined, {}, 204), '7'), 'deleted');
    assert.equal(readDeletion(answerWith(undefined), '7'), 'deleted');
    assert.equal(readDeletion(answerWith({ id: '7' }), '7'), 'deleted');
    assert.equal(readDeletion(answerWith(undefined, {}, 202), '7'), 'accepted');
    assert.equal(readDeletion(answerWith({ success: false }), '7'), 'accepted');
    assert.throws(() => readDeletion(answerWith('<html>', html), '7'), isAmbiguous);
  });

  it('doesn’t confirm it while it shows the object', () => {
    for (const shown of [{ active: true }, { Active: 'True' }, { userName: 'ada' }, { displayName: 'Readers' }]) {
      assert.equal(readDeletion(answerWith({ id: '7', ...shown }), '7'), 'accepted');
      assert.equal(
        readDeletion(answerWith({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], ...shown }), '7'),
        'accepted',
      );
    }
    for (const shown of [{ active: false }, { active: 'False', userName: 'ada' }, { active: null }, { meta: {} }])
      assert.equal(readDeletion(answerWith({ id: '7', ...shown }), '7'), 'deleted');
  });
});

describe('the response to a change of members', () => {
  const settles = (body: unknown): boolean =>
    settlesReferences(answerWith(body), 'members', { add: ['1'], remove: ['2'] }, '7');

  it('must not tell others than were written', () => {
    assert.equal(settles(undefined), true);
    assert.equal(settles({ id: '7', displayName: 'Readers' }), true);
    assert.equal(settles({ id: '7', members: [{ value: 1 }, { value: '3' }] }), true);
    assert.equal(settles({ id: '7', members: [] }), false);
    assert.equal(settles({ id: '7', members: null }), false);
    assert.equal(settles({ id: '7', members: [{ value: '1' }, { value: 2 }] }), false);
    assert.equal(settles({ id: '8', members: [{ value: '1' }] }), false);
    assert.equal(settles({ ok: true }), false);
  });
});
