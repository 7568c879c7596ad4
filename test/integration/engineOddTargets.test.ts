import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { describe, it } from 'node:test';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { startEngineTest, smallTenant, type EngineTest } from './engineSetup.ts';
import { refusal, startOddTarget, type OddAnswer, type Oddity, type OddRequest } from './engineOddTarget.ts';
import { english, type Text } from '../../src/protocol/text.ts';

/** What servers in the field are seen to do, and a life cycle that has to come out right all the same. */

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter', 'dora.dean'];
const groups = { Readers: people, Writers: ['ada.lovelace'] };

const isList = (request: OddRequest): boolean =>
  request.method === 'GET' && /^\/(Users|Groups)(\?|$)/.test(request.path);
const filtered = (request: OddRequest): boolean => isList(request) && request.path.includes('filter=');
const members = (answer: OddAnswer): Record<string, unknown> => ({ ...(answer.body as Record<string, unknown>) });
const resourcesOf = (answer: OddAnswer): Record<string, unknown>[] =>
  (members(answer)['Resources'] ?? []) as Record<string, unknown>[];

const withResources = (answer: OddAnswer, change: (resource: Record<string, unknown>) => object): OddAnswer =>
  Array.isArray(members(answer)['Resources'])
    ? { ...answer, body: { ...members(answer), Resources: resourcesOf(answer).map(change) } }
    : answer;

/** Gives pages of two, and says of how many in all what `total` makes of the truth. */
const inPages = (total: (all: number, page: number) => number | undefined): Required<Oddity>['bend'] => {
  return (answer, request) => {
    if (!isList(request) || filtered(request) || answer.status !== 200) return answer;
    const page = resourcesOf(answer).slice(0, 2);
    const totalResults = total(Number(members(answer)['totalResults']), page.length);
    return { ...answer, body: { ...members(answer), Resources: page, totalResults } };
  };
};

const oddities: Readonly<Record<string, Oddity>> = {
  'refuses every filter': { instead: (request) => (filtered(request) ? refusal(400) : null) },
  'has never heard of filters': { instead: (request) => (filtered(request) ? refusal(501) : null) },
  'refuses to list without a filter': {
    instead: (request) => (isList(request) && !filtered(request) ? refusal(400) : null),
  },
  'answers 404 to a PATCH': { instead: ({ method }) => (method === 'PATCH' ? refusal(404) : null) },
  'answers 405 to a PATCH': { instead: ({ method }) => (method === 'PATCH' ? refusal(405) : null) },
  'says that the page is all there is': { bend: inPages((_all, page) => page) },
  'says that there is more than it gives': { bend: inPages((all) => all + 3) },
  'says nothing of how many there are': { bend: inPages(() => undefined) },
  'answers a create with its Location only': {
    bend: (answer, { method }) => (method === 'POST' && answer.status === 201 ? { ...answer, body: null } : answer),
  },
  'answers a create with nothing at all': {
    bend: (answer, { method }) => (method === 'POST' && answer.status === 201 ? { status: 204, body: null } : answer),
  },
  'does not return what it matches by': {
    bend: (answer) =>
      withResources(answer, (resource) =>
        Object.fromEntries(Object.entries(resource).filter(([name]) => name !== 'userName')),
      ),
  },
  'compresses its answers unasked': {
    bend: (answer) =>
      answer.body === null
        ? answer
        : {
            ...answer,
            headers: { ...answer.headers, 'content-encoding': 'gzip' },
            body: gzipSync(JSON.stringify(answer.body)),
          },
  },
};

describe('a target that', () => {
  for (const [name, oddity] of Object.entries(oddities)) {
    it(`${name} is provisioned: nobody twice, everybody adopted, every change written`, async (test) => {
      const house = await startEngineTest(test, { fill: smallTenant(people, groups) });
      const job = await startOddTarget(test, house, oddity);
      await createByHand(house, ['zoe.first', 'yan.second', 'ben.baker']);

      const initial = await house.sync({ job });
      assert.equal(initial.summary.counts.failure, 0, failuresOf(initial.events));
      assert.deepEqual([initial.summary.counts.create, initial.summary.counts.update], [5, 1]);
      assert.equal(house.targetStore.all('User').length, people.length + 2);
      assert.deepEqual(house.membersOf('Readers'), people);

      const unchanged = await house.sync({ job });
      assert.equal(unchanged.summary.requests.targetWrites, 0);

      house.directory.updateObject(house.user('ada.lovelace'), { surname: 'King' });
      house.directory.removeMember(house.group('Readers').id, house.user('cleo.carter').id);
      const changed = await house.sync({ job });
      assert.equal(changed.summary.counts.failure, 0, failuresOf(changed.events));
      assert.equal((house.targetUser('ada.lovelace')?.attributes['name'] as { familyName: string }).familyName, 'King');
      assert.deepEqual(
        house.membersOf('Readers'),
        people.filter((person) => person !== 'cleo.carter'),
      );
    });
  }

  it('ignores a filter does not get a stranger’s account overwritten', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    await createByHand(house, ['zoe.first']);
    const job = await startOddTarget(test, house, {
      bend: (answer, request) =>
        filtered(request)
          ? { status: 200, body: { schemas: listSchemas, totalResults: 1, Resources: [{ id: 'zoe', active: true }] } }
          : answer,
      instead: (request) => (isList(request) && !filtered(request) ? refusal(403) : null),
    });
    const { summary, events } = await house.sync({ job });
    assert.equal(summary.requests.targetWrites, 0);
    assert.equal(summary.counts.failure, people.length);
    assert.match(english(events[0]?.reason.message ?? ''), /ignores the filter/);
  });

  it('has no groups gets its users, and each group fails by itself', async (test) => {
    const names = Array.from({ length: 7 }, (_, index) => [`Group ${index}`, people] as const);
    const house = await startEngineTest(test, { fill: smallTenant(people, Object.fromEntries(names)) });
    const job = await startOddTarget(test, house, {
      instead: ({ path }) => (path.startsWith('/Groups') ? refusal(404) : null),
    });
    const { summary, events } = await house.sync({ job });
    assert.deepEqual([summary.counts.create, summary.counts.failure], [people.length, names.length]);
    const failure = events.find((event) => event.status === 'failure');
    assert.equal(failure?.reason.code, 'NotImplemented');
    assert.match(english(failure.reason.recommendedAction ?? ''), /disable the mapping/);
  });

  it('answers 503 to a create that it has carried out is asked before anything is sent again', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    let left = 2;
    const job = await startOddTarget(test, house, {
      bend: (answer, { method }) => (method === 'POST' && left-- > 0 ? refusal(503) : answer),
    });
    const { summary } = await house.sync({ job });
    assert.deepEqual([summary.counts.create, summary.counts.failure], [people.length, 0]);
    assert.equal(house.targetStore.all('User').length, people.length);
    assert.equal(house.target.asked('create'), people.length, 'nothing was sent twice');
  });

  it('points elsewhere is not followed, and the person is told where to', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    const job = await startOddTarget(test, house, {
      instead: () => ({ status: 301, headers: { location: 'https://new.example/scim/v2' }, body: null }),
    });
    await assert.rejects(house.sync({ job }), (error) => {
      assert.ok(error instanceof ProvisioningFailure);
      assert.match(error.message, /points to https:\/\/new\.example\/scim\/v2/);
      assert.match(english(error.recommendedAction ?? ''), /base address/);
      return true;
    });
  });
});

const listSchemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];

async function createByHand(house: EngineTest, names: readonly string[]): Promise<void> {
  const { origin = '', token = '' } = house.params.targetCredential ?? {};
  for (const name of names) {
    const answer = await fetch(`${origin}/scim/v2/Users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify({
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName: `${name}@contoso.com`,
        name: { givenName: 'By', familyName: 'Hand' },
      }),
    });
    if (!answer.ok) throw new Error(`The target answered ${answer.status}: ${await answer.text()}`);
  }
}

function failuresOf(
  events: readonly { readonly status: string; readonly reason: { readonly message: Text } }[],
): string {
  return events.flatMap((event) => (event.status === 'failure' ? english(event.reason.message) : [])).join('\n');
}
