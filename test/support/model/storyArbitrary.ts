import fc from 'fast-check';
import { cyclePlan } from './cycleArbitrary.ts';
import { smallerStories } from './smaller.ts';
import type { GroupPlan, Happening, PersonPlan, Role, Round, Settings, Story } from './story.ts';

const who = fc.nat(21);
const group = fc.nat(3);
const to = fc.nat(23);

function weighted<T>(...choices: readonly (readonly [weight: number, value: T])[]): fc.Arbitrary<T> {
  return fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));
}

const role = weighted<Role>([6, 'user'], [2, 'none'], [1, 'default']);
const department = weighted<PersonPlan['department']>([2, null], [2, 'Sales'], [1, 'Hidden']);

const person: fc.Arbitrary<PersonPlan> = fc.record({
  assigned: weighted<Role>([6, 'user'], [4, 'none'], [1, 'default']),
  groups: fc.uniqueArray(group, { maxLength: 2 }),
  department,
  surname: weighted([14, true], [1, false]),
  enabled: weighted([14, true], [1, false]),
});

const groupPlan: fc.Arbitrary<GroupPlan> = fc.record({
  assigned: role,
  securityEnabled: weighted([9, true], [1, false]),
  nests: weighted([6, false], [1, true]),
});

const setting = weighted<keyof Settings>(
  [3, 'filter'],
  [2, 'displayName'],
  [3, 'active'],
  [3, 'skipOutOfScopeDeletions'],
  [2, 'scope'],
  [1, 'includeDefaultAccess'],
);

type Of<Kind extends Happening['kind']> = Omit<Extract<Happening, { kind: Kind }>, 'kind'>;

function happeningOf<Kind extends Happening['kind']>(
  kind: Kind,
  parts: { readonly [Name in keyof Of<Kind>]: fc.Arbitrary<Of<Kind>[Name]> },
): fc.Arbitrary<Happening> {
  return (fc.record(parts) as fc.Arbitrary<object>).map((record) => ({ kind, ...record }) as unknown as Happening);
}

const happening: fc.Arbitrary<Happening> = fc.oneof(
  ...(
    [
      [6, happeningOf('accept', { who: fc.option(who, { nil: null }) })],
      [5, happeningOf('rename', { who, to })],
      [3, happeningOf('swap', { who, other: who })],
      [2, happeningOf('chain', { who, other: who, third: who, to })],
      [5, happeningOf('delete', { who })],
      [4, happeningOf('restore', { who })],
      [4, happeningOf('purge', { who })],
      [4, happeningOf('rehire', { who, purge: fc.boolean(), sameGroups: fc.boolean() })],
      [4, happeningOf('hire', { to, role, group: fc.option(group, { nil: null }) })],
      [8, happeningOf('assign', { who, role: weighted<Role>([4, 'user'], [4, 'none'], [1, 'default']) })],
      [2, happeningOf('unassignMany', { who, count: fc.integer({ min: 4, max: 14 }) })],
      [4, happeningOf('signIn', { who, enabled: fc.boolean() })],
      [3, happeningOf('department', { who, department })],
      [3, happeningOf('surname', { who, to: fc.option(to, { nil: null }) })],
      [4, happeningOf('join', { who, group })],
      [4, happeningOf('leave', { who, group })],
      [2, happeningOf('emptyGroup', { group })],
      [2, happeningOf('deleteGroup', { group, purge: fc.boolean() })],
      [2, happeningOf('restoreGroup', { group })],
      [2, happeningOf('renameGroup', { group, to })],
      [3, happeningOf('assignGroup', { group, role })],
      [8, happeningOf('setting', { what: setting, to })],
      [4, happeningOf('foreignAccount', { to, related: fc.boolean(), accepted: fc.boolean() })],
      [2, happeningOf('deleteAccount', { who })],
      [2, happeningOf('renameAccount', { who })],
      [2, happeningOf('remakeAccount', { who })],
      [1, fc.constant<Happening>({ kind: 'loseState' })],
    ] as const
  ).map(([weight, arbitrary]) => ({ weight, arbitrary })),
);

const round: fc.Arbitrary<Round> = fc.record({
  happenings: fc.array(happening, { minLength: 1, maxLength: 6 }),
  preview: weighted([2, false], [1, true]),
  cycle: cyclePlan,
});

/** A group of twenty and more is guarded against losing most of its members. */
const crowd = fc.array(
  fc
    .record({ plan: person, joins: weighted([9, true], [1, false]) })
    .map(({ plan, joins }): PersonPlan => (joins ? { ...plan, groups: [...new Set([0, ...plan.groups])] } : plan)),
  { minLength: 21, maxLength: 22 },
);

const anyStory: fc.Arbitrary<Story> = fc.record({
  people: fc.oneof(
    { weight: 24, arbitrary: fc.array(person, { minLength: 6, maxLength: 14 }) },
    { weight: 1, arbitrary: crowd },
  ),
  groups: fc.array(groupPlan, { minLength: 1, maxLength: 4 }),
  rounds: fc.array(round, { minLength: 3, maxLength: 8 }),
  ending: fc.record({ preview: fc.boolean(), restart: weighted([2, false], [1, true]) }),
});

/**
 * Random stories, without the leaning to small values that fast-check has in its first runs, since every story here is a
 * first run; and with a way of their own to become smaller, which knows what a story can do without.
 */
class StoryArbitrary extends fc.Arbitrary<Story> {
  override generate(random: fc.Random): fc.Value<Story> {
    return new fc.Value(anyStory.generate(random, undefined).value, 0);
  }

  override canShrinkWithoutContext(value: unknown): value is Story {
    return typeof value === 'object' && value !== null && 'rounds' in value;
  }

  /** @param context where among the smaller ones the last cut was found: what did not help before is tried last. */
  override shrink(value: Story, context: unknown): fc.Stream<fc.Value<Story>> {
    const from = typeof context === 'number' ? context : 0;
    const smaller = smallerStories(value).map((less, index) => new fc.Value(less, index));
    return fc.stream([...smaller.slice(from), ...smaller.slice(0, from)].values());
  }
}

export const story: fc.Arbitrary<Story> = new StoryArbitrary();
