import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stableId } from '../../src/sandbox/tenants/stableId.ts';
import { undisturbed } from '../support/model/cycle.ts';
import { doingWrong, idle, idleAfter, inCycle, type Target, type Wrong } from '../support/model/doingWrong.ts';
import { engine } from '../support/model/engine.ts';
import { runStory } from '../support/model/runStory.ts';
import type { CyclePlan, GroupPlan, Happening, PersonPlan, Story } from '../support/model/story.ts';
import { StoryFailure, type ViolationKind } from '../support/model/violation.ts';

/**
 * The model test sees what it is there to see: the engine is made to do wrong in one way at a time, in a story that is
 * simple enough for any engine to do right, and the oracle has to say so.
 */

const person: PersonPlan = { assigned: 'user', groups: [0], department: null, surname: true, enabled: true };
const team: GroupPlan = { assigned: 'user', securityEnabled: true, nests: false };

/** Ada, Ben, Cleo and Dora, assigned and in a group, and Emil, who is neither; a cycle after each list of happenings. */
function storyOf(rounds: readonly (readonly Happening[])[], preview = false): Story {
  return {
    people: [person, person, person, person, { ...person, assigned: 'none', groups: [] }],
    groups: [team],
    rounds: [[], ...rounds].map((happenings) => ({ happenings, preview, cycle: undisturbed })),
    ending: { preview: false, restart: false },
  };
}

/** The same with somebody who rejects everything before the last cycle. */
function rejecting({ rounds, ...rest }: Story): Story {
  const last = rounds.length - 1;
  const cycle = { ...undisturbed, decide: { verdict: 'rejected', every: 1 } } as const;
  return { ...rest, rounds: rounds.map((round, at) => (at === last ? { ...round, cycle } : round)) };
}

const [ada, ben, cleo, dora, emil] = ['Ada', 'Ben', 'Cleo', 'Dora', 'Emil'].map((name) =>
  stableId(`model user ${name}`),
);
const readers = stableId('model group Readers 0');
const everybodyLeaves: readonly Happening[] = [
  { kind: 'unassignMany', who: 0, count: 4 },
  { kind: 'assignGroup', group: 0, role: 'none' },
];
const leaves: Happening = { kind: 'leave', who: 0, group: 0 };
const unassigned: Happening = { kind: 'assign', who: 0, role: 'none' };

const disable = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'replace', path: 'active', value: false }],
};
const change = (path: string, value: unknown): object => ({ ...disable, Operations: [{ op: 'replace', path, value }] });
const account = (userName: string, externalId: string | undefined): object => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName,
  externalId,
  name: { givenName: 'A', familyName: 'B' },
});

const cases: readonly (readonly [kind: ViolationKind, story: Story, wrong: Wrong])[] = [
  [
    'lost-wrongly',
    storyOf([[]]),
    { after: inCycle(2, async (target) => target.send('PATCH', `/Users/${await target.idOf('Users', ada)}`, disable)) },
  ],
  [
    'second-account',
    storyOf([[]]),
    { after: inCycle(2, (target) => target.send('POST', '/Users', account('ada.too@contoso.com', ada))) },
  ],
  [
    'created-out-of-scope',
    storyOf([[]]),
    { after: inCycle(2, (target) => target.send('POST', '/Users', account('emil@contoso.com', emil))) },
  ],
  [
    'given-away',
    storyOf([[{ kind: 'delete', who: 0 }]]),
    {
      after: inCycle(1, async (target) =>
        target.send('PATCH', `/Users/${await target.idOf('Users', ada)}`, change('externalId', ben)),
      ),
    },
  ],
  [
    'foreign-written',
    storyOf([[{ kind: 'foreignAccount', to: 1, related: false, accepted: true }]]),
    {
      after: inCycle(2, async (target) => {
        const list = await target.send('GET', '/Users?filter=userName%20eq%20%22stranger1@fabrikam.com%22');
        const [found] = list['Resources'] as readonly { readonly id: string }[];
        return target.send('PATCH', `/Users/${found?.id ?? ''}`, change('title', 'Manager'));
      }),
    },
  ],
  ['mass-loss', storyOf([everybodyLeaves]), { instead: idleAfter(1), after: inCycle(2, disableAll) }],
  [
    'release-differs',
    storyOf([everybodyLeaves]),
    { instead: (cycle) => (cycle > 1 ? idle([ben, cleo, dora]) : null), after: inCycle(4, disableAll) },
  ],
  [
    'rejected-lost',
    rejecting(storyOf([everybodyLeaves, []])),
    { after: inCycle(3, async (target) => target.send('PATCH', `/Users/${await target.idOf('Users', ada)}`, disable)) },
  ],
  [
    'deleted-unmanaged',
    storyOf([[{ kind: 'accept', who: null }, leaves, unassigned], []]),
    {
      after: inCycle(3, async (target) => target.send('DELETE', `/Users/${await target.idOf('Users', ada)}`)),
    },
  ],
  ['no-account', storyOf([]), { instead: idleAfter(0) }],
  ['kept-wrongly', storyOf([[leaves, unassigned]]), { instead: idleAfter(1) }],
  ['wrong-value', storyOf([[{ kind: 'rename', who: 0, to: 20 }]]), { instead: idleAfter(1) }],
  [
    'not-active',
    storyOf([
      [
        { kind: 'accept', who: null },
        { kind: 'signIn', who: 0, enabled: false },
      ],
      [{ kind: 'signIn', who: 0, enabled: true }],
    ]),
    { instead: idleAfter(2) },
  ],
  [
    'group-lost-wrongly',
    storyOf([[]]),
    { after: inCycle(2, async (target) => target.send('DELETE', `/Groups/${await target.idOf('Groups', readers)}`)) },
  ],
  [
    'second-group',
    storyOf([[]]),
    {
      after: inCycle(2, (target) =>
        target.send('POST', '/Groups', {
          schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
          displayName: 'Again',
          externalId: readers,
        }),
      ),
    },
  ],
  [
    'no-group',
    storyOf([[{ kind: 'assignGroup', group: 0, role: 'none' }], [{ kind: 'assignGroup', group: 0, role: 'user' }]]),
    { instead: idleAfter(2) },
  ],
  ['group-kept-wrongly', storyOf([[{ kind: 'assignGroup', group: 0, role: 'none' }]]), { instead: idleAfter(1) }],
  ['wrong-group-name', storyOf([[{ kind: 'renameGroup', group: 0, to: 5 }]]), { instead: idleAfter(1) }],
  ['wrong-members', storyOf([[leaves]]), { instead: idleAfter(1) }],
  [
    'preview-differs',
    storyOf([[{ kind: 'rename', who: 0, to: 20 }]], true),
    { preview: (run) => Promise.resolve({ ...run, decisions: [] }) },
  ],
  [
    'preview-writes',
    storyOf([[]], true),
    {
      preview: async (run, target) => {
        await target.send('POST', '/Users', account('preview@contoso.com', undefined));
        return run;
      },
    },
  ],
  [
    'never-quiet',
    storyOf([]),
    {
      after: async (target, cycle) =>
        target.send('PATCH', `/Users/${await target.idOf('Users', ada)}`, change('title', `Cycle ${cycle}`)),
    },
  ],
  [
    'quiet-writes',
    storyOf([]),
    {
      after: inCycle(3, async (target) =>
        target.send('PATCH', `/Users/${await target.idOf('Users', ada)}`, change('title', 'Late')),
      ),
    },
  ],
  [
    'quiet-fails',
    storyOf([]),
    {
      fails: (cycle) => (cycle > 1 ? Object.assign(new Error('No.'), { name: 'ProvisioningFailure' }) : null),
    },
  ],
  ['engine-broke', storyOf([]), { fails: () => new TypeError('undefined is not a function') }],
];

const accept: Happening = { kind: 'accept', who: null };
const mapActive = (to: number): Happening => ({ kind: 'setting', what: 'active', to });
const assigned = (who: number, role: 'user' | 'none'): Happening => ({ kind: 'assign', who, role });
const purge = (who: number): Happening => ({ kind: 'purge', who });
const managedStories: readonly (readonly [string, readonly (readonly Happening[])[]])[] = [
  [
    'still managed, since nothing mapped the leaving',
    [[mapActive(0), assigned(4, 'user')], [assigned(4, 'none')], [mapActive(0), purge(4)]],
  ],
  [
    'managed again, having been back in scope while nobody was to be active',
    [
      [accept, leaves, unassigned],
      [mapActive(0), assigned(0, 'user')],
      [mapActive(0), purge(0)],
    ],
  ],
];

describe('the model test says when an engine does wrong', () => {
  for (const [kind, story, wrong] of cases) {
    it(kind, async () => {
      await assert.rejects(runStory(doingWrong(wrong), story), (error) => {
        assert.ok(error instanceof StoryFailure, String(error));
        assert.equal(error.kind, kind, `${error.message}\n${error.diary.join('\n')}`);
        return true;
      });
    });
  }

  it('and nothing when it does right', async () => {
    await runStory(engine, storyOf([[{ kind: 'rename', who: 0, to: 20 }, leaves], [unassigned]], true));
  });

  for (const [managed, rounds] of managedStories)
    it(`nor when who is deleted for good is ${managed}, so that the account goes, too`, async () => {
      await runStory(engine, storyOf(rounds));
    });

  it('nor when the source kept somebody’s membership back, so that a lost state never found their account again', async () => {
    const { people, rounds, ...rest } = storyOf([[{ kind: 'loseState' }], [], [{ kind: 'delete', who: 0 }]]);
    const source: CyclePlan['source'] = [{ fault: 'short', of: 'members', share: 1, count: 1 }];
    const short = { ...undisturbed, source };
    await runStory(engine, {
      ...rest,
      people: people.with(0, { ...person, assigned: 'none' }),
      rounds: rounds.map((round, at) => (at === 1 ? { ...round, cycle: short } : round)),
    });
  });
});

async function disableAll(target: Target): Promise<void> {
  const list = await target.send('GET', '/Users');
  for (const { id } of list['Resources'] as readonly { readonly id: string }[]) {
    await target.send('PATCH', `/Users/${id}`, disable);
  }
}
