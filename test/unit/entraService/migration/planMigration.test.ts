import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MigrationFacts } from '../../../../src/entraService/migration/facts.ts';
import { planMigration } from '../../../../src/entraService/migration/planMigration.ts';
import { readServiceJob, type ServiceJob } from '../../../../src/entraService/serviceJob.ts';
import { dropboxTemplate } from '../../../../src/entraService/findJob.ts';
import type { Wire } from '../../../../src/entraService/wire.ts';
import { keysToEnter } from '../../../../src/protocol/migration/migration.ts';
import { defaultSchema } from '../../../../src/job/defaultJob.ts';
import { oldSchema, oldTemplate } from '../../../../src/sandbox/directory/synchronization/oldIntegration.ts';

const off = {
  scope: 'assigned',
  skipOutOfScopeDeletions: false,
  notificationEmail: null,
  deletionThreshold: null,
} as const;
const user = { id: 'role of the new', displayName: 'User', isDefaultAccess: false };
const now = defaultSchema() as unknown as Wire;
const before = oldSchema() as unknown as Wire;

function job(templateId: string, state: 'Active' | 'Paused', status: Wire = {}): ServiceJob {
  const wire = { id: `${templateId}.1`, templateId, schedule: { state }, status };
  const read = readServiceJob(wire, { requestId: null, now: 0 });
  assert.ok(read);
  return read;
}

interface Changes {
  readonly old?: Partial<MigrationFacts['old']>;
  readonly new?: Partial<MigrationFacts['new']>;
}

/** An old job that is on, beside an application that can have a new one. */
function facts(changes: Changes = {}): MigrationFacts {
  const side = { roles: [user], assignments: [], settings: off };
  return {
    old: {
      ...{ ...side, servicePrincipalId: 'old', application: 'Old', job: job(oldTemplate, 'Active'), schema: before },
      ...changes.old,
    },
    new: {
      ...{ ...side, servicePrincipalId: 'new', application: 'New', job: null, schema: null, offersTemplate: true },
      ...{ templateSchema: now, maskedKeys: [], credentials: { state: 'unknown' } },
      ...changes.new,
    },
  };
}

const made = { job: job(dropboxTemplate, 'Paused'), schema: now, credentials: { state: 'taken' } } as const;
const running = { ...made, job: job(dropboxTemplate, 'Active') };
const paused = { job: job(oldTemplate, 'Paused') };
const filtered = {
  schema: replaced(before, '"scope":null', `"scope":${JSON.stringify(filter('branch'))}`),
};

function filter(attribute: string): object {
  const clause = { operatorName: 'EQUALS', sourceOperandName: attribute, targetOperand: { values: ['A'] } };
  return { groups: [{ name: 'One', clauses: [clause] }] };
}

function replaced(schema: Wire, text: string, by: string): Wire {
  const all = JSON.stringify(schema);
  assert.ok(all.includes(text), text);
  return JSON.parse(all.replace(text, by)) as Wire;
}

const table: readonly (readonly [title: string, changes: Changes, states: string])[] = [
  [
    'nothing done',
    {},
    'createJob ready, mappings waiting, settings waiting, assignments done, credentials waiting, pauseOld ready, startNew waiting, firstCycle waiting',
  ],
  [
    'an application without the template',
    { new: { offersTemplate: false } },
    'createJob yours, mappings waiting, settings waiting, assignments done, credentials waiting, pauseOld ready, startNew waiting, firstCycle waiting',
  ],
  [
    'a new job without credentials',
    { new: { ...made, credentials: { state: 'refused', said: 'No.' } } },
    'createJob done, mappings done, settings done, assignments done, credentials yours, pauseOld ready, startNew waiting, firstCycle waiting',
  ],
  [
    'a new job that is ready',
    { new: made },
    'createJob done, mappings done, settings done, assignments done, credentials done, pauseOld ready, startNew waiting, firstCycle waiting',
  ],
  [
    'the old one off',
    { old: paused, new: made },
    'createJob done, mappings done, settings done, assignments done, credentials done, pauseOld done, startNew ready, firstCycle waiting',
  ],
  [
    'settings that need masked credentials',
    {
      old: { ...paused, settings: { ...off, deletionThreshold: 5 } },
      new: { ...made, maskedKeys: ['SecretToken', 'Oauth2AccessToken'] },
    },
    'createJob done, mappings done, settings yours, assignments done, credentials done, pauseOld done, startNew ready, firstCycle waiting',
  ],
  [
    'a filter that doesn’t fit',
    { old: { ...paused, ...filtered }, new: made },
    'createJob done, mappings done, settings done, assignments done, credentials done, pauseOld done, startNew decide, firstCycle waiting',
  ],
  [
    'a cycle of the old one that still runs',
    {
      old: { job: job(oldTemplate, 'Paused', { progress: [{ completedUnits: 1, totalUnits: 5, units: 'pages' }] }) },
      new: made,
    },
    'createJob done, mappings done, settings done, assignments done, credentials done, pauseOld done, startNew decide, firstCycle waiting',
  ],
  [
    'both on',
    { new: running },
    'pauseOld ready, createJob done, mappings done, settings done, assignments done, credentials done, startNew done, firstCycle waiting',
  ],
  [
    'switched',
    { old: paused, new: running },
    'createJob done, mappings done, settings done, assignments done, credentials done, pauseOld done, startNew done, firstCycle yours',
  ],
  [
    'switched, with settings that differ',
    { old: { ...paused, settings: { ...off, deletionThreshold: 5 } }, new: running },
    'createJob done, mappings done, settings left, assignments done, credentials done, pauseOld done, startNew done, firstCycle yours',
  ],
];

describe('the plan of a migration, by the facts', () => {
  for (const [title, changes, states] of table)
    it(title, () => {
      const { migration } = planMigration(facts(changes));
      assert.equal(migration.steps.map(({ id, state }) => `${id} ${state}`).join(', '), states);
      assert.equal(migration.bothOn, migration.old.on && migration.new.on);
    });

  it('names the credentials to enter: those that are masked, and the usual one where there are none', () => {
    const keysOf = (changes: Partial<MigrationFacts['new']>): readonly (readonly string[])[] =>
      planMigration(
        facts({ old: { settings: { ...off, deletionThreshold: 5 } }, new: { ...made, ...changes } }),
      ).migration.steps.flatMap((step) => (keysToEnter(step).length > 0 ? [[step.id, ...keysToEnter(step)]] : []));
    const refused = { state: 'refused', said: 'No.' } as const;
    const maskedKeys = ['Oauth2AccessToken', 'Password'];
    assert.deepEqual(keysOf({}), []);
    assert.deepEqual(keysOf({ maskedKeys }), [['settings', ...maskedKeys]]);
    assert.deepEqual(keysOf({ maskedKeys, credentials: refused }), [
      ['settings', ...maskedKeys],
      ['credentials', ...maskedKeys],
    ]);
    assert.deepEqual(keysOf({ credentials: refused }), [['credentials', 'SecretToken']]);
  });

  it('an old job whose schedule isn’t told isn’t taken for off', () => {
    const wire = { id: 'old', templateId: oldTemplate, status: { code: 'Paused' } };
    const { migration } = planMigration(
      facts({ old: { job: readServiceJob(wire, { requestId: null, now: 0 }) }, new: made }),
    );
    const states = migration.steps.map(({ id, state }) => `${id} ${state}`);
    assert.ok(states.includes('pauseOld ready') && states.includes('startNew waiting'), states.join());
  });

  it('what will be carried over is shown before there is a new job, and isn’t written', () => {
    const changed = replaced(
      before,
      '"expression":"[surname]","name":"surname","type":"Attribute"',
      '"expression":"ToUpper([surname],)"',
    );
    const { migration, schema } = planMigration(facts({ old: { schema: changed } }));
    assert.equal(migration.rows.find(({ name }) => name.includes('member_surname'))?.verdict, 'carry');
    assert.equal(schema, null);
  });

  it('a filter that was set in the new job lets it start', () => {
    const set = replaced(now, '"scope":null', `"scope":${JSON.stringify(filter('department'))}`);
    const { migration } = planMigration(facts({ old: { ...paused, ...filtered }, new: { ...made, schema: set } }));
    assert.equal(migration.steps.find(({ id }) => id === 'startNew')?.state, 'ready');
    assert.equal(migration.rows.find(({ area }) => area === 'filter')?.reason?.code, 'setInNew');
  });

  it('one application has one list of assignments', () => {
    const assignments = [assigned('Ada', { ...user, id: 'other', displayName: 'Admin' })];
    const { migration, assignments: missing } = planMigration(
      facts({ old: { assignments }, new: { servicePrincipalId: 'old' } }),
    );
    assert.deepEqual([missing, migration.rows.filter(({ area }) => area === 'assignment')], [[], []]);
  });

  it('who can’t be assigned is listed with the reason, and who is assigned already is left alone', () => {
    const assignments = [
      assigned('Ada', { ...user, id: 'role of the old' }),
      assigned('Ben', { ...user, displayName: 'Owner' }),
      assigned('Cleo', { id: '0', displayName: 'Default Access', isDefaultAccess: true }),
      { ...assigned('Robot', user), principalType: 'ServicePrincipal' as const },
      assigned('Dora', user),
    ];
    const { migration, assignments: missing } = planMigration(
      facts({ old: { assignments }, new: { assignments: [assigned('Dora', user)] } }),
    );
    const rows = migration.rows.filter(({ area }) => area === 'assignment');
    assert.deepEqual(
      rows.map(({ name, verdict, reason }) => [name, verdict, reason?.code ?? null]),
      [
        ['Ada', 'carry', null],
        ['Ben', 'unfit', 'roleLacking'],
        ['Cleo', 'unfit', 'defaultAccess'],
        ['Robot', 'unfit', 'notProvisioned'],
        ['Dora', 'same', null],
      ],
    );
    assert.deepEqual(
      missing.map(({ principalId, role }) => [principalId, role.id]),
      [['Ada', user.id]],
    );
  });
});

function assigned(name: string, role: typeof user): MigrationFacts['old']['assignments'][number] {
  return { id: `assignment of ${name}`, principalId: name, principalName: name, principalType: 'User', role };
}
