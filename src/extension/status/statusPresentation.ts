import type { JobStatus } from '../../protocol/provisioning.ts';
import { localDateTime, shortDateTime } from '../documents/words.ts';
import { countsText } from '../logs/logLines.ts';
import type { Localize } from '../../protocol/localize.ts';
import { escapeMarkdown, plainLabel, visible } from '../../protocol/safeText.ts';

/** What is going on with the current job, as far as the window knows. */
export interface JobSituation {
  readonly jobName: string;
  /** From the job file. */
  readonly provisioning: 'on' | 'off';
  readonly intervalMinutes: number;
  /** Null before the engine was asked. */
  readonly status: JobStatus | null;
  /** Text of the operation that runs now; null when none does. */
  readonly running: string | null;
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
  const blocked =
    situation.running === null && (situation.status?.quarantine != null || situation.connection === 'failed');
  const words = shortStatus(situation, t);
  const icon =
    situation.running !== null ? 'sync~spin' : blocked ? 'error' : attention(situation) > 0 ? 'warning' : 'cloud';
  const facts = statusRows(situation, t).filter(({ id }) => id !== 'job');
  return {
    text: `$(${icon}) ${[plainLabel(situation.jobName), words].filter((part) => part !== '').join(': ')}`,
    tooltip: [`**${escapeMarkdown(situation.jobName)}**`, facts.map(tooltipLine).join('\n')].join('\n\n'),
    spoken: `Dropbox Provisioning, ${situation.jobName}: ${words}`,
    blocked,
  };
}

/** Objects that need a person: failed exports that are tried again, and actions held back. */
export function attention({ status }: Pick<JobSituation, 'status'>): number {
  return status === null ? 0 : status.escrowed + status.staged.length;
}

function shortStatus({ running, status, connection, valid }: JobSituation, t: Localize): string {
  if (running !== null) return running;
  if (!valid) return t('job file has errors');
  if (status?.quarantine != null) return t('in quarantine');
  if (connection === 'failed') return t('no connection');
  if (status === null) return connection === 'passed' ? t('connected') : '';
  if (status.lastCycle === null) return connection === 'passed' ? t('connected, never synced') : t('never synced');
  const when = shortDateTime(status.lastCycle.finishedAt);
  return status.lastCycle.outcome === 'cancelled' ? t('sync cancelled {0}', when) : t('synced {0}', when);
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
}

/** The job's state, row by row: what the portal's *Provisioning* page tells. */
export function statusRows(situation: JobSituation, t: Localize): readonly StatusRow[] {
  const { status } = situation;
  const rows: (StatusRow | null)[] = [
    row('job', t('Job'), situation.jobName, 'briefcase'),
    row(
      'state',
      t('State'),
      situation.running ?? stateName(situation, t),
      situation.running === null ? 'info' : 'sync~spin',
    ),
    quarantineRow(situation, t),
    lastCycleRow(situation, t),
    nextCycleRow(situation, t),
    status === null
      ? null
      : row('linked', t('In Dropbox'), t('users: {0}, groups: {1}', status.linked.User, status.linked.Group), 'link'),
    status === null || status.escrowed === 0
      ? null
      : { ...row('escrowed', t('To be tried again'), String(status.escrowed), 'error'), color: 'list.errorForeground' },
    status === null || status.pending === 0
      ? null
      : {
          ...row('pending', t('Left to decide'), String(status.pending), 'history'),
          detail: t('{0} users and groups wait for the next sync.', status.pending),
        },
    readRow(situation, t),
  ];
  return rows.filter((candidate) => candidate !== null);
}

function quarantineRow({ status }: JobSituation, t: Localize): StatusRow | null {
  const quarantine = status?.quarantine ?? null;
  if (quarantine === null) return null;
  return {
    ...row('quarantine', t('Quarantine'), quarantine.message, 'error'),
    color: 'list.errorForeground',
    detail: `${quarantine.message} ${quarantine.recommendedAction}\n\n${t('Since {0}', localDateTime(quarantine.since))} (${quarantine.reason})`,
  };
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

function nextCycleRow({ status, provisioning, intervalMinutes }: JobSituation, t: Localize): StatusRow {
  const cycleRow = (value: string): StatusRow => ({
    ...row('nextCycle', t('Next cycle'), value, 'clock'),
    detail: t('A cycle runs when you choose Sync Now, or when a scheduled pipeline runs the command line.'),
  });
  if (provisioning === 'off') return cycleRow(t('with Sync Now'));
  if (status?.lastCycle == null) return cycleRow(t('due now'));
  const due = new Date(new Date(status.lastCycle.finishedAt).getTime() + intervalMinutes * 60_000);
  return cycleRow(t('due {0}', shortDateTime(due.toISOString())));
}

function stateName({ status, provisioning }: JobSituation, t: Localize): string {
  if (status?.code === 'Quarantine') return t('in quarantine');
  return provisioning === 'on' ? t('provisioning is on') : t('provisioning is off');
}

function row(id: string, label: string, value: string, icon: string): StatusRow {
  return { id, label, value: visible(value), icon, color: null, detail: null };
}

function tooltipLine({ label, value }: StatusRow): string {
  return `- ${escapeMarkdown(label)}: ${escapeMarkdown(value)}`;
}
