import type { Localize } from './localize.ts';
import type { SeatReport } from './cycleSummary.ts';

/** So many names are told; the number beside them counts all. */
const mostNamed = 20;

/** How many seats are needed and free: `12 seats are needed, 5 are free.` Empty where the target doesn't tell. */
export function seatCounts({ told }: SeatReport, t: Localize): string {
  if (told === null) return '';
  const { needed, free, freed } = told;
  const needs = needed === 1 ? t('1 seat is needed') : t('{0} seats are needed', needed);
  if (freed === 0) return free === 1 ? t('{0}, 1 is free.', needs) : t('{0}, {1} are free.', needs, free);
  return free === 1
    ? t('{0}, 1 is free, and {1} more when those who leave are suspended or removed first.', needs, freed)
    : t('{0}, {1} are free, and {2} more when those who leave are suspended or removed first.', needs, free, freed);
}

/** Who gets no seat, by name and in the order in which seats are given; empty when nobody is left out. */
export function withoutSeats({ without }: SeatReport, t: Localize): string {
  const names = without.slice(0, mostNamed).map(({ displayName, id }) => displayName || id);
  if (names.length === 0) return '';
  const more = without.length - names.length;
  const who = more === 0 ? names.join(', ') : t('{0} and {1} more', names.join(', '), more);
  return without.length === 1
    ? t('1 user gets no seat: {0}.', who)
    : t('{0} users get no seat: {1}.', without.length, who);
}

/** What a person can do about it. */
export function seatAdvice(t: Localize): string {
  return t(
    'Buy seats in Dropbox’s admin console, or remove or suspend somebody. Whoever waits is tried again in every cycle.',
  );
}

/** All of it in sentences; none when nobody needs a seat. */
export function seatSentences(report: SeatReport, t: Localize): readonly string[] {
  const left = withoutSeats(report, t);
  return [seatCounts(report, t), left, left === '' ? '' : seatAdvice(t)].filter((sentence) => sentence !== '');
}
