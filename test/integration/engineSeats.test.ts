import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { SeatReport } from '../../src/protocol/cycleSummary.ts';
import type { DecisionSummary } from '../../src/protocol/provisioning.ts';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { startBusinessTest, type BusinessTest } from './businessTargetSetup.ts';
import { addUser, smallTenant, unassign, type CycleRun, type EngineTest } from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter', 'dora.dean', 'erin.east'];
const never = new AbortController().signal;

/** The same house behind either target. */
async function start(
  test: TestContext,
  target: 'scim' | 'dropboxBusiness',
  seatLimit: number,
): Promise<EngineTest & Pick<BusinessTest, 'control'>> {
  const house = await startBusinessTest(test, { fill: smallTenant(people), seatLimit });
  return target === 'dropboxBusiness'
    ? house
    : { ...house, ...house.overScim, withSession: house.overScim.withSession };
}

function waitingIn({ events }: CycleRun): readonly string[] {
  return events
    .filter(({ reason }) => reason.code === 'WaitsForSeat')
    .map(({ source }) => source.displayName)
    .sort();
}

function members({ targetStore }: EngineTest): number {
  return targetStore.all('User').length;
}

for (const target of ['scim', 'dropboxBusiness'] as const)
  describe(`a team that is short of seats, over ${target}`, () => {
    it('leaves the rest waiting, who don’t fail and get seats as they become free', async (test) => {
      const house = await start(test, target, 3);
      const first = await house.sync();
      assert.deepEqual(
        [first.summary.counts.create, first.summary.counts.skip, first.summary.counts.failure],
        [3, 2, 0],
      );
      assert.equal(first.summary.outcome, 'completed');
      assert.equal(waitingIn(first).length, 2);
      assert.deepEqual(first.summary.seats?.without.map(({ displayName }) => displayName).toSorted(), waitingIn(first));
      const status = await house.status();
      assert.deepEqual([status.escrowed, status.pending, status.quarantine], [0, 0, null]);

      const second = await house.sync();
      assert.deepEqual([second.summary.counts.create, second.summary.counts.skip], [0, 2]);
      assert.deepEqual(second.events, [], 'the log says it once');
      assert.equal(second.summary.requests.targetWrites <= 1, true, 'whoever waits isn’t sent to be refused');

      await house.control('PUT', '/seats', { limit: 5 });
      const third = await house.sync();
      assert.deepEqual([third.summary.counts.create, third.summary.seats?.without.length ?? 0], [2, 0]);
      assert.equal(members(house), 5);
      assert.equal((await house.sync()).summary.requests.targetWrites, 0);
    });

    it('frees the seats of those who leave first, also for who comes back', async (test) => {
      const house = await start(test, target, 5);
      await house.sync();
      await house.acceptInvitations();
      unassign(house, house.user('dora.dean'));
      await house.sync();
      const zoe = addUser(house.directory, 'aaron.adams');
      assign(house.directory, zoe, roles.user);
      await house.sync();
      assert.equal(house.targetUser('aaron.adams')?.status, 'invited');
      assign(house.directory, house.user('dora.dean'), roles.user);
      unassign(house, house.user('erin.east'));
      const { summary } = await house.sync();
      assert.equal(summary.counts.failure, 0);
      assert.equal(summary.seats?.without.length ?? 0, 0);
      assert.equal(house.targetUser('dora.dean')?.status, 'active');
      assert.equal(house.targetUser('erin.east')?.status, 'suspended');
    });

    it('gives a seat back to nobody who has to wait for it, and forgets nobody who waits', async (test) => {
      const house = await start(test, target, 5);
      await house.sync();
      await house.acceptInvitations();
      unassign(house, house.user('dora.dean'));
      await house.sync();
      await house.control('PUT', '/seats', { limit: 4 });
      assign(house.directory, house.user('dora.dean'), roles.user);
      const { summary, events } = await house.sync();
      assert.deepEqual([summary.counts.update, summary.counts.skip, summary.counts.failure], [0, 1, 0]);
      assert.equal(events.at(-1)?.reason.code, 'WaitsForSeat');
      assert.equal(house.targetUser('dora.dean')?.status, 'suspended');
      await house.control('PUT', '/seats', { limit: 5 });
      assert.equal((await house.sync()).summary.counts.update, 1);
      assert.equal(house.targetUser('dora.dean')?.status, 'active');
    });
  });

describe('a team that tells its seats', () => {
  it('is asked before the first write, in a preview as in the sync', async (test) => {
    const house = await startBusinessTest(test, { fill: smallTenant(people), seatLimit: 2 });
    const reports: SeatReport[] = [];
    const decisions: DecisionSummary[] = [];
    const preview = await house.withSession((session) =>
      session.preview({
        signal: never,
        onDecision: (decision) => decisions.push(decision),
        onProgress: ({ seats }) => {
          if (seats === undefined) return;
          assert.equal(decisions.length, 0);
          reports.push(seats);
        },
      }),
    );
    assert.deepEqual(preview.seats?.told, { licensed: 3, free: 2, freed: 0, needed: 5 });
    const without = ['Cleo Carter', 'Dora Dean', 'Erin East'];
    assert.deepEqual(
      preview.seats.without.map(({ displayName }) => displayName),
      without,
    );
    assert.deepEqual(reports, [preview.seats]);
    assert.deepEqual(
      decisions
        .filter(({ action }) => action === 'create')
        .map(({ source }) => source.displayName)
        .sort(),
      ['Ada Lovelace', 'Ben Baker'],
    );
    const waits = decisions.find(({ source }) => source.displayName === 'Erin East');
    assert.deepEqual([waits?.action, waits?.failed, waits?.reason.code], ['skip', false, 'WaitsForSeat']);
    assert.match(english(waits?.reason.recommendedAction ?? ''), /Buy seats/);

    const { summary } = await house.sync();
    assert.deepEqual(summary.seats, preview.seats);
    const sent = house.sent('team/members/add_v2') as { new_members: unknown[] }[];
    assert.equal(
      sent.reduce((sum, { new_members: some }) => sum + some.length, 0),
      2,
      'nobody is sent to be refused',
    );
  });

  it('gives seats to who has waited longest', async (test) => {
    const house = await startBusinessTest(test, { fill: smallTenant(people), seatLimit: 4 });
    await house.sync();
    assign(house.directory, addUser(house.directory, 'aaron.adams'), roles.user);
    unassign(house, house.user('ada.lovelace'));
    const { summary } = await house.sync({ later: 1000 });
    assert.deepEqual(summary.seats?.told, { licensed: 5, free: 0, freed: 1, needed: 2 });
    assert.ok(house.targetUser('erin.east'));
    assert.equal(house.targetUser('aaron.adams'), undefined);
  });

  it('whose seats somebody else takes meanwhile makes the others wait', async (test) => {
    const house = await startBusinessTest(test, { fill: smallTenant(people), seatLimit: 5 });
    let taken = false;
    const run = await house.withSession((session) =>
      session.sync({
        signal: never,
        allowDeletes: false,
        restart: false,
        onEvent: () => undefined,
        onProgress: ({ seats }) => {
          if (seats === undefined) return;
          taken = true;
          house.targetServer.seats.limit = 3;
        },
      }),
    );
    assert.ok(taken);
    assert.deepEqual([run.counts.create, run.counts.skip, run.counts.failure], [3, 2, 0]);
    assert.equal(run.seats?.without.length, 2);
    house.targetServer.seats.limit = 5;
    assert.equal((await house.sync()).summary.counts.create, 2);
  });

  it('counts no seat as freed that accidental-deletion prevention keeps', async (test) => {
    const house = await startBusinessTest(test, {
      fill: smallTenant(people),
      seatLimit: 5,
      provisioning: { accidentalDeletionPrevention: { threshold: 0 } },
    });
    await house.sync();
    await house.acceptInvitations();
    unassign(house, house.user('ada.lovelace'));
    assign(house.directory, addUser(house.directory, 'aaron.adams'), roles.user);
    const held = await house.sync();
    assert.equal(held.summary.staged, 1);
    assert.deepEqual(held.summary.seats?.told, { licensed: 6, free: 0, freed: 0, needed: 1 });
    const released = await house.sync({ allowDeletes: true });
    assert.equal(released.summary.seats?.told?.freed, 1);
    assert.ok(house.targetUser('aaron.adams'));
  });

  it('explains why somebody isn’t there, and gives a seat to whom a person asks for', async (test) => {
    const house = await startBusinessTest(test, { fill: smallTenant(people), seatLimit: 2 });
    await house.sync();
    const why = await house.withSession((session) => session.explain('Erin East', never));
    assert.equal(why.reason.code, 'WaitsForSeat');
    const event = await house.withSession((session) => session.provisionOnDemand('Erin East', never));
    assert.equal(event.reason.code, 'WaitsForSeat');
    await house.control('PUT', '/seats', { limit: 3 });
    await house.withSession((session) => session.provisionOnDemand('Erin East', never));
    assert.ok(house.targetUser('erin.east'));
  });

  it('is not asked when nobody needs a seat', async (test) => {
    const house = await startBusinessTest(test, { fill: smallTenant(people) });
    await house.sync();
    const asked = house.sent('team/get_info').length;
    const { summary } = await house.sync({ restart: true });
    assert.equal(summary.seats, null);
    assert.equal(house.sent('team/get_info').length, asked + 1, 'the proof alone');
  });

  it('that a token may not ask for is learnt by the first refusal', async (test) => {
    const house = await startBusinessTest(test, { fill: smallTenant(people), seatLimit: 2 });
    const token = await house.tokenWith(['members.read', 'members.write', 'groups.read', 'groups.write']);
    const { summary } = await house.sync({
      job: { targetCredential: { token, origin: new URL(house.check.address).origin } },
    });
    assert.deepEqual([summary.counts.create, summary.counts.skip, summary.seats?.told], [2, 3, null]);
  });
});

describe('somebody from Seattle', () => {
  it('who is refused for something else is told that, and keeps nobody waiting', async (test) => {
    const house = await startBusinessTest(test, {
      fill: smallTenant(['ada.lovelace', 'ben.baker']),
      profile: 'dropbox-strict',
    });
    house.directory.updateObject(house.user('ada.lovelace'), { surname: 'Seattle/West' });
    const { summary, events } = await house.overScim.sync();
    assert.deepEqual([summary.counts.create, summary.counts.failure], [1, 1]);
    assert.notEqual(events.find(({ status }) => status === 'failure')?.reason.code, 'LicenseLimitExceeded');
  });
});
