import { millisecondsOf } from './duration.ts';
import { type Text, text } from '../protocol/text.ts';

/** What an interval comes to: minutes, or the sentence that says what to write instead. */
export type IntervalReading = { readonly minutes: number } | { readonly problem: Text };

const minimumMinutes = 5;
/** Microsoft Graph forgets the position of a delta query on directory objects after seven days. */
const maximumMinutes = 7 * 24 * 60;

const calendarDuration = /^P(?=\d+[YMW])(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T.*)?$/;

/**
 * Reads the time between two cycles: an ISO 8601 duration of days, hours, minutes and seconds from PT5M to P7D.
 * Years, months and weeks are refused, the first two because their length varies.
 */
export function readInterval(interval: string): IntervalReading {
  const milliseconds = millisecondsOf(interval);
  if (milliseconds === null) return { problem: notADuration(interval) };
  const total = milliseconds / 60_000;
  if (total < minimumMinutes) {
    return { problem: text`An interval of ${interval} is too short: write at least "PT5M" (five minutes).` };
  }
  if (total > maximumMinutes) {
    return {
      problem: text`An interval of ${interval} is too long: write at most "P7D", because Microsoft Graph forgets what changed after seven days.`,
    };
  }
  return { minutes: total };
}

function notADuration(interval: string): Text {
  if (calendarDuration.test(interval)) {
    return text`The interval ${interval} counts years, months or weeks: write days, hours or minutes, such as "P7D" for a week, "PT1H" or "PT40M" (minutes come after a T).`;
  }
  return text`${JSON.stringify(interval)} is not an interval: write an ISO 8601 duration such as "PT40M" (40 minutes), "PT1H" or "P1D".`;
}
