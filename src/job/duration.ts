import { type Text, text } from '../protocol/text.ts';

/** What a duration comes to: milliseconds, or the sentence that says what to write instead. */
export type DurationReading = { readonly milliseconds: number } | { readonly problem: Text };

const shape = /^P(?=.)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const year = 365 * 24 * 3600;

/** The milliseconds of an ISO 8601 duration of days, hours, minutes and seconds; null for anything else. */
export function millisecondsOf(text: string): number | null {
  const parts = shape.exec(text);
  if (parts === null) return null;
  const [days = '0', hours = '0', minutes = '0', seconds = '0'] = parts.slice(1);
  return 1000 * (Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
}

/** Reads a time after which something is tried again: nothing (`PT0S`) to a year. */
export function readDelay(duration: string): DurationReading {
  return readDuration(duration, 0, text`"PT0S" (with the next cycle)`);
}

/** Reads how long something lasts, or how far apart things are: five minutes to a year. */
export function readSpan(duration: string): DurationReading {
  return readDuration(duration, 300, text`"PT5M" (five minutes)`);
}

function readDuration(duration: string, leastSeconds: number, least: Text): DurationReading {
  const milliseconds = millisecondsOf(duration);
  if (milliseconds === null)
    return {
      problem: text`${JSON.stringify(duration)} is not a duration: write days, hours, minutes and seconds as in "PT6H" (6 hours), "PT24H" or "P28D".`,
    };
  if (milliseconds < leastSeconds * 1000) return { problem: text`${duration} is too short: write at least ${least}.` };
  if (milliseconds > year * 1000) return { problem: text`${duration} is too long: write at most "P365D".` };
  return { milliseconds };
}
