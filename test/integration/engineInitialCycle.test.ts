import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { contoso } from '../../src/sandbox/tenants/contoso.ts';
import { it } from '../support/targets/eachTarget.ts';
import type { EngineTest } from './engineSetup.ts';
import { addUser, smallTenant, startEngineTest, unassign, proof } from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';

describe('an initial cycle of the sample tenant', () => {
  it('ends with exactly the accounts, groups and members that are in scope', async (test) => {
    const house = await startEngineTest(test);
    const { summary, events } = await house.sync();

    assert.equal(summary.cycle, 'initial');
    assert.equal(summary.outcome, 'completed');
    assert.deepEqual(userNames(house), expectedUserNames(house));
    const groups = house.targetStore.all('Group').map((group) => String(group.attributes['displayName']));
    assert.deepEqual(groups.sort(), ['Engineering', 'Finance', 'Project Nova', 'Retail Stores', 'Sales']);
    assert.deepEqual(house.membersOf('Sales'), ['grady.archie', 'lidia.holloway', 'lynne.robbins', 'miriam.graham']);
    assert.deepEqual(house.membersOf('Project Nova'), []);
    assert.equal(house.membersOf('Retail Stores').length, 60);
    assert.equal(house.membersOf('Engineering').includes('madhavi'), false, 'who was skipped is no member');

    const created = events.filter((event) => event.action === 'create');
    assert.equal(summary.counts.create, created.length);
    assert.equal(summary.counts.failure, 0);
    assert.equal(new Set(created.map((event) => event.source.id)).size, created.length, 'nobody is created twice');
  });

  it('says why each of the awkward cases is left out', async (test) => {
    const house = await startEngineTest(test);
    const { events } = await house.sync();
    const reasonOf = (name: string): string | undefined =>
      events.find((event) => event.source.id === house.user(name).id)?.reason.code;
    assert.equal(reasonOf('bruno.disabled'), 'NotEffectivelyEntitled');
    assert.equal(reasonOf('cameron.white'), 'NotEffectivelyEntitled');
    assert.equal(reasonOf('madhavi'), 'AttributeValidationFailed');
    assert.equal(reasonOf('tony.krijnen'), 'SoftDeletedInSource');
    assert.equal(reasonOf('megan.bowen'), undefined, 'who is assigned to nothing is of no concern');
    assert.equal(reasonOf('enrico.cattaneo'), undefined, 'nested groups are not expanded');
  });

  it('writes the mapped values', async (test) => {
    const house = await startEngineTest(test);
    await house.sync();
    const zoe = house.targetUser('zoe.lukasiewicz');
    assert.equal(zoe?.attributes['externalId'], house.user('zoe.lukasiewicz').id);
    assert.deepEqual(zoe.attributes['name'], { givenName: 'Zoë', familyName: 'Łukasiewicz-Müßig' });
    assert.equal(zoe.attributes['active'], true);
    assert.equal(house.targetUser('elena.rossi')?.attributes['userName'], 'elena.rossi@fabrikam.com');
  });

  it('needs little more than one request for each object, and none when nothing changed', async (test) => {
    const house = await startEngineTest(test);
    const { summary } = await house.sync();
    assert.ok(summary.requests.target <= summary.counts.create * 1.1, `${summary.requests.target} requests`);
    assert.equal(summary.requests.targetWrites, house.target.writes());

    const second = await house.sync();
    assert.equal(second.summary.cycle, 'incremental');
    assert.equal(second.summary.requests.target, proof);
    assert.deepEqual(second.summary.counts, { create: 0, update: 0, disable: 0, delete: 0, skip: 0, failure: 0 });

    const third = await house.sync({ restart: true });
    assert.equal(third.summary.cycle, 'initial');
    assert.equal(third.summary.requests.targetWrites, 0);
    assert.equal(third.summary.unchanged, summary.counts.create);
  });
});

describe('a preview', () => {
  it('writes nothing, and a sync then does what it told, line by line', async (test) => {
    const house = await startEngineTest(test);
    const preview = await house.preview();
    assert.equal(house.target.writes(), 0);
    const { summary, events } = await house.sync();

    const told = preview.decisions.map(({ source, action, reason }) => `${source.id} ${action} ${reason.code}`);
    const firstEvents = [...new Map(events.toReversed().map((event) => [event.source.id, event])).values()];
    const done = firstEvents.map(({ source, action, reason }) => `${source.id} ${action} ${reason.code}`);
    assert.deepEqual(told.sort(), done.sort());
    assert.deepEqual(preview.summary.counts, summary.counts);

    const changesTold = new Map(preview.decisions.map(({ source, changes }) => [source.id, changes]));
    for (const { source } of firstEvents) {
      const changes = events
        .filter((event) => event.source.id === source.id)
        .flatMap((event) => event.modifiedProperties);
      assert.deepEqual(sorted(changes), sorted(changesTold.get(source.id) ?? []), source.displayName);
    }
  });

  it('tells of every object, also when nothing is to be done', async (test) => {
    const house = await startEngineTest(test);
    await house.sync();
    const { all, summary } = await house.preview();
    assert.ok(all.length > 0);
    assert.deepEqual([...new Set(all.map((decision) => decision.action))].sort(), ['none', 'skip']);
    assert.equal(summary.requests.targetWrites, 0);
  });

  it('of a text that is not saved does not make the next sync an initial one', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace']) });
    await house.sync();
    const changed = house.jobText.replace('"scope": "assigned"', '"scope": "all"');
    assert.notEqual(changed, house.jobText);
    const options = { signal: new AbortController().signal, onDecision: () => undefined, onProgress: () => undefined };
    const unsaved = await house.withSession((session) => session.preview(options), { text: changed });
    assert.equal(unsaved.cycle, 'initial');
    assert.equal((await house.sync()).summary.cycle, 'incremental');
  });

  it('leaves no trace: a preview after changes tells the same twice, and the next sync is still to come', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace', 'ben.baker']) });
    await house.sync();
    house.directory.updateObject(house.user('ada.lovelace'), { surname: 'King' });
    const first = await house.preview();
    const second = await house.preview();
    assert.deepEqual(
      first.decisions.map(({ action, changes }) => ({ action, changes })),
      [
        {
          action: 'update',
          changes: [{ attribute: 'name.familyName', old: 'Lovelace', new: 'King' }],
        },
      ],
    );
    assert.deepEqual(second.decisions, first.decisions);
    const { summary } = await house.sync();
    assert.equal(summary.counts.update, 1);
  });
});

describe('objects that are in the target already', () => {
  it('are adopted when they match, whatever the letter case, and only what differs is written', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace', 'ben.baker']) });
    await house.addToTarget('Users', {
      userName: 'ADA.Lovelace@contoso.com',
      name: { givenName: 'Ada', familyName: 'Byron' },
      active: true,
    });
    const { summary, events } = await house.sync();
    assert.deepEqual([summary.counts.create, summary.counts.update], [1, 1]);
    assert.equal(house.targetStore.all('User').length, 2);
    const update = events.find((event) => event.action === 'update');
    assert.deepEqual(
      update?.modifiedProperties.map(({ attribute, old }) => ({ attribute, old })),
      [
        { attribute: 'externalId', old: null },
        { attribute: 'name.familyName', old: 'Byron' },
      ],
    );
  });

  it('are adopted in another spelling even where letter case counts, and get the source’s', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant([], { Readers: [], Writers: [] }) });
    for (const [id, name] of [
      ['1', 'READERS'],
      ['2', 'writers'],
      ['3', 'Writers'],
    ] as const)
      putGroup(house, id, name);
    const { summary } = await house.sync();
    assert.deepEqual([summary.counts.create, summary.counts.update, summary.counts.failure], [0, 2, 0]);
    const names = house.targetStore.all('Group').map(({ id, attributes }) => [id, attributes['displayName']]);
    assert.deepEqual(names, [
      ['1', 'Readers'],
      ['2', 'writers'],
      ['3', 'Writers'],
    ]);
  });

  it('and are nobody’s are left alone', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace']) });
    await house.addToTarget('Users', {
      userName: 'foreign@contoso.com',
      name: { givenName: 'For', familyName: 'Eign' },
    });
    const before = house.targetUser('foreign');
    await house.sync();
    assert.deepEqual(house.targetUser('foreign'), before);
  });

  it('and match twice fail by name: none is guessed', async (test) => {
    const house = await startEngineTest(test, {
      fill: smallTenant(['ada.lovelace'], { Readers: [] }),
      profile: 'rfc7644',
    });
    for (const id of ['1', '2']) putGroup(house, id, 'Readers');
    const { summary, events } = await house.sync();
    assert.equal(summary.counts.failure, 1);
    const failure = events.find((event) => event.status === 'failure');
    assert.equal(failure?.reason.code, 'DuplicateTargetEntries');
    assert.equal(house.targetStore.all('Group').length, 2);
    assert.ok(house.targetUser('ada.lovelace'), 'the others go on');
  });
});

describe('two source objects that stand for one target object', () => {
  const twins = (house: EngineTest): void => {
    addUser(house.directory, 'ada.second', { userPrincipalName: `ada.lovelace@${contoso.domain}` });
  };

  for (const existing of [false, true]) {
    it(`are not both linked to it (${existing ? 'it exists' : 'it is to be created'})`, async (test) => {
      const house = await startEngineTest(test, {
        fill: smallTenant(['ada.lovelace']),
        provisioning: { scope: 'all' },
      });
      twins(house);
      if (existing) {
        const name = { givenName: 'Ada', familyName: 'Lovelace' };
        await house.addToTarget('Users', { userName: 'ada.lovelace@contoso.com', name });
      }
      const { summary, events } = await house.sync();
      assert.equal(summary.counts.failure, 1);
      assert.equal(events.find((event) => event.status === 'failure')?.reason.code, 'DuplicateSourceEntries');
      assert.equal(house.targetStore.all('User').length, 1);
      await house.withSession((session) => {
        assert.equal(session.status().linked.User, 1);
        return Promise.resolve();
      });
    });
  }
});

describe('what the target demands', () => {
  it('no free seat: the rest waits, and is created when a seat is free', async (test) => {
    const people = ['ada.lovelace', 'ben.baker', 'cleo.carter'];
    const house = await startEngineTest(test, { fill: smallTenant(people), seatLimit: 2 });
    const first = await house.sync();
    assert.deepEqual([first.summary.counts.create, first.summary.counts.skip, first.summary.counts.failure], [2, 1, 0]);
    const waits = first.events.find((event) => event.status === 'skipped');
    assert.equal(waits?.reason.code, 'WaitsForSeat');
    // The Business API tells of its seats; over SCIM it's learnt from a refusal.
    assert.equal(waits.exchange?.response?.status, house.target.name === 'scim' ? 400 : undefined);

    const provisioned = people.find((name) => house.targetUser(name) !== undefined) ?? '';
    unassign(house, house.user(provisioned));
    const second = await house.sync();
    assert.deepEqual([second.summary.counts.create, second.summary.counts.disable], [1, 1], 'seats are freed first');
    assert.equal(second.summary.counts.failure, 0);
  });

  it('an invited user who is disabled is deleted by Dropbox, and the log says so', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace', 'ben.baker']) });
    await house.sync();
    const user = house.user('ada.lovelace');
    house.directory.updateObject(user, { accountEnabled: false });
    const preview = await house.preview();
    assert.equal(preview.decisions[0]?.destructive, true);
    const { events } = await house.sync();
    assert.match(english(events[0]?.reason.message ?? ''), /suspending an invited Dropbox user deletes that user/);
    assert.equal(house.targetUser('ada.lovelace'), undefined);

    house.directory.updateObject(house.user('ada.lovelace'), { accountEnabled: true });
    const back = await house.sync();
    assert.equal(back.summary.counts.create, 1);
  });
});

describe('a changed job', () => {
  it('with another schema is decided anew from the beginning, keeping the links', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace', 'ben.baker']) });
    await house.sync();
    const text = house.jobText.replace(
      '"expression": "[surname]", "name": "surname"',
      '"expression": "[department]", "name": "department"',
    );
    assert.notEqual(text, house.jobText);
    house.directory.updateObject(house.user('ada.lovelace'), { department: 'Engines' });
    const { summary } = await house.sync({ job: { text } });
    assert.equal(summary.cycle, 'initial');
    assert.deepEqual([summary.counts.create, summary.counts.update, summary.unchanged], [0, 1, 1]);
    assert.deepEqual(house.targetUser('ada.lovelace')?.attributes['name'], {
      givenName: 'Ada',
      familyName: 'Engines',
    });
  });

  it('with another target is refused before the first request, until its accounts are adopted', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(['ada.lovelace', 'ben.baker']) });
    const other = await startEngineTest(test, { fill: smallTenant([]) });
    await house.sync();
    await other.addToTarget('Users', {
      userName: 'ada.lovelace@contoso.com',
      name: { givenName: 'A', familyName: 'L' },
    });
    const text = house.jobText.replace(addressOf(house), addressOf(other));
    const job = { text, targetCredential: other.params.targetCredential };
    const before = other.target.requests();
    await assert.rejects(house.sync({ job }), (error) => {
      assert.ok(error instanceof ProvisioningFailure);
      assert.equal(error.kind, 'identity');
      assert.match(error.message, /The stored target is .* the job file names .*\. Nothing was read or changed/);
      assert.match(english(error.recommendedAction ?? ''), /new id.*Adopt/);
      return true;
    });
    assert.equal(other.target.requests(), before);
    const { summary } = await house.sync({ job, adopt: true });
    assert.equal(summary.cycle, 'initial');
    assert.deepEqual([summary.counts.create, summary.counts.update, summary.counts.failure], [1, 1, 0]);
    assert.equal(other.targetStore.all('User').length, 2);
  });
});

function addressOf(house: EngineTest): string {
  return house.params.targetCredential?.origin ?? '';
}

/** Puts a group into the target's store, past the server, which would refuse a second one of the same name. */
function putGroup(house: EngineTest, id: string, displayName: string): void {
  const created = '2026-01-01T00:00:00Z';
  house.targetStore.put({ kind: 'Group', id, attributes: { displayName }, created, lastModified: created, version: 1 });
}

function sorted(
  changes: readonly { readonly attribute: string; readonly old: unknown; readonly new: unknown }[],
): string[] {
  return changes
    .map((change) => JSON.stringify({ ...change, new: Array.isArray(change.new) ? change.new.toSorted() : change.new }))
    .sort();
}

function userNames(house: EngineTest): string[] {
  return house.targetStore
    .all('User')
    .map((user) => String(user.attributes['userName']))
    .sort();
}

/** Who must be in the target, worked out from the directory by other means than the engine's. */
function expectedUserNames({ directory }: EngineTest): string[] {
  const assigned = new Set<string>();
  for (const { principalId, appRoleId } of directory.assignments.values()) {
    if (/^0+(-0+)+$/.test(appRoleId)) continue;
    assigned.add(principalId);
    for (const memberId of directory.memberships.membersOf(principalId).keys()) assigned.add(memberId);
  }
  return [...assigned]
    .flatMap((id) => directory.users.get(id) ?? [])
    .filter((user) => user.deletedDateTime === null && user.properties['accountEnabled'] === true)
    .filter((user) => typeof user.properties['surname'] === 'string')
    .map(({ properties }) => properties['userPrincipalName'] as string)
    .map((name) => (name.includes('#EXT#') ? 'elena.rossi@fabrikam.com' : name))
    .sort();
}
