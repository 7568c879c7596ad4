import assert from 'node:assert/strict';
import { describe, type TestContext } from 'node:test';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { it } from '../support/targets/eachTarget.ts';
import { rename } from './engineDisturb.ts';
import { refusal, startOddRun } from './engineOddTarget.ts';
import { addUser, schemaWith, smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';

/** A name that isn't free in this cycle: preview and sync say of the same people that they can't have it, and why. */

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter', 'dora.dean', 'eva.east'];
const { signal } = new AbortController();

/** Somebody is hired who has the name of Ada Lovelace. */
function hireAnotherAda(run: EngineTest): void {
  assign(run.directory, addUser(run.directory, 'ada.again'), roles.user);
  rename(run, { 'ada.again': 'ada.lovelace' });
}

/** Previews and syncs, which fail for the same people. @returns why the sync did, by display name. */
async function failuresOf(run: EngineTest): Promise<Readonly<Record<string, string>>> {
  const preview = await run.preview();
  const { summary, events } = await run.sync();
  const failed = events.filter(({ status }) => status === 'failure');
  const told = preview.decisions.filter((decision) => decision.failed);
  assert.equal(preview.summary.counts.failure, summary.counts.failure);
  assert.deepEqual(told.map(({ source }) => source.id).sort(), failed.map(({ source }) => source.id).sort());
  return Object.fromEntries(failed.map(({ source, reason }) => [source.displayName, english(reason.message)]));
}

async function start(test: TestContext, options: Parameters<typeof startEngineTest>[1] = {}): Promise<EngineTest> {
  const run = await startEngineTest(test, { fill: smallTenant(people), ...options });
  await run.sync();
  await run.acceptInvitations();
  return run;
}

function nameOf(run: EngineTest, sourceName: string): string {
  const { id } = run.user(sourceName);
  const account = run.targetStore.all('User').find(({ attributes }) => attributes['externalId'] === id);
  return String(account?.attributes['userName']).replace(/@.*/, '');
}

describe('who has the name is held back, and waits for it', () => {
  for (const heir of ['Ada Again', 'Dora Dean'])
    it(heir === 'Ada Again' ? 'a newcomer' : 'a colleague, for whom another one waits', async (test) => {
      const provisioning = { accidentalDeletionPrevention: { enabled: true, threshold: 1 } };
      const run = await start(test, { provisioning });
      for (const name of people.slice(0, 3)) unassign(run, run.user(name));
      if (heir === 'Ada Again') {
        run.directory.deleteObject(run.user('ada.lovelace'));
        hireAnotherAda(run);
      } else rename(run, { 'ada.lovelace': 'ada.former', 'dora.dean': 'ada.lovelace', 'eva.east': 'dora.dean' });
      const reasons = await failuresOf(run);
      assert.match(reasons[heir] ?? '', /stands for Ada Lovelace, whose change is held back/);
      if (heir === 'Dora Dean') assert.match(reasons['Eva East'] ?? '', /stands for Dora Dean/);
      assert.deepEqual(Object.keys(reasons).length, heir === 'Ada Again' ? 1 : 2);
      const explained = await run.withSession((session) => session.explain(heir, signal));
      assert.deepEqual([explained.failed, english(explained.reason.message)], [true, reasons[heir]]);
      const provisioned = await run.withSession((session) => session.provisionOnDemand(heir, signal));
      assert.deepEqual([provisioned.status, english(provisioned.reason.message)], ['failure', reasons[heir]]);
      const { summary } = await run.sync({ allowDeletes: true });
      assert.deepEqual([summary.counts.failure, summary.counts.disable], [0, 3]);
      assert.equal(nameOf(run, heir === 'Ada Again' ? 'ada.again' : 'dora.dean'), 'ada.lovelace');
      assert.equal((await run.sync()).summary.requests.targetWrites, 0);
    });

  it('explain foresees a name that becomes free', async (test) => {
    const run = await start(test);
    run.directory.deleteObject(run.user('ada.lovelace'));
    hireAnotherAda(run);
    const explained = await run.withSession((session) => session.explain('Ada Again', signal));
    assert.deepEqual([explained.action, explained.failed], ['create', false]);
    assert.deepEqual(await failuresOf(run), {});
  });
});

describe('a name is somebody’s who keeps it:', () => {
  it('a chain of renames stands still when its end is an account that is nobody’s', async (test) => {
    const run = await start(test);
    const like = run.targetUser('ben.baker');
    assert.ok(like);
    run.targetStore.put({ ...like, id: 'stranger', attributes: { userName: 'stranger@contoso.com', active: true } });
    rename(run, { 'ada.lovelace': 'stranger', 'ben.baker': 'ada.lovelace', 'cleo.carter': 'ben.baker' });
    const reasons = await failuresOf(run);
    assert.match(reasons['Ada Lovelace'] ?? '', /stranger is in the way by userName, and stands for nobody/);
    assert.match(reasons['Ben Baker'] ?? '', /stands for Ada Lovelace/);
    assert.match(reasons['Cleo Carter'] ?? '', /stands for Ben Baker/);
    // Of one who was removed Dropbox would keep the address.
    run.targetStore.put({ ...like, id: 'stranger', attributes: { userName: 'elsewhere@contoso.com', active: true } });
    assert.deepEqual(await failuresOf(run), {});
    assert.equal(nameOf(run, 'cleo.carter'), 'ben.baker');
  });

  it('a colleague in scope, or one of whom the mapping updates nothing', async (test) => {
    const schema = schemaWith((mapping) => ({
      ...mapping,
      attributeMappings: mapping.attributeMappings.map((each) =>
        each.targetAttributeName === 'userName' ? { ...each, source: { expression: '[mail]' } } : each,
      ),
    }));
    const run = await start(test, { schema });
    run.directory.updateObject(run.user('ada.lovelace'), { mail: 'ben.baker@contoso.com' });
    assert.match((await failuresOf(run))['Ada Lovelace'] ?? '', /stands for Ben Baker/);
    const still = { text: run.jobText.replace('"flowTypes": "Add,Update,Delete"', '"flowTypes": "Add,Delete"') };
    run.directory.updateObject(run.user('ada.lovelace'), { mail: 'ada.lovelace@contoso.com' });
    await run.sync();
    unassign(run, run.user('ben.baker'));
    run.directory.updateObject(run.user('ben.baker'), { mail: 'ben.former@contoso.com' });
    assign(run.directory, addUser(run.directory, 'ben.again', { mail: 'ben.baker@contoso.com' }), roles.user);
    const { summary } = await run.sync({ job: still });
    assert.deepEqual([summary.counts.failure, summary.counts.create], [1, 0]);
  });

  it('two get the same new name: one of them has it', async (test) => {
    const run = await start(test);
    rename(run, { 'ada.lovelace': 'new.name' });
    rename(run, { 'ben.baker': 'new.name' });
    const reasons = await failuresOf(run);
    assert.equal(Object.keys(reasons).length, 1);
    assert.match(Object.values(reasons)[0] ?? '', /stands for (Ada Lovelace|Ben Baker)/);
  });
});

it('a conflict with an account of the job names whose it is, although its name was to change', async (test) => {
  const run = await startOddRun(test, { fill: smallTenant(people) });
  const ada = run.idOf('ada.lovelace');
  rename(run, { 'ada.lovelace': 'ada.king', 'ben.baker': 'ada.lovelace' });
  run.be({
    instead: ({ does, mentions }) => (does === 'update' && mentions(ada) ? refusal(500) : null),
  });
  const { events } = await run.cycle();
  const failure = events.find(({ source }) => source.displayName === 'Ben Baker');
  assert.match(english(failure?.reason.message ?? ''), /stands for Ada Lovelace/);
  assert.doesNotMatch(english(failure?.reason.message ?? ''), /Neither its filter/);
});
