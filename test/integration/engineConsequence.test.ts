import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe } from 'node:test';
import fc from 'fast-check';
import { ConsequenceCollector, printOf } from '../../src/engine/consequence/compareDecisions.ts';
import { createConsequenceMemory, type ConsequenceMemory } from '../../src/engine/consequence/memory.ts';
import { openJobSession } from '../../src/engine/jobSession.ts';
import { takeLease, type Lease } from '../../src/engine/lease/lease.ts';
import { type LeasePorts, realLeasePorts } from '../../src/engine/lease/leasePorts.ts';
import type { SynchronizationSchema } from '../../src/job/schema.ts';
import type { CycleProgress } from '../../src/protocol/cycleProgress.ts';
import type { ConsequenceResult } from '../../src/protocol/engineParams.ts';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { it } from '../support/targets/eachTarget.ts';
import { addUser, smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';

/** What a change of the text does is what a preview of the one text and a preview of the other tell differently. */

const never = new AbortController().signal;
const people = ['ada', 'ben', 'cleo', 'dora', 'emil', 'fay', 'gus', 'hedi', 'ivo', 'jan', 'kai', 'lea'];
const names = people.map((name) => `${name}.tester`);
const groups = { Readers: names.slice(0, 5), Writers: names.slice(4), Empty: [] };

/** A job file with its schema written out. */
interface JobText {
  provisioning?: Record<string, unknown>;
  schema: SynchronizationSchema;
}
type Mapping = SynchronizationSchema['synchronizationRules'][number]['objectMappings'][number];
type Attribute = Mapping['attributeMappings'][number];

function rewritten(text: string, change: (job: JobText) => JobText): string {
  return JSON.stringify(change(JSON.parse(text.replace(/^\s*\/\/.*$/gm, '')) as JobText));
}

function mappings(of: 'User' | 'Group', change: (mapping: Mapping) => Mapping): (text: string) => string {
  return (text) =>
    rewritten(text, ({ schema, ...job }) => ({
      ...job,
      schema: {
        ...schema,
        synchronizationRules: schema.synchronizationRules.map((rule) => ({
          ...rule,
          objectMappings: rule.objectMappings.map((each) => (each.sourceObjectName === of ? change(each) : each)),
        })),
      },
    }));
}

function attributes(of: 'User' | 'Group', change: (each: Attribute) => readonly Attribute[]): (text: string) => string {
  return mappings(of, (mapping) => ({ ...mapping, attributeMappings: mapping.attributeMappings.flatMap(change) }));
}

const expression = (target: string, to: string): ((text: string) => string) =>
  attributes('User', (each) => [each.targetAttributeName === target ? { ...each, source: { expression: to } } : each]);

const filtered = (of: 'User' | 'Group', attribute: string, operatorName: string, ...values: string[]) =>
  mappings(of, (mapping) => ({
    ...mapping,
    scope: {
      groups: [{ name: 'g', clauses: [{ sourceOperandName: attribute, operatorName, targetOperand: { values } }] }],
    },
  }));

const provisioning = (change: object): ((text: string) => string) => {
  return (text) => rewritten(text, (job) => ({ ...job, provisioning: { ...job.provisioning, ...change } }));
};

const edits: Readonly<Record<string, (text: string) => string>> = {
  'an expression': expression('name.givenName', 'ToUpper([givenName])'),
  'an expression that fails for some': expression('name.givenName', 'DateFromNum(ToUpper([givenName]))'),
  'an attribute that has not been read': expression('name.familyName', 'Coalesce([jobTitle], [surname])'),
  'a name that is to be given': expression('userName', 'Append([mailNickname], "@new.example")'),
  'a mapping that is gone': attributes('User', (each) => (each.targetAttributeName === 'name.givenName' ? [] : [each])),
  'members that flow no more': attributes('Group', (each) => (each.targetAttributeName === 'members' ? [] : [each])),
  'a name of groups': attributes('Group', (each) => [
    each.targetAttributeName === 'displayName' ? { ...each, source: { expression: 'ToUpper([displayName])' } } : each,
  ]),
  'a filter that leaves some out': filtered('User', 'department', 'EQUALS', 'Sales'),
  'a filter that leaves everybody out': filtered('User', 'displayName', 'EQUALS', 'Nobody'),
  'a filter of groups': filtered('Group', 'displayName', 'NOT EQUALS', 'Writers'),
  'a mapping that is switched off': mappings('Group', (mapping) => ({ ...mapping, enabled: false })),
  'no creations': mappings('User', (mapping) => ({ ...mapping, flowTypes: 'Update, Delete' })),
  'no updates': mappings('User', (mapping) => ({ ...mapping, flowTypes: 'Add, Delete' })),
  everybody: provisioning({ scope: 'all' }),
  'who leaves is left alone': provisioning({ skipOutOfScopeDeletions: true }),
  'a guard that lets everything happen': provisioning({ accidentalDeletionPrevention: { enabled: false } }),
};

/** Happens after a first cycle, and is read. */
const happenings: readonly ((house: EngineTest, who: string) => void)[] = [
  (house, who) => house.directory.updateObject(house.user(who), { surname: 'Changed' }),
  (house, who) => house.directory.updateObject(house.user(who), { department: 'Sales' }),
  (house, who) => house.directory.updateObject(house.user(who), { accountEnabled: false }),
  (house, who) => {
    unassign(house, house.user(who));
  },
  (house, who) => {
    assign(house.directory, addUser(house.directory, `new.${who}`), roles.user);
  },
  (house, who) => {
    addUser(house.directory, `stranger.${who}`, { department: 'Sales' });
  },
];

async function consequence(
  house: EngineTest,
  text: string,
  { memory = createConsequenceMemory(Date.now), signal = never, onProgress = () => undefined, ...options }: Asking = {},
): Promise<ConsequenceResult> {
  const session = await openJobSession({ ...house.params, text }, Date.now, { memory, ...options });
  try {
    return await session.consequence(house.jobText, { signal, onProgress });
  } finally {
    await session.close();
  }
}

interface Asking {
  readonly memory?: ConsequenceMemory;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CycleProgress) => void;
  readonly ports?: LeasePorts;
}

/** The same by two previews, each of everybody, on what both sides say now. */
async function byPreviews(house: EngineTest, text: string): Promise<ConsequenceResult['consequence']> {
  const before = await house.preview();
  const after = await house.preview({ text });
  const collector = new ConsequenceCollector(new Map(before.all.map((each) => [each.source.id, printOf(each)])));
  for (const each of after.all) collector.add(each);
  return collector.result(0, after.summary.quarantine?.message ?? null);
}

function comparable({ counts, permanent, held, objects, total }: ConsequenceResult['consequence']): object {
  const told = objects.map(({ name, type, before, action, destructive, changes }) =>
    JSON.stringify({ name, type, before, action, destructive, changes }),
  );
  return { counts, permanent, held, total, objects: told.sort() };
}

const refresh = (house: EngineTest) => house.withSession((session) => session.refreshSource(never, () => undefined));

describe('the consequence of a change', () => {
  it('is what two previews tell differently, whatever is due besides', async (test) => {
    const story = fc.array(fc.tuple(fc.constantFrom(...happenings), fc.constantFrom(...names)), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(story, fc.constantFrom(...Object.keys(edits)), async (told, edit) => {
        const house = await startEngineTest(test, { fill: smallTenant(names, groups) });
        await house.sync();
        for (const [happen, who] of told) happen(house, who);
        await refresh(house);
        const text = edits[edit]?.(house.jobText) ?? '';
        const { consequence: computed } = await consequence(house, text);
        assert.deepEqual(comparable(computed), comparable(await byPreviews(house, text)), edit);
      }),
      { numRuns: 5 },
    );
  });

  for (const [name, edit] of Object.entries(edits))
    it(`is what two previews tell differently: ${name}`, async (test) => {
      const house = await startEngineTest(test, { fill: smallTenant(names, groups) });
      for (const who of names.slice(0, 6)) house.directory.updateObject(house.user(who), { department: 'Sales' });
      addUser(house.directory, 'stranger.tester', { department: 'Sales' });
      await house.sync();
      await house.acceptInvitations();
      const text = edit(house.jobText);
      const { consequence: told } = await consequence(house, text);
      assert.deepEqual(comparable(told), comparable(await byPreviews(house, text)));
    });

  it('asks the source once for an attribute that only the edited text uses, and decides the former text once', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(names, groups) });
    house.directory.updateObject(house.user('ada.tester'), { jobTitle: 'Lead' });
    await house.sync();
    const memory = createConsequenceMemory(Date.now);
    const requests = (): number => sumOf(house.directoryServer.requestCounts());
    const ask = async (to: string) => {
      const before = requests();
      const text = expression('name.familyName', to)(house.jobText);
      const { consequence: told } = await consequence(house, text, { memory });
      return { requests: requests() - before, new: told.objects.map(({ changes }) => changes[0]?.new) };
    };
    const first = await ask('Coalesce([jobTitle], [surname])');
    assert.deepEqual(first.new, ['Lead']);
    assert.ok(first.requests > 0);
    assert.deepEqual(await ask('Coalesce(ToUpper([jobTitle]), [surname])'), { requests: 0, new: ['LEAD'] });
    assert.ok(memory.baselineOf('another text').evaluations.size === 0, 'one baseline is kept');
  });

  it('decides the former text anew after a cycle', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(names, groups) });
    await house.sync();
    const memory = createConsequenceMemory(Date.now);
    const text = expression('name.familyName', 'ToUpper([surname])')(house.jobText);
    assert.equal((await consequence(house, text, { memory })).consequence.total, names.length);
    house.directory.updateObject(house.user('ada.tester'), { surname: 'LOUD' });
    await house.sync();
    assert.equal((await consequence(house, text, { memory })).consequence.total, names.length - 1);
  });

  it('joins what is decided about an account and what others bring to it', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(names, groups) });
    for (const who of names.slice(1)) house.directory.updateObject(house.user(who), { department: 'Sales' });
    const narrow = filtered('User', 'department', 'EQUALS', 'Sales')(house.jobText);
    await house.sync({ job: { text: narrow } });
    const wide = attributes('Group', (each) => [
      each.targetAttributeName === 'displayName' ? { ...each, source: { expression: 'ToUpper([displayName])' } } : each,
    ])(house.jobText);
    const session = await openJobSession({ ...house.params, text: wide });
    const { consequence: told } = await session.consequence(narrow, { signal: never, onProgress: () => undefined });
    await session.close();
    assert.deepEqual([told.counts.User.create, told.counts.Group.update, told.total], [1, 3, 4]);
    const readers = told.objects.find(({ name }) => name === 'Readers');
    assert.deepEqual(readers?.changes.map(({ attribute }) => attribute).sort(), ['displayName', 'members']);
  });

  it('leaves the state as it was, and writes nothing', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(names, groups) });
    await house.sync();
    const written = (): number[] => (['create', 'update', 'delete'] as const).map((what) => house.target.asked(what));
    const before = [contentsOf(house), written()];
    for (const edit of Object.values(edits)) await consequence(house, edit(house.jobText));
    assert.deepEqual([contentsOf(house), written()], before);
  });

  it('lets the process turn to other requests after each page, and ends when it is cancelled', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(many) });
    await house.sync();
    const text = expression('name.familyName', 'ToUpper([surname])')(house.jobText);
    let [pages, turns] = [0, 0];
    await consequence(house, text, {
      onProgress: ({ stage }) => {
        if (stage === 'comparing') pages += 1;
        setImmediate(() => (turns += 1));
      },
    });
    assert.ok(pages > 2, `${pages} pages`);
    assert.ok(turns >= pages - 1, `${turns} turns`);

    const cancelled = new AbortController();
    let told = 0;
    const ended = consequence(house, text, {
      signal: cancelled.signal,
      onProgress: () => {
        told += 1;
        cancelled.abort(new Error('Nobody waits.'));
      },
    });
    await assert.rejects(ended, /Nobody waits/);
    assert.equal(told, 1);
  });

  it('gives way to a run that somebody asks for', async (test) => {
    const house = await startEngineTest(test, { fill: smallTenant(many) });
    await house.sync();
    const real = realLeasePorts(Date.now);
    let look = (): void => undefined;
    const ports: LeasePorts = {
      ...real,
      every: (_, act) => {
        look = act;
        return () => undefined;
      },
    };
    const taken: Promise<Lease>[] = [];
    const asked = consequence(house, expression('name.familyName', 'ToUpper([surname])')(house.jobText), {
      ports,
      onProgress: () => {
        const sync = { who: 'window', what: 'sync', background: false } as const;
        if (taken.length === 0) taken.push(takeLease(house.stateDirectory, sync, never, real));
        look();
      },
    });
    await assert.rejects(asked, /gave way/);
    assert.equal(taken.length, 1);
    for (const lease of taken) (await lease).release();
  });
});

const many = Array.from({ length: 400 }, (_, index) => `person.${index}`);

/** All that is stored. */
function contentsOf({ stateDirectory }: EngineTest): Readonly<Record<string, unknown>> {
  const database = new DatabaseSync(join(stateDirectory, 'state.sqlite'), { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    return Object.fromEntries(
      tables.map(({ name }) => [String(name), database.prepare(`SELECT * FROM ${String(name)}`).all()]),
    );
  } finally {
    database.close();
  }
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, each) => sum + each, 0);
}
