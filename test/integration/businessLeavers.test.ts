import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { ProvisioningDocument, RemovalDocument } from '../../src/job/jobDocument.ts';
import type { ProvisioningEvent } from '../../src/protocol/provisioning.ts';
import type { Directory } from '../../src/sandbox/directory/directory.ts';
import { addDropboxServicePrincipal, assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { stableId } from '../../src/sandbox/tenants/stableId.ts';
import { killAt } from './businessKill.ts';
import { startBusinessTest, teamAdmin, type BusinessTest } from './businessTargetSetup.ts';
import { addUser, proof, unassign } from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';
import { jsonLine } from '../../src/protocol/safeText.ts';

const toManager: RemovalDocument = { transferFilesTo: 'manager', transferAdmin: teamAdmin };
const archive = 'olga.archive@contoso.com';

/** Ben reports to Mia and Mia to Rex; Olga keeps what nobody else gets. */
function fill(directory: Directory): void {
  directory.seed(() => {
    addDropboxServicePrincipal(directory);
    for (const [name, manager] of [
      ['rex.root', null],
      ['mia.manager', 'rex.root'],
      ['ben.baker', 'mia.manager'],
      ['olga.archive', null],
    ] as const)
      assign(
        directory,
        addUser(directory, name, {}, manager === null ? null : stableId(`user ${manager}`)),
        roles.user,
      );
  });
}

/** A team in which all have accepted their invitations. */
async function startTeam(
  test: TestContext,
  removal?: RemovalDocument,
  provisioning: ProvisioningDocument = {},
): Promise<BusinessTest> {
  const house = await startBusinessTest(test, { fill, provisioning, ...(removal === undefined ? {} : { removal }) });
  await house.sync();
  await house.acceptInvitations();
  return house;
}

/** Deletes a user for good, as after 30 days in the recycle bin. */
function purge({ directory, user }: BusinessTest, ...names: readonly string[]): void {
  for (const name of names) {
    const object = user(name);
    directory.deleteObject(object);
    directory.purgeObject(object);
  }
}

function reasonFor(events: readonly ProvisioningEvent[], displayName: string): string {
  return english(events.find(({ source }) => source.displayName === displayName)?.reason.message ?? '');
}

interface Removal {
  readonly transfer_dest_id?: { readonly team_member_id: string };
  readonly transfer_admin_id?: { readonly team_member_id: string };
  readonly keep_account: boolean;
  readonly retain_team_shares?: boolean;
  readonly wipe_data: boolean;
}

function removalsOf(house: BusinessTest): readonly Removal[] {
  return house.sent('team/members/remove') as Removal[];
}

async function transfersOf(house: BusinessTest): Promise<readonly string[]> {
  const { transfers } = (await house.control('GET', '/state')) as { transfers: { from: string; to: string }[] };
  return transfers.map(({ to }) => String(house.targetStore.get('User', to)?.attributes['userName']));
}

describe('the files of somebody who was deleted for good', () => {
  it('go to the manager, although no attribute mapping reads the manager', async (test) => {
    const house = await startTeam(test, toManager);
    const id = house.targetUser('ben.baker')?.id;
    purge(house, 'ben.baker');
    const { decisions } = await house.preview();
    const [decision] = decisions;
    assert.equal(decision?.action, 'delete');
    assert.match(
      english(decision.reason.message),
      /The files go to Mia Manager \(mia\.manager@contoso\.com\), the manager/,
    );
    assert.equal(decision.files?.to?.targetId, house.targetUser('mia.manager')?.id);

    const { summary, events } = await house.sync();
    assert.deepEqual([summary.counts.delete, summary.counts.failure], [1, 0]);
    const removed = events.find(({ action }) => action === 'delete');
    assert.deepEqual(removed?.files, decision.files);
    assert.match(jsonLine(events), /Deleted .*The files go to Mia Manager/);
    assert.equal(house.targetStore.get('User', id ?? ''), undefined);
    assert.deepEqual(await transfersOf(house), ['mia.manager@contoso.com']);
    const [removal] = removalsOf(house);
    assert.match(removal?.transfer_admin_id?.team_member_id ?? '', /^dbmid:/);
    assert.deepEqual([removal?.wipe_data, removal?.keep_account], [false, false]);
  });

  it('go to the manager of before the recycle bin, also after everything was read anew', async (test) => {
    const house = await startTeam(test, toManager);
    const ben = house.user('ben.baker');
    house.directory.deleteObject(ben);
    const suspended = await house.sync();
    assert.deepEqual([suspended.summary.counts.disable, removalsOf(house).length], [1, 0], 'suspension comes first');
    await house.sync({ restart: true });
    house.directory.purgeObject(ben);
    await house.sync({ restart: true });
    assert.deepEqual(await transfersOf(house), ['mia.manager@contoso.com']);
  });

  it('go to who is named where the manager leaves as well, in a chain, too', async (test) => {
    const house = await startTeam(test, { ...toManager, otherwiseTo: archive });
    purge(house, 'ben.baker', 'mia.manager');
    const { decisions } = await house.preview();
    const reason = decisions.find(({ source }) => source.displayName === 'Ben Baker')?.reason.message ?? '';
    assert.match(english(reason), /go to Olga Archive .*, since the manager Mia Manager is leaving, too/);
    const { summary } = await house.sync();
    assert.deepEqual([summary.counts.delete, summary.counts.failure], [2, 0]);
    assert.deepEqual((await transfersOf(house)).toSorted(), [archive, 'rex.root@contoso.com']);
  });

  it('go nowhere near who is suspended, invited or out of scope', async (test) => {
    const house = await startTeam(test, { ...toManager, otherwiseTo: archive });
    unassign(house, house.user('mia.manager'));
    purge(house, 'ben.baker');
    await house.sync();
    assert.deepEqual(await transfersOf(house), [archive]);
    const nina = addUser(house.directory, 'nina.new');
    assign(house.directory, nina, roles.user);
    house.directory.setManager(house.user('rex.root'), nina.id);
    await house.sync();
    purge(house, 'rex.root');
    const { events } = await house.sync();
    assert.match(reasonFor(events, 'Rex Root'), /Nina New hasn’t accepted the invitation yet/);
    assert.deepEqual(await transfersOf(house), [archive, archive]);
  });

  it('keep them from being removed where there is nobody to have them: they are suspended, and wait', async (test) => {
    const house = await startTeam(test, toManager);
    purge(house, 'rex.root');
    const first = await house.sync();
    assert.deepEqual([first.summary.counts.disable, first.summary.counts.failure], [1, 0]);
    assert.match(reasonFor(first.events, 'Rex Root'), /nowhere to go: Microsoft Entra ID has told of no manager/);
    assert.equal(house.targetUser('rex.root')?.status, 'suspended');
    const second = await house.sync();
    assert.deepEqual([second.summary.counts.skip, second.events[0]?.reason.code], [1, 'FilesHaveNoDestination']);
    assert.match(english(second.events[0]?.reason.recommendedAction ?? ''), /"removal"/);
    assert.deepEqual((await house.sync()).events, [], 'the log says it once');
    assert.equal((await house.status()).escrowed, 0);
    assert.equal(removalsOf(house).length, 0);
  });

  it('are transferred as soon as the manager has an account', async (test) => {
    const house = await startTeam(test, toManager);
    const nina = addUser(house.directory, 'nina.new');
    house.directory.setManager(house.user('rex.root'), nina.id);
    await house.sync();
    purge(house, 'rex.root');
    await house.sync();
    assert.equal(house.targetUser('rex.root')?.status, 'suspended');
    assign(house.directory, nina, roles.user);
    await house.sync();
    await house.acceptInvitations();
    const { summary } = await house.sync();
    assert.equal(summary.counts.delete, 1);
    assert.deepEqual(await transfersOf(house), ['nina.new@contoso.com']);
    assert.equal((await house.sync()).summary.requests.target <= proof + 3, true);
  });

  it('aren’t touched by a job that says nothing of them', async (test) => {
    const house = await startTeam(test);
    purge(house, 'ben.baker');
    await house.sync();
    assert.equal(house.targetUser('ben.baker')?.status, 'suspended');
    assert.equal(removalsOf(house).length, 0);
    const [event] = (await house.sync()).events;
    assert.match(english(event?.reason.message ?? ''), /the job doesn’t say who gets the files/);
  });

  it('stay with the account where the job keeps it, and behind where the job says so', async (test) => {
    const keeping = await startTeam(test, { keepAccount: true, retainTeamShares: true });
    purge(keeping, 'ben.baker');
    await keeping.sync();
    const [kept] = removalsOf(keeping);
    assert.deepEqual([kept?.keep_account, kept?.retain_team_shares, kept?.wipe_data], [true, true, false]);

    const careless = await startTeam(test, { removeEvenIfNobodyGetsTheFiles: true });
    purge(careless, 'ben.baker');
    const { decisions } = await careless.preview();
    assert.match(english(decisions[0]?.reason.message ?? ''), /Nobody gets the files\..*7 days.*180 days/);
    await careless.sync();
    assert.equal(careless.targetUser('ben.baker'), undefined);
    assert.deepEqual(await transfersOf(careless), []);
  });

  it('aren’t transferred with an admin who is none', async (test) => {
    const house = await startTeam(test, { ...toManager, transferAdmin: archive });
    purge(house, 'ben.baker');
    const { events } = await house.sync();
    assert.match(
      english(events[0]?.reason.message ?? ''),
      /olga\.archive@contoso\.com is no team admin \(“transferAdmin”\)/,
    );
    assert.equal(removalsOf(house).length, 0);
  });

  it('are no matter for who hasn’t accepted the invitation', async (test) => {
    const house = await startBusinessTest(test, { fill });
    await house.sync();
    purge(house, 'ben.baker');
    const { summary } = await house.sync();
    assert.deepEqual([summary.counts.delete, summary.counts.failure], [1, 0]);
    assert.equal(house.targetUser('ben.baker'), undefined);
  });
});

describe('a removal that is held back', () => {
  it('says who would get the files, and its release is for them alone', async (test) => {
    const house = await startTeam(
      test,
      { ...toManager, otherwiseTo: archive },
      { accidentalDeletionPrevention: { threshold: 0 } },
    );
    purge(house, 'ben.baker');
    await house.sync();
    const { staged } = await house.status();
    assert.equal(staged[0]?.files?.to?.email, 'mia.manager@contoso.com');
    assert.match(english(staged[0].reason.message), /The files go to Mia Manager/);
    await house.withSession((session) => session.decideHolds(['Ben Baker'], 'released', () => undefined));
    unassign(house, house.user('mia.manager'));
    await house.sync();
    assert.deepEqual(await transfersOf(house), [], 'somebody else would get them by now');
    const again = (await house.status()).staged.find(({ source }) => source.displayName === 'Ben Baker');
    assert.deepEqual([again?.files?.to?.email, again?.decision], [archive, null]);
    await house.withSession((session) => session.decideHolds(['Ben Baker'], 'released', () => undefined));
    await house.sync();
    assert.deepEqual(await transfersOf(house), [archive]);
  });
});

describe('an engine that is killed while it removes', () => {
  for (const [when, route, moment] of [
    ['before Dropbox’s response', 'team/members/remove', 1],
    ['between the removal and what became of it', 'team/members/remove/job_status/get', 1],
  ] as const)
    it(`${when} transfers files once and loses nobody`, async (test) => {
      const house = await startTeam(test, { ...toManager, otherwiseTo: archive });
      await house.control('PUT', '/jobs', { always: true, polls: 2 });
      purge(house, 'ben.baker');
      await killAt(house, route, moment);
      for (let cycle = 0; cycle < 4; cycle++) assert.equal((await house.sync()).summary.counts.failure, 0);
      assert.deepEqual(await transfersOf(house), ['mia.manager@contoso.com']);
      assert.equal(removalsOf(house).length, 1);
      assert.deepEqual(
        house.targetStore
          .all('User')
          .map(({ attributes }) => attributes['userName'])
          .sort(),
        ['mia.manager@contoso.com', archive, 'rex.root@contoso.com'],
      );
      assert.equal((await house.sync()).summary.requests.target, proof);
    });
});
