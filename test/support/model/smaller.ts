import { undisturbed } from './cycle.ts';
import type { GroupPlan, Happening, PersonPlan, Round, Story } from './story.ts';

const plainPerson: PersonPlan = { assigned: 'user', groups: [], department: null, surname: true, enabled: true };
const plainGroup: GroupPlan = { assigned: 'user', securityEnabled: true, nests: false };
const plainEnding: Story['ending'] = { preview: false, restart: false };

/** Stories that are a little smaller than this one, each in one respect; the largest cuts come first. */
export function smallerStories(story: Story): readonly Story[] {
  const { rounds, people, groups } = story;
  return [
    ...cuts(rounds).map((left) => ({ ...story, rounds: left })),
    ...rounds.flatMap((round, at) => smallerRounds(round).map((less) => ({ ...story, rounds: rounds.with(at, less) }))),
    ...(isPlain(story.ending, plainEnding) ? [] : [{ ...story, ending: plainEnding }]),
    ...groups.map((_, at) => withoutGroup(story, at)),
    ...people.map((_, at) => withoutPerson(story, at)),
    ...groups.flatMap((group, at) =>
      isPlain(group, plainGroup) ? [] : [{ ...story, groups: groups.with(at, plainGroup) }],
    ),
    ...people.flatMap((person, at) =>
      isPlain(person, plainPerson) ? [] : [{ ...story, people: people.with(at, plainPerson) }],
    ),
    ...people.flatMap(({ groups: joined }, at) =>
      joined.length === 0 ? [] : [{ ...story, people: people.with(at, { ...plainPerson, groups: joined }) }],
    ),
  ];
}

/** Somebody less; the others keep their parts, although their numbers change. */
function withoutPerson(story: Story, gone: number): Story {
  const moved = (who: number): number => after(who, gone, story.people.length);
  return {
    ...withHappenings(story, (happening) => ({
      ...happening,
      ...('who' in happening && happening.who !== null ? { who: moved(happening.who) } : {}),
      ...('other' in happening ? { other: moved(happening.other) } : {}),
      ...('third' in happening ? { third: moved(happening.third) } : {}),
    })),
    people: story.people.toSpliced(gone, 1),
  };
}

function withoutGroup(story: Story, gone: number): Story {
  const moved = (group: number): number => after(group, gone, story.groups.length);
  return {
    ...withHappenings(story, (happening) => ({
      ...happening,
      ...('group' in happening && happening.group !== null ? { group: moved(happening.group) } : {}),
    })),
    groups: story.groups.toSpliced(gone, 1),
    people: story.people.map((person) => ({ ...person, groups: person.groups.map(moved) })),
  };
}

/** The number that the same one has when another is gone. */
function after(index: number, gone: number, count: number): number {
  const at = index % count;
  return at > gone ? at - 1 : at;
}

function withHappenings(story: Story, change: (happening: Happening) => object): Story {
  const rounds = story.rounds.map((round) => ({ ...round, happenings: round.happenings.map(change) as Happening[] }));
  return { ...story, rounds };
}

function smallerRounds(round: Round): readonly Round[] {
  const { happenings, cycle } = round;
  return [
    ...(isPlain(cycle, undisturbed) ? [] : [{ ...round, cycle: undisturbed }]),
    ...cuts(happenings).map((left) => ({ ...round, happenings: left })),
    ...cuts(cycle.target).map((target) => ({ ...round, cycle: { ...cycle, target } })),
    ...(cycle.source.length === 0 ? [] : [{ ...round, cycle: { ...cycle, source: [] } }]),
    ...(cycle.stop === null ? [] : [{ ...round, cycle: { ...cycle, stop: null } }]),
    ...(cycle.release ? [{ ...round, cycle: { ...cycle, release: false } }] : []),
    ...(cycle.decide === null ? [] : [{ ...round, cycle: { ...cycle, decide: null } }]),
    ...(round.preview ? [{ ...round, preview: false }] : []),
  ];
}

/** A list without its second half, without its first, and without each of its elements. */
function cuts<T>(list: readonly T[]): readonly (readonly T[])[] {
  const half = Math.ceil(list.length / 2);
  const halves = list.length > 2 ? [list.slice(0, half), list.slice(half)] : [];
  return [...halves, ...list.map((_, at) => list.toSpliced(at, 1))];
}

function isPlain(value: object, plain: object): boolean {
  return JSON.stringify(value) === JSON.stringify(plain);
}
