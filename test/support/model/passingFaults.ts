import { chanceOf } from '../faults/chance.ts';
import type { NamedFault } from '../targets/runningTarget.ts';

const kinds = [
  'cutBefore',
  'cutAfter',
  'invalidJson',
  'htmlPage',
  'serverError',
  'tooManyRequests',
  'forbidden',
] as const;
const doings = ['createUser', 'updateUser', 'createGroup', 'updateGroup', 'readUsers'] as const;

/** Some faults of a round; those that break a cycle as a whole end soon. */
export function passingFaults(seed: number, round: number): readonly NamedFault[] {
  const draw = (what: string, most: number): number => Math.floor(chanceOf(seed, what, round) * most);
  return Array.from({ length: draw('faults', 3) }, (_, index) => ({
    kind: kinds[draw(`kind ${index}`, kinds.length)] ?? 'serverError',
    does: doings[draw(`does ${index}`, doings.length)] ?? 'createUser',
    count: 1 + draw(`count ${index}`, 3),
    retryAfterSeconds: 0,
  }));
}
