import assert from 'node:assert/strict';
import { describe } from 'node:test';
import fc from 'fast-check';
import { ConsequenceCollector, printOf } from '../../src/engine/consequence/compareDecisions.ts';
import { createConsequenceMemory, type ConsequenceMemory } from '../../src/engine/consequence/memory.ts';
import { openJobSession } from '../../src/engine/jobSession.ts';
import type { SynchronizationSchema } from '../../src/job/schema.ts';
import type { ConsequenceResult, CycleProgress } from '../../src/protocol/engineProtocol.ts';
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
  { memory = createConsequenceMemory(Date.now), signal = never, onProgress = () => undefined }: Asking = {},
): Promise<ConsequenceResult> {
  const session = await openJobSession({ ...house.params, text }, Date.now, { memory });
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
});
