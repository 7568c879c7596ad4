import { permanentlyDisabled, withPermanently, countList } from '../../protocol/permanently.ts';
import type { CycleSummary, SeatReport } from '../../protocol/cycleSummary.ts';
import type { ProvisioningEvent } from '../../protocol/provisioning.ts';
import { actionName } from '../documents/words.ts';
import type { Localize } from '../../protocol/localize.ts';
import { seatAdvice, seatSentences, withoutSeats } from '../../protocol/seatWords.ts';
import { render } from '../../protocol/text.ts';

/** A line of the output channel and its level. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly text: string;
}

/**
 * One event in one line: what was done to whom, and why when it was not done. It names the object by its display name and
 * no other personal data, and ends with the number by which *Show Event* opens the whole.
 *
 * @param jobName whose event it is, where the window has several jobs.
 */
export function eventLine(event: ProvisioningEvent, t: Localize, jobName: string | null = null): LogLine {
  const kind = event.source.type === 'User' ? t('user') : t('group');
  const subject = `${kind} ${oneLine(event.source.displayName) || event.source.id}`;
  const outcome = event.status === 'failure' ? t('failed') : actionName(event.action, t);
  return {
    level: levelOf(event),
    text: `${capitalised(outcome)} ${subject}: ${detail(event, t)} [${jobName === null ? '' : `${inBrackets(jobName)}: `}${t('event {0}', event.id)}]`,
  };
}

function detail(event: ProvisioningEvent, t: Localize): string {
  if (event.status !== 'success') {
    const { message, recommendedAction } = event.reason;
    return oneLine(`${render(message, t)} ${render(recommendedAction ?? '', t)}`);
  }
  // Why access was taken away matters more than the attribute that does it.
  if (event.action === 'disable' || event.action === 'delete') return oneLine(render(event.reason.message, t));
  const names = event.modifiedProperties.map(({ attribute }) => attribute);
  return names.length > 0 ? names.join(', ') : oneLine(render(event.reason.message, t)) || t('nothing to change');
}

function levelOf({ status, action }: ProvisioningEvent): LogLine['level'] {
  if (status === 'failure') return 'error';
  if (status === 'skipped' || status === 'warning' || action === 'stagedDelete' || action === 'skip') return 'warn';
  return action === 'none' ? 'debug' : 'info';
}

/** How a cycle ended, with its counts. */
export function cycleLine(summary: CycleSummary, t: Localize): LogLine {
  const { counts, requests } = summary;
  const ended = {
    completed: t('finished'),
    cancelled: t('cancelled; the next cycle does the rest'),
    quarantined: t('ended in quarantine'),
  }[summary.outcome];
  const kind = summary.cycle === 'initial' ? t('Initial cycle') : t('Incremental cycle');
  const text = [
    `${kind} ${ended}:`,
    `${countsText(summary, t)};`,
    t(
      '{0} requests to the source, {1} to the target ({2} writes)',
      requests.source,
      requests.target,
      requests.targetWrites,
    ),
    t('in {0} s', (summary.durationMs / 1000).toFixed(1)),
  ].join(' ');
  const seats = summary.seats ?? null;
  const left = seats === null ? '' : withoutSeats(seats, t);
  const quarantine = summary.quarantine;
  if (quarantine !== null) {
    const why = [render(quarantine.message, t), render(quarantine.recommendedAction, t)].join(' ');
    return { level: 'error', text: `${text}. ${why}` };
  }
  const needsEye = counts.failure > 0 || summary.staged > 0 || left !== '';
  return { level: needsEye ? 'warn' : 'info', text: left === '' ? text : `${text}. ${left} ${seatAdvice(t)}` };
}

/** How the seats go round, before anything is written. */
export function seatLine(seats: SeatReport, t: Localize): LogLine {
  return { level: seats.without.length > 0 ? 'warn' : 'info', text: seatSentences(seats, t).join(' ') };
}

/** What a cycle has come to. */
export type Counted = Pick<CycleSummary, 'counts' | 'unchanged' | 'staged' | 'permanent' | 'warnings'>;

/** The counts of a cycle that are not zero: *3 created, 1 failed*. */
export function countsText(summary: Counted, t: Localize): string {
  const { counts, unchanged, staged, warnings } = summary;
  const disabled = t('{0} disabled', counts.disable);
  const parts: readonly (readonly [number, string])[] = [
    [counts.create, t('{0} created', counts.create)],
    [counts.update, t('{0} updated', counts.update)],
    [counts.disable, withPermanently(disabled, counts.disable, permanentlyDisabled(summary), t, 'after')],
    [counts.delete, t('{0} deleted', counts.delete)],
    [counts.failure, t('{0} failed', counts.failure)],
    [warnings, t('{0} with a warning', warnings)],
    [staged, t('{0} held back', staged)],
    [counts.skip, t('{0} skipped', counts.skip)],
    [unchanged, t('{0} unchanged', unchanged)],
  ];
  return countList(parts.flatMap(([count, text]) => (count > 0 ? [text] : []))) || t('nothing to do');
}

/** Where a line of the channel names an event, for links. */
export interface EventReference {
  /** Place of its words within the line. */
  readonly start: number;
  readonly length: number;
  /** The event's id within the log of its job. */
  readonly id: number;
  /** What the line calls the job; null where it names none. */
  readonly jobName: string | null;
}

export function eventReference(line: string): EventReference | null {
  const match = /\[(?:([^\][]*): )?([^\][]*?(\d+))\]$/.exec(line.trimEnd());
  if (match === null) return null;
  const [whole, jobName, words = ''] = match;
  const start = match.index + whole.length - words.length - 1;
  return { start, length: words.length, id: Number(match[3]), jobName: jobName ?? null };
}

/** A job's name as an event's line can hold it. */
export function inBrackets(jobName: string): string {
  return oneLine(jobName).replaceAll('[', '(').replaceAll(']', ')');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
