import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { moveNotes } from '../../../src/moving/moveNotes.ts';
import { hasMoved, type MoveStep, nextStep, planMove } from '../../../src/moving/movePlan.ts';
import type { Executor } from '../../../src/protocol/executors.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import { factsOf, type MoveWords } from './moveFacts.ts';

const change = { place: 'User to User', old: 'a', new: 'b' };
const setting = { name: 'scope', inFile: 'assigned', inEntra: 'all' };

/** The first step that isn't done, as `name` or `name waiting`; null when none is left. */
function next(to: Executor, words: MoveWords, keepSchema = false): string | null {
  const step = nextStep(planMove(factsOf(words), to, inEnglish, { keepSchema }));
  if (step === null) return null;
  return step.state === 'waiting' ? `${step.name} waiting` : step.name;
}

describe('the check list of a move to Entra', () => {
  const cases: readonly (readonly [about: string, words: MoveWords, first: string | null])[] = [
    ['our engine is on', { status: 'on', state: null }, 'stopLocal'],
    ['both are on', { status: 'on', state: 'Active' }, 'stopLocal'],
    ['a sync still runs', { running: 'sync' }, 'stopLocal waiting'],
    ['a preview runs, which writes nothing', { running: 'preview', state: null }, 'createJob'],
    ['there is no job in Entra', { state: null }, 'createJob'],
    ['somebody has started Entra’s job', { state: 'Active' }, 'stopEntra'],
    ['Entra’s paused job still runs a cycle', { theirs: ['2026-11-01T10:00:00.000Z', null] }, 'stopEntra waiting'],
    ['the schema differs', { push: { changes: [change] } }, 'pushSchema'],
    [
      'both have changed the same place',
      { push: { conflicts: [{ place: 'x', base: 'a', mine: 'b', theirs: 'c' }] } },
      'pushSchema',
    ],
    ['a setting differs', { settings: [setting] }, 'settings'],
    ['settings that can’t be read hold nobody up', { settings: null }, 'executor'],
    ['the file still names our engine', {}, 'executor'],
    ['the file names Entra, which is off', { executor: 'entra' }, 'startEntra'],
    [
      'the file names Entra, and the schema was changed by somebody',
      { executor: 'entra', push: { changes: [change] } },
      'pushSchema',
    ],
    ['Entra runs, and has had no cycle', { executor: 'entra', state: 'Active' }, 'compare waiting'],
    [
      'Entra’s last cycle is older than ours',
      {
        executor: 'entra',
        state: 'Active',
        ours: '2026-11-02T10:00:00.000Z',
        theirs: ['2026-11-01T10:00:00.000Z', '2026-11-01T11:00:00.000Z'],
      },
      'compare waiting',
    ],
    [
      'Entra’s first cycle has ended',
      {
        executor: 'entra',
        state: 'Active',
        ours: '2026-11-01T10:00:00.000Z',
        theirs: ['2026-11-02T10:00:00.000Z', '2026-11-02T11:00:00.000Z'],
        push: { changes: [change] },
      },
      'compare',
    ],
  ];
  for (const [about, words, first] of cases)
    it(`begins where ${about}`, () => {
      assert.equal(next('entra', words), first);
    });

  it('names the credentials that Entra keeps masked where settings are written', () => {
    const maskedKeys = ['SecretToken', 'Oauth2AccessToken'];
    const settingsStep = (words: MoveWords): MoveStep | undefined =>
      planMove(factsOf({ maskedKeys, ...words }), 'entra', inEnglish).steps.find(({ name }) => name === 'settings');
    const step = settingsStep({ settings: [setting] });
    assert.deepEqual(step?.maskedKeys, maskedKeys);
    assert.match(step.detail[0] ?? '', /only masked.*: SecretToken, Oauth2AccessToken\./);
    assert.equal(settingsStep({ settings: [] })?.maskedKeys, undefined);
    assert.equal(settingsStep({ settings: [setting], maskedKeys: [] })?.maskedKeys, undefined);
  });

  it('is complete but for the comparison once Entra runs the job', () => {
    assert.equal(hasMoved(planMove(factsOf({ executor: 'entra', state: 'Active' }), 'entra', inEnglish)), true);
    assert.equal(hasMoved(planMove(factsOf({ executor: 'entra' }), 'entra', inEnglish)), false);
  });
});

describe('the check list of a move to our engine', () => {
  const entra = { executor: 'entra' } as const;
  const cases: readonly (readonly [about: string, words: MoveWords, first: string | null])[] = [
    ['Entra is on', { ...entra, state: 'Active' }, 'stopEntra'],
    ['both are on', { status: 'on', state: 'Active' }, 'stopEntra'],
    ['the file would switch our engine on at once', { ...entra, status: 'on' }, 'stopLocal'],
    ['the schema differs', { ...entra, pull: [change] }, 'pullSchema'],
    ['the file still names Entra', entra, 'executor'],
    ['our engine has run no cycle', {}, 'firstCycle'],
    [
      'Entra has run one after ours',
      { ours: '2026-11-01T10:00:00.000Z', theirs: ['2026-11-02T10:00:00.000Z', '2026-11-02T11:00:00.000Z'] },
      'firstCycle',
    ],
    ['our cycle was cancelled', { ours: '2026-11-01T10:00:00.000Z', outcome: 'cancelled' }, 'firstCycle'],
    ['our cycle put the job in quarantine', { ours: '2026-11-01T10:00:00.000Z', outcome: 'quarantined' }, 'firstCycle'],
    ['our engine has run one', { ours: '2026-11-01T10:00:00.000Z' }, 'startLocal'],
    ['our engine is on', { ours: '2026-11-01T10:00:00.000Z', status: 'on' }, null],
    [
      'our engine is on, and there is no job in Entra',
      { ours: '2026-11-01T10:00:00.000Z', status: 'on', state: null },
      null,
    ],
  ];
  for (const [about, words, first] of cases)
    it(`begins where ${about}`, () => {
      assert.equal(next('local', words), first);
    });

  it('leaves the file’s schema alone when that was chosen, and tells settings that differ', () => {
    const words = { ...entra, pull: [change], settings: [setting] };
    assert.equal(next('local', words, true), 'executor');
    const { steps } = planMove(factsOf(words), 'local', inEnglish);
    const pull = steps.find(({ name }: MoveStep) => name === 'pullSchema');
    assert.ok(pull?.detail.some((line) => line === 'scope is assigned in the job file and all in Entra.'));
  });
});

describe('what is told before a move', () => {
  it('is what the other executor can’t do, and what of the job file doesn’t count there', () => {
    const { job } = factsOf({});
    const webhook = { address: 'https://example.com/hook', format: 'json' } as const;
    const provisioning = {
      ...job.provisioning,
      intervalMinutes: 10,
      includeDefaultAccess: true,
      notification: { ...job.provisioning.notification, webhook },
    };
    const notes = moveNotes({ ...job, provisioning }, 'entra', inEnglish).join('\n');
    for (const told of [
      /every 40 minutes, not every 10/,
      /nothing to a webhook/,
      /Default Access/,
      /all at once, and not by name/,
    ])
      assert.match(notes, told);
    const plain = moveNotes(job, 'entra', inEnglish).join('\n');
    assert.doesNotMatch(plain, /not every|webhook|Default Access/);
    assert.match(moveNotes(job, 'local', inEnglish).join('\n'), /every 40 minutes while a trusted window/);
  });
});
