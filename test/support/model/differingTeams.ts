import { isDeepStrictEqual } from 'node:util';
import type { ToldTeam } from './teamSnapshot.ts';

/** Which stories are told, and by which names of environment variables they're told again. */
export interface Telling {
  /** How many. */
  readonly stories: number;
  /** The number of the first. */
  readonly seed: number;
  /** What the variables' names begin with: `TEAMS` for `TEAMS_STORIES` and `TEAMS_SEED`. */
  readonly variable: string;
  /** Stories that are told at once: some of their time is spent waiting. */
  readonly atOnce: number;
}

/** So many failures are enough. */
const mostFailures = 10;

/**
 * Tells stories in two ways, every second one with faults that pass, and looks whether both come to the same.
 *
 * @returns in words each story that doesn't: what tells it again, and both diaries.
 */
export async function differingTeams(
  { stories, seed, variable, atOnce }: Telling,
  tell: (seed: number, withFaults: boolean) => Promise<Readonly<Record<string, ToldTeam>>>,
): Promise<readonly string[]> {
  const failures: string[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < stories && failures.length < mostFailures) {
      const number = seed + next++;
      const told = await tell(number, number % 2 === 1);
      const [first, ...others] = Object.values(told);
      if (others.every(({ team }) => isDeepStrictEqual(team, first?.team))) continue;
      const diaries = Object.entries(told).flatMap(([way, { team, diary }]) => [
        `── ${way} ──`,
        ...diary,
        JSON.stringify(team, null, 1),
      ]);
      failures.push([`${variable}_SEED=${number} ${variable}_STORIES=1 tells it again.`, ...diaries].join('\n'));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return failures;
}
