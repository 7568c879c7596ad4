import assert from 'node:assert/strict';
import { describe, type TestContext } from 'node:test';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { it } from '../support/targets/eachTarget.ts';
import { startCannedGraph, type CannedGraph } from './engineCannedGraph.ts';
import { addUser, smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';

/**
 * A source that fails, responds partly or falls silent is never read as if everybody had left: the cycle stops, or asks again,
 * or holds back what would follow. Whatever it was, nobody has lost anything when the source tells the truth again.
 */

const direct = ['ada.lovelace', 'ben.baker', 'cleo.carter', 'dora.dean'];
const byGroup = Array.from({ length: 24 }, (_, index) => `user.n${String(index).padStart(2, '0')}`);

interface Start {
  readonly house: EngineTest;
  readonly graph: CannedGraph;
}

/** Four people are assigned, and a group of 24 more who have nothing else. */
async function start(test: TestContext): Promise<Start> {
  const house = await startEngineTest(test, {
    fill(directory) {
      smallTenant(direct, { Team: [] })(directory);
      for (const name of byGroup) addUser(directory, name);
    },
  });
  for (const name of byGroup) house.directory.addMember(house.group('Team').id, house.user(name).id);
  const graph = await startCannedGraph(test, house);
  await house.sync({ job: graph.job });
  assert.equal(active(house), direct.length + byGroup.length);
  return { house, graph };
}

function active({ targetStore }: EngineTest): number {
  return targetStore.all('User').filter(({ attributes }) => attributes['active'] === true).length;
}

const refusal = (status: number): ReturnType<CannedGraph['instead']> => ({
  status,
  body: { error: { code: 'Odd', message: 'Not now.' } },
});
const assignments = (path: string): boolean => path.includes('appRoleAssignedTo');
const entries = (body: Readonly<Record<string, unknown>>): readonly object[] => body['value'] as readonly object[];
/** Responds so to the first such request. */
function once<T>(first: T, rest: T): () => T {
  let isFirst = true;
  return () => {
    const given = isFirst ? first : rest;
    isFirst = false;
    return given;
  };
}

interface Lie {
  readonly what: string;
  readonly restart?: boolean;
  /** `quiet`: nothing follows. `held`: what would follow is held back. A pattern: the cycle stops, in these words. */
  readonly then: 'quiet' | 'held' | RegExp;
  readonly tell: (start: Start) => void;
}

const lies: readonly Lie[] = [
  {
    what: 'loses the last page of the assignments, with the link to it',
    then: 'quiet',
    tell({ graph }) {
      const share = once(0.5, 1);
      graph.bend = (path, body) =>
        assignments(path) ? { value: entries(body).slice(0, Math.ceil(entries(body).length * share())) } : body;
    },
  },
  {
    what: 'loses the very last assignment',
    then: 'quiet',
    tell({ graph }) {
      const end = once<number | undefined>(-1, undefined);
      graph.bend = (path, body) => (assignments(path) ? { value: entries(body).slice(0, end()) } : body);
    },
  },
  {
    what: 'throttles, and then has no assignments',
    then: 'held',
    tell({ graph }) {
      const throttled = once(true, false);
      graph.instead = (path) =>
        assignments(path) ? (throttled() ? refusal(429) : { status: 200, body: { value: [] } }) : undefined;
    },
  },
  {
    what: 'refuses the assignments',
    then: /responded with 403/,
    tell({ graph }) {
      graph.instead = (path) => (assignments(path) ? refusal(403) : undefined);
    },
  },
  {
    what: 'responds to the assignments with a list that has no value',
    then: /a list without "value"/,
    tell({ graph }) {
      graph.instead = (path) => (assignments(path) ? { status: 200, body: {} } : undefined);
    },
  },
  {
    what: 'has no changes after it has throttled',
    then: 'quiet',
    tell({ graph }) {
      const throttled = once(true, false);
      graph.instead = (path) => (path.includes('/users/delta') && throttled() ? refusal(429) : undefined);
    },
  },
  ...(['users', 'groups'] as const).map((of): Lie => ({
    what: `no longer knows the watermark (410), and then lists no ${of}`,
    then: 'quiet',
    tell({ graph }) {
      const expired = once(true, false);
      graph.lists.set(of, []);
      graph.instead = (path) => (path.includes('deltatoken') && expired() ? refusal(410) : undefined);
    },
  })),
  {
    what: 'no longer knows the watermark (410), and knows nobody at all',
    then: 'held',
    tell({ graph }) {
      const expired = once(true, false);
      graph.lists.set('users', []);
      graph.instead = (path) => {
        if (path.includes('deltatoken') && expired()) return refusal(410);
        if (path.includes('/v1.0/users?')) return { status: 200, body: { value: [] } };
        return /\/v1\.0\/(users\/(?!delta)|directory)/.test(path) ? refusal(404) : undefined;
      };
    },
  },
  {
    what: 'reads a group without members, and cannot list them',
    restart: true,
    then: /responded with 500/,
    tell: (start) => {
      withoutMembers(start, () => refusal(500));
    },
  },
  {
    what: 'reads a group without members, and lists a third of them without the link to the others',
    restart: true,
    then: 'held',
    tell(start) {
      const third = byGroup.slice(0, 8).map((name) => ({ id: start.house.user(name).id }));
      withoutMembers(start, () => ({ status: 200, body: { value: third } }));
    },
  },
  {
    what: 'reads a group without members, and refuses to list them',
    restart: true,
    then: /responded with 403/,
    tell: (start) => {
      withoutMembers(start, () => refusal(403));
    },
  },
];

function withoutMembers({ house, graph }: Start, members: () => ReturnType<CannedGraph['instead']>): void {
  const { id, properties } = house.group('Team');
  graph.lists.set('groups', [{ id, ...properties }]);
  graph.instead = (path) => (path.includes(`/groups/${id}/members`) ? members() : undefined);
}

describe('a source that', () => {
  for (const { what, restart = false, then, tell } of lies)
    it(`${what} takes nobody's access`, async (test) => {
      const run = await start(test);
      const { house, graph } = run;
      tell(run);
      const cycle = house.sync({ job: graph.job, restart });
      if (then instanceof RegExp)
        await assert.rejects(cycle, (error) => {
          assert.ok(error instanceof ProvisioningFailure, String(error));
          assert.match(error.message, then);
          return true;
        });
      else {
        const { summary } = await cycle;
        assert.deepEqual(
          [summary.outcome, summary.staged > 0],
          [then === 'held' ? 'quarantined' : 'completed', then === 'held'],
        );
      }
      assert.equal(active(house), direct.length + byGroup.length);
      graph.lists.clear();
      graph.instead = () => undefined;
      graph.bend = (_path, body) => body;
      const { summary } = await house.sync({ job: graph.job, restart: true });
      assert.deepEqual([summary.outcome, summary.staged, summary.requests.targetWrites], ['completed', 0, 0]);
      assert.equal(active(house), direct.length + byGroup.length);
    });

  it('tells the truth twice is believed', async (test) => {
    const { house, graph } = await start(test);
    unassign(house, house.user('ada.lovelace'));
    assert.equal((await house.sync({ job: graph.job })).summary.counts.disable, 1);
  });
});
