import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { DirectoryObject } from '../../src/sandbox/directory/model.ts';
import { addSecurityGroup, assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { chanceOf } from '../support/faults/chance.ts';
import { itOnlyOver } from '../support/targets/eachTarget.ts';
import { syncAndKill } from './engineKill.ts';
import { addUser, proof, smallTenant, startEngineTest, type EngineTest } from './engineSetup.ts';

/**
 * An engine that is killed again and again, in the midst of what has just come up: nobody is there twice, and nobody is
 * lost. `KILLS` is how many times (5), `KILLS_SEED` makes another story of them.
 */
const kills = Number(process.env['KILLS'] ?? 5);
const seed = Number(process.env['KILLS_SEED'] ?? 1);
/** After as many kills the engine may finish, and what has come of everybody is looked at. */
const between = 5;

describe('kills at any moment', () => {
  itOnlyOver(
    'dropboxBusiness',
    'engineCrash kills over SCIM',
    `${kills} of them cost nobody anything`,
    async (test) => {
      const run = await startEngineTest(test, { fill: smallTenant(['ada.lovelace'], { Everybody: ['ada.lovelace'] }) });
      await run.sync();
      const story = createStory(run);
      for (let killed = 0, attempt = 0; killed < kills; attempt++) {
        assert.ok(attempt < kills * 4, `${killed} kills in ${attempt} attempts`);
        const writes = story.happen(attempt);
        const moment = 1 + Math.floor(chanceOf(seed, 'moment', attempt) * writes);
        if (!(await syncAndKill(run, moment))) continue;
        killed += 1;
        nobodyTwice(run);
        if (killed % between === 0 || killed === kills) await isComplete(run, story.people);
      }
    },
  );
});

interface KillStory {
  /** Everybody who is to have an account. */
  readonly people: DirectoryObject[];
  /** Lets people come, be renamed and change groups. @returns how many objects there are to write at least. */
  happen(round: number): number;
}

function createStory(run: EngineTest): KillStory {
  const { directory } = run;
  const people = [run.user('ada.lovelace')];
  const draw = (what: string, round: number, most: number): number => Math.floor(chanceOf(seed, what, round) * most);
  return {
    people,
    happen(round) {
      const newcomers = 1 + draw('newcomers', round, 45);
      for (let index = 0; index < newcomers; index++) {
        const user = addUser(directory, `person.r${round}n${index}`);
        assign(directory, user, roles.user);
        if (index % 2 === 0) directory.addMember(run.group('Everybody').id, user.id);
        people.push(user);
      }
      const renamed = draw('renamed', round, 10);
      for (let index = 0; index < renamed; index++) {
        const user = people[draw(`who ${index}`, round, people.length)];
        if (user !== undefined) directory.updateObject(user, { surname: `Round${round}` });
      }
      if (round % 3 === 0) {
        const team = addSecurityGroup(directory, `Team ${round}`, '');
        assign(directory, team, roles.user);
        for (const { id } of people.slice(-newcomers)) directory.addMember(team.id, id);
      }
      return newcomers + 1;
    },
  };
}

function nobodyTwice({ targetStore }: EngineTest): void {
  for (const attribute of ['userName', 'externalId']) {
    const held = targetStore.all('User').map(({ attributes }) => attributes[attribute]);
    assert.equal(new Set(held).size, held.length, `two with one ${attribute}`);
  }
  const names = targetStore.all('Group').map(({ attributes }) => attributes['displayName']);
  assert.equal(new Set(names).size, names.length, 'two groups with one name');
}

/** Everybody, each group and each member is as the directory says, linked, and nothing is left to do. */
async function isComplete(run: EngineTest, people: readonly DirectoryObject[]): Promise<void> {
  const { summary, events } = await run.sync();
  assert.equal(summary.counts.failure, 0, JSON.stringify(events.find(({ status }) => status === 'failure')));
  nobodyTwice(run);
  const surnames = new Map(
    run.targetStore
      .all('User')
      .map(({ attributes }) => [attributes['externalId'], (attributes['name'] as { familyName?: string }).familyName]),
  );
  assert.deepEqual(
    people.map(({ id }) => surnames.get(id)),
    people.map(({ id }) => run.directory.users.get(id)?.properties['surname']),
  );
  assert.equal(surnames.size, people.length);
  for (const { id, properties } of run.directory.groups.order.values()) {
    const members = [...run.directory.memberships.membersOf(id).keys()].map(
      (member) => (run.directory.users.get(member)?.properties['userPrincipalName'] as string).split('@')[0],
    );
    assert.deepEqual(run.membersOf(properties['displayName'] as string), members.sort());
  }
  assert.equal((await run.sync()).summary.requests.target, proof);
  assert.equal((await run.status()).linked.User, people.length);
}
