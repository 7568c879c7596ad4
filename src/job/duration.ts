/** What a duration comes to: milliseconds, or the sentence that says what to write instead. */
export type DurationReading = { readonly milliseconds: number } | { readonly problem: string };

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
export function readDelay(text: string): DurationReading {
  return readDuration(text, 0, '"PT0S" (with the next cycle)');
}

/** Reads how long something lasts, or how far apart things are: five minutes to a year. */
export function readSpan(text: string): DurationReading {
  return readDuration(text, 300, '"PT5M" (five minutes)');
}

function readDuration(text: string, leastSeconds: number, least: string): DurationReading {
  const milliseconds = millisecondsOf(text);
  if (milliseconds === null)
    return {
      problem: `${JSON.stringify(text)} is not a duration: write days, hours, minutes and seconds as in "PT6H" (6 hours), "PT24H" or "P28D".`,
    };
  if (milliseconds < leastSeconds * 1000) return { problem: `${text} is too short: write at least ${least}.` };
  if (milliseconds > year * 1000) return { problem: `${text} is too long: write at most "P365D".` };
  return { milliseconds };
}
