import type { JobStatus } from '../../protocol/jobStatus.ts';
import type { HoldDecision } from '../../protocol/stagedActions.ts';
import { localDateTime, shortDateTime } from '../documents/words.ts';
import { countsText } from '../logs/logLines.ts';
import { isUndecided } from '../staged/stagedPresentation.ts';
import { stagedCounts } from '../../protocol/stagedCounts.ts';
import type { Executor } from '../../protocol/executors.ts';
import { serviceFacts } from '../service/serviceRows.ts';
import { attemptSentence } from './quarantineText.ts';
import type { Localize } from '../../protocol/localize.ts';
import { clockTime, runName, runPlace } from '../../protocol/runWords.ts';
import { escapeMarkdown, plainLabel, visible } from '../../protocol/safeText.ts';
import { render } from '../../protocol/text.ts';

/** What is going on with the current job, as far as the window knows. */
export interface JobSituation {
  readonly jobName: string;
  /** Whether cycles run by themselves. */
  readonly provisioning: 'on' | 'off';
  /** Who runs them; our own engine when absent. */
  readonly executor?: Executor;
  readonly intervalMinutes: number;
  /** Null before the engine was asked. */
  readonly status: JobStatus | null;
  /** Text of the operation that runs in this window now; null when none does. */
  readonly running: string | null;
  /** Whether what the status says to run does so for this window, as an explanation may. */
  readonly runsHere: boolean;
  /** What keeps cycles from running by themselves, such as a token that is missing; null for nothing. */
  readonly obstacle: string | null;
  /** Whether members may be removed, by what a team admin has allowed; null where nobody was asked. */
  readonly removal: 'allowed' | 'notAllowed' | null;
  /** The last connection test of this session; null before the first. */
  readonly connection: 'passed' | 'failed' | null;
  /** Whether the job file is without errors. */
  readonly valid: boolean;
}

/** The status bar item: one icon, a few words, and whether something blocks provisioning altogether. */
export interface StatusBarContent {
  readonly text: string;
  readonly tooltip: string;
  readonly spoken: string;
  readonly blocked: boolean;
}

export function statusBarContent(situation: JobSituation, t: Localize): StatusBarContent {
  const running = runsNow(situation);
  const blocked = !running && (situation.status?.quarantine != null || situation.connection === 'failed');
  const words = shortStatus(situation, t);
  const worries = attention(situation) > 0 || failureOf(situation, t) !== null;
  const icon = running ? 'sync~spin' : blocked ? 'error' : worries ? 'warning' : 'cloud';
  const facts = statusRows(situation, t).filter(({ id }) => id !== 'job');
  return {
    text: `$(${icon}) ${[plainLabel(situation.jobName), words].filter((part) => part !== '').join(': ')}`,
    tooltip: [`**${escapeMarkdown(situation.jobName)}**`, facts.map(tooltipLine).join('\n')].join('\n\n'),
    spoken: `Dropbox Provisioning, ${situation.jobName}: ${words}`,
    blocked,
  };
}

/** What needs a person: failed exports that are tried again, staged deletes that nobody has decided about, and a job in quarantine. */
export function attention({ status }: Pick<JobSituation, 'status'>): number {
  if (status === null) return 0;
  const { escrowed, staged, quarantine } = status;
  // What is held back is counted by itself.
  return (
    escrowed +
    staged.filter(isUndecided).length +
    (quarantine === null || quarantine.reason === 'TooManyDeletes' ? 0 : 1)
  );
}

/** Whether something runs that somebody has asked for, or that is due: in this window or elsewhere. */
export function runsNow({ running, status }: Pick<JobSituation, 'running' | 'status'>): boolean {
  return running !== null || status?.running?.background === false;
}

/** What runs, in a few words; null when nothing does. */
function runningText({ running, runsHere, status }: JobSituation, t: Localize): string | null {
  const other = status?.running ?? null;
  if (running !== null || other === null || other.background) return running;
  return t('{0} {1} since {2}', runName(other, t), runPlace(other, runsHere, t), clockTime(other.since, Date.now()));
}

/** Why cycles that should run by themselves do not, or why the last one stopped; null when all is well. */
function failureOf({ obstacle, status, provisioning }: JobSituation, t: Localize): string | null {
  if (provisioning !== 'on') return null;
  const failure = status?.schedule.lastAttempt?.failure ?? null;
  return obstacle ?? (failure === null ? null : render(failure.message, t));
}

/** How a job is, in a few words; empty while nothing is known. */
export function shortStatus(situation: JobSituation, t: Localize): string {
  const { status, connection, valid } = situation;
  const running = runningText(situation, t);
  if (running !== null) return running;
  if (!valid) return t('job file has errors');
  if (status?.quarantine != null) return t('in quarantine');
  if (connection === 'failed') return t('no connection');
  if (failureOf(situation, t) !== null) return failureShort(situation, t);
  if (status === null) return connection === 'passed' ? t('connected') : '';
  if (status.service !== undefined) return inServiceShort(status.service, t);
  if (status.lastCycle === null) return connection === 'passed' ? t('connected, never synced') : t('never synced');
  const when = shortDateTime(status.lastCycle.finishedAt);
  const last = status.lastCycle.outcome === 'cancelled' ? t('sync cancelled {0}', when) : t('synced {0}', when);
  const { nextCycle } = status.schedule;
  return situation.provisioning === 'off' || nextCycle === null
    ? last
    : t('{0}, next {1}', last, shortDateTime(nextCycle));
}

/** A row of the view *Provisioning Status*. */
export interface StatusRow {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly icon: string;
  readonly color: string | null;
  /** The whole story, where the value is short. */
  readonly detail: string | null;
  /** What menus can do with it; null for nothing. */
  readonly context: 'quarantine' | 'failures' | null;
}

/** The job's state, row by row: what the portal's *Provisioning* page tells. */
export function statusRows(situation: JobSituation, t: Localize): readonly StatusRow[] {
  const { status } = situation;
  const rows: (StatusRow | null)[] = [
    row('job', t('Job'), situation.jobName, 'briefcase'),
    row(
      'state',
      t('State'),
      runningText(situation, t) ?? stateName(situation, t),
      runsNow(situation) ? 'sync~spin' : 'info',
    ),
    quarantineRow(situation, t),
    ...serviceRows(situation, t),
    situation.executor === 'entra' ? null : lastCycleRow(situation, t),
    lastAttemptRow(situation, t),
    nextCycleRow(situation, t),
    status === null
      ? null
      : row('linked', t('In Dropbox'), t('users: {0}, groups: {1}', status.linked.User, status.linked.Group), 'link'),
    removalRow(situation, t),
    retriesRow(situation, t),
    stagedRow(situation, t),
    status === null || status.pending === 0
      ? null
      : {
          ...row('pending', t('Remaining'), t('{0} for the next cycle', status.pending), 'history'),
          detail: t('{0} users and groups wait for the next sync.', status.pending),
        },
    notificationRow(situation, t),
    readRow(situation, t),
  ];
  return rows.filter((candidate) => candidate !== null);
}

/** What Entra's service says; nothing of a job that our own engine runs. */
function serviceRows({ status }: JobSituation, t: Localize): readonly StatusRow[] {
  if (status?.service === undefined) return [];
  return serviceFacts(status.service, t).map(({ id, label, value, icon, detail }) => ({
    ...row(id, label, value, icon),
    detail,
  }));
}

function quarantineRow({ status }: JobSituation, t: Localize): StatusRow | null {
  const quarantine = status?.quarantine ?? null;
  if (quarantine === null) return null;
  return {
    ...row('quarantine', t('Quarantine'), render(quarantine.message, t), 'error'),
    color: 'list.errorForeground',
    context: 'quarantine',
    detail: [
      [render(quarantine.message, t), render(quarantine.recommendedAction, t), attemptSentence(quarantine, t)]
        .join(' ')
        .trim(),
      `${t('Since {0}', localDateTime(quarantine.since))} (${quarantine.reason})`,
    ].join('\n\n'),
  };
}

/** The safety switch of *Authorize Dropbox*. */
function removalRow({ removal }: JobSituation, t: Localize): StatusRow | null {
  if (removal === null) return null;
  return removal === 'allowed'
    ? {
        ...row('removal', t('Removing members'), t('allowed'), 'unlock'),
        detail: t('Dropbox is authorized with members.delete. Authorize Dropbox again to take that back.'),
      }
    : {
        ...row('removal', t('Removing members'), t('not allowed'), 'shield'),
        detail: t(
          'Dropbox is authorized without members.delete: nobody can be removed, and no invitation withdrawn, whatever the job says. Whoever that concerns fails and is tried again. Authorize Dropbox again to allow it.',
        ),
      };
}

function retriesRow({ status }: JobSituation, t: Localize): StatusRow | null {
  if (status === null || status.escrowed === 0) return null;
  const { escrowed, retries } = status;
  const { waiting, next, givenUp } = retries;
  const due = escrowed - waiting - givenUp;
  const value = next === null || due > 0 ? String(escrowed) : t('{0}, from {1} on', escrowed, shortDateTime(next));
  return {
    ...row('escrowed', t('Retries'), value, 'error'),
    color: 'list.errorForeground',
    context: 'failures',
    detail: [
      ...(due > 0 ? [t('{0} with the next cycle.', due)] : []),
      ...(next === null ? [] : [t('{0} later, the first at {1}.', waiting, localDateTime(next))]),
      ...(givenUp > 0 ? [t('{0} only when they change, or with Retry Now.', givenUp)] : []),
    ].join(' '),
  };
}

/** What is held back, and what people have decided about it. */
function stagedRow({ status }: JobSituation, t: Localize): StatusRow | null {
  const staged = status?.staged ?? [];
  if (staged.length === 0) return null;
  const of = (verdict: HoldDecision['verdict']): number =>
    staged.filter(({ decision }) => decision?.verdict === verdict).length;
  const parts: readonly (readonly [number, string])[] = [
    [staged.filter(isUndecided).length, t('{0} to decide', staged.filter(isUndecided).length)],
    [of('released'), t('{0} released', of('released'))],
    [of('rejected'), t('{0} rejected', of('rejected'))],
  ];
  const value = parts.flatMap(([count, text]) => (count > 0 ? [text] : [])).join(', ');
  return {
    ...row('staged', t('Staged deletes'), value, 'shield'),
    color: staged.some(isUndecided) ? 'list.warningForeground' : null,
    detail: t(
      'Held back by accidental-deletion prevention: {0}. The view Staged Deletes lists them by name.',
      stagedCounts(staged, t),
    ),
  };
}

/** Said only where something could not be sent: people who wait for a mail would not know. */
function notificationRow({ status }: JobSituation, t: Localize): StatusRow | null {
  const { waiting = 0, failure = null } = status?.notifications ?? {};
  if (waiting === 0) return null;
  const value = failure === null ? t('{0} to be sent', waiting) : t('not sent: {0}', render(failure.message, t));
  const detail =
    failure === null
      ? t('They are sent after the next cycle.')
      : `${render(failure.message, t)} ${render(failure.recommendedAction, t)}\n\n${t('Tried {0}', localDateTime(failure.at))}`;
  return { ...row('notifications', t('Notifications'), value, 'mail'), color: 'list.warningForeground', detail };
}

function readRow({ status }: JobSituation, t: Localize): StatusRow {
  const at = status?.sourceReadAt ?? null;
  if (at === null) return row('read', t('Assignments read'), t('never'), 'cloud-download');
  return {
    ...row('read', t('Assignments read'), shortDateTime(at), 'cloud-download'),
    detail: t('Assignments, users and groups were last read from the source {0}.', localDateTime(at)),
  };
}

function lastCycleRow({ status }: JobSituation, t: Localize): StatusRow {
  const last = status?.lastCycle ?? null;
  if (last === null) return row('lastCycle', t('Last cycle'), t('none yet'), 'circle-outline');
  const icon = last.outcome === 'completed' && last.counts.failure === 0 ? 'pass' : 'warning';
  const kind = last.cycle === 'initial' ? t('Initial cycle') : t('Incremental cycle');
  const outcomes = { completed: t('completed'), cancelled: t('cancelled'), quarantined: t('quarantined') };
  const counts = countsText(last, t);
  return {
    ...row('lastCycle', t('Last cycle'), `${counts} · ${shortDateTime(last.finishedAt)}`, icon),
    detail: t('{0}, {1} {2}: {3}', kind, outcomes[last.outcome], localDateTime(last.finishedAt), counts),
  };
}

/** A cycle that stopped as a whole left no summary. */
function lastAttemptRow({ status }: JobSituation, t: Localize): StatusRow | null {
  const attempt = status?.schedule.lastAttempt ?? null;
  if (attempt?.failure == null) return null;
  const message = render(attempt.failure.message, t);
  return {
    ...row('lastAttempt', t('Last attempt'), t('failed {0}: {1}', shortDateTime(attempt.startedAt), message), 'error'),
    color: 'list.errorForeground',
    detail: t('The cycle of {0} stopped: {1}', localDateTime(attempt.startedAt), message),
  };
}

function nextCycleRow({ status, provisioning, obstacle, executor }: JobSituation, t: Localize): StatusRow {
  const cycleRow = (value: string, detail: string): StatusRow => ({
    ...row('nextCycle', t('Next cycle'), value, 'clock'),
    detail,
  });
  if (executor === 'entra') return cycleRow(...inServiceNext(status, provisioning, obstacle, t));
  if (provisioning === 'off')
    return cycleRow(t('with Sync Now'), t('Provisioning is off. Cycles run when you choose Sync Now.'));
  if (obstacle !== null) return { ...cycleRow(t('waiting: {0}', obstacle), obstacle), icon: 'warning' };
  const runs = t(
    'Cycles run by themselves while the folder is open in a trusted window, and in dropbox-provisioning watch.',
  );
  if (status === null) return cycleRow(t('not known yet'), runs);
  const { nextCycle } = status.schedule;
  if (nextCycle === null) return cycleRow(t('none'), t('No cycle runs by itself.'));
  return cycleRow(Date.parse(nextCycle) <= Date.now() ? t('due now') : shortDateTime(nextCycle), runs);
}

/** Value and detail of the row *Next cycle* of a job that Entra's service runs. */
function inServiceNext(
  status: JobStatus | null,
  provisioning: JobSituation['provisioning'],
  obstacle: string | null,
  t: Localize,
): [value: string, detail: string] {
  if (obstacle !== null) return [t('not known: {0}', obstacle), obstacle];
  if (provisioning === 'off') return [t('none'), t('Start Provisioning has Microsoft Entra’s service begin one.')];
  const next = status?.schedule.nextCycle ?? null;
  const detail = t('Microsoft Entra’s service runs cycles by itself, whether or not VS Code runs.');
  return [next === null ? t('not known yet') : t('about {0}', shortDateTime(next)), detail];
}

/** That Entra isn't heard doesn't mean that it runs no cycles. */
function failureShort({ executor, obstacle }: JobSituation, t: Localize): string {
  if (executor !== 'entra') return t('cycles do not run');
  return obstacle === null ? t('cycle failed in Entra') : t('not up to date');
}

function inServiceShort({ schedule, lastExecution }: NonNullable<JobStatus['service']>, t: Localize): string {
  if (schedule.state !== 'Active') return t('off in Entra');
  const ended = lastExecution?.ended ?? null;
  return ended === null ? t('cycle running in Entra') : t('synced by Entra {0}', shortDateTime(ended));
}

function stateName({ status, provisioning, obstacle, executor }: JobSituation, t: Localize): string {
  if (status?.code === 'Quarantine') return t('in quarantine');
  if (executor === 'entra')
    return provisioning === 'on'
      ? t('Microsoft Entra’s service runs the cycles.')
      : t('Microsoft Entra’s service runs no cycles of this job.');
  if (provisioning === 'on' && obstacle !== null) return t('Provisioning is on, but cycles wait: {0}', obstacle);
  return provisioning === 'on'
    ? t('Provisioning is on. Cycles run by themselves.')
    : t('Provisioning is off. Cycles run when you choose Sync Now.');
}

function row(id: string, label: string, value: string, icon: string): StatusRow {
  return { id, label, value: visible(value), icon, color: null, detail: null, context: null };
}

function tooltipLine({ label, value }: StatusRow): string {
  return `- ${escapeMarkdown(label)}: ${escapeMarkdown(value)}`;
}
